/* The emergency brake and the database: counts and brakes out, those of other processes in. */
#include "community/moderation/brake_state.h"
#include "policy/expr.h"
#include "policy/list.h"

#include <string.h>

#include "community/core.h"
#include "community/record/ledger.h"
#include "queries.h"

#define OTHERS_ROWS_MAX 20000

/* --- out --- */

static bool plan_count(struct brake *b, struct str slug, struct brake_stretch *s, int64_t number)
{
    if (!s->unwritten)
        return true;
    if (b->plan.row_count == BRAKE_PLAN_ROWS)
        return false;
    struct brake_plan_row *row = &b->plan.rows[b->plan.row_count++];
    memcpy(row->slug, slug.p, slug.n);
    row->slug_n = slug.n;
    row->start_ms = s->number * b->stretch_ms;
    row->number = number;
    s->unwritten = false;
    return true;
}

static void plan_counts(struct brake *b)
{
    bool room = true;
    for (size_t i = 0; room && i < BRAKE_RING; i++)
        room = plan_count(b, STR(""), &b->all[i], b->all[i].judged);
    for (size_t w = 0; room && w < b->count; w++)
        for (size_t i = 0; room && i < BRAKE_RING; i++) {
            struct brake_stretch *s = &b->watches[w]->ring[i];
            s->unwritten = s->unwritten && s->acted > 0;
            room = plan_count(b, brake_slug(b->watches[w]), s, s->acted);
        }
}

static void plan_brakes(struct brake *b)
{
    for (size_t i = 0; i < b->count && b->plan.brake_count < BRAKE_PLAN_BRAKES; i++) {
        const struct brake_watch *w = b->watches[i];
        if (!w->pending)
            continue;
        struct brake_plan_brake *p = &b->plan.brakes[b->plan.brake_count++];
        *p = (struct brake_plan_brake){.slug_n = w->slug_n,
                                       .judged = w->judged,
                                       .acted = w->acted,
                                       .window_ms = b->window_ms,
                                       .standards_id = b->standards_id,
                                       .share = w->share};
        memcpy(p->slug, w->slug, w->slug_n);
    }
}

/* A row of staff actions without a person. */
static enum rc log_action(struct community *c, struct db *db, struct arena *a,
                          enum staff_action action, struct str detail)
{
    struct community_job job = {.community = c, .arena = a};
    return ledger_add_action(&job, db,
                             &(struct ledger_staff_action){.action = action, .detail = detail});
}

static enum rc log_brake(struct community *c, struct db *db, const struct brake_plan_brake *p)
{
    struct str detail = arena_printf(
        c->brake->paper,
        "%.*s: held or removed %lld of %lld comments, more than %.3g %%; it only flags now",
        (int)p->slug_n, p->slug, (long long)p->acted, (long long)p->judged, p->share * 100);
    return log_action(c, db, c->brake->paper, STAFF_EMERGENCY_BRAKE, detail);
}

/* Of several processes that find it out at once, one writes it. */
static enum rc write_brake(struct community *c, struct db *db, const struct brake_plan_brake *p)
{
    int64_t added;
    enum rc rc = q_clause_brake_add(db,
                                    &(struct q_clause_brake_add_in){
                                        .site_id = c->site.id,
                                        .id = community_make_id(c),
                                        .clause = str_make(p->slug, p->slug_n),
                                        .standards_id = p->standards_id,
                                        .judged = p->judged,
                                        .acted = p->acted,
                                        .share_milli = (int64_t)(p->share * 1000 + 0.5),
                                        .window_ms = p->window_ms,
                                    },
                                    &added);
    return rc == RC_OK && added > 0 ? log_brake(c, db, p) : rc;
}

static enum rc run_write(struct db *db, void *ctx)
{
    struct community *c = ctx;
    const struct brake_plan *plan = &c->brake->plan;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < plan->row_count; i++)
        rc = q_brake_count_put(db, &(struct q_brake_count_put_in){
                                       .site_id = c->site.id,
                                       .start_ms = plan->rows[i].start_ms,
                                       .maker = c->maker,
                                       .clause = str_make(plan->rows[i].slug, plan->rows[i].slug_n),
                                       .number = plan->rows[i].number,
                                   });
    for (size_t i = 0; rc == RC_OK && i < plan->brake_count; i++)
        rc = write_brake(c, db, &plan->brakes[i]);
    return rc;
}

/* What could not be written is written with the next: counts when the stretch is counted in again. */
static void write_done(enum rc rc, void *ctx)
{
    struct community *c = ctx;
    struct brake *b = c->brake;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; rc == RC_OK && i < b->plan.brake_count; i++) {
        const struct brake_plan_brake *p = &b->plan.brakes[i];
        struct brake_watch *w = brake_find(b, str_make(p->slug, p->slug_n));
        if (w != NULL)
            w->pending = false;
    }
    b->writing = false;
    b->written++;
    pthread_mutex_unlock(&b->lock);
}

void brake_write(struct community *c)
{
    struct brake *b = c->brake;
    pthread_mutex_lock(&b->lock);
    bool idle = !b->writing;
    if (idle) {
        b->plan.row_count = b->plan.brake_count = 0;
        arena_reset(b->paper);
        plan_brakes(b);
        plan_counts(b);
        idle = b->plan.row_count + b->plan.brake_count > 0;
        b->writing = idle;
        b->last_write_ms = community_now_ms(c);
    }
    pthread_mutex_unlock(&b->lock);
    if (idle && store_write(c->store, run_write, write_done, c) != RC_OK)
        write_done(RC_UNAVAILABLE, c);
}

/* --- the document in force --- */

struct clause_in_force {
    struct str slug;
    int64_t signature; /* of all that decides what the clause does */
    double share;
    int64_t since_ms;
};

struct syncing {
    struct community *community;
    struct arena *arena;
    struct clause_in_force *clauses;
    size_t count;
    int64_t standards_id;
    struct standards_brake rules;
};

/* The entries of the lists that a condition asks for. */
static void hash_lists(struct core_hash *h, const struct standards *standards,
                       const struct expr *condition)
{
    size_t fact_count, entry_count;
    const int *facts = expr_facts(condition, &fact_count);
    const struct list_entry *entries = standards_entries(standards, &entry_count);
    for (size_t i = 0; i < fact_count; i++)
        for (size_t k = 0; facts[i] >= FACT_COUNT && k < entry_count; k++)
            if ((int)entries[k].list == facts[i] - FACT_COUNT) {
                core_hash_str(h, entries[k].text);
                core_hash_i64(h, entries[k].beginning);
            }
}

static int64_t signature_of(struct community *c, const struct standards *standards,
                            const struct standards_clause *clause)
{
    struct core_hash h;
    core_hash_init(&h, c, STR("clause"));
    for (size_t i = 0; i < clause->branch_count; i++) {
        core_hash_str(&h, clause->branches[i].condition);
        core_hash_i64(&h, clause->branches[i].consequence);
        hash_lists(&h, standards, clause->branches[i].expr);
    }
    for (size_t i = 0; i < clause->level_count; i++) {
        core_hash_i64(&h, (int64_t)clause->levels[i].level);
        core_hash_i64(&h, clause->levels[i].consequence);
    }
    for (size_t i = 0; i < clause->repeat_count; i++) {
        core_hash_i64(&h, clause->repeats[i].from);
        core_hash_i64(&h, clause->repeats[i].consequence);
    }
    core_hash_i64(&h, (int64_t)(clause->brake_share * 1e6));
    return core_hash_end(&h);
}

/* Copies what is needed of the document; returns whether it is another than the one watched. */
static bool describe(struct syncing *s, struct community_judge *j)
{
    const struct standards *standards = judge_standards(community_judge_get(j));
    size_t count;
    const struct standards_clause *clauses = standards_clauses(standards, &count);
    s->standards_id = community_judge_standards_id(j);
    if (s->standards_id == s->community->brake->standards_id)
        return false;
    s->rules = *standards_brake(standards);
    s->clauses = ARENA_ARRAY(s->arena, count, struct clause_in_force);
    for (size_t i = 0; s->clauses != NULL && i < count; i++) {
        if (clauses[i].branch_count == 0 || clauses[i].slug.n > BRAKE_SLUG_BYTES_MAX)
            continue;
        s->clauses[s->count++] = (struct clause_in_force){
            .slug = arena_dup(s->arena, clauses[i].slug),
            .signature = signature_of(s->community, standards, &clauses[i]),
            .share = standards_brake_share(standards, &clauses[i]),
        };
    }
    return true;
}

static enum rc release_for(struct syncing *s, struct db *db, struct str clause, struct str reason)
{
    struct community *c = s->community;
    int64_t released;
    enum rc rc =
        q_clause_brake_release(db,
                               &(struct q_clause_brake_release_in){.site_id = c->site.id,
                                                                   .clause = clause,
                                                                   .now_ms = community_now_ms(c),
                                                                   .reason = reason},
                               &released);
    if (rc != RC_OK || released == 0)
        return rc;
    return log_action(c, db, s->arena, STAFF_RELEASE_BRAKE,
                      arena_printf(s->arena, "%.*s: %.*s", STR_ARG(clause), STR_ARG(reason)));
}

static bool in_force(const struct syncing *s, struct str clause)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_eq(s->clauses[i].slug, clause))
            return true;
    return false;
}

static enum rc release_gone(struct syncing *s, struct db *db)
{
    struct q_clause_brake_active_row *rows;
    size_t count;
    enum rc rc =
        q_clause_brake_active(db,
                              &(struct q_clause_brake_active_in){.site_id = s->community->site.id,
                                                                 .max_rows = STANDARDS_CLAUSES_MAX},
                              s->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (!in_force(s, rows[i].clause))
            rc = release_for(s, db, rows[i].clause, STR("the clause is not in force any more"));
    return rc;
}

static enum rc run_sync(struct db *db, void *ctx)
{
    struct syncing *s = ctx;
    int64_t site_id = s->community->site.id, changed;
    enum rc rc = release_gone(s, db);
    for (size_t i = 0; rc == RC_OK && i < s->count; i++) {
        struct clause_in_force *clause = &s->clauses[i];
        struct q_brake_watch_get_row row;
        rc = q_brake_watch_put(
            db,
            &(struct q_brake_watch_put_in){.site_id = site_id,
                                           .clause = clause->slug,
                                           .signature = clause->signature,
                                           .now_ms = community_now_ms(s->community)},
            &changed);
        if (rc == RC_OK && changed > 0)
            rc = release_for(s, db, clause->slug,
                             STR("a document with another clause came in force"));
        if (rc == RC_OK)
            rc = q_brake_watch_get(
                db, &(struct q_brake_watch_get_in){.site_id = site_id, .clause = clause->slug},
                s->arena, &row);
        if (rc == RC_OK)
            clause->since_ms = row.since_ms;
    }
    return rc;
}

static struct brake_watch *make_watch(struct brake *b, size_t at)
{
    if (b->watches[at] == NULL)
        b->watches[at] = ARENA_NEW(b->arena, struct brake_watch);
    return b->watches[at];
}

/* Clauses that stayed as they were keep their counts; the lock is held. */
static void watch_clauses(struct brake *b, const struct syncing *s)
{
    if (b->window_ms != s->rules.window_ms)
        memset(b->all, 0, sizeof b->all);
    b->at_least = s->rules.at_least;
    b->standards_id = s->standards_id;
    for (size_t i = 0; i < s->count; i++) {
        const struct clause_in_force *clause = &s->clauses[i];
        size_t at = 0;
        while (at < b->count && !str_eq(brake_slug(b->watches[at]), clause->slug))
            at++;
        struct brake_watch *w = at < b->count ? b->watches[at] : make_watch(b, b->count);
        if (w == NULL)
            continue;
        b->count += at == b->count;
        if (w->slug_n == 0 || w->since_ms != clause->since_ms || b->window_ms != s->rules.window_ms)
            brake_clear(b, w, clause->since_ms);
        memcpy(w->slug, clause->slug.p, clause->slug.n);
        w->slug_n = clause->slug.n;
        w->share = clause->share;
    }
    b->window_ms = s->rules.window_ms;
    b->stretch_ms = (s->rules.window_ms + BRAKE_STRETCHES - 1) / BRAKE_STRETCHES;
}

/* A clause that is not in the document any more gives its place to the last one; the lock is held. */
static void drop_gone(struct brake *b, const struct syncing *s)
{
    for (size_t i = b->count; i-- > 0;) {
        struct brake_watch *w = b->watches[i];
        if (in_force(s, brake_slug(w)))
            continue;
        brake_clear(b, w, 0);
        w->slug_n = 0;
        b->watches[i] = b->watches[--b->count];
        b->watches[b->count] = w;
    }
}

static enum rc sync_document(struct community_reader *r)
{
    struct community *c = r->community;
    struct syncing s = {.community = c, .arena = c->brake->reading};
    struct community_judge *j = community_judge_ref(c);
    bool changed = j != NULL && describe(&s, j);
    community_judge_unref(j);
    if (!changed)
        return RC_OK;
    enum rc rc = s.clauses != NULL ? store_write_wait(c->store, run_sync, &s) : RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    pthread_mutex_lock(&c->brake->lock);
    drop_gone(c->brake, &s);
    watch_clauses(c->brake, &s);
    c->brake->last_read_ms = 0;
    pthread_mutex_unlock(&c->brake->lock);
    return RC_OK;
}

/* --- in --- */

static enum rc read_others(struct community_reader *r, int64_t now_ms)
{
    struct brake *b = r->community->brake;
    struct q_brake_count_others_row *rows;
    size_t count;
    enum rc rc = q_brake_count_others(r->db,
                                      &(struct q_brake_count_others_in){
                                          .site_id = r->community->site.id,
                                          .since_ms = now_ms - b->window_ms,
                                          .maker = r->community->maker,
                                          .max_rows = OTHERS_ROWS_MAX,
                                      },
                                      r->community->brake->reading, &rows, &count);
    if (rc != RC_OK)
        return rc;
    pthread_mutex_lock(&b->lock);
    for (size_t w = 0; w < b->count; w++) {
        struct brake_watch *watch = b->watches[w];
        watch->others_judged = watch->others_acted = 0;
        for (size_t i = 0; i < count; i++) {
            if (rows[i].start_ms < watch->since_ms)
                continue;
            if (rows[i].clause.n == 0)
                watch->others_judged += rows[i].number;
            else if (str_eq(rows[i].clause, brake_slug(watch)))
                watch->others_acted += rows[i].number;
        }
    }
    b->last_read_ms = now_ms;
    pthread_mutex_unlock(&b->lock);
    return RC_OK;
}

static const struct q_clause_brake_active_row *
find_active(const struct q_clause_brake_active_row *rows, size_t count, struct str clause)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rows[i].clause, clause))
            return &rows[i];
    return NULL;
}

/* Brakes that others set, and releases. What this process has just braked is not in the rows yet. */
static enum rc read_brakes(struct community_reader *r, int64_t now_ms)
{
    struct brake *b = r->community->brake;
    struct q_clause_brake_active_row *rows;
    size_t count;
    pthread_mutex_lock(&b->lock);
    unsigned written = b->written;
    pthread_mutex_unlock(&b->lock);
    enum rc rc =
        q_clause_brake_active(r->db,
                              &(struct q_clause_brake_active_in){.site_id = r->community->site.id,
                                                                 .max_rows = STANDARDS_CLAUSES_MAX},
                              r->community->brake->reading, &rows, &count);
    if (rc != RC_OK)
        return rc;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->count; i++) {
        struct brake_watch *w = b->watches[i];
        const struct q_clause_brake_active_row *row = find_active(rows, count, brake_slug(w));
        if (row != NULL && !w->braked)
            brake_set(b, w, row->judged, row->acted);
        else if (row == NULL && w->braked && !w->pending && written == b->written && !b->writing)
            brake_clear(b, w, now_ms);
    }
    pthread_mutex_unlock(&b->lock);
    return RC_OK;
}

enum rc brake_tick(struct community_reader *r)
{
    struct brake *b = r->community->brake;
    int64_t now_ms = community_now_ms(r->community);
    arena_reset(b->reading);
    enum rc rc = sync_document(r);
    if (rc != RC_OK || b->count == 0)
        return rc;
    rc = read_brakes(r, now_ms);
    if (rc == RC_OK && now_ms - b->last_read_ms >= BRAKE_WRITE_MS)
        rc = read_others(r, now_ms);
    pthread_mutex_lock(&b->lock);
    bool due = now_ms - b->last_write_ms >= BRAKE_WRITE_MS;
    pthread_mutex_unlock(&b->lock);
    if (due)
        brake_write(r->community);
    return rc;
}

static enum rc nothing(struct db *db, void *ctx)
{
    (void)db;
    (void)ctx;
    return RC_OK;
}

/* Jobs are done in their order: when this one is, the brake's are. */
void brake_finish(struct community *c)
{
    if (c->brake == NULL || c->brake->count == 0)
        return;
    brake_write(c);
    (void)!store_write_wait(c->store, nothing, NULL);
}
