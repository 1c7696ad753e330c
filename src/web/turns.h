/*
 * Turns: whose piece of work is next, where one thread works for many keys.
 *
 *     turns_add(key, what) ──► turns_next ──► a piece is done ──► turns_done(more?) ──► turns_next ...
 *
 * Keys go round: each has one piece done, then the next key; of one key the oldest work goes first. So whoever sends little
 * waits for at most one piece of every other key, however much they sent.
 *
 * Invariants:
 *  1. A key that comes anew stands behind those that wait already; the number of its works gives it no more turns.
 *  2. TURNS_MAX works at most.
 *
 * Must not: lock; run anything.
 */
#ifndef COMITY_WEB_TURNS_H
#define COMITY_WEB_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TURNS_MAX 64

struct turn {
    int64_t key;
    bool (*piece)(void *ctx); /* does one piece; true: there is more */
    void *ctx;
    uint64_t served; /* when the key was served last */
};

/* Zeroed: empty. */
struct turns {
    struct turn items[TURNS_MAX]; /* in the order they came */
    size_t count;
    uint64_t now;
};

/* Of one key. */
size_t turns_count(const struct turns *t, int64_t key);
/* False when there is no room. */
bool turns_add(struct turns *t, int64_t key, bool (*piece)(void *ctx), void *ctx);
/* The work whose turn it is, as it stands now; NULL when there is none. Until turns_done it stays where it is. */
const struct turn *turns_next(const struct turns *t);
/* A piece of the work with this ctx was done. */
void turns_done(struct turns *t, const void *ctx, bool more);

#endif
