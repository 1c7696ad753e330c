/*
 * Telephone numbers written out: "zero seven seven double oh nine ...".
 *
 * Nine digits and more, of which the first is a zero or a plus, so that nobody who counts is taken for one.
 */
#ifndef COMITY_SIGNALS_NUMBER_WORDS_H
#define COMITY_SIGNALS_NUMBER_WORDS_H

#include "text/text.h"

/* The next one from token `*token` on, as a span of the folded form; moves `*token` behind it. */
bool number_words_find(const struct text *t, size_t *token, struct span *ret);

#endif
