/*
 * One comment as `comity check` takes it from a line of JSON: {"text": "...", "id": ..., "before": ["..."],
 * "author.staff": true, ...}. `id` comes back with the verdict, `before` are the author's earlier comments, any other
 * name is a fact that can be given (docs/STANDARDS.md).
 *
 * Ownership: everything is copied into the arena given.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_CHECK_ITEM_H
#define COMITY_CLI_CHECK_ITEM_H

#include "base/arena.h"
#include "policy/judge.h"

#define CHECK_ITEM_BEFORE_MAX 64

struct check_item {
    struct str id; /* p is NULL when there is none */
    bool id_is_number;
    struct str text;
    struct judge_context context;
};

/* Adds to what `item` holds. On failure `item` may hold the id, so that the fault can be reported under it. */
enum rc check_item_parse(struct arena *a, struct str line, struct check_item *item,
                         struct problem *problem) MUST_CHECK;

#endif
