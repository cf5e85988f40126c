// libcurl, with its variadic setters as typed functions.
#pragma once
#include <curl/curl.h>
