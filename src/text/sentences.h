/*
 * Sentences of the original text, in the spirit of Unicode Standard Annex 29, with two cares of our
 * own: abbreviations do not end a sentence, and text without capitals is still split.
 *
 * A sentence ends at a line end, at a run of ! ? … (and their Arabic, Greek, Indic and wide kin),
 * or at a full stop that is not part of a number, an abbreviation or an initial, and is followed by
 * white space (or, after a small letter, directly by a capital). Closing quotes and brackets belong
 * to the sentence before.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_SENTENCES_H
#define COMITY_TEXT_SENTENCES_H

#include "text/text.h"

/* Fills sentences; original and the letter counts are set already. */
enum rc sentences_find(struct arena *a, struct text *t) MUST_CHECK;

#endif
