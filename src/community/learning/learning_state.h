/*
 * The inside of learning: what learning*.c share. Private to these files.
 *
 *   learning_rulings.c  rulings that stand, out of the database
 *   learning_texts.c    their texts, measured once and kept
 *   learning_fit.c      rulings and texts to a correction
 *   learning_effect.c   what that would change
 *   learning_sample.c   how precise it is
 *   learning_pack.c     words as they are stored
 *   learning_learn.c    these in turn, and the write
 *   learning.c          the loop: learn, follow, swap
 *
 * Stored words: for each, ascending, the hash (8 bytes), then the change of each head (2 bytes). Stored origins: for each
 * of the strongest, the hash (8), the number of texts (4), the sources (8 each). All little-endian.
 *
 * Invariant: everything but `current` belongs to the thread that ticks; others ask learning_rules for the rules.
 */
#ifndef COMITY_COMMUNITY_LEARNING_LEARNING_STATE_H
#define COMITY_COMMUNITY_LEARNING_LEARNING_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "community/core.h"
#include "community/learning/learning.h"
#include "community/learning/learning_fit.h"

#define LEARNING_WORD_BYTES   (8 + 2 * HEAD_COUNT)
#define LEARNING_ORIGIN_BYTES (8 + 4 + 8 * FIT_SOURCES_MAX)
#define LEARNING_ORIGINS_MAX  300
#define LEARNING_ARENA_MAX    ((size_t)256 * 1024 * 1024)

struct learning_correction {
    atomic_int references;
    struct arena *arena; /* holds this struct */
    struct correction correction;
};

/* Where an example's text stands. */
enum learning_source { LEARNING_COMMENT, LEARNING_SUGGESTION };

/* A ruling that stands. */
struct learning_ruling {
    enum learning_source kind;
    int64_t source;   /* comment, or hash of a suggestion's text */
    int64_t revision; /* of the comment's text */
    int64_t person;   /* account; a program's key as its negative */
    int64_t at_ms;
    struct str clause; /* that it breaks; empty: none, or it names heads itself */
    uint32_t heads;    /* bits */
    bool breaks;
};

struct learning_rulings {
    struct learning_ruling *items; /* oldest first */
    size_t count;
};

/* A text as it is learned from. */
struct learning_text {
    enum learning_source kind;
    int64_t source, revision;
    bool is_known; /* the models have an opinion on it */
    int32_t base[HEAD_COUNT];
    uint64_t key;
    struct correction_place *places;
    size_t place_count;
};

struct learning {
    struct arena *arena; /* holds this struct */
    struct community_learning rules;
    pthread_mutex_t lock; /* of `current`, and of `rules` for other threads */
    struct learning_correction *current;
    bool is_loaded;
    int64_t version; /* of the words in memory */
    bool is_off;
    struct arena *words_arena; /* the words as stored */
    struct str words;
    uint32_t may_remove;
    int64_t sampled_ms, tried_ms;
    struct arena *texts_arena;
    struct learning_text *texts; /* by kind, source, revision */
    size_t text_count;
};

/* The rules, on any thread. */
struct community_learning learning_rules(struct learning *l);

/* What is in force, but for its words. */
static inline struct correction learning_shape(const struct learning *l)
{
    return (struct correction){
        .version = l->version,
        .change_max = (int32_t)l->rules.sum_max,
        .may_remove = l->may_remove,
        .remove_from = (int32_t)l->rules.remove_from * 10,
    };
}

/* Of learning_state, as it was read before anything else was. */
struct learning_state {
    int64_t touched, version;
};
/* Learns and writes what came of it, measuring at most `most` new texts. `ret_done`: none is left, and it was written. */
enum rc learning_learn(struct community_reader *r, const struct learning_state *state, size_t most,
                       bool *ret_done) MUST_CHECK;

/* All rulings that are learned from, as the standards in force read their clauses. */
enum rc learning_rulings_read(struct community_reader *r, struct community_judge *judge,
                              struct arena *a, struct learning_rulings *ret) MUST_CHECK;

/* Measures the rulings' texts, at most `most` new ones; `ret_all`: none is left. Keeps those and no others. */
enum rc learning_texts_follow(struct community_reader *r, struct community_judge *judge,
                              const struct learning_rulings *rulings, size_t most,
                              bool *ret_all) MUST_CHECK;
/* NULL when the text is gone, or the models have no opinion on it. */
const struct learning_text *learning_texts_find(const struct learning *l,
                                                const struct learning_ruling *ruling);
void learning_texts_forget(struct learning *l);

struct learning_effects {
    struct learning_effect *items;
    size_t count;
};
/* The newest comments judged with and without. */
enum rc learning_effects_find(struct community_reader *r, struct community_judge *judge,
                              const struct correction *correction, struct arena *a,
                              struct learning_effects *ret) MUST_CHECK;

struct learning_sample {
    int64_t count;
    struct proportion_sample model[HEAD_COUNT], learned[HEAD_COUNT];
};
enum rc learning_sample_read(struct community_reader *r, struct arena *a,
                             struct learning_sample *ret) MUST_CHECK;
bool learning_sample_allows(const struct community_learning *rules,
                            const struct learning_sample *sample, size_t head);

/* Stored words and origins. */
struct str learning_pack_words(const struct fit_result *fit, struct arena *a);
struct str learning_pack_origins(const struct fit_result *fit, struct arena *a);
/* RC_CORRUPT for bytes of another form. */
enum rc learning_unpack_words(struct str bytes, struct arena *a, struct correction *ret) MUST_CHECK;
enum rc learning_unpack_origins(struct str bytes, struct arena *a, struct fit_origin **ret,
                                size_t *ret_count) MUST_CHECK;
/* The greatest change either way. */
int learning_strength(const struct correction_word *w);

#endif
