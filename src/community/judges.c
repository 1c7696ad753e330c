#include "community/core.h"

#include "community/record/ledger.h"
#include "library/engine.h"
#include "queries.h"

struct community_judge {
    _Atomic int references;
    struct arena *arena; /* holds this struct */
    struct comity_engine *engine;
    struct edition_shelf *editions;
    int64_t standards_id;
};

struct community_judge *community_judge_ref(struct community *c)
{
    pthread_mutex_lock(&c->judge_lock);
    struct community_judge *j = c->judge;
    if (j != NULL)
        atomic_fetch_add(&j->references, 1);
    pthread_mutex_unlock(&c->judge_lock);
    return j;
}

static void judge_dispose(struct community_judge *j)
{
    edition_shelf_free(j->editions);
    comity_engine_unref(j->engine);
    arena_free(j->arena);
}

void community_judge_unref(struct community_judge *j)
{
    if (j == NULL || atomic_fetch_sub(&j->references, 1) > 1)
        return;
    judge_dispose(j);
}

const struct judge *community_judge_get(const struct community_judge *j)
{
    return j->engine->judge;
}

const struct edition_shelf *community_judge_editions(const struct community_judge *j)
{
    return j->editions;
}

int64_t community_judge_standards_id(const struct community_judge *j)
{
    return j->standards_id;
}

struct storing {
    struct community *community;
    struct community_judge *judge;
};

#define STORE_TRIES 8

/* New documents are entered in the ledger. Another one of the same name would be judged by and never be seen. */
static enum rc note_version(struct storing *s, struct db *db, bool added, int64_t now_ms)
{
    struct arena *a = s->judge->arena;
    struct community_job job = {.community = s->community, .arena = a};
    const struct standards *standards = s->judge->engine->standards;
    const struct ledger_standards v = {s->judge->standards_id, standards_version(standards),
                                       standards_composed(standards), now_ms};
    struct q_standards_version_text_row stored;
    if (added)
        return ledger_add_standards(&job, db, &v);
    struct arena_mark mark = arena_mark(a);
    enum rc rc =
        q_standards_version_text(db,
                                 &(struct q_standards_version_text_in){
                                     .site_id = s->community->site.id, .version = v.version},
                                 a, &stored);
    if (rc == RC_OK && !str_eq(stored.document, v.document))
        rc = RC_CORRUPT;
    arena_rewind(a, mark);
    return rc;
}

/* Stores the document under its version, once, and learns its number. Of two processes that take the same number at
 * once, one tries again. */
static enum rc store_version(struct db *db, void *ctx)
{
    struct storing *s = ctx;
    int64_t site_id = s->community->site.id, now_ms = community_now_ms(s->community), added = 0;
    const struct standards *standards = s->judge->engine->standards;
    struct str version = standards_version(standards);
    struct q_standards_version_find_row row;
    enum rc rc = RC_NOT_FOUND;
    for (int i = 0; rc == RC_NOT_FOUND && i < STORE_TRIES; i++) {
        rc = q_standards_version_add(
            db,
            &(struct q_standards_version_add_in){.site_id = site_id,
                                                 .version = version,
                                                 .document = standards_composed(standards),
                                                 .now_ms = now_ms},
            &added);
        if (rc == RC_OK)
            rc = q_standards_version_find(
                db, &(struct q_standards_version_find_in){.site_id = site_id, .version = version},
                s->judge->arena, &row);
    }
    if (rc != RC_OK)
        return rc;
    s->judge->standards_id = row.id;
    return note_version(s, db, added > 0, now_ms);
}

/* The number of a document that only looks, if it was ever in force. */
static enum rc find_version(struct db *db, void *ctx)
{
    struct storing *s = ctx;
    struct q_standards_version_find_row row = {0};
    enum rc rc =
        q_standards_version_find(db,
                                 &(struct q_standards_version_find_in){
                                     .site_id = s->community->site.id,
                                     .version = standards_version(s->judge->engine->standards)},
                                 s->judge->arena, &row);
    s->judge->standards_id = row.id;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc judge_make(const struct community_standards *texts, const struct signals *signals,
                          struct community_judge **ret, struct problem *problem)
{
    struct arena *arena = arena_new(CORE_ARENA_MAX);
    struct community_judge *j = arena != NULL ? ARENA_NEW(arena, struct community_judge) : NULL;
    if (j == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "No memory for the standards");
    }
    j->arena = arena;
    atomic_init(&j->references, 1);
    struct standards *standards;
    enum rc rc = standards_load(texts->document, texts->name, &standards, problem);
    if (rc == RC_OK)
        rc = engine_make_with(signals, standards, &j->engine, problem);
    if (rc == RC_OK)
        rc = edition_shelf_new(standards, texts->editions, texts->edition_count, &j->editions,
                               problem);
    if (rc != RC_OK) {
        judge_dispose(j);
        return rc;
    }
    *ret = j;
    return RC_OK;
}

enum rc community_check_editions(const struct community_standards *texts,
                                 const struct signals *signals, struct problem *problem)
{
    struct community_judge *trial = NULL;
    enum rc rc = judge_make(texts, signals, &trial, problem);
    community_judge_unref(trial);
    return rc;
}

enum rc community_load_standards(struct community *c, struct str document, struct str name,
                                 const struct signals *signals, struct problem *problem)
{
    return community_load_editions(
        c, &(struct community_standards){.document = document, .name = name}, signals, problem);
}

enum rc community_load_editions(struct community *c, const struct community_standards *texts,
                                const struct signals *signals, struct problem *problem)
{
    struct community_judge *fresh = NULL;
    enum rc rc = judge_make(texts, signals, &fresh, problem);
    if (rc != RC_OK)
        return rc;
    struct storing s = {.community = c, .judge = fresh};
    rc = store_write_wait(c->store, texts->only_looks ? find_version : store_version, &s);
    if (rc != RC_OK) {
        community_judge_unref(fresh);
        return problem_set(problem, rc, "The standards could not be stored");
    }
    pthread_mutex_lock(&c->judge_lock);
    struct community_judge *old = c->judge;
    c->judge = fresh;
    c->refusal[0] = '\0';
    pthread_mutex_unlock(&c->judge_lock);
    community_judge_unref(old);
    return RC_OK;
}

void community_note_refusal(struct community *c, struct str reason)
{
    pthread_mutex_lock(&c->judge_lock);
    size_t n = reason.n < sizeof c->refusal ? reason.n : sizeof c->refusal - 1;
    memcpy(c->refusal, reason.p, n);
    c->refusal[n] = '\0';
    pthread_mutex_unlock(&c->judge_lock);
}

struct str community_refusal(struct community *c, struct arena *a)
{
    pthread_mutex_lock(&c->judge_lock);
    struct str reason = arena_dup(a, str_from_cstr(c->refusal));
    pthread_mutex_unlock(&c->judge_lock);
    return reason;
}
