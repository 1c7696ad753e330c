#include "community/moderation/brake_state.h"

#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/utf8.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "queries.h"

#define READING_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define PAPER_BYTES_MAX   ((size_t)256 * 1024)

enum rc brake_new(struct brake **ret)
{
    struct arena *arena =
        arena_new(sizeof(struct brake) + STANDARDS_CLAUSES_MAX * (sizeof(struct brake_watch) + 64));
    struct brake *b = arena != NULL ? ARENA_NEW(arena, struct brake) : NULL;
    struct arena *reading = arena_new(READING_BYTES_MAX), *paper = arena_new(PAPER_BYTES_MAX);
    if (b == NULL || reading == NULL || paper == NULL) {
        arena_free(arena);
        arena_free(reading);
        arena_free(paper);
        return RC_NO_MEMORY;
    }
    b->arena = arena;
    b->reading = reading;
    b->paper = paper;
    pthread_mutex_init(&b->lock, NULL);
    *ret = b;
    return RC_OK;
}

void brake_free(struct brake *b)
{
    if (b == NULL)
        return;
    metric_gauge_add(GAUGE_brake_active, -atomic_load(&b->active));
    pthread_mutex_destroy(&b->lock);
    arena_free(b->reading);
    arena_free(b->paper);
    arena_free(b->arena);
}

/* --- what judgements ask --- */

enum rc brake_fill(struct community *c, struct arena *a, struct judge_context *context)
{
    struct brake *b = c->brake;
    if (atomic_load_explicit(&b->active, memory_order_acquire) == 0)
        return RC_OK;
    struct str *slugs = ARENA_ARRAY(a, STANDARDS_CLAUSES_MAX, struct str);
    size_t count = 0;
    if (slugs == NULL)
        return RC_NO_MEMORY;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->count; i++)
        if (b->watches[i]->braked)
            slugs[count++] = arena_dup(a, brake_slug(b->watches[i]));
    pthread_mutex_unlock(&b->lock);
    context->braked = slugs;
    context->braked_count = count;
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

/* --- counting --- */

struct brake_watch *brake_find(struct brake *b, struct str clause)
{
    for (size_t i = 0; i < b->count; i++)
        if (str_eq(brake_slug(b->watches[i]), clause))
            return b->watches[i];
    return NULL;
}

static void count_in(struct brake_stretch *ring, int64_t number, int64_t judged, int64_t acted)
{
    struct brake_stretch *s = &ring[number % BRAKE_RING];
    if (s->number != number)
        *s = (struct brake_stretch){.number = number};
    s->judged += judged;
    s->acted += acted;
    s->unwritten = true;
}

/* A nudge that its author insisted on is held as well. */
static bool acts(const struct finding *f, enum comment_status status)
{
    return f->consequence >= CONSEQUENCE_HOLD ||
           (f->consequence == CONSEQUENCE_NUDGE && status == COMMENT_HELD);
}

static bool acted_on(const struct brake_watch *w, const struct verdict *v,
                     enum comment_status status)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (acts(&v->findings[i], status) && str_eq(v->findings[i].clause, brake_slug(w)))
            return true;
    return false;
}

void brake_set(struct brake *b, struct brake_watch *w, int64_t judged, int64_t acted)
{
    w->braked = true;
    w->judged = judged;
    w->acted = acted;
    atomic_fetch_add(&b->active, 1);
    metric_gauge_add(GAUGE_brake_active, 1);
    log_event(
        LOG_ERROR, STR("clause_braked"), LOG_STR("clause", brake_slug(w)),
        LOG_I64("judged", judged), LOG_I64("acted", acted),
        LOG_I64("allowed_permille", (int64_t)(w->share * 1000 + 0.5)),
        LOG_I64("window_ms", b->window_ms),
        LOG_STR("remedy", STR("look at /moderation/standards; it only flags until released")));
}

void brake_clear(struct brake *b, struct brake_watch *w, int64_t since_ms)
{
    if (w->braked) {
        atomic_fetch_sub(&b->active, 1);
        metric_gauge_add(GAUGE_brake_active, -1);
        log_event(LOG_WARN, STR("clause_released"), LOG_STR("clause", brake_slug(w)));
    }
    w->braked = w->pending = false;
    w->since_ms = since_ms;
    w->others_judged = w->others_acted = w->last_acted = 0;
    memset(w->ring, 0, sizeof w->ring);
}

/* Whether the clause has acted on more than its share; then it is braked. */
static bool check_share(struct brake *b, struct brake_watch *w, int64_t number)
{
    int64_t judged = w->others_judged, acted = w->others_acted;
    bool acted_lately = w->last_acted > number - BRAKE_STRETCHES || acted > 0;
    if (w->braked || !acted_lately)
        return false;
    for (size_t i = 0; i < BRAKE_RING; i++) {
        if (w->ring[i].number > number - BRAKE_STRETCHES && w->ring[i].number <= number) {
            judged += w->ring[i].judged;
            acted += w->ring[i].acted;
        }
    }
    if (judged < b->at_least || (double)acted <= w->share * (double)judged)
        return false;
    brake_set(b, w, judged, acted);
    w->pending = true;
    return true;
}

void brake_count(struct community *c, const struct verdict *v, enum comment_status status)
{
    struct brake *b = c->brake;
    bool braked = false;
    pthread_mutex_lock(&b->lock);
    if (b->count > 0) {
        int64_t number = community_now_ms(c) / b->stretch_ms;
        count_in(b->all, number, 1, 0);
        for (size_t i = 0; i < b->count; i++) {
            struct brake_watch *w = b->watches[i];
            bool acted = acted_on(w, v, status);
            count_in(w->ring, number, 1, acted);
            w->last_acted = acted ? number : w->last_acted;
            braked |= check_share(b, w, number);
        }
    }
    pthread_mutex_unlock(&b->lock);
    if (braked)
        brake_write(c);
}

/* --- for people --- */

enum rc brake_list(struct community_reader *r, const struct actor *actor, bool active_only,
                   struct arena *a, struct brake_view **ret, size_t *ret_count)
{
    struct q_clause_brake_list_row *rows;
    size_t count, kept = 0;
    enum rc rc = access_check(actor, ACTION_READ_ERRORS, 0);
    if (rc == RC_OK)
        rc = q_clause_brake_list(r->db,
                                 &(struct q_clause_brake_list_in){
                                     .site_id = r->community->site.id,
                                     .before_id = INT64_MAX,
                                     .max_rows = BRAKE_LIST_MAX,
                                 },
                                 a, &rows, &count);
    struct brake_view *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct brake_view) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct q_clause_brake_list_row *row = &rows[i];
        if (active_only && row->active == 0)
            continue;
        list[kept++] = (struct brake_view){
            .clause = row->clause,
            .active = row->active != 0,
            .since_ms = id_time_ms(row->id),
            .judged = row->judged,
            .acted = row->acted,
            .share_milli = row->share_milli,
            .window_ms = row->window_ms,
            .released_ms = row->released_ms,
            .released_by = row->has_released_by_name ? row->released_by_name : (struct str){0},
            .reason = row->reason,
            .standards_version =
                row->has_standards_version ? row->standards_version : (struct str){0},
        };
    }
    *ret = list;
    *ret_count = kept;
    return RC_OK;
}

static enum rc run_release(struct db *db, struct community_job *job)
{
    struct brake_release *op = (struct brake_release *)job;
    int64_t site_id = job->community->site.id, now_ms = community_now_ms(job->community);
    int64_t released = 0;
    /* The command line has no account; brake_release_submit has looked at its role. */
    bool account = op->actor.account_id != 0;
    enum rc rc =
        account ? moderation_check_actor(job, db, &op->actor, ACTION_RELEASE_BRAKE) : RC_OK;
    if (rc == RC_OK)
        rc = q_clause_brake_release(
            db,
            &(struct q_clause_brake_release_in){.site_id = site_id,
                                                .clause = op->clause,
                                                .now_ms = now_ms,
                                                .released_by = op->actor.account_id,
                                                .reason = op->reason},
            &released);
    if (rc == RC_OK && released == 0)
        return problem_set(&job->problem, RC_CONFLICT,
                           "That clause is under no brake any more; nothing was done.");
    if (rc == RC_OK)
        rc = q_brake_watch_restart(db, &(struct q_brake_watch_restart_in){.site_id = site_id,
                                                                          .clause = op->clause,
                                                                          .now_ms = now_ms});
    if (rc != RC_OK)
        return rc;
    struct str detail =
        arena_printf(job->arena, "%.*s: %.*s", STR_ARG(op->clause), STR_ARG(op->reason));
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_RELEASE_BRAKE,
                                                           .detail = detail});
}

/* Durable: the clause acts again in this process. */
static void released(struct community_job *job, enum rc rc)
{
    const struct brake_release *op = (const struct brake_release *)job;
    struct brake *b = job->community->brake;
    pthread_mutex_lock(&b->lock);
    struct brake_watch *w = rc == RC_OK ? brake_find(b, op->clause) : NULL;
    if (w != NULL)
        brake_clear(b, w, community_now_ms(job->community));
    pthread_mutex_unlock(&b->lock);
    core_finish(job, rc);
}

enum rc brake_release_submit(struct community_job *job)
{
    struct brake_release *op = (struct brake_release *)job;
    enum rc rc = access_check(&op->actor, ACTION_RELEASE_BRAKE, 0);
    if (rc != RC_OK)
        return rc;
    op->reason = str_trim(op->reason);
    if (!utf8_valid(op->reason) || str_find_char(op->reason, '\0', 0) != STR_NONE)
        return problem_set(&job->problem, RC_INVALID, "The reason is not valid UTF-8.");
    if (op->reason.n == 0)
        return problem_set(&job->problem, RC_INVALID,
                           "Say why the clause may act again; the log shows it.");
    if (utf8_count(op->reason) > COMMENT_REASON_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "The reason is longer than %d characters.",
                           COMMENT_REASON_MAX);
    job->run = run_release;
    job->after = released;
    return community_submit(job);
}
