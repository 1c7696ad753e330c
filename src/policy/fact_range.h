/*
 * Which values a fact can have, for whoever proves something about a condition without any comment at hand.
 *
 * A signal's range is the one signals.def gives it ("0 to 1"). A number without such a range counts something: it is
 * whole and never below zero. A fact that is not named as an exception in fact_range.c and that may be negative would
 * make the proofs wrong: a test of every shipped example holds measured values against these ranges. Of some texts all
 * that they can be is known: author.role, author.trust_level (the document's levels), language.code.
 *
 * Must not: claim more than every detector and every context keeps.
 */
#ifndef COMITY_POLICY_FACT_RANGE_H
#define COMITY_POLICY_FACT_RANGE_H

#include "policy/fact.h"

struct fact_range {
    double low, high; /* both may be met; infinite where nothing is promised */
    bool whole;       /* a number without a fraction */
    bool listed;      /* a text that is always one of fact_word */
};

/* `names` may be NULL. True or false is 0 to 1. */
struct fact_range fact_range(const struct fact_names *names, int fact);

/* What a listed text can be, one for each number from 0; empty behind the last. */
struct str fact_word(const struct fact_names *names, int fact, size_t number);
/* Whether it can be `word`; true of every text that is not listed. */
bool fact_word_fits(const struct fact_names *names, int fact, struct str word);

/* Whether a known value lies within. */
bool fact_range_holds(const struct fact_names *names, int fact, struct fact_value value);

#endif
