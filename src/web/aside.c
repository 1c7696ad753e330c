#include "web/aside.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/clock.h"
#include "community/offload.h"
#include "web/api.h"
#include "web/site_state.h"

struct aside {
    pthread_mutex_t lock;
    struct offload *offload;             /* NULL until the first work */
    int64_t keys[OFFLOAD_QUEUE_MAX + 1]; /* whose work waits or runs, in no order */
    size_t count;
    _Atomic int64_t end_ns; /* 0: none */
};

struct task {
    struct aside *aside;
    int64_t key_id;
    void (*fn)(void *ctx);
    void *ctx;
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

static bool enter(struct aside *a, int64_t key_id)
{
    size_t same = 0;
    for (size_t i = 0; i < a->count; i++)
        same += a->keys[i] == key_id;
    if (same >= ASIDE_OF_KEY_MAX || a->count > OFFLOAD_QUEUE_MAX)
        return false;
    a->keys[a->count++] = key_id;
    return true;
}

static void leave(struct aside *a, int64_t key_id)
{
    size_t i = 0;
    while (a->keys[i] != key_id)
        i++;
    a->keys[i] = a->keys[--a->count];
}

/* Once the work is done the request, and the task with it, may be gone. */
static void run_task(void *ctx)
{
    const struct task task = *(const struct task *)ctx;
    pthread_mutex_t *lock = &task.aside->lock;
    task.fn(task.ctx);
    pthread_mutex_lock(lock);
    leave(task.aside, task.key_id);
    pthread_mutex_unlock(lock);
}

enum rc aside_submit(struct aside *a, struct request *r, const struct api_caller *caller,
                     void (*fn)(void *ctx), void *ctx)
{
    struct task *task = ARENA_NEW(r->arena, struct task);
    enum rc rc = task != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    *task = (struct task){a, api_caller_key_id(caller), fn, ctx};
    pthread_mutex_lock(&a->lock);
    if (a->offload == NULL)
        rc = offload_new(1, &a->offload);
    if (rc == RC_OK && !enter(a, task->key_id))
        rc = RC_UNAVAILABLE;
    if (rc == RC_OK && (rc = offload_submit(a->offload, run_task, task)) != RC_OK)
        leave(a, task->key_id);
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

static void run(void *ctx)
{
    struct answering *n = ctx;
    if (!aside_is_over(n->r->site->long_texts))
        n->rc = n->work(n->r, n->ctx);
    http_continue(n->r->x, go_on, n);
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
    if (aside_submit(r->site->long_texts, r, caller, run, n) != RC_OK)
        http_continue(r->x, go_on, n);
}
