/*
 * From rulings to a correction: the pure part of learning (learning.h), no database and no clock.
 *
 * Each head is fitted by itself: a linear correction of the model's log-odds over the words of the texts ruled on, by
 * dual coordinate ascent on the hinge loss (Hsieh et al., "A dual coordinate descent method for large-scale linear
 * SVM", ICML 2008), which is the passive-aggressive rule (Crammer et al., JMLR 7, 2006) gone over FIT_PASSES times: a
 * ruling the model and the correction already agree with teaches nothing, another one pulls at its words until they do,
 * up to FIT_PULL_MAX. So a word's change is the sum of what single rulings added to it, and that is what is bounded
 * and shown.
 *
 *     rulings on the same text by one person ──► the last one
 *     words in fewer than texts_min texts of one opinion ──► not looked at
 *     pulls ──► of one person and of one day on a word: bounded ──► sum of a word: bounded ──► the strongest words
 *
 * Invariants:
 *  1. The result is a function of the set of examples and the rules: whole numbers, in the order of time and source.
 *     Leaving an example out gives what never having had it gives.
 *  2. No word's change is above word_max; what one person, or all rulings of one day, add to it is at most person_max
 *     and day_max.
 *
 * Must not: read anything; keep a text.
 */
#ifndef COMITY_COMMUNITY_LEARNING_LEARNING_FIT_H
#define COMITY_COMMUNITY_LEARNING_LEARNING_FIT_H

#include "signals/correction.h"

#define FIT_SOURCES_MAX 3 /* of a word, the strongest */

/* All changes in thousandths of log-odds. */
struct fit_rules {
    int32_t word_max, person_max, day_max, change_max;
    int32_t words_max;
    int32_t texts_min;
};

struct fit_example {
    int64_t at_ms, source;                 /* source: comment or suggestion; with at_ms the order */
    int64_t person;                        /* who ruled; a program's key is one, too */
    uint64_t text_key;                     /* the same for the same words */
    uint32_t heads;                        /* bits: what it is about */
    bool breaks;                           /* it has what the heads look for, or it has not */
    int32_t base[HEAD_COUNT];              /* the model's log-odds, in thousandths */
    const struct correction_place *places; /* each hash once */
    size_t place_count;
};

/* Where a word's change comes from, the strongest ruling first. */
struct fit_origin {
    uint64_t hash;
    int32_t texts;
    int64_t sources[FIT_SOURCES_MAX]; /* 0: none */
};

struct fit_result {
    struct correction_word *words; /* ascending by hash */
    struct fit_origin *origins;    /* of the word with the same number */
    size_t count;
};

/* `examples` are put in order. */
enum rc fit_correction(struct fit_example *examples, size_t count, const struct fit_rules *rules,
                       struct arena *a, struct fit_result *ret) MUST_CHECK;

/* Leaves each hash once, in ascending order; what is left of the places. */
size_t fit_distinct(struct correction_place *places, size_t count);
/* The same for texts of the same words, in whatever order and number. `places` are distinct. */
uint64_t fit_text_key(const struct correction_place *places, size_t count);

#endif
