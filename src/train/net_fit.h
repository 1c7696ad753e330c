/*
 * Training the net of signals/vectors.h on a corpus: all heads at once, example by example, AdaGrad.
 *
 * The words that get a vector of their own are those that stand in NET_WORD_MIN training examples, and of the given
 * vectors the first ones until the table is full. A word without a given vector begins somewhere near the middle.
 * While it trains, some words are taken for unknown ones and some filters are looked away from, so that no single
 * word and no single filter carries a result (Srivastava et al. 2014).
 *
 * Ownership: a net's arrays live in the arena handed over and are reused by the next run.
 *
 * Invariants:
 *  1. The same corpus, vectors and options give the same net, bit for bit.
 *  2. The vectors move while training, so the net holds them: what was given is not looked at later.
 *
 * Must not: look at examples outside the order it is handed; open files.
 */
#ifndef COMITY_TRAIN_NET_FIT_H
#define COMITY_TRAIN_NET_FIT_H

#include "base/random.h"
#include "train/corpus.h"

#define NET_WORD_MIN 2

/* Word vectors learned elsewhere, the most frequent words first. */
struct net_given {
    const uint32_t *hash;
    const float (*vector)[VECTORS_SIZE];
    size_t count;
};

/* Reads lines of a word, a tab and VECTORS_SIZE numbers with spaces between. RC_INVALID with the line at fault. */
enum rc net_given_read(struct arena *a, struct str bytes, struct net_given *ret,
                       struct problem *problem) MUST_CHECK;

/* How much an answer of "no" and "yes" counts, by set and head. */
typedef const float (*net_counts)[HEAD_COUNT][2];

struct net_fit;

/* RC_NO_MEMORY. `given` may be NULL: all words begin by chance. */
enum rc net_fit_new(struct arena *a, const struct corpus *c, const struct net_given *given,
                    struct net_fit **ret) MUST_CHECK;
/* Trains from the given vectors on the examples of `order`. */
void net_fit_run(struct net_fit *n, const uint32_t *order, size_t count, net_counts counts,
                 float smoothing, struct vectors_net *ret);

#endif
