#include "web/aside.h"

#include <pthread.h>

#include "base/arena.h"
#include "community/offload.h"
#include "web/site_state.h"

struct aside {
    pthread_mutex_t lock;
    struct offload *offload; /* NULL until the first work */
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

enum rc aside_submit(struct aside *a, void (*fn)(void *ctx), void *ctx)
{
    enum rc rc = RC_OK;
    pthread_mutex_lock(&a->lock);
    if (a->offload == NULL)
        rc = offload_new(1, &a->offload);
    pthread_mutex_unlock(&a->lock);
    return rc == RC_OK ? offload_submit(a->offload, fn, ctx) : rc;
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

static void run(void *ctx)
{
    struct answering *n = ctx;
    n->rc = n->work(n->r, n->ctx);
    http_continue(n->r->x, go_on, n);
}

void aside_answer(struct request *r, size_t bytes, aside_work_fn work, aside_reply_fn reply,
                  void *ctx)
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
    if (aside_submit(r->site->long_texts, run, n) != RC_OK)
        http_continue(r->x, go_on, n);
}
