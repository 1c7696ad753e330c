/*
 * How well a score tells two kinds of things apart, measured on things whose kind is known.
 *
 * The area under the ROC curve (AUC) is the chance that a positive one has the higher score than a negative one, a tie counted
 * half. Its variance, and its covariance with that of another score of the same things, are DeLong's (E. DeLong, D. DeLong,
 * D. Clarke-Pearson, Biometrics 44, 1988), from placements: what share of the other kind stands below a thing. The interval is
 * taken on the logit scale, so that it stays between 0 and 1; for an area of exactly 0 or 1, where that variance is nothing, it
 * is Wilson's for as many things as there are of the rarer kind. Average precision is the sum of precision times the growth
 * of recall, ties taken together; its interval is on the logit scale too, for the number of positives (K. Boyd, K. Eng,
 * C. Page, ECML 2013).
 *
 * Ownership: a ranking lives in an arena, and views scores and kinds.
 *
 * Invariants:
 *  1. Nothing depends on the order of things with the same score.
 *  2. Scores are finite; whoever has things without a score leaves them out.
 */
#ifndef COMITY_BASE_RANKING_H
#define COMITY_BASE_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/proportion.h"

struct ranking {
    const double *scores;
    const uint8_t *positive; /* 0 or 1 */
    size_t count;
    int64_t positives, negatives;
    uint32_t *order; /* indices by descending score */
    double *
        placements; /* of each: the share of the other kind below a positive, above a negative; ties half */
};

/* Positives and negatives at or above a threshold, and below. */
struct ranking_counts {
    int64_t hits, false_alarms, misses, rejections;
};

struct ranking_difference {
    double difference; /* the first area less the second */
    double low, high;  /* of it, in 95 of 100 such samples */
    double p;          /* the chance of so great a difference, either way, between equals */
};

/* At most UINT32_MAX things; takes 24 bytes each of the arena. */
enum rc ranking_make(struct arena *a, const double *scores, const uint8_t *positive, size_t count,
                     struct ranking *ret) MUST_CHECK;
/* Without one of both kinds there is no area: 0 to 1. */
struct proportion ranking_area(const struct ranking *r);
struct proportion ranking_average_precision(const struct ranking *r);
/* Of two scores of the same things: `count` and `positive` are the same. */
struct ranking_difference ranking_compare(const struct ranking *first,
                                          const struct ranking *second);
/* Spearman's: of the ranks, ties sharing theirs; NAN where a score is the same for all. Kinds do not matter. */
double ranking_correlation(struct arena *a, const struct ranking *first,
                           const struct ranking *second);
struct ranking_counts ranking_counts_at(const struct ranking *r, double threshold);
/* The lowest score that, as a threshold, is reached by at most `share` of the negatives; false when even the highest is
 * reached by more. */
bool ranking_threshold(const struct ranking *r, double share, double *ret);

#endif
