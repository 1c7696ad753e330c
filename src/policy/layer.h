/*
 * Layers: a site's own document over the one that comes with the program.
 *
 * A layer says `extends: shipped`. What it brings goes into the place the base has for it, and the
 * result is one complete document, as text: that is what is compiled, versioned and stored.
 *
 *     the layer has                  the composed document has
 *     ----------------------------   ------------------------------------------------------------
 *     its title, an introduction     them instead
 *     a section the base knows       its heading; its prose and its clause instead, if it has any;
 *                                    its examples besides (`examples instead`: alone)
 *     a section the base does not    it, before the section its clause names with `before:`, or
 *                                    behind the last clause
 *     trust, verify, brake           its block instead, in the base's place
 *     list NAME                      its list instead of the base's of that name
 *     list add to: NAME              its entries besides
 *     off: NAME, NAME                everything but these sections (of them, too, the blocks that
 *                                    belong to the whole document stay)
 *
 * Ownership: everything lives in the arena given.
 *
 * Invariants:
 *  1. The composed text is a complete document by itself: it extends nothing.
 *  2. Of every line it is known in which file and on which line it was written.
 *
 * Must not: compile anything; load files.
 */
#ifndef COMITY_POLICY_LAYER_H
#define COMITY_POLICY_LAYER_H

#include "base/arena.h"
#include "policy/outline.h"
#include "policy/source.h"

/* Before the name of a list that gets entries besides: "list add to: NAME". */
#define LAYER_ADD_TO STR("add to:")

/* What a layer did, for those who must know what is the site's own. */
struct layer {
    bool front_by_site; /* its introduction; a title alone does not outweigh an edition */
    const struct str *off;
    size_t off_count;
    const struct str *own; /* sections whose words are the site's */
    size_t own_count;
    size_t section_count, block_count; /* of the composed document */
};

struct layer_part {
    const struct source *source;
    const struct outline *outline;
    struct str language;
};

/* `off` is the value of the layer's `off:`, a view into its document, or empty. */
enum rc layer_compose(struct arena *a, const struct layer_part *base, const struct layer_part *site,
                      struct str off, struct source *ret, struct layer *ret_layer,
                      struct problem *problem) MUST_CHECK;

#endif
