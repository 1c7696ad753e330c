/*
 * Home addresses in running text: a street with its number in the manner of five languages, and beside it what
 * makes it somebody's home: a word of living there, a postcode, a flat.
 *
 * Must not: take a street with a number alone for a home. "10 Downing Street" and "the fire in Oak Street 12" are
 * news.
 */
#ifndef COMITY_SIGNALS_ADDRESS_H
#define COMITY_SIGNALS_ADDRESS_H

#include "text/text.h"

/* The next one from token `*token` on, as a span of the folded form; moves `*token` behind it. */
bool address_find(const struct text *t, size_t *token, struct span *ret);

#endif
