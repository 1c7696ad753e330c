/*
 * What the heads look at: hashed words, pairs of words and runs of characters of the folded text.
 *
 * Shared by inference (heads.c) and training (src/train), so that both always see the same. A text is read token
 * by token; every token that counts gives the rows of the weights' table that stand for it, in three groups whose
 * sums are kept apart because they grow differently with the length of a text.
 *
 * A word is hashed without apostrophes, a letter written three times or more counts once, a number is its length.
 * Of punctuation only marks that say something (! ? * $ and what lies outside ASCII, emoji above all) are looked at:
 * spacing and full stops tell a corpus from another, not a comment from another.
 *
 * Invariants:
 *  1. The same folded text gives the same rows on every machine.
 *  2. Time is linear in the text; at most FEATURES_TOKEN_MAX rows a token. Of a token longer than
 *     FEATURES_TOKEN_BYTES the rest is not looked at.
 *     Of a very long text windows are looked at (spread.h).
 *  3. Nothing is allocated.
 *
 * Must not: look at anything but the prepared text.
 */
#ifndef COMITY_SIGNALS_FEATURE_H
#define COMITY_SIGNALS_FEATURE_H

#include "text/text.h"

#define FEATURES_ROWS_LOG2   19
#define FEATURES_ROWS        (1u << FEATURES_ROWS_LOG2)
#define FEATURES_TOKEN_BYTES 40
#define FEATURES_RUN_MIN     3 /* characters of a run, marks of beginning and end counted */
#define FEATURES_RUN_MAX     5
#define FEATURES_TOKEN_MAX                                                                         \
    (3 + (FEATURES_TOKEN_BYTES + 2) * (FEATURES_RUN_MAX - FEATURES_RUN_MIN + 1))

enum feature_group { FEATURE_WORD, FEATURE_PAIR, FEATURE_RUN, FEATURE_GROUPS };

/* Raised by hand when what a text gives changes: a model of another revision is refused. */
#define FEATURES_REVISION 1

/* The rows of one token, in the order of the groups. */
struct features {
    size_t token;
    uint32_t row[FEATURES_TOKEN_MAX];
    uint16_t count[FEATURE_GROUPS];
};

/* Where a reading of a text stands. */
struct feature_reader {
    const struct text *text;
    size_t next;        /* token */
    uint32_t before[2]; /* hashes of the two words before; 0: none */
};

/* Begins reading the text; it must outlive the reading. */
void features_begin(struct feature_reader *r, const struct text *t);
/* The rows of the next token that counts; false at the end. */
bool features_next(struct feature_reader *r, struct features *ret);

static inline size_t features_total(const struct features *f)
{
    return (size_t)f->count[FEATURE_WORD] + f->count[FEATURE_PAIR] + f->count[FEATURE_RUN];
}

#endif
