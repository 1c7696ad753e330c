/*
 * Epochs: when something that many threads read without locks may be freed after it was replaced.
 *
 *     reader                                   whoever replaces
 *     struct epoch *e = epochs_pin(l);         store the new pointer
 *     load the pointer, read, read, ...        epochs_retire(l, dispose, old);
 *     epoch_unpin(l, e);                       epochs_collect(l);   now and then
 *
 * Ownership: what was retired belongs to the list, until its dispose function is called.
 *
 * Invariants:
 *  1. Whoever holds a pin may go on using everything that could be reached at the moment of pinning and everything that
 *     has taken its place since.
 *  2. dispose is called once, by epochs_collect or epochs_free on their caller's thread, and never while a pin from
 *     before the retiring is held.
 *  3. Pinning never allocates and never waits for a disposal.
 *
 * Must not: replace the pointer itself; that is an atomic of its owner.
 */
#ifndef COMITY_BASE_EPOCH_H
#define COMITY_BASE_EPOCH_H

#include <stddef.h>

#include "base/rc.h"

struct epochs;
struct epoch; /* a pin */

enum rc epochs_new(struct epochs **ret) MUST_CHECK;
/* Nobody holds a pin any more. Accepts NULL. */
void epochs_free(struct epochs *l);

struct epoch *epochs_pin(struct epochs *l);
void epoch_unpin(struct epochs *l, struct epoch *e);
/* After `what` was replaced, and from one thread. When memory is out it is kept for ever. */
void epochs_retire(struct epochs *l, void (*dispose)(void *what), void *what);
/* Disposes of what nobody can see any more; from one thread. How many still wait. */
size_t epochs_collect(struct epochs *l);

#endif
