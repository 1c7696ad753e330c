/*
 * The inside of a loaded standards document, shared by standards.c and the files that fill it.
 *
 * Invariant: filled once by standards_load.c, read-only from then on.
 *
 * Must not: be included outside src/policy/standards*.c.
 */
#ifndef COMITY_POLICY_STANDARDS_INTERNAL_H
#define COMITY_POLICY_STANDARDS_INTERNAL_H

#include "policy/block.h"
#include "policy/layer.h"
#include "policy/outline.h"

struct standards {
    struct arena *arena;
    struct source source;
    struct str title, language, introduction;
    struct str base_name, base_language; /* of a layer; empty without */
    char version[STANDARDS_VERSION_BYTES + 1];
    struct standards_section *sections;
    size_t section_count;
    struct standards_clause *clauses;
    size_t clause_count;
    struct standards_trust trust;
    struct standards_verify verify;
    struct standards_brake brake;
    struct fact_names names; /* of the lists */
    const struct list_set *lists;
    const struct list_entry *entries; /* what the lists were made of */
    size_t entry_count;
    struct layer layer; /* zero for a document that stands by itself */
};

/* The part of the document between a block's fences. */
struct source standards_inside(const struct standards *s, const struct outline_block *b);

/* Reads trust, verify, brake and the lists, wherever in the document they stand: clauses rest on
 * them. What the document does not say is as the defaults have it. */
enum rc standards_read_head(struct standards *s, const struct outline *o,
                            struct problem *problem) MUST_CHECK;

#endif
