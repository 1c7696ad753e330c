#include "community/leaving/takeout.h"

#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"

static enum rc run_count(struct db *db, struct community_job *job)
{
    struct takeout_order *op = (struct takeout_order *)job;
    struct community *c = job->community;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_USE_ACCOUNT);
    if (rc == RC_OK)
        rc = access_check(&op->actor, ACTION_DOWNLOAD_DATA, op->actor.account_id);
    if (rc == RC_OK)
        rc = sessions_check_fresh(c, db, &op->actor, job->arena, &job->problem);
    if (rc != RC_OK)
        return rc;
    int64_t key = throttle_key(c, STR("takeout"), op->actor.account_id, (struct str){0});
    rc = throttle_count(c, db, key, TAKEOUTS_PER_DAY, DAY_MS, job->arena, NULL);
    if (rc == RC_LIMITED)
        return problem_set(&job->problem, rc,
                           "You have downloaded your data %d times today. Try again tomorrow.",
                           TAKEOUTS_PER_DAY);
    return rc;
}

static enum rc read_and_pack(struct takeout_order *op, struct arena *a)
{
    struct community_reader reader;
    struct takeout whole;
    enum rc rc = community_reader_open(op->job.community, &reader, &op->job.problem);
    if (rc != RC_OK)
        return rc;
    rc = takeout_read(&reader, op->actor.account_id, op->base_url, a, &whole);
    if (rc == RC_OK)
        rc = op->pack(&whole, a, op->pack_ctx, &op->ret_file);
    community_reader_close(&reader);
    return rc;
}

/* On the errand thread. */
static void make(void *ctx)
{
    struct takeout_order *op = ctx;
    struct arena *a = arena_new(TAKEOUT_BYTES_MAX);
    enum rc rc = a != NULL ? read_and_pack(op, a) : RC_NO_MEMORY;
    arena_free(a);
    if (rc == RC_NO_MEMORY || rc == RC_TOO_LARGE)
        rc = problem_set(
            &op->job.problem, RC_UNAVAILABLE,
            "Your data did not fit into one file. Write to the operators of this site.");
    core_finish(&op->job, rc);
}

static void counted(struct community_job *job, enum rc rc)
{
    if (rc == RC_OK)
        rc = offload_submit(job->community->errands, make, job);
    if (rc == RC_UNAVAILABLE)
        rc = problem_set(&job->problem, rc, "Too many downloads are being made; try again soon.");
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc takeout_submit(struct takeout_order *op)
{
    enum rc rc = access_check(&op->actor, ACTION_DOWNLOAD_DATA, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "Sign in to download your data.");
    buf_init(&op->ret_file, TAKEOUT_BYTES_MAX);
    op->job.run = run_count;
    op->job.after = counted;
    return community_submit(&op->job);
}
