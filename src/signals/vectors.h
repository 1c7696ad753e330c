/*
 * A small neural net over word vectors: what the heads make of three words at a time.
 *
 * Every word of a text is a vector of VECTORS_SIZE signed bytes, looked up by the hash of its letters. A filter is a
 * weighted sum over a word and its two neighbours; there are VECTORS_FILTERS of them, and of each only its greatest
 * value anywhere in the text counts (Collobert, Weston 2008; Kim 2014). The heads are weighted sums of these. So one
 * rude sentence weighs the same in a long text as in a short one, and every point of a result stands on three words
 * that can be shown. Where the vectors came from stands in models/vectors.md; src/train/net_fit.h trains them.
 *
 * Whole numbers up to the last sum: every machine gives the same.
 *
 * Invariants:
 *  1. The same folded text gives the same words, in training and later.
 *  2. Time is linear in the text, of a very long one windows are looked at (spread.h); nothing is allocated.
 *  3. A filter's value is never below 0, so a text without known words gives the bias alone.
 *
 * Must not: look at anything but the words.
 */
#ifndef COMITY_SIGNALS_VECTORS_H
#define COMITY_SIGNALS_VECTORS_H

#include "text/text.h"

#define VECTORS_SIZE    32 /* numbers of a word's vector */
#define VECTORS_FILTERS 48
#define VECTORS_WINDOW  3
#define VECTORS_INPUTS  (VECTORS_SIZE * VECTORS_WINDOW)
#define VECTORS_ROWS    49152u /* words with a vector of their own; row 0 is every other word */
#define VECTORS_SLOTS   131072u
#define VECTORS_HEADS   8 /* as many as heads.h has */

/* Raised by hand when the words of a text, or what is made of them, change. */
#define VECTORS_REVISION 1

/* A word's place: open addressing by its hash, the upper half of the hash kept to tell words apart. */
struct vectors_slot {
    uint16_t mark;
    uint16_t row; /* 0: free */
};

struct vectors_net {
    float output[VECTORS_HEADS][VECTORS_FILTERS]; /* for one step of a filter */
    float bias[VECTORS_HEADS];
    int32_t filter_bias[VECTORS_FILTERS];
    int16_t filter[VECTORS_FILTERS][VECTORS_INPUTS];
    struct vectors_slot slot[VECTORS_SLOTS];
    int8_t vector[VECTORS_ROWS][VECTORS_SIZE];
};

/* A word as the net sees it. */
struct vectors_word {
    uint32_t hash;
    uint32_t token; /* of the text */
};

/* Where a reading of a text stands. */
struct vectors_reader {
    const struct text *text;
    uint32_t next;             /* token */
    struct vectors_word ahead; /* the second half of "don't" */
    bool has_ahead;
};

void vectors_begin(struct vectors_reader *r, const struct text *t);
bool vectors_next(struct vectors_reader *r, struct vectors_word *ret);

/* The hash of a word written by itself, for building a table. */
uint32_t vectors_hash(struct str word);
/* 0 for a word without a vector. */
uint32_t vectors_row(const struct vectors_net *n, uint32_t hash);
/* Takes a place for the word. False when it has one, or another word cannot be told from it. */
bool vectors_place(struct vectors_net *n, uint32_t hash, uint32_t row);

/* The greatest value of every filter and the number of the word in whose middle it was found. */
struct vectors_peaks {
    int32_t value[VECTORS_FILTERS];
    uint32_t word[VECTORS_FILTERS];
};

/* Filters over words handed over one by one. */
struct vectors_scan {
    const struct vectors_net *net;
    struct vectors_peaks peaks;
    uint32_t count;
    int16_t input[VECTORS_INPUTS];
};

void vectors_scan_begin(struct vectors_scan *s, const struct vectors_net *n);
void vectors_scan_put(struct vectors_scan *s, uint32_t hash);
/* After the last word. */
void vectors_scan_end(struct vectors_scan *s);

/* Adds each head's sum to `sum`. */
void vectors_add(const struct vectors_net *n, const struct vectors_peaks *p,
                 double sum[VECTORS_HEADS]);
void vectors_find_peaks(const struct vectors_net *n, const struct text *t,
                        struct vectors_peaks *ret);

/* What each word adds to each head's sum, told word by word in the text's order; words that add nothing are left out. */
void vectors_shares(const struct vectors_net *n, const struct text *t,
                    const struct vectors_peaks *p,
                    void (*tell)(void *context, uint32_t token, const double share[VECTORS_HEADS]),
                    void *context);

#endif
