/*
 * What one line of a batch asks for: the object as it was sent, its facts in the context that the judge takes.
 *
 * Ownership: strings live in the arena, or view the line.
 *
 * Must not: judge.
 */
#ifndef COMITY_WEB_BATCH_ITEM_H
#define COMITY_WEB_BATCH_ITEM_H

#include "base/arena.h"
#include "policy/judge.h"
#include "signals/attribute.h"

#define BATCH_BEFORE_MAX     64
#define BATCH_ATTRIBUTES_MAX 64

struct batch_item {
    struct str id; /* as it is written back; p NULL: none */
    bool id_is_number;
    struct str text;
    bool wants_verdict, wants_explanation;
    const struct attribute *attributes[BATCH_ATTRIBUTES_MAX];
    struct str names[BATCH_ATTRIBUTES_MAX]; /* as asked for */
    size_t attribute_count;
    uint64_t earlier[BATCH_BEFORE_MAX];
    struct judge_context context;
};

/* Fills what the line says into `item`, which holds the presets and a context. On failure it may hold the id, so that the
 * fault can be reported under it. RC_INVALID with a problem. */
enum rc batch_item_read(struct str line, struct arena *a, struct batch_item *item,
                        struct problem *problem) MUST_CHECK;

#endif
