#pragma once
#include <flite/flite.h>
// The voices Debian ships as libraries; each returns a process-wide singleton.
cst_voice *register_cmu_us_slt(const char *directory);
cst_voice *register_cmu_us_kal16(const char *directory);
cst_voice *register_cmu_us_rms(const char *directory);
