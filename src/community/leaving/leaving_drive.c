/* What drives the steps, of leaving and of bulk removals: one job after another, as long as there are any, then nothing until
 * the next waking. */
#include <pthread.h>

#include "community/moderation/bulk_removal.h"
#include "community/core.h"
#include "community/leaving/leaving.h"
#include "community/leaving/leaving_step.h"
#include "queries.h"

/* A step reads the texts of LEAVING_STEP comments one at a time. */
#define STEP_ARENA_MAX ((size_t)2 * 1024 * 1024)

struct leaving_steps {
    struct community_job job; /* first: done finds the whole by it */
    struct arena *arena;
    bool more; /* set by the job: there was something to do */
    pthread_mutex_t lock;
    pthread_cond_t idle;
    bool busy, again, closing; /* under lock */
    enum rc rc;                /* of the last step; under lock */
};

static enum rc run_step(struct db *db, struct community_job *job)
{
    struct leaving_steps *s = (struct leaving_steps *)job;
    struct q_leaving_next_row next;
    arena_reset(s->arena);
    job->changed_everything = false;
    job->changed_article_id = 0;
    enum rc rc = q_leaving_next(db, &(struct q_leaving_next_in){.site_id = job->community->site.id},
                                job->arena, &next);
    s->more = rc == RC_OK;
    if (rc == RC_NOT_FOUND)
        return bulk_removal_step(job, db, &s->more);
    return rc == RC_OK ? leaving_step(job, db, next.account_id) : rc;
}

/* Under the lock: the next job, unless nobody wants one or the queue is full; the sweep wakes again. */
static void submit_or_rest(struct leaving_steps *s)
{
    s->again = false;
    s->busy = !s->closing && community_submit(&s->job) == RC_OK;
    if (!s->busy)
        pthread_cond_broadcast(&s->idle);
}

static void step_done(struct community_job *job, enum rc rc)
{
    struct leaving_steps *s = (struct leaving_steps *)job;
    pthread_mutex_lock(&s->lock);
    s->rc = rc;
    if ((rc == RC_OK && s->more) || s->again) {
        submit_or_rest(s);
    } else {
        s->busy = false;
        pthread_cond_broadcast(&s->idle);
    }
    pthread_mutex_unlock(&s->lock);
}

enum rc leaving_new(struct community *c, struct leaving_steps **ret)
{
    struct leaving_steps *s = ARENA_NEW(c->arena, struct leaving_steps);
    struct arena *arena = arena_new(STEP_ARENA_MAX);
    if (s == NULL || arena == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    s->arena = arena;
    s->job =
        (struct community_job){.community = c, .arena = arena, .run = run_step, .done = step_done};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->idle, NULL);
    *ret = s;
    return RC_OK;
}

static void wait_idle(struct leaving_steps *s)
{
    while (s->busy)
        pthread_cond_wait(&s->idle, &s->lock);
}

void leaving_free(struct leaving_steps *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    wait_idle(s);
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->idle);
    arena_free(s->arena);
}

void leaving_wake(struct community *c)
{
    struct leaving_steps *s = c->leaving;
    pthread_mutex_lock(&s->lock);
    if (s->busy)
        s->again = true;
    else
        submit_or_rest(s);
    pthread_mutex_unlock(&s->lock);
}

enum rc leaving_finish(struct community *c, struct problem *problem)
{
    struct leaving_steps *s = c->leaving;
    leaving_wake(c);
    pthread_mutex_lock(&s->lock);
    wait_idle(s);
    enum rc rc = s->rc;
    pthread_mutex_unlock(&s->lock);
    return rc == RC_OK ? rc
                       : problem_set(problem, rc, "The steps that are left could not be done: %s",
                                     s->job.problem.message);
}

enum rc leaving_sweep(struct community *c, struct db *db)
{
    int64_t changed;
    return q_leaving_due(
        db, &(struct q_leaving_due_in){.site_id = c->site.id, .now_ms = community_now_ms(c)},
        &changed);
}

/* --- at once --- */

struct purge {
    struct community *c;
    struct arena *arena;
    int64_t account_id;
};

static enum rc run_purge(struct db *db, void *ctx)
{
    const struct purge *p = ctx;
    int64_t site_id = p->c->site.id;
    struct q_leaving_row_row row;
    enum rc rc = q_leaving_row(
        db, &(struct q_leaving_row_in){.site_id = site_id, .account_id = p->account_id}, p->arena,
        &row);
    if (rc != RC_OK || row.state == LEAVING_ERASED)
        return rc != RC_OK ? rc : RC_NOT_FOUND;
    return q_leaving_set(db, &(struct q_leaving_set_in){
                                 .site_id = site_id,
                                 .account_id = p->account_id,
                                 .kind = row.kind,
                                 .state = LEAVING_ERASING,
                                 .purge_ms = community_now_ms(p->c),
                                 .by_id = row.by_id,
                             });
}

enum rc leaving_purge(struct community *c, int64_t account_id, struct problem *problem)
{
    struct purge p = {.c = c, .arena = arena_new(STEP_ARENA_MAX), .account_id = account_id};
    if (p.arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "No memory");
    enum rc rc = store_write_wait(c->store, run_purge, &p);
    arena_free(p.arena);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The account is not deleted, so it cannot be erased.");
    return leaving_finish(c, problem);
}
