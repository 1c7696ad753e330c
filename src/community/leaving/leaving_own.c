#include "community/leaving/leaving_own.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/account/link.h"
#include "community/mail/mail.h"
#include "community/moderation/moderation.h"
#include "community/account/sessions.h"
#include "queries.h"

/* --- going --- */

static enum rc check_last_administrator(struct community_job *job, struct db *db,
                                        const struct actor *actor)
{
    struct q_account_count_administrators_row others;
    if (actor->role != ROLE_ADMINISTRATOR)
        return RC_OK;
    enum rc rc = q_account_count_administrators(
        db,
        &(struct q_account_count_administrators_in){.site_id = job->community->site.id,
                                                    .except_id = actor->account_id,
                                                    .now_ms = community_now_ms(job->community)},
        job->arena, &others);
    if (rc == RC_OK && others.count == 0)
        return problem_set(&job->problem, RC_CONFLICT,
                           "You are the last administrator: make another one first.");
    return rc;
}

/* `to`: empty for the account's own address. */
static enum rc mail_link(struct community *c, struct db *db, int64_t account_id, int64_t purge_ms,
                         struct str to)
{
    int64_t link_id;
    enum rc rc = link_make(c, db,
                           &(struct link_order){
                               .purpose = LINK_RESTORE,
                               .account_id = account_id,
                               .life_ms = purge_ms - community_now_ms(c),
                           },
                           &link_id);
    if (rc != RC_OK)
        return rc;
    return mail_queue(
        c, db,
        &(struct mail_order){
            .kind = MAIL_KIND_FAREWELL, .account_id = account_id, .to = to, .link_id = link_id});
}

/* Also to where the account was before a change of address that can still be taken back: whoever changed it may have deleted
 * it too. */
static enum rc mail_links(struct leaving_farewell *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_link_open_list_row *rows;
    size_t count;
    if (!mail_is_on(c))
        return RC_OK;
    int64_t id = op->actor.account_id;
    enum rc rc = mail_link(c, db, id, op->ret_purge_ms, STR(""));
    if (rc == RC_OK)
        rc = q_link_open_list(db,
                              &(struct q_link_open_list_in){.site_id = c->site.id,
                                                            .account_id = id,
                                                            .purpose = LINK_UNDO_EMAIL,
                                                            .now_ms = community_now_ms(c)},
                              op->job.arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = mail_link(c, db, id, op->ret_purge_ms, rows[i].detail);
    return rc;
}

enum rc leaving_mail_again(struct community_job *job, struct db *db, int64_t account_id)
{
    struct community *c = job->community;
    struct q_leaving_row_row row;
    enum rc rc = q_leaving_row(
        db, &(struct q_leaving_row_in){.site_id = c->site.id, .account_id = account_id}, job->arena,
        &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (row.kind != LEAVING_OWN || !mail_is_on(c))))
        return RC_OK;
    return rc == RC_OK ? mail_link(c, db, account_id, row.purge_ms, STR("")) : rc;
}

/* A further token of the link that is there; asking often makes no more of them. */
static enum rc mail_same_link(struct community *c, struct db *db, int64_t account_id,
                              int64_t purge_ms, struct arena *a)
{
    struct q_link_open_list_row *rows;
    size_t count;
    enum rc rc = q_link_open_list(db,
                                  &(struct q_link_open_list_in){.site_id = c->site.id,
                                                                .account_id = account_id,
                                                                .purpose = LINK_RESTORE,
                                                                .now_ms = community_now_ms(c)},
                                  a, &rows, &count);
    if (rc != RC_OK || count == 0)
        return rc == RC_OK ? mail_link(c, db, account_id, purge_ms, STR("")) : rc;
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_FAREWELL,
                                           .account_id = account_id,
                                           .link_id = rows[0].id});
}

enum rc leaving_answer(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                       bool *ret_left)
{
    struct q_leaving_get_row row;
    enum rc rc = q_leaving_get(
        db, &(struct q_leaving_get_in){.site_id = c->site.id, .account_id = account_id}, a, &row);
    *ret_left = rc == RC_OK;
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    bool can_return = row.state == LEAVING_HIDING || row.state == LEAVING_HIDDEN;
    return row.kind == LEAVING_OWN && can_return && community_now_ms(c) < row.purge_ms
               ? mail_same_link(c, db, account_id, row.purge_ms, a)
               : RC_OK;
}

enum rc leaving_hand_over(struct community_job *job, struct db *db, int64_t account_id,
                          int64_t *ret_until_ms)
{
    struct community *c = job->community;
    struct q_leaving_row_row row;
    *ret_until_ms = 0;
    enum rc rc = q_leaving_row(
        db, &(struct q_leaving_row_in){.site_id = c->site.id, .account_id = account_id}, job->arena,
        &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && row.state == LEAVING_SHOWING))
        return RC_OK;
    if (rc == RC_OK && (row.state == LEAVING_ERASING || row.state == LEAVING_ERASED))
        return RC_EXPIRED;
    if (rc == RC_OK)
        rc = link_cancel(c, db, account_id, LINK_RESTORE);
    if (rc != RC_OK || row.kind != LEAVING_OWN || !mail_is_on(c))
        return rc;
    *ret_until_ms = row.purge_ms;
    return mail_link(c, db, account_id, row.purge_ms, STR(""));
}

/* What staff do to themselves stands in the log of staff. */
static enum rc log_staff(struct leaving_farewell *op, struct db *db)
{
    if (!actor_is_staff(&op->actor))
        return RC_OK;
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_DELETE_OWN_ACCOUNT,
                                                           .target_id = op->actor.account_id,
                                                           .detail = STR("")});
}

static enum rc run_farewell(struct db *db, struct community_job *job)
{
    struct leaving_farewell *op = (struct leaving_farewell *)job;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_USE_ACCOUNT);
    if (rc == RC_OK)
        rc = access_check(&op->actor, ACTION_DELETE_ACCOUNT, op->actor.account_id);
    if (rc == RC_OK)
        rc = sessions_check_fresh(job->community, db, &op->actor, job->arena, &job->problem);
    if (rc == RC_OK)
        rc = check_last_administrator(job, db, &op->actor);
    if (rc == RC_OK)
        rc = log_staff(op, db);
    if (rc == RC_OK)
        rc = leaving_hide(job, db, op->actor.account_id, LEAVING_OWN, op->actor.account_id,
                          &op->ret_purge_ms);
    return rc == RC_OK ? mail_links(op, db) : rc;
}

enum rc leaving_farewell_submit(struct community_job *job)
{
    struct leaving_farewell *op = (struct leaving_farewell *)job;
    enum rc rc = access_check(&op->actor, ACTION_DELETE_ACCOUNT, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Sign in to delete your account.");
    job->run = run_farewell;
    return community_submit(job);
}

/* --- coming back --- */

enum rc leaving_return_look(struct community_reader *r, struct str token, struct arena *a,
                            struct leaving_return_view *ret)
{
    struct link_view link;
    struct q_account_get_row account;
    enum rc rc = link_look(r, LINK_RESTORE, token, STR(""), a, &link);
    if (rc == RC_OK)
        rc = q_account_get(
            r->db,
            &(struct q_account_get_in){.site_id = r->community->site.id, .id = link.account_id}, a,
            &account);
    if (rc == RC_OK)
        *ret = (struct leaving_return_view){.name = account.name, .until_ms = link.expires_ms};
    return rc;
}

static enum rc run_return(struct db *db, struct community_job *job)
{
    struct leaving_return *op = (struct leaving_return *)job;
    struct community *c = job->community;
    struct link_view link;
    enum rc rc = link_redeem(c, db, LINK_RESTORE, op->token, STR(""), job->arena, &link);
    if (rc == RC_OK && !op->confirmed)
        return problem_set(&job->problem, RC_INVALID,
                           "Say that it was you who deleted the account, by ticking the box.");
    if (rc == RC_OK)
        rc = leaving_show(job, db, link.account_id, LEAVING_OWN);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc,
                           "This link was used already, or its time is over. Nothing was changed.");
    return mail_queue(
        c, db, &(struct mail_order){.kind = MAIL_KIND_RETURNED, .account_id = link.account_id});
}

enum rc leaving_return_submit(struct community_job *job)
{
    job->run = run_return;
    return community_submit(job);
}

/* --- from the command line --- */

enum rc leaving_find(struct community_reader *r, struct str name, struct arena *a,
                     int64_t *ret_account_id)
{
    struct leaving_view view;
    struct q_account_alike_row row;
    enum rc rc = accounts_find_named(r->community, r->db, name, a, &row);
    if (rc == RC_OK)
        rc = leaving_get(r, row.id, &view);
    if (rc == RC_OK)
        *ret_account_id = row.id;
    return rc;
}

struct command {
    struct community_job job;
    int64_t account_id;
};

static enum rc log_command(struct command *op, struct db *db, enum staff_action action)
{
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = 0,
                                                           .action = action,
                                                           .target_id = op->account_id,
                                                           .detail = STR("command line")});
}

static enum rc run_delete(struct db *db, struct community_job *job)
{
    struct command *op = (struct command *)job;
    int64_t purge_ms;
    enum rc rc = leaving_hide(job, db, op->account_id, LEAVING_SANCTION, 0, &purge_ms);
    return rc == RC_OK ? log_command(op, db, STAFF_DELETE_ACCOUNT) : rc;
}

static enum rc run_restore(struct db *db, struct community_job *job)
{
    struct command *op = (struct command *)job;
    struct q_leaving_get_row row;
    enum rc rc = q_leaving_get(db,
                               &(struct q_leaving_get_in){.site_id = job->community->site.id,
                                                          .account_id = op->account_id},
                               job->arena, &row);
    if (rc == RC_OK)
        rc = leaving_show(job, db, op->account_id, (enum leaving_kind)row.kind);
    return rc == RC_OK ? log_command(op, db, STAFF_RESTORE_ACCOUNT) : rc;
}

static enum rc submit_delete(struct community_job *job)
{
    job->run = run_delete;
    return community_submit(job);
}

static enum rc submit_restore(struct community_job *job)
{
    job->run = run_restore;
    return community_submit(job);
}

static enum rc run_command(struct community *c, enum rc (*submit)(struct community_job *job),
                           int64_t account_id, struct arena *a, struct problem *problem)
{
    struct command op = {.job = {.community = c, .arena = a}, .account_id = account_id};
    enum rc rc = community_run(submit, &op.job);
    if (rc != RC_OK) {
        *problem = op.job.problem;
        return problem_set(problem, rc, "The account could not be changed.");
    }
    return leaving_finish(c, problem);
}

enum rc leaving_delete(struct community *c, int64_t account_id, struct arena *a,
                       struct problem *problem)
{
    return run_command(c, submit_delete, account_id, a, problem);
}

enum rc leaving_restore(struct community *c, int64_t account_id, struct arena *a,
                        struct problem *problem)
{
    return run_command(c, submit_restore, account_id, a, problem);
}
