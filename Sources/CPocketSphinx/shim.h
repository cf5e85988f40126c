#pragma once
#include <pocketsphinx.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/ckd_alloc.h>
#include <sphinxbase/err.h>
#include <sphinxbase/fe.h>

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

// The cepstral mean of the speech in `samples`, by the decoder's own front end, before an utterance is begun; at most
// 64 values. Returns how many frames it was taken over: 0 when there was no speech, and `mean` is then untouched.
static inline int sayso_ps_mean(ps_decoder_t *ps, const int16 *samples, size_t count, float *mean) {
    fe_t *fe = ps_get_fe(ps);
    int width = fe_get_output_size(fe), frames = 0;
    int32 room = (int32)(count / 80) + 8;
    if (width > 64) return 0;
    mfcc_t **cepstra = (mfcc_t **)ckd_calloc_2d(room, width, sizeof(mfcc_t));
    fe_start_stream(fe);
    fe_start_utt(fe);
    if (fe_process_frames(fe, &samples, &count, cepstra, &room, NULL) >= 0) frames = room;
    int32 rest = 0;
    mfcc_t last[64];
    fe_end_utt(fe, last, &rest);
    if (frames > 0)
        for (int value = 0; value < width; value++) {
            double sum = 0;
            for (int frame = 0; frame < frames; frame++) sum += MFCC2FLOAT(cepstra[frame][value]);
            mean[value] = (float)(sum / frames);
        }
    ckd_free_2d(cepstra);
    return frames;
}
