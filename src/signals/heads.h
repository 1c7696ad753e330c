/*
 * The heads: eight trained models in one pass over a comment's words, each a calibrated probability.
 *
 * The weights are one table of FEATURES_ROWS rows of HEAD_COUNT signed bytes (see feature.h), summed as whole
 * numbers, a few weights for what the other detectors found, and a small net over word vectors (vectors.h). models/heads.bin is a struct heads_model as it
 * stands in memory of a little-endian machine; `comity train heads` makes it, models/heads.md is its card. It is
 * compiled into the program's read-only pages and never copied.
 *
 * Invariants:
 *  1. The same text and facts give the same probabilities; they are rounded to four decimals, so that the last bits
 *     of exp() on different machines do not show.
 *  2. A model that was trained for other features, other facts, or is damaged is refused by heads_check.
 *  3. Probabilities rise with the sum: calibration never turns the order round.
 *
 * Must not: allocate; name a language (heads_measure abstains by the facts it is handed).
 */
#ifndef COMITY_SIGNALS_HEADS_H
#define COMITY_SIGNALS_HEADS_H

#include "signals/feature.h"
#include "signals/signals.h"
#include "signals/vectors.h"

/* X(ID, name, what it means), in the order of the columns. */
#define HEADS(X)                                                                                   \
    X(TOXIC, "toxic")                                                                              \
    X(SEVERE, "severe")                                                                            \
    X(INSULT, "insult")                                                                            \
    X(IDENTITY, "identity")                                                                        \
    X(THREAT, "threat")                                                                            \
    X(OBSCENE, "obscene")                                                                          \
    X(SEXUAL, "sexual")                                                                            \
    X(SPAM, "spam")

enum head {
#define HEAD_ENUM(id, name) HEAD_##id,
    HEADS(HEAD_ENUM)
#undef HEAD_ENUM
        HEAD_COUNT
};

extern const char *const head_names[HEAD_COUNT];
extern const enum signal_id head_signals[HEAD_COUNT];

#define HEADS_MAGIC     0x32444843u /* "CHD2" */
#define HEADS_DENSE_MAX 64

struct heads_model {
    uint32_t magic;
    uint32_t layout; /* heads_layout() of the program it was trained by */
    uint64_t hash;   /* FNV-1a, by words, of everything behind this field */
    float bias[HEAD_COUNT];
    float scale[FEATURE_GROUPS][HEAD_COUNT]; /* of one step of a weight */
    float dense[HEADS_DENSE_MAX][HEAD_COUNT];
    float slope[HEAD_COUNT]; /* calibration: probability = 1 / (1 + exp(-(slope * z + offset))) */
    float offset[HEAD_COUNT];
    int8_t weight[FEATURES_ROWS][HEAD_COUNT];
    struct vectors_net net; /* its sums are added to the others before calibration */
};

extern const struct heads_model heads_model;

/* Changes whenever a model trained before would be read wrongly. */
uint32_t heads_layout(void);
/* The hash that belongs into the model. */
uint64_t heads_hash(const struct heads_model *m);
/* RC_CORRUPT or RC_UNSUPPORTED for bytes that are no model for this program; `name` is told in the problem. */
enum rc heads_check(const void *bytes, size_t size, const char *name,
                    struct problem *problem) MUST_CHECK;

/* How many numbers heads_dense gives, and the name of each. */
size_t heads_dense_count(void);
const char *heads_dense_name(size_t i);
/* What the other detectors found, as numbers of about one; 0 where they do not know. */
void heads_dense(const struct facts *f, float ret[HEADS_DENSE_MAX]);

/* Whether the heads say anything of such a text: it has letters and is in English, as far as can be told. */
bool heads_look_at(const struct text *t, const struct facts *f, const struct signal_context *c);

/* The sums before calibration. */
void heads_logits(const struct heads_model *m, const struct text *t, const struct facts *f,
                  double ret[HEAD_COUNT]);
double heads_calibrated(const struct heads_model *m, enum head head, double logit);
/* Whatever the language: the caller knows. */
void heads_probability(const struct heads_model *m, const struct text *t, const struct facts *f,
                       double ret[HEAD_COUNT]);

#endif
