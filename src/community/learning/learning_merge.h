/*
 * The words that the fits of the heads found, put together into one table. Private to learning_fit.c.
 *
 * Invariant: of the words, the strongest are kept; among equals those of lower hash.
 *
 * Must not: know how they were found.
 */
#ifndef COMITY_COMMUNITY_LEARNING_LEARNING_MERGE_H
#define COMITY_COMMUNITY_LEARNING_LEARNING_MERGE_H

#include "community/learning/learning_fit.h"

/* A word of one head. */
struct fit_word {
    uint64_t hash;
    size_t head;
    int16_t change;
    int32_t texts;
    struct {
        int64_t source, change;
    } origin[FIT_SOURCES_MAX]; /* the strongest first */
};

struct fit_words {
    struct fit_word *words;
    size_t count, room;
};

enum rc fit_words_add(struct arena *a, struct fit_words *all, const struct fit_word *w) MUST_CHECK;
/* At most `words_max` of them, each once; puts `all` in order. The result lives in `a`. */
enum rc fit_words_merge(struct fit_words *all, size_t words_max, struct arena *scratch,
                        struct arena *a, struct fit_result *ret) MUST_CHECK;

#endif
