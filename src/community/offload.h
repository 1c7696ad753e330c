/*
 * A few threads for work that takes tens of milliseconds and tens of megabytes: password hashing.
 *
 * Invariants:
 *  1. At most `threads` run at once, so memory is bounded; at most OFFLOAD_QUEUE_MAX wait, later
 * ones are refused.
 *  2. fn runs exactly once for every accepted task, on an offload thread; it calls back by itself.
 */
#ifndef COMITY_COMMUNITY_OFFLOAD_H
#define COMITY_COMMUNITY_OFFLOAD_H

#include "base/rc.h"

#define OFFLOAD_QUEUE_MAX 64

struct offload;

enum rc offload_new(unsigned threads, struct offload **ret) MUST_CHECK;
/* Finishes what was accepted. Accepts NULL. */
void offload_free(struct offload *o);
/* RC_UNAVAILABLE when the queue is full. */
enum rc offload_submit(struct offload *o, void (*fn)(void *ctx), void *ctx) MUST_CHECK;

#endif
