/*
 * How a word may open that an entry of a lexicon is found in: what scan.c asks before it walks. Made by lexgen from the
 * trie it has read.
 *
 * Invariants:
 *  1. A word that an entry can be found in has its opening in the table; some words more may.
 */
#ifndef COMITY_TOOLS_LEXGEN_OPENINGS_H
#define COMITY_TOOLS_LEXGEN_OPENINGS_H

#include <stdint.h>
#include <stdio.h>

struct node {
    uint32_t first, next; /* child list, ascending */
    uint16_t flags;
    uint8_t symbol, label, tongue;
};

/* Writes the tables `openings` and `within`; `trie` is all nodes, the root first. */
void openings_write(FILE *out, const struct node *trie);

#endif
