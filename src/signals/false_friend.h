/*
 * Coarse words that are innocent words of another language: Swedish "slut" is the end, Dutch "hoe" is how.
 *
 * Must not: excuse a word by a language that is only guessed at; the caller says what language is sure.
 */
#ifndef COMITY_SIGNALS_FALSE_FRIEND_H
#define COMITY_SIGNALS_FALSE_FRIEND_H

#include "base/str.h"

/* Whether `word`, folded, is an everyday word in the language of that ISO 639-1 code. */
bool false_friend(struct str word, struct str language);

#endif
