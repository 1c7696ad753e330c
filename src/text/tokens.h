/*
 * The second step of text_prepare: tokens of the folded form, and counts of the original's
 * characters.
 *
 * A word begins with a letter and runs over letters, marks, digits and apostrophes between letters
 * ("don't", "sh1t"); a number begins with a digit and also takes "." and "," between digits ("3.5",
 * "2nd"); everything else but white space is a symbol, one character each.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_TOKENS_H
#define COMITY_TEXT_TOKENS_H

#include "text/text.h"

/* Fills tokens and counts; original, folded and map are set already. */
enum rc tokens_find(struct arena *a, struct text *t) MUST_CHECK;

#endif
