#include "base/epoch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* A stretch between two retirings; the last has nothing to dispose of yet. */
struct epoch {
    size_t pins;
    void (*dispose)(void *what);
    void *what;
    struct epoch *next;
};

struct epochs {
    pthread_mutex_t lock;
    struct epoch *first, *last;
};

enum rc epochs_new(struct epochs **ret)
{
    struct epochs *l = calloc(1, sizeof *l);
    struct epoch *e = calloc(1, sizeof *e);
    if (l == NULL || e == NULL) {
        free(l);
        free(e);
        return RC_NO_MEMORY;
    }
    pthread_mutex_init(&l->lock, NULL);
    l->first = l->last = e;
    *ret = l;
    return RC_OK;
}

struct epoch *epochs_pin(struct epochs *l)
{
    pthread_mutex_lock(&l->lock);
    struct epoch *e = l->last;
    e->pins++;
    pthread_mutex_unlock(&l->lock);
    return e;
}

void epoch_unpin(struct epochs *l, struct epoch *e)
{
    pthread_mutex_lock(&l->lock);
    e->pins--;
    pthread_mutex_unlock(&l->lock);
}

void epochs_retire(struct epochs *l, void (*dispose)(void *what), void *what)
{
    struct epoch *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    l->last->dispose = dispose;
    l->last->what = what;
    l->last->next = fresh;
    l->last = fresh;
    pthread_mutex_unlock(&l->lock);
}

/* The first epoch, where it is over and nobody pinned it; a later one may still be seen from an earlier. */
static struct epoch *take_over(struct epochs *l)
{
    pthread_mutex_lock(&l->lock);
    struct epoch *e = l->first;
    bool over = e != l->last && e->pins == 0;
    if (over)
        l->first = e->next;
    pthread_mutex_unlock(&l->lock);
    return over ? e : NULL;
}

size_t epochs_collect(struct epochs *l)
{
    size_t waiting = 0;
    for (struct epoch *e; (e = take_over(l)) != NULL; free(e))
        e->dispose(e->what);
    pthread_mutex_lock(&l->lock);
    for (const struct epoch *e = l->first; e != l->last; e = e->next)
        waiting++;
    pthread_mutex_unlock(&l->lock);
    return waiting;
}

void epochs_free(struct epochs *l)
{
    if (l == NULL)
        return;
    epochs_collect(l);
    free(l->first);
    pthread_mutex_destroy(&l->lock);
    free(l);
}
