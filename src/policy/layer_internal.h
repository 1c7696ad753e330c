/*
 * What layer.c, which composes, and layer_check.c, which refuses, share.
 *
 * Invariant: nothing is composed before layer_check has passed.
 *
 * Must not: be included outside src/policy/layer*.c.
 */
#ifndef COMITY_POLICY_LAYER_INTERNAL_H
#define COMITY_POLICY_LAYER_INTERNAL_H

#include "base/buf.h"
#include "policy/layer.h"

enum layer_which { LAYER_BASE, LAYER_SITE };

struct layer_composer {
    struct arena *arena;
    const struct layer_part *parts[2];
    struct buf out;
    struct source_piece *pieces;
    size_t piece_count, piece_max;
    struct layer *layer;
    struct problem *problem;
};

static inline const struct source *layer_source(const struct layer_composer *c, enum layer_which w)
{
    return c->parts[w]->source;
}

static inline const struct outline *layer_outline(const struct layer_composer *c,
                                                  enum layer_which w)
{
    return c->parts[w]->outline;
}

/* NULL when there is none, or the slug is empty. */
const struct outline_section *layer_find_section(const struct outline *o, struct str slug);
/* The block of that kind (and name, unless that is absent) in a section, which may be NULL. */
const struct outline_block *layer_find_in(const struct outline_section *s,
                                          enum outline_block_kind kind, struct str name);
/* The same in all of a part. */
const struct outline_block *layer_find_block(const struct layer_composer *c, enum layer_which w,
                                             enum outline_block_kind kind, struct str name);
/* The list that a block "list add to: NAME" adds to; empty for any other block. */
struct str layer_added_to(const struct outline_block *b);
bool layer_is_off(const struct layer_composer *c, struct str slug);
/* What a section of the layer says with `before:`; empty when it says nothing. */
struct str layer_before_of(const struct layer_composer *c, const struct outline_section *site);

/* Reads `off:` and refuses what cannot be composed; notes in c->layer what is off and what is the
 * site's own. */
enum rc layer_check(struct layer_composer *c, struct str off) MUST_CHECK;

#endif
