/*
 * Batches are judged on a thread of their own, a little behind everything else the machine does: a thousand comments take
 * most of a second, and an event loop has readers to serve.
 *
 * Invariants:
 *  1. One thread, made when the first batch comes; at most OFFLOAD_QUEUE_MAX batches wait, later ones are refused.
 *  2. Thread-safe.
 */
#ifndef COMITY_WEB_BATCH_H
#define COMITY_WEB_BATCH_H

#include "base/rc.h"

struct batches;

/* `arena` is the process's. */
struct arena;
enum rc batches_new(struct arena *arena, struct batches **ret) MUST_CHECK;
/* Finishes what was accepted; accepts NULL. */
void batches_free(struct batches *b);
/* `fn` runs once, on the thread. RC_UNAVAILABLE when too many wait. */
enum rc batches_submit(struct batches *b, void (*fn)(void *ctx), void *ctx) MUST_CHECK;

#endif
