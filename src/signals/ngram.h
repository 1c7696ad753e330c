/*
 * What the language model looks at: hashed runs of one to four characters of the folded text.
 * Shared by the detector and by src/train/language_fit.c, so that both always see the same.
 *
 * Letters only; everything else is one space. Addresses, handles, numbers and what holds them are
 * left out. A long text is looked at in windows spread evenly over it, so that the work has a
 * bound.
 */
#ifndef COMITY_SIGNALS_NGRAM_H
#define COMITY_SIGNALS_NGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define NGRAM_BUCKETS    32768
#define NGRAM_ORDERS     4
#define NGRAM_WINDOWS    4
#define NGRAM_WINDOW     64 /* characters of one window */
#define NGRAM_CHARACTERS (NGRAM_WINDOWS * NGRAM_WINDOW)
#define NGRAM_MAX        (NGRAM_CHARACTERS * NGRAM_ORDERS)

struct ngrams {
    uint16_t bucket[NGRAM_MAX];
    uint32_t count;
    uint32_t letters;
    uint32_t words;
};

void ngrams_collect(struct str folded, struct ngrams *ret);

#endif
