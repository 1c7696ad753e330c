#include "web/aside.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/clock.h"
#include "community/offload.h"
#include "web/api.h"
#include "web/site_state.h"
#include "web/turns.h"

struct aside {
    pthread_mutex_t lock;
    struct offload *offload; /* NULL until the first work */
    struct turns turns;      /* what waits or runs */
    bool runs;               /* the thread is at it */
    _Atomic int64_t end_ns;  /* 0: none */
};

enum rc aside_new(struct arena *arena, struct aside **ret)
{
    struct aside *a = ARENA_NEW(arena, struct aside);
    if (a == NULL)
        return RC_NO_MEMORY;
    pthread_mutex_init(&a->lock, NULL);
    *ret = a;
    return RC_OK;
}

void aside_free(struct aside *a)
{
    if (a == NULL)
        return;
    offload_free(a->offload);
    pthread_mutex_destroy(&a->lock);
}

void aside_end_at(struct aside *a, int64_t ns)
{
    atomic_store(&a->end_ns, ns);
}

bool aside_is_over(const struct aside *a)
{
    int64_t end_ns = atomic_load(&a->end_ns);
    return end_ns != 0 && clock_monotonic_ns() >= end_ns;
}

/* A copy of the work whose turn it is: once its last piece is done the request may be gone. False: there is none. */
static bool take(struct aside *a, struct turn *ret)
{
    pthread_mutex_lock(&a->lock);
    const struct turn *next = turns_next(&a->turns);
    a->runs = next != NULL;
    if (next != NULL)
        *ret = *next;
    pthread_mutex_unlock(&a->lock);
    return next != NULL;
}

static void run_pieces(void *ctx)
{
    struct aside *a = ctx;
    struct turn turn;
    while (take(a, &turn)) {
        bool more = turn.piece(turn.ctx);
        pthread_mutex_lock(&a->lock);
        turns_done(&a->turns, turn.ctx, more);
        pthread_mutex_unlock(&a->lock);
    }
}

static enum rc enter(struct aside *a, int64_t key_id, bool (*piece)(void *ctx), void *ctx)
{
    enum rc rc = a->offload != NULL ? RC_OK : offload_new(1, &a->offload);
    if (rc == RC_OK && turns_count(&a->turns, key_id) >= ASIDE_OF_KEY_MAX)
        rc = RC_UNAVAILABLE;
    if (rc == RC_OK && !a->runs)
        rc = offload_submit(a->offload, run_pieces, a);
    if (rc != RC_OK)
        return rc;
    a->runs = true;
    return turns_add(&a->turns, key_id, piece, ctx) ? RC_OK : RC_UNAVAILABLE;
}

enum rc aside_submit(struct aside *a, const struct api_caller *caller, bool (*piece)(void *ctx),
                     void *ctx)
{
    pthread_mutex_lock(&a->lock);
    enum rc rc = enter(a, api_caller_key_id(caller), piece, ctx);
    pthread_mutex_unlock(&a->lock);
    return rc;
}

/* --- long texts --- */

struct answering {
    struct request *r;
    aside_work_fn work;
    aside_reply_fn reply;
    void *ctx;
    enum rc rc;
};

static void go_on(struct http_exchange *x, void *ctx)
{
    struct answering *n = ctx;
    n->reply(n->r, n->rc, n->ctx);
}

static bool run(void *ctx)
{
    struct answering *n = ctx;
    if (!aside_is_over(n->r->site->long_texts))
        n->rc = n->work(n->r, n->ctx);
    http_continue(n->r->x, go_on, n);
    return false;
}

void aside_answer(struct request *r, const struct api_caller *caller, size_t bytes,
                  aside_work_fn work, aside_reply_fn reply, void *ctx)
{
    if (bytes <= ASIDE_BYTES) {
        reply(r, work(r, ctx), ctx);
        return;
    }
    struct answering *n = ARENA_NEW(r->arena, struct answering);
    if (n == NULL) {
        reply(r, RC_NO_MEMORY, ctx);
        return;
    }
    *n = (struct answering){r, work, reply, ctx, RC_UNAVAILABLE};
    http_wait(r->x);
    if (aside_submit(r->site->long_texts, caller, run, n) != RC_OK)
        http_continue(r->x, go_on, n);
}
