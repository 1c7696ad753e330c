/*
 * The insides of the document's fenced blocks: `clause`, `examples` and `standards`.
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
#include "policy/source.h"
#include "policy/standards.h"

/* `source` is the block's part of the document. `at` is where its fence stands, for faults of the
 * whole. */
enum rc block_read_clause(struct arena *a, const struct source *source, size_t at,
                          struct standards_clause *ret, struct problem *problem) MUST_CHECK;
enum rc block_read_examples(struct arena *a, const struct source *source, size_t at,
                            struct standards_clause *ret, struct problem *problem) MUST_CHECK;
/* The document's own settings; `ret_language` stays when the block does not name one. */
enum rc block_read_standards(struct arena *a, const struct source *source, struct str *ret_language,
                             struct problem *problem) MUST_CHECK;

#endif
