/*
 * Numbers by which states know a person: tax, insurance and identity numbers of two dozen countries, in folded text.
 *
 * Each form is a pattern and, where the country has one, its check digits. A form that a random number meets too
 * easily counts only behind a word that announces it ("BSN", "my tax number").
 *
 * Must not: guess. A number whose check digits are wrong is not one of these.
 */
#ifndef COMITY_SIGNALS_IDENTITY_H
#define COMITY_SIGNALS_IDENTITY_H

#include "base/str.h"

/* The end of the number that begins at `at`, or `at`. Reads a bounded number of bytes. */
size_t identity_end(struct str s, size_t at);

#endif
