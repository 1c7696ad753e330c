/*
 * The compiled form of a lexicon as C source.
 *
 * Invariants:
 *  1. Equal sets of siblings, endings above all, are written once.
 */
#ifndef COMITY_TOOLS_LEXGEN_OUTPUT_H
#define COMITY_TOOLS_LEXGEN_OUTPUT_H

#include <stdbool.h>

#include "lexgen_openings.h"

struct lexgen_output {
    const char *name;
    const struct node *nodes; /* the root first */
    const uint64_t *kinds;
    size_t kinds_count; /* 0 for a lexicon of single labels */
    uint64_t inside, hash;
    bool arabic;
};

/* Writes nodes, kinds and the lexicon itself, behind the tables of the openings and the tongues. */
void output_write(FILE *out, const struct lexgen_output *o);

#endif
