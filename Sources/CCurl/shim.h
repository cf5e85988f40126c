// libcurl, with its variadic setters as typed functions.
#pragma once
#include <curl/curl.h>
#include <signal.h>

typedef size_t (*sayso_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef int (*sayso_curl_socket)(CURL *easy, curl_socket_t socket, int what, void *context, void *socket_context);
typedef int (*sayso_curl_timer)(CURLM *multi, long timeout_ms, void *context);
typedef curl_socket_t (*sayso_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode sayso_curl_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sayso_curl_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sayso_curl_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sayso_curl_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sayso_curl_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode sayso_curl_on_data(CURL *easy, CURLoption option, sayso_curl_data function) {
    return curl_easy_setopt(easy, option, function);
}
static inline CURLcode sayso_curl_on_open(CURL *easy, sayso_curl_open function) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}
// The socket address that libcurl is about to connect to; longer than `struct sockaddr` for IPv6.
static inline const struct sockaddr *sayso_curl_address(const struct curl_sockaddr *address) { return &address->addr; }
static inline curl_socket_t sayso_curl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
static inline CURLcode sayso_curl_info_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode sayso_curl_multi_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode sayso_curl_multi_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode sayso_curl_multi_on_socket(CURLM *multi, sayso_curl_socket function) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}
static inline CURLMcode sayso_curl_multi_on_timer(CURLM *multi, sayso_curl_timer function) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

// The easy handle and the result of a message that says `done`; NULL for the others and at the end of the queue.
static inline CURL *sayso_curl_multi_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

// Once a process. Without signals (CURLOPT_NOSIGNAL) OpenSSL's writes to a connection that the peer has reset would end
// the process by SIGPIPE; ignored, they fail with EPIPE.
static inline CURLcode sayso_curl_set_up(void) {
    signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// Complex macros of curl.h as constants.
enum {
    sayso_curl_socket_timeout = CURL_SOCKET_TIMEOUT,
    sayso_curl_socket_bad = CURL_SOCKET_BAD,
};
static const long sayso_curl_tls12 = CURL_SSLVERSION_TLSv1_2;
