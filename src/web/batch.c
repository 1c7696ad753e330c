#include "web/batch.h"

#include <pthread.h>

#include "base/arena.h"
#include "community/offload.h"

struct batches {
    pthread_mutex_t lock;
    struct offload *offload; /* NULL until the first batch */
};

enum rc batches_new(struct arena *arena, struct batches **ret)
{
    struct batches *b = ARENA_NEW(arena, struct batches);
    if (b == NULL)
        return RC_NO_MEMORY;
    pthread_mutex_init(&b->lock, NULL);
    *ret = b;
    return RC_OK;
}

void batches_free(struct batches *b)
{
    if (b == NULL)
        return;
    offload_free(b->offload);
    pthread_mutex_destroy(&b->lock);
}

enum rc batches_submit(struct batches *b, void (*fn)(void *ctx), void *ctx)
{
    enum rc rc = RC_OK;
    pthread_mutex_lock(&b->lock);
    if (b->offload == NULL)
        rc = offload_new(1, &b->offload);
    pthread_mutex_unlock(&b->lock);
    return rc == RC_OK ? offload_submit(b->offload, fn, ctx) : rc;
}
