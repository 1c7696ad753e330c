/*
 * Where the entries of a lexicon count: sets of languages, of which an entry has the number.
 *
 * Invariants:
 *  1. Number 0 counts everywhere.
 */
#ifndef COMITY_TOOLS_LEXGEN_TONGUE_H
#define COMITY_TOOLS_LEXGEN_TONGUE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

/* Reads "en" or "en -sv -da"; false when it is neither, or there are too many. */
bool tongue_read(struct str column, uint8_t *ret);
/* The same, counting only in texts of the language. */
uint8_t tongue_own(uint8_t tongue, struct str language);
/* Counts where either does. */
uint8_t tongue_merge(uint8_t a, uint8_t b);
/* Writes the tables `tongues` and `languages`. */
void tongues_write(FILE *out);

#endif
