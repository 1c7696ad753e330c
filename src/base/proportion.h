/*
 * A share estimated from a sample, with how far to believe it.
 *
 * Of `n` things looked at `hits` had a property. Wilson's score interval says between which shares the whole's
 * lies in 95 of 100 such samples; unlike the textbook's p +- 1.96 s it stays between 0 and 1 and holds for small
 * samples and for shares near 0, which is what error rates are. (E. B. Wilson, "Probable inference, the law of
 * succession, and statistical inference", JASA 22, 1927; the comparison by Brown, Cai and DasGupta, Statistical
 * Science 16, 2001, recommends it.)
 *
 * A sample whose parts were drawn with different chances is weighted: each thing counts for as many as it stands
 * for. Its interval is Wilson's for the effective size (sum of weights)^2 / (sum of squared weights), after Kish.
 * With equal weights both are the same.
 *
 * Invariant: 0 <= low <= share <= high <= 1.
 */
#ifndef COMITY_BASE_PROPORTION_H
#define COMITY_BASE_PROPORTION_H

#include <stdint.h>

struct proportion {
    double share, low, high; /* of nothing looked at: 0, 0 and 1 */
};

/* A weighted sample being added up. Weights are whole thousandths. */
struct proportion_sample {
    int64_t count, hits; /* unweighted */
    double weight, weight_squared, weight_hits;
};

void proportion_add(struct proportion_sample *s, int64_t weight_milli, int hit);
struct proportion proportion_of(const struct proportion_sample *s);
/* The same for `hits` of `n` with equal weights; they may be fractions. */
struct proportion proportion_wilson(double hits, double n);

#endif
