#include "community/account/account_confirm.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/name.h"
#include "community/account/throttle.h"
#include "queries.h"

#define REQUESTS_MAX  5 /* an hour, of one account */
#define SWEPT_AT_ONCE 200
#define SWEEP_ARENA   ((size_t)256 * 1024)

/* --- the link --- */

static enum rc already_anothers(struct community_job *job)
{
    return problem_set(
        &job->problem, RC_CONFLICT,
        "This address has been confirmed for another account. Sign in to that one, or "
        "give this one another address.");
}

static enum rc confirm(struct account_confirmation *op, struct db *db, const struct link_view *link)
{
    struct community *c = op->job.community;
    int64_t owner_id = 0, changed = 0;
    enum rc rc = accounts_find_owner(c, db, link->detail, op->job.arena, &owner_id);
    if (rc == RC_OK && owner_id != 0 && owner_id != link->account_id)
        return already_anothers(&op->job);
    if (rc == RC_OK)
        rc = q_account_confirm_email(
            db,
            &(struct q_account_confirm_email_in){.site_id = c->site.id,
                                                 .id = link->account_id,
                                                 .email_key = link->detail,
                                                 .now_ms = community_now_ms(c)},
            &changed);
    /* Two confirmed at this moment, on two nodes. */
    return rc == RC_CONFLICT ? already_anothers(&op->job) : rc;
}

static enum rc run_confirm(struct db *db, struct community_job *job)
{
    struct account_confirmation *op = (struct account_confirmation *)job;
    struct link_view link;
    enum rc rc =
        link_redeem(job->community, db, LINK_CONFIRM, op->token, op->browser, job->arena, &link);
    if (rc == RC_OK)
        rc = accounts_check_asked(&link, op->asked, &job->problem);
    if (rc == RC_OK)
        rc = confirm(op, db, &link);
    if (rc == RC_OK)
        rc = link_cancel(job->community, db, link.account_id, LINK_CONFIRM);
    op->ret_account_id = rc == RC_OK ? link.account_id : 0;
    op->ret_back = rc == RC_OK ? link.back : STR("");
    return rc;
}

enum rc account_confirm_submit(struct community_job *job)
{
    job->run = run_confirm;
    return community_submit(job);
}

/* --- once more --- */

static enum rc count_request(struct account_confirm_request *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t key = throttle_key(c, STR("confirm again"), op->actor.account_id, (struct str){0});
    enum rc rc = throttle_count(c, db, key, REQUESTS_MAX, HOUR_MS, op->job.arena, NULL);
    if (rc == RC_LIMITED)
        return problem_set(
            &op->job.problem, rc,
            "You have asked for %d links within an hour; look among your mails, or try "
            "again later.",
            REQUESTS_MAX);
    return rc;
}

static enum rc run_request(struct db *db, struct community_job *job)
{
    struct account_confirm_request *op = (struct account_confirm_request *)job;
    struct q_account_get_row row;
    struct str key;
    enum rc rc = q_account_get(
        db,
        &(struct q_account_get_in){.site_id = job->community->site.id, .id = op->actor.account_id},
        job->arena, &row);
    if (rc == RC_OK && (row.email_confirmed_ms > 0 || !accounts_confirm(job->community)))
        return problem_set(&job->problem, RC_CONFLICT, "Your address is confirmed already.");
    if (rc == RC_OK)
        rc = count_request(op, db);
    if (rc == RC_OK)
        rc = name_email_check(job->arena, row.email, &key, &job->problem);
    if (rc != RC_OK)
        return rc;
    const struct accounts_confirmation in = {
        .account_id = row.id, .email_key = key, .browser = op->browser, .back = op->back};
    return accounts_ask_confirmation(job->community, db, &in, job->arena);
}

enum rc account_confirm_request_submit(struct community_job *job)
{
    struct account_confirm_request *op = (struct account_confirm_request *)job;
    enum rc rc = access_check(&op->actor, ACTION_USE_ACCOUNT, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Sign in first.");
    job->run = run_request;
    return community_submit(job);
}

/* --- sweeping --- */

/* All there is of the person, as when an account is left for good. */
static enum rc erase(struct community *c, struct db *db, int64_t id, struct arena *a)
{
    struct q_account_hold_unconfirmed_row row;
    /* Not who confirms at this moment, on another node. */
    enum rc rc = q_account_hold_unconfirmed(
        db, &(struct q_account_hold_unconfirmed_in){.site_id = c->site.id, .id = id}, a, &row);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
#define ERASE(table, query)                                                                        \
    if (rc == RC_OK)                                                                               \
        rc = query(db, &(struct query##_in){.site_id = c->site.id, .account_id = id});
#define KEEP(table, why)
#define COMMENTS(table)
#define WITH(table, what)
#include "community/leaving/erase.def"
#undef ERASE
#undef KEEP
#undef COMMENTS
#undef WITH
    return rc == RC_OK
               ? q_account_erase_unconfirmed(
                     db, &(struct q_account_erase_unconfirmed_in){.site_id = c->site.id, .id = id})
               : rc;
}

enum rc account_confirm_sweep(struct community *c, struct db *db)
{
    struct arena *a = arena_new(SWEEP_ARENA);
    struct q_account_unconfirmed_row *rows;
    size_t count = 0;
    if (a == NULL)
        return RC_NO_MEMORY;
    /* While nobody is asked to confirm, nobody is late. */
    enum rc rc = RC_OK;
    if (accounts_confirm(c))
        rc = q_account_unconfirmed(db,
                                   &(struct q_account_unconfirmed_in){.site_id = c->site.id,
                                                                      .now_ms = community_now_ms(c),
                                                                      .max_rows = SWEPT_AT_ONCE},
                                   a, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = erase(c, db, rows[i].id, a);
    arena_free(a);
    return rc;
}
