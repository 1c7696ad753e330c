/*
 * The ways a word is respelt so that a list does not know it: letters swapped, vowels dropped, double letters
 * written once, the word turned round, other letters of the same sound ("fcuk", "btch", "ashole", "kcuf", "phuk").
 *
 * Made at build time, so that they cost a reader of text nothing; what signs and digits do to a word is seen through by
 * src/signals/scan.c, since no list can hold that.
 *
 * Invariants:
 *  1. The same word and language give the same respellings in the same order.
 *  2. None is shorter than RESPELL_MIN letters, nor is it the word itself; the same one may be given twice.
 */
#ifndef COMITY_TOOLS_LEXGEN_RESPELL_H
#define COMITY_TOOLS_LEXGEN_RESPELL_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define RESPELL_MIN 3
#define RESPELL_MAX 24

typedef void (*respell_fn)(void *to, const uint8_t *symbols, size_t n);

/* Calls `fn` with each respelling of a word of letters; of one with anything else, or longer than RESPELL_MAX, none. */
void respell(struct str language, const uint8_t *symbols, size_t n, respell_fn fn, void *to);

#endif
