/*
 * What the catalogue compiler writes: the translations of one language as a table that is looked up by key.
 *
 * Ownership: constant data of the program; nothing is made at start and nothing is ever freed.
 *
 * Invariants:
 *  1. `entries` has 1 << bits places, at most half of them taken; a key is found at its own place or behind it, going
 *     round. A place without a translation has the key 0.
 *  2. A translation holds the same markers as its English text, elements closed in order: the compiler refuses others.
 *
 * Must not: be included but by src/words, its compiler and its tests.
 */
#ifndef COMITY_WORDS_CATALOGUE_H
#define COMITY_WORDS_CATALOGUE_H

#include <stdint.h>

#include "base/str.h"

struct words_entry {
    uint64_t key;
    uint32_t at; /* in `text` */
    uint32_t n;
};

struct words {
    struct str language;
    unsigned bits;
    const struct words_entry *entries; /* NULL: English, where nothing is looked up */
    const char *text;
};

#endif
