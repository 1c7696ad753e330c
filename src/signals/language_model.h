/*
 * The language model: a softmax over hashed character n-grams, one signed byte a weight.
 *
 * The file models/language.bin is a struct language_model as it stands in memory of a little-endian
 * machine; `comity train language` makes it, models/language.md is its card. It is compiled into the
 * program's read-only pages and never copied.
 */
#ifndef COMITY_SIGNALS_LANGUAGE_MODEL_H
#define COMITY_SIGNALS_LANGUAGE_MODEL_H

#include "signals/ngram.h"

#define LANGUAGE_COLUMNS 24
#define LANGUAGE_MAGIC   0x314d4c43u /* "CLM1" */

struct language_model {
    uint32_t magic;
    uint32_t languages;             /* columns in use */
    uint64_t hash;                  /* FNV-1a of everything behind this field */
    float scale;                    /* of one weight */
    float temperature;              /* divides the logits: fitted on held-out text */
    char code[LANGUAGE_COLUMNS][2]; /* ISO 639-1 */
    int8_t weight[NGRAM_BUCKETS][LANGUAGE_COLUMNS];
};

extern const struct language_model language_model;

struct language_guess {
    int best, second; /* columns */
    double probability[LANGUAGE_COLUMNS];
};

/* The sum over the n-grams, divided by the root of their number, through the softmax. */
void language_guess(const struct language_model *m, const struct ngrams *n,
                    struct language_guess *ret);

#endif
