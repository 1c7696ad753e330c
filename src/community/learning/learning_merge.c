#include "community/learning/learning_merge.h"

#include <stdlib.h>
#include <string.h>

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

enum rc fit_words_add(struct arena *a, struct fit_words *all, const struct fit_word *w)
{
    if (all->count == all->room) {
        size_t room = all->room > 0 ? all->room * 2 : 256;
        struct fit_word *grown = ARENA_ARRAY(a, room, struct fit_word);
        if (grown == NULL)
            return RC_NO_MEMORY;
        if (all->count > 0)
            memcpy(grown, all->words, all->count * sizeof *grown);
        all->words = grown;
        all->room = room;
    }
    all->words[all->count++] = *w;
    return RC_OK;
}

/* --- heads put together --- */

static int by_word(const void *x, const void *y)
{
    const struct fit_word *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash > b->hash ? 1 : -1;
    return compare((int64_t)a->head, (int64_t)b->head);
}

struct merged {
    struct correction_word word;
    struct fit_origin origin;
    int strongest; /* magnitude of its greatest change */
};

static void merge_head(struct merged *m, const struct fit_word *w)
{
    int strength = w->change < 0 ? -w->change : w->change;
    m->word.hash = m->origin.hash = w->hash;
    m->word.change[w->head] = w->change;
    if (strength <= m->strongest)
        return;
    m->strongest = strength;
    m->origin.texts = w->texts;
    for (size_t i = 0; i < FIT_SOURCES_MAX; i++)
        m->origin.sources[i] = w->origin[i].source;
}

static int by_strength(const void *x, const void *y)
{
    const struct merged *a = x, *b = y;
    if (a->strongest != b->strongest)
        return a->strongest < b->strongest ? 1 : -1;
    return (a->word.hash > b->word.hash) - (a->word.hash < b->word.hash);
}

static int by_merged_hash(const void *x, const void *y)
{
    const struct merged *a = x, *b = y;
    return (a->word.hash > b->word.hash) - (a->word.hash < b->word.hash);
}

enum rc fit_words_merge(struct fit_words *all, size_t words_max, struct arena *scratch,
                        struct arena *a, struct fit_result *ret)
{
    struct merged *merged = ARENA_ARRAY(scratch, all->count, struct merged);
    size_t count = 0;
    if (merged == NULL)
        return RC_NO_MEMORY;
    if (all->count > 0)
        qsort(all->words, all->count, sizeof *all->words, by_word);
    for (size_t i = 0; i < all->count; i++) {
        if (i == 0 || all->words[i - 1].hash != all->words[i].hash)
            merged[count++] = (struct merged){.strongest = 0};
        merge_head(&merged[count - 1], &all->words[i]);
    }
    if (count > 0)
        qsort(merged, count, sizeof *merged, by_strength);
    count = count < words_max ? count : words_max;
    if (count > 0)
        qsort(merged, count, sizeof *merged, by_merged_hash);
    ret->words = ARENA_ARRAY(a, count, struct correction_word);
    ret->origins = ARENA_ARRAY(a, count, struct fit_origin);
    ret->count = count;
    for (size_t i = 0; ret->words != NULL && ret->origins != NULL && i < count; i++) {
        ret->words[i] = merged[i].word;
        ret->origins[i] = merged[i].origin;
    }
    return ret->words != NULL && ret->origins != NULL ? RC_OK : RC_NO_MEMORY;
}
