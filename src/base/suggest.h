/*
 * "Did you mean …": the nearest of a set of names, for messages about unknown ones.
 */
#ifndef COMITY_BASE_SUGGEST_H
#define COMITY_BASE_SUGGEST_H

#include <stddef.h>

#include "base/str.h"

/* Optimal string alignment distance (Levenshtein with adjacent transpositions), capped at `limit` + 1. Names longer than
 * 63 bytes count as far apart. */
size_t suggest_distance(struct str a, struct str b, size_t limit);

/* Keeps the nearest name seen, if it is near enough to be a slip of the fingers (a third of its length). */
struct suggestion {
    struct str wanted;
    struct str best; /* empty while nothing was near */
    size_t distance;
};
struct suggestion suggest_begin(struct str wanted);
void suggest_offer(struct suggestion *s, struct str candidate);

#endif
