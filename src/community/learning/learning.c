#include "community/learning/learning.h"

#include "community/learning/learning_state.h"
#include "queries.h"

#define SAMPLE_ARENA_MAX ((size_t)32 * 1024 * 1024)
#define WORDS_ARENA_MAX  ((size_t)4 * 1024 * 1024)
/* Texts measured in one tick: some tenths of a second. */
#define STEP_TEXTS 400
#define LEARN_MS   2000
/* After learning the thread is left to others for so many times as long as it took. */
#define RESTS        10
#define RESTS_MAX_MS 600000
#define SAMPLE_MS    60000

static int64_t preset(int64_t value, int64_t otherwise)
{
    return value != 0 ? value : otherwise;
}

static struct community_learning with_presets(struct community_learning r)
{
    r.rulings = preset(r.rulings, 4000);
    r.words = preset(r.words, 2000);
    r.texts = preset(r.texts, 3);
    r.word_max = preset(r.word_max, 1500);
    r.person_max = preset(r.person_max, 800);
    r.day_max = preset(r.day_max, 1000);
    r.sum_max = preset(r.sum_max, 2500);
    r.remove_precision = preset(r.remove_precision, 95);
    r.remove_answers = preset(r.remove_answers, 50);
    r.remove_from = preset(r.remove_from, 90);
    r.versions = preset(r.versions, 1000);
    return r;
}

enum rc learning_new(struct learning **ret)
{
    struct arena *arena = arena_new(sizeof(struct learning) + 1024);
    struct learning *l = arena != NULL ? ARENA_NEW(arena, struct learning) : NULL;
    if (l == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    l->arena = arena;
    l->rules.is_off = true;
    pthread_mutex_init(&l->lock, NULL);
    *ret = l;
    return RC_OK;
}

void learning_free(struct learning *l)
{
    if (l == NULL)
        return;
    learning_unref(l->current);
    learning_texts_forget(l);
    arena_free(l->words_arena);
    pthread_mutex_destroy(&l->lock);
    arena_free(l->arena);
}

/* --- the correction in force --- */

struct learning_correction *learning_ref(struct community *c)
{
    struct learning *l = c->learning;
    pthread_mutex_lock(&l->lock);
    struct learning_correction *current = l->current;
    if (current != NULL)
        atomic_fetch_add(&current->references, 1);
    pthread_mutex_unlock(&l->lock);
    return current;
}

void learning_unref(struct learning_correction *l)
{
    if (l != NULL && atomic_fetch_sub(&l->references, 1) == 1)
        arena_free(l->arena);
}

const struct correction *learning_get(const struct learning_correction *l)
{
    return &l->correction;
}

static void swap(struct learning *l, struct learning_correction *fresh)
{
    pthread_mutex_lock(&l->lock);
    struct learning_correction *old = l->current;
    l->current = fresh;
    pthread_mutex_unlock(&l->lock);
    learning_unref(old);
}

struct community_learning learning_rules(struct learning *l)
{
    pthread_mutex_lock(&l->lock);
    struct community_learning rules = l->rules;
    pthread_mutex_unlock(&l->lock);
    return rules;
}

int64_t learning_versions_kept(const struct community *c)
{
    return learning_rules(c->learning).versions;
}

/* What was learned by the rules before stays until a ruling is learned from; how it is applied changes at once. */
void learning_adjust(struct community *c, const struct community_learning *rules)
{
    struct learning *l = c->learning;
    pthread_mutex_lock(&l->lock);
    l->rules = with_presets(*rules);
    pthread_mutex_unlock(&l->lock);
    l->is_loaded = false;
}

/* Makes what is in force of the words in memory. */
static enum rc put_in_force(struct learning *l)
{
    if (l->rules.is_off || l->is_off || l->version == 0) {
        swap(l, NULL);
        return RC_OK;
    }
    struct arena *arena = arena_new(WORDS_ARENA_MAX);
    struct learning_correction *fresh =
        arena != NULL ? ARENA_NEW(arena, struct learning_correction) : NULL;
    enum rc rc = fresh != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK) {
        fresh->arena = arena;
        fresh->correction = learning_shape(l);
        atomic_init(&fresh->references, 1);
        rc = learning_unpack_words(l->words, arena, &fresh->correction);
    }
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    swap(l, fresh);
    return RC_OK;
}

static enum rc read_words(struct community_reader *r, int64_t version)
{
    struct learning *l = r->community->learning;
    struct q_learning_words_get_row row = {.words = STR("")};
    struct arena *arena = arena_new(WORDS_ARENA_MAX);
    enum rc rc = arena != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK && version != 0)
        rc = q_learning_words_get(
            r->db, &(struct q_learning_words_get_in){.site_id = r->community->site.id}, arena,
            &row);
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    arena_free(l->words_arena);
    l->words_arena = arena;
    l->words = row.words;
    l->version = version;
    return RC_OK;
}

static enum rc sample(struct community_reader *r, bool *ret_changed)
{
    struct learning *l = r->community->learning;
    struct learning_sample s;
    struct arena *arena = arena_new(SAMPLE_ARENA_MAX);
    enum rc rc = arena != NULL ? learning_sample_read(r, arena, &s) : RC_NO_MEMORY;
    uint32_t may = 0;
    for (size_t h = 0; rc == RC_OK && h < HEAD_COUNT; h++)
        may |= (uint32_t)learning_sample_allows(&l->rules, &s, h) << h;
    arena_free(arena);
    if (rc != RC_OK)
        return rc;
    l->sampled_ms = community_now_ms(r->community);
    *ret_changed = may != l->may_remove;
    l->may_remove = may;
    return RC_OK;
}

static enum rc read_state(struct community_reader *r, struct q_learning_state_get_row *ret)
{
    arena_reset(r->scratch);
    enum rc rc = q_learning_state_get(
        r->db, &(struct q_learning_state_get_in){.site_id = r->community->site.id}, r->scratch,
        ret);
    if (rc == RC_NOT_FOUND)
        *ret = (struct q_learning_state_get_row){.version = 0};
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* In memory what is in the database. */
static enum rc follow(struct community_reader *r, const struct q_learning_state_get_row *state)
{
    struct learning *l = r->community->learning;
    int64_t now_ms = community_now_ms(r->community);
    bool changed =
        !l->is_loaded || state->version != l->version || (state->is_off != 0) != l->is_off;
    enum rc rc = RC_OK;
    if (!l->is_loaded || state->version != l->version)
        rc = read_words(r, state->version);
    l->is_off = state->is_off != 0;
    bool due = !l->is_loaded || now_ms - l->sampled_ms >= SAMPLE_MS || now_ms < l->sampled_ms;
    if (rc == RC_OK && due && l->version != 0) {
        bool other = false;
        rc = sample(r, &other);
        changed |= other;
    }
    if (rc == RC_OK && changed)
        rc = put_in_force(l);
    l->is_loaded = rc == RC_OK;
    return rc;
}

enum rc learning_load(struct community_reader *r)
{
    struct q_learning_state_get_row state;
    enum rc rc = read_state(r, &state);
    r->community->learning->sampled_ms = 0;
    return rc == RC_OK ? follow(r, &state) : rc;
}

/* --- the loop --- */

static bool is_due(struct learning *l, const struct q_learning_state_get_row *state, int64_t now_ms)
{
    if (l->rules.is_off || l->is_off || state->touched == state->learned)
        return false;
    bool due = now_ms - l->tried_ms >= LEARN_MS || l->tried_ms - now_ms > RESTS_MAX_MS;
    if (due)
        l->tried_ms = now_ms;
    return due;
}

static enum rc read_and_follow(struct community_reader *r, struct q_learning_state_get_row *state)
{
    enum rc rc = read_state(r, state);
    return rc == RC_OK ? follow(r, state) : rc;
}

enum rc learning_tick(struct community_reader *r)
{
    struct learning *l = r->community->learning;
    struct q_learning_state_get_row state;
    bool done = false;
    enum rc rc = read_and_follow(r, &state);
    if (rc != RC_OK || !is_due(l, &state, community_now_ms(r->community)))
        return rc;
    const struct learning_state now = {state.touched, state.version};
    rc = learning_learn(r, &now, STEP_TEXTS, &done);
    if (rc == RC_UNAVAILABLE)
        return RC_OK;
    int64_t took_ms = community_now_ms(r->community) - l->tried_ms;
    l->tried_ms = done ? l->tried_ms + RESTS * took_ms : 0;
    return rc == RC_OK ? read_and_follow(r, &state) : rc;
}

enum rc learning_rebuild(struct community_reader *r)
{
    struct learning *l = r->community->learning;
    struct q_learning_state_get_row state;
    bool done;
    enum rc rc = read_and_follow(r, &state);
    const struct learning_state now = {state.touched, state.version};
    learning_texts_forget(l);
    if (rc == RC_OK)
        rc = learning_learn(r, &now, SIZE_MAX, &done);
    return rc == RC_OK ? read_and_follow(r, &state) : rc;
}
