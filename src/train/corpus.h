/*
 * Examples to train and measure heads with: texts read once into rows of features, facts and labels.
 *
 * Every example falls by its text into one of three parts: training, calibration, test. Copies of a text, whatever
 * set they come from and however they are spaced and punctuated, fall into the same part; the second is not taken
 * when its set says the same of it.
 *
 * Ownership: everything lives in the arena handed over, a copy of the texts too.
 *
 * Invariants:
 *  1. The same sets give the same corpus, in the same order.
 *  2. A row of a table that cannot be used is counted and its reason told; nothing is dropped silently.
 *
 * Must not: open files (the caller hands over tables), write to a terminal.
 */
#ifndef COMITY_TRAIN_CORPUS_H
#define COMITY_TRAIN_CORPUS_H

#include "text/table.h"
#include "train/manifest.h"
#include "train/part.h"

struct example {
    const uint32_t *row; /* by group */
    uint32_t count[FEATURE_GROUPS];
    struct str text; /* the original */
    const uint32_t *word; /* hashes, as signals/vectors.h reads them */
    uint32_t words;
    float dense[HEADS_DENSE_MAX];
    float label[HEAD_COUNT]; /* 0 to 1; below 0: not labelled */
    uint16_t set;
    uint8_t part;
};

struct corpus_set {
    int64_t examples, skipped; /* skipped: not English, no letter, said before */
    struct table_tally tally;
};

struct corpus {
    const struct manifest *manifest;
    const struct signals *signals;
    struct arena *arena;   /* what stays */
    struct arena *scratch; /* for one text at a time */
    struct example *example;
    size_t count, capacity;
    struct corpus_set set[MANIFEST_SETS_MAX];
    uint64_t *seen; /* texts, by hash of text and labels */
    size_t seen_capacity, seen_count;
};

/* RC_NO_MEMORY. The manifest, signals and arenas must outlive the corpus. */
enum rc corpus_begin(struct corpus *c, const struct manifest *m, const struct signals *s,
                     struct arena *a, struct arena *scratch) MUST_CHECK;
/* Takes one text, unless the heads do not look at it or it was taken with the same labels before. RC_INVALID or
 * RC_TOO_LARGE for what is no text. */
enum rc corpus_take(struct corpus *c, size_t set, struct str text,
                    const float label[HEAD_COUNT]) MUST_CHECK;
/* Takes every row of the table as the manifest's set number `set` says. RC_NOT_FOUND for a column that is not there. */
enum rc corpus_read(struct corpus *c, size_t set, struct table *table,
                    struct problem *problem) MUST_CHECK;

#endif
