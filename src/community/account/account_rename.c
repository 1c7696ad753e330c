#include "community/account/account_rename.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/name.h"
#include "community/account/sessions.h"
#include "queries.h"

#define DAY_MS      ((int64_t)24 * 60 * 60 * 1000)
#define RESERVED_MS (365 * DAY_MS)

static enum rc check_last(struct account_rename *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_former_name_last_row last;
    enum rc rc = q_former_name_last(
        db,
        &(struct q_former_name_last_in){.site_id = c->site.id, .account_id = op->actor.account_id},
        op->job.arena, &last);
    if (rc != RC_OK || last.changed_ms + core_limits(c).name_change_ms <= community_now_ms(c))
        return rc;
    return problem_set(
        &op->job.problem, RC_LIMITED,
        "A name can be changed once in %lld days, so that others know whom they read.",
        (long long)(core_limits(c).name_change_ms / DAY_MS));
}

static enum rc keep_former(struct account_rename *op, struct db *db, struct str name)
{
    struct community *c = op->job.community;
    int64_t now_ms = community_now_ms(c);
    struct name_skeleton skeleton;
    enum rc rc = name_skeleton(op->job.arena, name, &skeleton);
    if (rc != RC_OK)
        return rc;
    return q_former_name_add(
        db, &(struct q_former_name_add_in){.site_id = c->site.id,
                                           .name_skeleton = skeleton.small,
                                           .name_capitals = skeleton.capitals,
                                           .name_rules = name_look_rules(),
                                           .account_id = op->actor.account_id,
                                           .name = name,
                                           .changed_ms = now_ms,
                                           .reserved_until_ms = now_ms + RESERVED_MS});
}

static enum rc write_name(struct account_rename *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t changed = 0, id = op->actor.account_id;
    bool taken = false;
    enum rc rc = q_account_set_name(
        db,
        &(struct q_account_set_name_in){.site_id = c->site.id,
                                        .id = id,
                                        .name = op->name,
                                        .name_skeleton = op->state.skeleton.small,
                                        .name_capitals = op->state.skeleton.capitals},
        &changed);
    if (rc == RC_CONFLICT)
        return accounts_refuse_name(&op->job.problem);
    if (rc == RC_OK)
        rc = q_account_stamp_name(
            db, &(struct q_account_stamp_name_in){
                    .site_id = c->site.id, .id = id, .name_rules = name_look_rules()});
    if (rc == RC_OK)
        rc = accounts_name_taken(c, db, &op->state.skeleton, id, op->job.arena, &taken);
    return rc == RC_OK && taken ? accounts_refuse_name(&op->job.problem) : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct account_rename *op = (struct account_rename *)job;
    struct community *c = job->community;
    struct q_account_get_row row;
    enum rc rc = sessions_check_fresh(c, db, &op->actor, job->arena, &job->problem);
    if (rc == RC_OK)
        rc = q_account_get(
            db, &(struct q_account_get_in){.site_id = c->site.id, .id = op->actor.account_id},
            job->arena, &row);
    if (rc == RC_OK && str_eq(row.name, op->name))
        return problem_set(&job->problem, RC_INVALID, "This is your name already.");
    if (rc == RC_OK)
        rc = check_last(op, db);
    if (rc == RC_OK)
        rc = write_name(op, db);
    if (rc == RC_OK)
        rc = keep_former(op, db, row.name);
    return rc == RC_OK ? accounts_tell(c, db, op->actor.account_id, MAIL_KIND_NAME_CHANGED) : rc;
}

enum rc account_rename_submit(struct community_job *job)
{
    struct account_rename *op = (struct account_rename *)job;
    struct community *c = job->community;
    enum rc rc = access_check(&op->actor, ACTION_CHANGE_NAME, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "This account may not change its name.");
    if (core_limits(c).name_change_ms < 0)
        return problem_set(&job->problem, RC_FORBIDDEN,
                           "Names cannot be changed on this site; write to the editors.");
    rc =
        accounts_check_name(c, job->arena, op->name, &op->name, &op->state.skeleton, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    job->changed_everything = true; /* it stands beside every comment */
    return community_submit(job);
}
