#pragma once
#include <pocketsphinx.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/err.h>

// A configuration with every default; `cmd_ln_init` itself takes a variable number of arguments.
static inline cmd_ln_t *sayso_ps_configuration(void) { return cmd_ln_init(NULL, ps_args(), 1, NULL); }

// Stops the library's logging for this thread and the process: it would write what callers say to the error stream.
static inline void sayso_ps_silence(void) {
    err_set_callback(NULL, NULL);
    err_set_logfp(NULL);
}

// Forgets what the decoder learnt from its last speaker: the noise estimate and the cepstral mean, which starts from
// the model's own `-cmninit` again.
static inline void sayso_ps_forget(ps_decoder_t *ps, const float *mean, int count) {
    feat_t *features = ps_get_feat(ps);
    ps_start_stream(ps);
    if (features == NULL || features->cmn_struct == NULL || count != features->cmn_struct->veclen) return;
    mfcc_t values[64];
    if (count > 64) return;
    for (int index = 0; index < count; index++) values[index] = FLOAT2MFCC(mean[index]);
    cmn_live_set(features->cmn_struct, values);
}
