#include "community/account/account_rename.h"

#include "base/utf8.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/record/ledger.h"
#include "community/account/name.h"
#include "community/account/sessions.h"
#include "queries.h"

#define RESERVED_MS      (365 * DAY_MS)
#define REASON_BYTES_MAX 1000

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

static enum rc keep_former(struct community_job *job, struct db *db, int64_t account_id,
                           struct str name)
{
    struct community *c = job->community;
    int64_t now_ms = community_now_ms(c);
    struct name_skeleton skeleton;
    enum rc rc = name_skeleton(job->arena, name, &skeleton);
    if (rc != RC_OK)
        return rc;
    return q_former_name_add(
        db, &(struct q_former_name_add_in){.site_id = c->site.id,
                                           .name_skeleton = skeleton.small,
                                           .name_capitals = skeleton.capitals,
                                           .name_rules = name_look_rules(),
                                           .account_id = account_id,
                                           .name = name,
                                           .changed_ms = now_ms,
                                           .reserved_until_ms = now_ms + RESERVED_MS});
}

static enum rc write_name(struct community_job *job, struct db *db, int64_t id, struct str name,
                          const struct name_skeleton *skeleton)
{
    struct community *c = job->community;
    int64_t changed = 0;
    bool taken = false;
    enum rc rc =
        q_account_set_name(db,
                           &(struct q_account_set_name_in){.site_id = c->site.id,
                                                           .id = id,
                                                           .name = name,
                                                           .name_skeleton = skeleton->small,
                                                           .name_capitals = skeleton->capitals},
                           &changed);
    if (rc == RC_CONFLICT)
        return accounts_refuse_name(&job->problem);
    if (rc == RC_OK)
        rc = q_account_stamp_name(
            db, &(struct q_account_stamp_name_in){
                    .site_id = c->site.id, .id = id, .name_rules = name_look_rules()});
    if (rc == RC_OK)
        rc = accounts_name_taken(c, db, skeleton, id, job->arena, &taken);
    return rc == RC_OK && taken ? accounts_refuse_name(&job->problem) : rc;
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
        rc = write_name(job, db, op->actor.account_id, op->name, &op->state.skeleton);
    if (rc == RC_OK)
        rc = keep_former(job, db, op->actor.account_id, row.name);
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
    rc = accounts_check_name(c, job->arena, NAME_BY_PAGES, op->name, &op->name, &op->state.skeleton,
                             &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    job->changed_everything = true; /* it stands beside every comment */
    return community_submit(job);
}

/* --- another's, by an administrator --- */

/* The command line is no account; it holds the database itself. */
static enum rc check_helper(struct account_renaming *op, struct db *db)
{
    if (op->actor.account_id == 0)
        return access_check(&op->actor, ACTION_RENAME_ACCOUNT, 0);
    enum rc rc = moderation_check_actor(&op->job, db, &op->actor, ACTION_RENAME_ACCOUNT);
    if (rc == RC_OK && op->actor.account_id == op->account_id)
        rc = problem_set(&op->job.problem, RC_FORBIDDEN,
                         "You change your own name in your account.");
    return rc;
}

static enum rc read_named(struct account_renaming *op, struct db *db, struct q_account_get_row *ret)
{
    struct community *c = op->job.community;
    enum rc rc = accounts_hold(c, db, op->account_id, op->job.arena);
    if (rc == RC_OK)
        rc = q_account_get(db,
                           &(struct q_account_get_in){.site_id = c->site.id, .id = op->account_id},
                           op->job.arena, ret);
    if (rc == RC_OK && (ret->status == ACCOUNT_DELETED || ret->hidden != 0))
        rc = RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND)
        return problem_set(&op->job.problem, rc, "There is no such account.");
    return rc == RC_OK && str_eq(ret->name, op->name)
               ? problem_set(&op->job.problem, RC_INVALID, "This is the name already.")
               : rc;
}

/* Without either name: the log is kept for ever. */
static enum rc log_renaming(struct account_renaming *op, struct db *db)
{
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_CHANGE_NAME,
                                                           .target_id = op->account_id,
                                                           .detail = op->reason});
}

static enum rc run_renaming(struct db *db, struct community_job *job)
{
    struct account_renaming *op = (struct account_renaming *)job;
    const struct mail_fact reason = {.name = "reason", .text = op->reason};
    struct q_account_get_row row;
    enum rc rc = check_helper(op, db);
    if (rc == RC_OK)
        rc = read_named(op, db, &row);
    if (rc == RC_OK)
        rc = write_name(job, db, op->account_id, op->name, &op->state.skeleton);
    if (rc == RC_OK)
        rc = keep_former(job, db, op->account_id, row.name);
    if (rc == RC_OK)
        rc = log_renaming(op, db);
    return rc == RC_OK ? mail_queue(job->community, db,
                                    &(struct mail_order){.kind = MAIL_KIND_RENAMED,
                                                         .account_id = op->account_id,
                                                         .facts = &reason,
                                                         .fact_count = 1})
                       : rc;
}

enum rc account_renaming_submit(struct community_job *job)
{
    struct account_renaming *op = (struct account_renaming *)job;
    op->reason = str_trim(op->reason);
    if (op->reason.n == 0)
        return problem_set(&job->problem, RC_INVALID,
                           "Say why: the reader is told, and it is kept.");
    if (op->reason.n > REASON_BYTES_MAX || !utf8_valid(op->reason) ||
        str_find_char(op->reason, '\0', 0) != STR_NONE)
        return problem_set(&job->problem, RC_INVALID,
                           "The reason is longer than %d bytes, or not valid UTF-8.",
                           REASON_BYTES_MAX);
    enum accounts_name_giver giver = op->actor.account_id == 0 ? NAME_BY_CONSOLE : NAME_BY_PAGES;
    enum rc rc = accounts_check_name(job->community, job->arena, giver, op->name, &op->name,
                                     &op->state.skeleton, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run_renaming;
    job->changed_everything = true;
    return community_submit(job);
}
