/*
 * Which values a fact can have, for whoever proves something about a condition without any comment at hand.
 *
 * A signal's range is the one signals.def gives it ("0 to 1"); what is counted is never below zero. A fact that is not
 * named as an exception in fact_range.c and that may be negative would make the proofs wrong: a test of every shipped
 * example holds measured values against these ranges.
 *
 * Must not: claim more than every detector and every context keeps.
 */
#ifndef COMITY_POLICY_FACT_RANGE_H
#define COMITY_POLICY_FACT_RANGE_H

#include "policy/fact.h"

struct fact_range {
    double low, high;          /* both may be met; infinite where nothing is promised */
    const char *const *values; /* of a text: all it can be, ending in NULL; NULL: any */
};

/* `names` may be NULL. True or false is 0 to 1. */
struct fact_range fact_range(const struct fact_names *names, int fact);

/* Whether a known value lies within. */
bool fact_range_holds(struct fact_range range, enum signal_kind kind, struct fact_value value);

#endif
