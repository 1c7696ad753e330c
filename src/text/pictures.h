/*
 * The pictures in our own markup: given other addresses, or taken out.
 *
 * Articles of other systems name pictures on other hosts, which our pages do not load: a reader's visit is nobody
 * else's business. The importer keeps a copy of each and puts its address here.
 *
 * Invariants:
 *  1. Only markup our emitter wrote is read, whose picture tags all have one form; nothing is parsed that others
 *     wrote.
 *  2. The result obeys html.h as the input did: a new address is escaped where it lands.
 */
#ifndef COMITY_TEXT_PICTURES_H
#define COMITY_TEXT_PICTURES_H

#include "base/arena.h"
#include "text/html.h"

/* The picture's new address, or the empty string to take it out. */
typedef struct str pictures_fn(void *ctx, struct str address);

/* `markup` with every picture's address replaced by what `fn` answers. RC_NO_MEMORY. */
enum rc pictures_replace(struct arena *a, struct html markup, pictures_fn *fn, void *ctx,
                         struct html *ret) MUST_CHECK;

#endif
