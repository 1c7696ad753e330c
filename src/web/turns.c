#include "web/turns.h"

#include <string.h>

size_t turns_count(const struct turns *t, int64_t key)
{
    size_t same = 0;
    for (size_t i = 0; i < t->count; i++)
        same += t->items[i].key == key;
    return same;
}

bool turns_add(struct turns *t, int64_t key, bool (*piece)(void *ctx), void *ctx)
{
    uint64_t served = 0;
    if (t->count == TURNS_MAX)
        return false;
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].key == key)
            served = t->items[i].served;
    t->items[t->count++] = (struct turn){key, piece, ctx, served != 0 ? served : ++t->now};
    return true;
}

const struct turn *turns_next(const struct turns *t)
{
    const struct turn *next = NULL;
    for (size_t i = 0; i < t->count; i++)
        if (next == NULL || t->items[i].served < next->served)
            next = &t->items[i];
    return next;
}

void turns_done(struct turns *t, const void *ctx, bool more)
{
    size_t at = 0;
    while (at < t->count && t->items[at].ctx != ctx)
        at++;
    if (at == t->count)
        return;
    int64_t key = t->items[at].key;
    t->now++;
    for (size_t i = 0; i < t->count; i++)
        if (t->items[i].key == key)
            t->items[i].served = t->now;
    if (more)
        return;
    t->count--;
    memmove(&t->items[at], &t->items[at + 1], (t->count - at) * sizeof t->items[0]);
}
