#include "community/core.h"
#include "community/leaving/leaving.h"
#include "queries.h"

void community_on_change(struct community *c, community_change_fn fn, void *ctx)
{
    c->change_ctx = ctx;
    c->change_fn = fn;
}

void core_changed(struct community *c, int64_t article_id)
{
    if (article_id == CORE_CHANGED_KEYS)
        api_keys_changed(c);
    else if (c->change_fn != NULL)
        c->change_fn(article_id, c->change_ctx);
}

void core_finish(struct community_job *job, enum rc rc)
{
    struct community *c = job->community;
    bool changed = job->changed_everything || job->changed_article_id != 0;
    if (rc == RC_OK && changed)
        core_changed(c, job->changed_everything ? 0 : job->changed_article_id);
    if (rc == RC_OK && job->wakes_leaving)
        leaving_wake(c);
    job->done(job, rc);
}

static enum rc run_job(struct db *db, void *ctx)
{
    struct community_job *job = ctx;
    struct community *c = job->community;
    enum rc rc = job->run(db, job);
    bool changed = job->changed_everything || job->changed_article_id != 0;
    if (rc != RC_OK || !c->announce || !changed)
        return rc;
    return q_notice_add(db, &(struct q_notice_add_in){
                                .site_id = c->site.id,
                                .id = community_make_id(c),
                                .maker = c->maker,
                                .article_id = job->changed_everything ? 0 : job->changed_article_id,
                            });
}

static void job_committed(enum rc rc, void *ctx)
{
    struct community_job *job = ctx;
    if (job->after != NULL)
        job->after(job, rc);
    else
        core_finish(job, rc);
}

enum rc community_submit(struct community_job *job)
{
    return store_write(job->community->store, run_job, job_committed, job);
}

static void work(void *ctx)
{
    struct community_job *job = ctx;
    enum rc rc = job->work(job);
    if (rc == RC_OK)
        rc = community_submit(job);
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc core_submit_work(struct community_job *job)
{
    return offload_submit(job->community->offload, work, job);
}

/* Waiting for a job: a lock, a signal and the answer. */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool finished;
    enum rc rc;
};

static void wake(struct community_job *job, enum rc rc)
{
    struct waiter *w = job->ctx;
    pthread_mutex_lock(&w->lock);
    w->finished = true;
    w->rc = rc;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

enum rc community_run(enum rc (*submit)(struct community_job *job), struct community_job *job)
{
    struct waiter w = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    job->done = wake;
    job->ctx = &w;
    enum rc rc = submit(job);
    if (rc != RC_OK)
        return rc;
    pthread_mutex_lock(&w.lock);
    while (!w.finished)
        pthread_cond_wait(&w.changed, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_mutex_destroy(&w.lock);
    pthread_cond_destroy(&w.changed);
    return w.rc;
}
