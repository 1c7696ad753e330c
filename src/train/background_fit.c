#include "train/background_fit.h"

#include <math.h>

#include "signals/topic.h"

struct background_fit {
    uint8_t *weight;
    uint32_t *having;    /* documents of the language at hand, by bucket */
    uint32_t *last_seen; /* number of the last of them */
    uint32_t documents;
};

static uint32_t bucket_of(uint32_t stem)
{
    return stem >> 16;
}

enum rc background_fit_new(struct arena *a, struct background_fit **ret)
{
    struct background_fit *f = ARENA_NEW(a, struct background_fit);
    if (f == NULL)
        return RC_NO_MEMORY;
    f->weight = ARENA_ARRAY(a, BACKGROUND_BUCKETS, uint8_t);
    f->having = ARENA_ARRAY(a, BACKGROUND_BUCKETS, uint32_t);
    f->last_seen = ARENA_ARRAY(a, BACKGROUND_BUCKETS, uint32_t);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    memset(f->weight, 255, BACKGROUND_BUCKETS);
    *ret = f;
    return RC_OK;
}

enum rc background_fit_add(struct background_fit *f, struct str document, struct arena *scratch)
{
    struct text t;
    arena_reset(scratch);
    enum rc rc = text_prepare(scratch, document, &t);
    f->documents++;
    if (rc != RC_OK)
        return rc == RC_NO_MEMORY ? rc : RC_OK;
    for (size_t i = 0; i < t.token_count; i++) {
        uint32_t stem = topic_stem(text_folded(&t, t.tokens[i].folded)), b = bucket_of(stem);
        if (t.tokens[i].kind != TOKEN_WORD || stem == 0 || f->last_seen[b] == f->documents)
            continue;
        f->last_seen[b] = f->documents;
        f->having[b]++;
    }
    return RC_OK;
}

void background_fit_end_language(struct background_fit *f)
{
    double all = log((double)f->documents);
    for (size_t i = 0; i < BACKGROUND_BUCKETS && f->documents > 1; i++) {
        double weight = f->having[i] == 0 ? 1 : (all - log((double)f->having[i])) / all;
        uint8_t byte = (uint8_t)(weight * 255 + 0.5);
        f->weight[i] = byte < f->weight[i] ? byte : f->weight[i];
    }
    memset(f->having, 0, BACKGROUND_BUCKETS * sizeof(*f->having));
    memset(f->last_seen, 0, BACKGROUND_BUCKETS * sizeof(*f->last_seen));
    f->documents = 0;
}

void background_fit_result(const struct background_fit *f, struct background *ret)
{
    *ret = (struct background){.magic = BACKGROUND_MAGIC, .buckets = BACKGROUND_BUCKETS};
    memcpy(ret->weight, f->weight, BACKGROUND_BUCKETS);
    ret->hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < BACKGROUND_BUCKETS; i++)
        ret->hash = (ret->hash ^ ret->weight[i]) * 0x100000001b3u;
}
