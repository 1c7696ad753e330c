/*
 * Fitting the heads to a corpus: logistic regression of all eight at once, AdaGrad (Duchi, Hazan, Singer 2011).
 *
 * A label that is missing is left out of the sum, so sets that know of one head only teach one head. Rows seen in fewer than
 * FIT_ROW_MIN examples keep the weight 0.
 *
 * Ownership: a fit's arrays live in the arena handed over; they are reused by the next fit.
 *
 * Invariant: the same corpus and options give the same model, bit for bit.
 *
 * Must not: look at examples of other parts than PART_TRAIN before calibration, nor at the group left out.
 */
#ifndef COMITY_TRAIN_FIT_H
#define COMITY_TRAIN_FIT_H

#include "train/net_fit.h"

#define FIT_ROW_MIN 3

struct fit_options {
    int epochs;
    double rate;        /* of the first step */
    double decay;       /* towards 0, of a row touched */
    double smoothing;   /* a label of 1 counts as 1 - smoothing, one of 0 as smoothing */
    double dropout;     /* share of an example's rows left out while it is looked at */
    struct str without; /* group left out; empty: none */
    void (*progress)(void *context, int epoch, double loss);
    void *context;
};

/* The defaults that the shipped model was made with. */
struct fit_options fit_defaults(void);

struct fit;

/* RC_NO_MEMORY. About 80 MB, whatever the corpus. `given` may be NULL and must outlive the fit. */
enum rc fit_new(struct arena *a, const struct corpus *c, const struct net_given *given,
                struct fit **ret) MUST_CHECK;
/* Trains from nothing, quantises and calibrates. `ret` is a whole model, ready to be written. */
void fit_run(struct fit *f, const struct fit_options *o, struct heads_model *ret);

/* What the model says of an example, before calibration: the same as heads_logits says of its text. */
void fit_logits(const struct heads_model *m, const struct example *e, double ret[HEAD_COUNT]);

#endif
