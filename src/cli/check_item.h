/*
 * One comment as `comity check` takes it from a line of JSON: {"text": "...", "id": ..., "before": ["..."],
 * "author.staff": true, ...}. `id` comes back with the verdict, `before` are the author's earlier comments, any other
 * name is a fact that can be given (docs/STANDARDS.md).
 *
 * Ownership: everything is copied into the arena and the context given.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_CHECK_ITEM_H
#define COMITY_CLI_CHECK_ITEM_H

#include "base/arena.h"
#include "comity.h"

struct check_item {
    struct str id; /* p is NULL when there is none */
    bool id_is_number;
    struct str text;
};

/* Adds to what `context` holds. On failure `item` may hold the id, so that the fault can be reported under it. */
enum comity_result check_item_parse(struct arena *a, struct str line,
                                    struct comity_context *context, struct check_item *item,
                                    struct comity_problem *problem) MUST_CHECK;

#endif
