/* Words and origins of a correction as they are stored. */
#include <stdlib.h>

#include "community/learning/learning_state.h"

static void put(struct buf *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        buf_put_char(out, (char)(value >> 8 * i));
}

static uint64_t get(const char **p, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)*(*p)++ << 8 * i;
    return value;
}

int learning_strength(const struct correction_word *w)
{
    int most = 0;
    for (size_t h = 0; h < HEAD_COUNT; h++)
        most = abs(w->change[h]) > most ? abs(w->change[h]) : most;
    return most;
}

static struct str finish(struct buf *out, struct arena *a)
{
    struct str kept = buf_status(out) == RC_OK ? arena_dup(a, buf_str(out)) : (struct str){0};
    buf_release(out);
    return kept;
}

struct str learning_pack_words(const struct fit_result *fit, struct arena *a)
{
    struct buf out;
    buf_init(&out, fit->count * LEARNING_WORD_BYTES + 1);
    for (size_t i = 0; i < fit->count; i++) {
        put(&out, fit->words[i].hash, 8);
        for (size_t h = 0; h < HEAD_COUNT; h++)
            put(&out, (uint16_t)fit->words[i].change[h], 2);
    }
    return finish(&out, a);
}

enum rc learning_unpack_words(struct str bytes, struct arena *a, struct correction *ret)
{
    size_t count = bytes.n / LEARNING_WORD_BYTES;
    struct correction_word *words = ARENA_ARRAY(a, count, struct correction_word);
    const char *p = bytes.p;
    if (words == NULL)
        return RC_NO_MEMORY;
    if (bytes.n % LEARNING_WORD_BYTES != 0 || count > CORRECTION_WORDS_LIMIT)
        return RC_CORRUPT;
    for (size_t i = 0; i < count; i++) {
        words[i].hash = get(&p, 8);
        for (size_t h = 0; h < HEAD_COUNT; h++)
            words[i].change[h] = (int16_t)(uint16_t)get(&p, 2);
        if (i > 0 && words[i].hash <= words[i - 1].hash)
            return RC_CORRUPT;
    }
    ret->words = words;
    ret->word_count = count;
    return RC_OK;
}

/* The number of a word, for sorting by strength. */
struct rank {
    int strength;
    size_t at;
};

static int by_strength(const void *x, const void *y)
{
    const struct rank *a = x, *b = y;
    if (a->strength != b->strength)
        return a->strength < b->strength ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

struct str learning_pack_origins(const struct fit_result *fit, struct arena *a)
{
    struct buf out;
    struct rank *ranks = ARENA_ARRAY(a, fit->count, struct rank);
    buf_init(&out, LEARNING_ORIGINS_MAX * LEARNING_ORIGIN_BYTES + 1);
    for (size_t i = 0; ranks != NULL && i < fit->count; i++)
        ranks[i] = (struct rank){learning_strength(&fit->words[i]), i};
    if (ranks != NULL && fit->count > 0)
        qsort(ranks, fit->count, sizeof *ranks, by_strength);
    for (size_t i = 0; ranks != NULL && i < fit->count && i < LEARNING_ORIGINS_MAX; i++) {
        const struct fit_origin *o = &fit->origins[ranks[i].at];
        put(&out, o->hash, 8);
        put(&out, (uint32_t)o->texts, 4);
        for (size_t k = 0; k < FIT_SOURCES_MAX; k++)
            put(&out, (uint64_t)o->sources[k], 8);
    }
    return finish(&out, a);
}

enum rc learning_unpack_origins(struct str bytes, struct arena *a, struct fit_origin **ret,
                                size_t *ret_count)
{
    size_t count = bytes.n / LEARNING_ORIGIN_BYTES;
    struct fit_origin *origins = ARENA_ARRAY(a, count, struct fit_origin);
    const char *p = bytes.p;
    if (origins == NULL)
        return RC_NO_MEMORY;
    if (bytes.n % LEARNING_ORIGIN_BYTES != 0)
        return RC_CORRUPT;
    for (size_t i = 0; i < count; i++) {
        origins[i].hash = get(&p, 8);
        origins[i].texts = (int32_t)get(&p, 4);
        for (size_t k = 0; k < FIT_SOURCES_MAX; k++)
            origins[i].sources[k] = (int64_t)get(&p, 8);
    }
    *ret = origins;
    *ret_count = count;
    return RC_OK;
}
