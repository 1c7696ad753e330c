/*
 * The insides of the document's fenced blocks.
 *
 * Ownership: results live in the arena given and view the document.
 *
 * Invariant: a block is taken whole or refused with the place of the fault.
 *
 * Must not: know of sections.
 */
#ifndef COMITY_POLICY_BLOCK_H
#define COMITY_POLICY_BLOCK_H

#include "base/arena.h"
#include "policy/fact.h"
#include "policy/list.h"
#include "policy/source.h"
#include "policy/standards.h"

/* In all of these, `source` is the block's part of the document, and `at` is where its fence
 * stands, for faults of the whole. */

/* What the rest of the document gives to its clauses. */
struct block_scope {
    const struct standards_trust *trust;
    const struct fact_names *names;
};
enum rc block_read_clause(struct arena *a, const struct source *source, size_t at,
                          const struct block_scope *scope, struct standards_clause *ret,
                          struct problem *problem) MUST_CHECK;
enum rc block_read_examples(struct arena *a, const struct source *source, size_t at,
                            struct standards_clause *ret, struct problem *problem) MUST_CHECK;

/* The document's own settings: what is not set is empty, with p == NULL. All view the document. */
struct block_settings {
    struct str language; /* checked to be a code */
    struct str extends;  /* "shipped" */
    struct str off;      /* names of sections, separated by commas */
    struct str edition;  /* checked to be a code */
    struct str of;       /* "shipped" */
};
enum rc block_read_standards(struct arena *a, const struct source *source,
                             struct block_settings *ret, struct problem *problem) MUST_CHECK;

/* `ret` holds the defaults before, which stay for lines that are not there. */
enum rc block_read_trust(struct arena *a, const struct source *source, struct standards_trust *ret,
                         struct problem *problem) MUST_CHECK;
enum rc block_read_verify(struct arena *a, const struct source *source,
                          struct standards_verify *ret, struct problem *problem) MUST_CHECK;
enum rc block_read_brake(struct arena *a, const struct source *source, struct standards_brake *ret,
                         struct problem *problem) MUST_CHECK;

/* "5 %" as 0.05; at least `least` percent, at most 100. `at` is where the value stands. */
enum rc block_read_percent(const struct source *source, struct str value, size_t at, double least,
                           double *ret, struct problem *problem) MUST_CHECK;

/* "list NAME" behind the fence, checked. */
enum rc block_check_list_name(const struct source *source, struct str name, size_t at,
                              struct problem *problem) MUST_CHECK;
/* Writes the block's entries behind `entries[*count]`; there is room for one a line. */
enum rc block_read_list(const struct source *source, size_t at, unsigned list,
                        struct list_entry *entries, size_t *count,
                        struct problem *problem) MUST_CHECK;

#endif
