#include "community/offload.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/arena.h"

#define OFFLOAD_THREADS_MAX 64

struct task {
    void (*fn)(void *ctx);
    void *ctx;
};

struct offload {
    struct arena *arena; /* holds this struct */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct task queue[OFFLOAD_QUEUE_MAX];
    unsigned first, count;
    bool closing;
    pthread_t threads[OFFLOAD_THREADS_MAX];
    unsigned thread_count;
};

/* False: closing, and nothing is left. */
static bool take_task(struct offload *o, struct task *ret)
{
    pthread_mutex_lock(&o->lock);
    while (o->count == 0 && !o->closing)
        pthread_cond_wait(&o->changed, &o->lock);
    bool found = o->count > 0;
    if (found) {
        *ret = o->queue[o->first];
        o->first = (o->first + 1) % OFFLOAD_QUEUE_MAX;
        o->count--;
    }
    pthread_mutex_unlock(&o->lock);
    return found;
}

static void *work(void *ctx)
{
    struct offload *o = ctx;
    struct task task;
    while (take_task(o, &task))
        task.fn(task.ctx);
    return NULL;
}

enum rc offload_new(unsigned threads, struct offload **ret)
{
    struct arena *arena = arena_new(sizeof(struct offload) + 4096);
    struct offload *o = arena != NULL ? ARENA_NEW(arena, struct offload) : NULL;
    if (o == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    o->arena = arena;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->changed, NULL);
    unsigned wanted = threads < OFFLOAD_THREADS_MAX ? threads : OFFLOAD_THREADS_MAX;
    while (o->thread_count < wanted &&
           pthread_create(&o->threads[o->thread_count], NULL, work, o) == 0)
        o->thread_count++;
    if (o->thread_count == 0) {
        offload_free(o);
        return RC_UNAVAILABLE;
    }
    *ret = o;
    return RC_OK;
}

void offload_free(struct offload *o)
{
    if (o == NULL)
        return;
    pthread_mutex_lock(&o->lock);
    o->closing = true;
    pthread_cond_broadcast(&o->changed);
    pthread_mutex_unlock(&o->lock);
    for (unsigned i = 0; i < o->thread_count; i++)
        pthread_join(o->threads[i], NULL);
    pthread_cond_destroy(&o->changed);
    pthread_mutex_destroy(&o->lock);
    arena_free(o->arena);
}

enum rc offload_submit(struct offload *o, void (*fn)(void *ctx), void *ctx)
{
    enum rc rc = RC_UNAVAILABLE;
    pthread_mutex_lock(&o->lock);
    if (o->count < OFFLOAD_QUEUE_MAX && !o->closing) {
        o->queue[(o->first + o->count++) % OFFLOAD_QUEUE_MAX] = (struct task){fn, ctx};
        pthread_cond_signal(&o->changed);
        rc = RC_OK;
    }
    pthread_mutex_unlock(&o->lock);
    return rc;
}
