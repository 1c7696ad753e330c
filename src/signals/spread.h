/*
 * Which tokens of a text the heads look at: all, and of a very long text windows spread evenly over it, so that the work has
 * a bound. What is said in so many words weighs little by any one of them, and lexicons look at all of it anyway.
 *
 *     a token's number ──spread_next──► the same, or where the next window begins
 *
 * Invariants:
 *  1. Of a text of up to SPREAD_TOKENS tokens every one is looked at; of a longer one as many, give or take one a window.
 *  2. Tokens stay in order; the first and the last window hold the text's beginning and end.
 *
 * Must not: look at what the tokens are.
 */
#ifndef COMITY_SIGNALS_SPREAD_H
#define COMITY_SIGNALS_SPREAD_H

#include <stddef.h>

#define SPREAD_TOKENS  4096
#define SPREAD_WINDOWS 8
#define SPREAD_WINDOW  (SPREAD_TOKENS / SPREAD_WINDOWS)

/* The first token from `at` on that is looked at, of `count`; `count` when there is none. */
static inline size_t spread_next(size_t count, size_t at)
{
    if (count <= SPREAD_TOKENS || at >= count)
        return at;
    size_t distance = (count - SPREAD_WINDOW) / (SPREAD_WINDOWS - 1);
    size_t window = at / distance;
    if (window == SPREAD_WINDOWS)
        return count;
    if (at - window * distance < SPREAD_WINDOW)
        return at;
    return window + 1 < SPREAD_WINDOWS ? (window + 1) * distance : count;
}

#endif
