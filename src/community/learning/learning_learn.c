/* One time of learning: rulings and texts to a correction, and that into the database. */
#include <string.h>

#include "community/learning/learning_state.h"
#include "queries.h"

#define RULINGS_ARENA_MAX ((size_t)128 * 1024 * 1024)

struct tallied {
    enum learning_tally_kind kind;
    struct str subject;
    int64_t breaks, fine;
};

#define TALLIES_MAX 1000

/* What was learned, on its way to the database. */
struct writing {
    struct community *community;
    struct learning_state state;
    struct learning_version version;
    struct str words, origins;
    struct learning_effects effects;
    struct tallied tallies[TALLIES_MAX];
    size_t tally_count;
    int64_t changed;
};

static void tally(struct writing *w, enum learning_tally_kind kind, struct str subject, bool breaks)
{
    size_t i = 0;
    while (i < w->tally_count &&
           (w->tallies[i].kind != kind || !str_eq(w->tallies[i].subject, subject)))
        i++;
    if (i == TALLIES_MAX)
        return;
    w->tally_count += i == w->tally_count;
    w->tallies[i].kind = kind;
    w->tallies[i].subject = subject;
    w->tallies[i].breaks += breaks;
    w->tallies[i].fine += !breaks;
}

static void tally_ruling(struct writing *w, const struct learning_ruling *r, struct arena *a)
{
    struct str who = arena_printf(a, "%lld", (long long)(r->person < 0 ? -r->person : r->person));
    tally(w, r->person < 0 ? LEARNING_KEY : LEARNING_PERSON, who, r->breaks);
    if (r->kind == LEARNING_COMMENT)
        tally(w, LEARNING_CLAUSE, r->clause, r->breaks);
    for (size_t h = 0; h < HEAD_COUNT; h++)
        if (r->heads >> h & 1)
            tally(w, LEARNING_HEAD, str_from_cstr(head_names[h]), r->breaks);
}

/* Only comments are shown as origins: what programs sent stands below zero. */
static int64_t origin_of(const struct learning_ruling *r)
{
    return r->kind == LEARNING_COMMENT ? r->source : -(int64_t)((uint64_t)r->source >> 1) - 1;
}

static enum rc make_examples(const struct learning *l, const struct learning_rulings *rulings,
                             struct writing *w, struct arena *a, struct fit_example **ret)
{
    struct fit_example *examples = ARENA_ARRAY(a, rulings->count, struct fit_example);
    size_t n = 0;
    if (examples == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < rulings->count; i++) {
        const struct learning_ruling *r = &rulings->items[i];
        const struct learning_text *t = learning_texts_find(l, r);
        if (t == NULL)
            continue;
        examples[n] = (struct fit_example){
            .at_ms = r->at_ms,
            .source = origin_of(r),
            .person = r->person,
            .text_key = t->key,
            .heads = r->heads,
            .breaks = r->breaks,
            .places = t->places,
            .place_count = t->place_count,
        };
        memcpy(examples[n++].base, t->base, sizeof t->base);
        tally_ruling(w, r, a);
    }
    *ret = examples;
    w->version.rulings = (int64_t)n;
    for (size_t i = 0; i < w->tally_count; i++)
        w->version.people +=
            w->tallies[i].kind == LEARNING_PERSON || w->tallies[i].kind == LEARNING_KEY;
    return RC_OK;
}

static int64_t digest_of(struct str bytes)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes.n; i++)
        h = (h ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
    return (int64_t)(h >> 1);
}

static struct fit_rules fit_rules_of(const struct community_learning *r)
{
    return (struct fit_rules){
        .word_max = (int32_t)r->word_max,
        .person_max = (int32_t)r->person_max,
        .day_max = (int32_t)r->day_max,
        .words_max = (int32_t)r->words,
        .texts_min = (int32_t)r->texts,
    };
}

static enum rc fit(struct community_reader *r, struct community_judge *judge,
                   const struct learning_rulings *rulings, struct writing *w, struct arena *a)
{
    const struct learning *l = r->community->learning;
    const struct fit_rules rules = fit_rules_of(&l->rules);
    struct fit_example *examples;
    struct fit_result result = {.count = 0};
    enum rc rc = make_examples(l, rulings, w, a, &examples);
    if (rc == RC_OK)
        rc = fit_correction(examples, (size_t)w->version.rulings, &rules, a, &result);
    if (rc != RC_OK)
        return rc;
    w->words = learning_pack_words(&result, a);
    w->origins = learning_pack_origins(&result, a);
    w->version.words = (int64_t)result.count;
    w->version.digest = digest_of(w->words);
    if (w->words.p == NULL || w->origins.p == NULL)
        return RC_NO_MEMORY;
    struct correction correction = learning_shape(l);
    correction.words = result.words;
    correction.word_count = result.count;
    return learning_effects_find(r, judge, &correction, a, &w->effects);
}

/* --- writing --- */

static enum rc write_tallies(struct db *db, const struct writing *w)
{
    int64_t site_id = w->community->site.id;
    enum rc rc =
        q_learning_tally_clear(db, &(struct q_learning_tally_clear_in){.site_id = site_id});
    for (size_t i = 0; rc == RC_OK && i < w->tally_count; i++)
        rc = q_learning_tally_add(
            db, &(struct q_learning_tally_add_in){.site_id = site_id,
                                                  .kind = w->tallies[i].kind,
                                                  .subject = w->tallies[i].subject,
                                                  .breaks = w->tallies[i].breaks,
                                                  .fine = w->tallies[i].fine});
    return rc;
}

static enum rc write_effects(struct db *db, const struct writing *w)
{
    int64_t site_id = w->community->site.id;
    enum rc rc =
        q_learning_effect_clear(db, &(struct q_learning_effect_clear_in){.site_id = site_id});
    for (size_t i = 0; rc == RC_OK && i < w->effects.count; i++) {
        const struct learning_effect *e = &w->effects.items[i];
        rc = q_learning_effect_add(db, &(struct q_learning_effect_add_in){
                                           .site_id = site_id,
                                           .comment_id = e->comment_id,
                                           .head = (int64_t)e->head,
                                           .probability = (int64_t)(e->probability * 1000 + 0.5),
                                           .learned = (int64_t)(e->learned * 1000 + 0.5),
                                           .consequence = e->without,
                                           .consequence_learned = e->with,
                                       });
    }
    return rc;
}

static enum rc write_version(struct db *db, const struct writing *w)
{
    const struct learning_version *v = &w->version;
    return q_learning_version_add(
        db, &(struct q_learning_version_add_in){.site_id = w->community->site.id,
                                                .version = v->version,
                                                .made_ms = v->made_ms,
                                                .digest = v->digest,
                                                .rulings = v->rulings,
                                                .people = v->people,
                                                .words = v->words});
}

static enum rc run_write(struct db *db, void *ctx)
{
    struct writing *w = ctx;
    int64_t site_id = w->community->site.id;
    bool is_new = w->version.version != w->state.version;
    enum rc rc = q_learning_state_learned(
        db,
        &(struct q_learning_state_learned_in){.site_id = site_id,
                                              .learned = w->state.touched,
                                              .version = w->version.version,
                                              .old_version = w->state.version},
        &w->changed);
    /* Another process was quicker: its version is read at the next tick. */
    if (rc != RC_OK || w->changed == 0)
        return rc;
    if (is_new)
        rc = q_learning_words_put(db, &(struct q_learning_words_put_in){.site_id = site_id,
                                                                        .words = w->words,
                                                                        .origins = w->origins});
    if (rc == RC_OK && is_new)
        rc = write_version(db, w);
    if (rc == RC_OK)
        rc = write_tallies(db, w);
    return rc == RC_OK ? write_effects(db, w) : rc;
}

/* The same words are the same version. */
static void number_version(const struct learning *l, struct writing *w)
{
    bool same = l->is_loaded && l->version == w->state.version && str_eq(l->words, w->words);
    w->version.version = w->state.version + !same;
    w->version.made_ms = community_now_ms(w->community);
}

static enum rc learn_from(struct community_reader *r, struct community_judge *judge,
                          const struct learning_state *state,
                          const struct learning_rulings *rulings, struct arena *a)
{
    struct writing *w = ARENA_NEW(a, struct writing);
    if (w == NULL)
        return RC_NO_MEMORY;
    w->community = r->community;
    w->state = *state;
    enum rc rc = fit(r, judge, rulings, w, a);
    if (rc != RC_OK)
        return rc;
    number_version(r->community->learning, w);
    return store_write_wait(r->community->store, run_write, w);
}

enum rc learning_learn(struct community_reader *r, const struct learning_state *state, size_t most,
                       bool *ret_done)
{
    struct community_judge *judge = community_judge_ref(r->community);
    struct arena *arena = arena_new(RULINGS_ARENA_MAX);
    struct learning_rulings rulings;
    enum rc rc = arena == NULL ? RC_NO_MEMORY : judge == NULL ? RC_UNAVAILABLE : RC_OK;
    if (rc == RC_OK)
        rc = learning_rulings_read(r, judge, arena, &rulings);
    if (rc == RC_OK)
        rc = learning_texts_follow(r, judge, &rulings, most, ret_done);
    if (rc == RC_OK && *ret_done)
        rc = learn_from(r, judge, state, &rulings, arena);
    arena_free(arena);
    community_judge_unref(judge);
    return rc;
}
