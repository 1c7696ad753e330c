#include "community/account/account_email.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/mail/mail_bounce.h"
#include "community/account/name.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"
#include "queries.h"

#define REQUESTS_MAX 5 /* an hour, of one account */
#define UNDO_LIFE_MS (14 * 24 * HOUR_MS)

#define KEEPS_ADDRESS SAID("While your account is blocked or suspended its address stays as it is.")

static enum rc read_account(struct community_job *job, struct db *db, int64_t id,
                            struct q_account_get_row *ret)
{
    return q_account_get(db,
                         &(struct q_account_get_in){.site_id = job->community->site.id, .id = id},
                         job->arena, ret);
}

static enum rc already_anothers(struct community_job *job)
{
    return problem_set(&job->problem, RC_CONFLICT,
                       "This address belongs to another account by now.");
}

enum rc account_email_set(struct community_job *job, struct db *db, int64_t account_id,
                          struct str email)
{
    struct community *c = job->community;
    struct str key;
    int64_t owner_id = 0, changed = 0;
    enum rc rc = name_email_check(job->arena, email, &key, &job->problem);
    if (rc == RC_OK)
        rc = accounts_find_owner(c, db, key, job->arena, &owner_id);
    if (rc == RC_OK && owner_id != 0 && owner_id != account_id)
        return already_anothers(job);
    if (rc == RC_OK)
        rc = q_account_set_email(
            db,
            &(struct q_account_set_email_in){.site_id = c->site.id,
                                             .id = account_id,
                                             .email = email,
                                             .email_key = key,
                                             .confirmed_ms = community_now_ms(c)},
            &changed);
    return rc == RC_CONFLICT ? already_anothers(job) : rc;
}

/* As it is now: who was blocked meanwhile, on whatever node, changes nothing any more. */
static enum rc check_standing(struct community_job *job, const struct actor *actor,
                              const struct q_account_get_row *row)
{
    struct actor now = *actor;
    now.status =
        account_standing_of(row->status, row->suspended_until_ms, community_now_ms(job->community));
    return access_allows(&now, ACTION_CHANGE_EMAIL, row->id)
               ? RC_OK
               : problem_set(&job->problem, RC_FORBIDDEN, KEEPS_ADDRESS);
}

static enum rc check_right(struct community_job *job, const struct actor *actor,
                           const char *sign_in)
{
    enum rc rc = access_check(actor, ACTION_CHANGE_EMAIL, actor->account_id);
    return rc == RC_OK ? rc
                       : problem_set(&job->problem, rc, "%s",
                                     actor_signed_in(actor) ? KEEPS_ADDRESS : sign_in);
}

/* --- asking --- */

/* Who has an address has it: but one that failed may be tried anew. */
static enum rc check_new(struct account_email_request *op, struct db *db,
                         const struct q_account_get_row *row)
{
    struct str present = STR("");
    struct mail_bounce_view bounce;
    enum rc rc = RC_OK;
    if (row->email.n > 0)
        rc = name_email_check(op->job.arena, row->email, &present, NULL);
    if (rc != RC_OK || row->email_confirmed_ms == 0 || !str_eq(present, op->state.key))
        return rc;
    rc = mail_bounce_look(op->job.community, db, row->id, op->job.arena, &bounce);
    return rc == RC_OK && bounce.failed_ms == 0
               ? problem_set(&op->job.problem, RC_INVALID, "This is your address already.")
               : rc;
}

/* The new address gets the link; when it is another account's, that account's owner gets a word instead. */
static enum rc write_to_new(struct account_email_request *op, struct db *db)
{
    struct community *c = op->job.community;
    struct arena *a = op->job.arena;
    int64_t owner_id = 0, link_id = 0;
    bool may = false;
    enum rc rc = accounts_find_owner(c, db, op->state.key, a, &owner_id);
    if (rc == RC_OK)
        rc = accounts_may_mail(c, db, op->state.key, a, &may);
    if (rc == RC_OK)
        rc = link_cancel(c, db, op->actor.account_id, LINK_CHANGE_EMAIL);
    if (rc == RC_OK)
        rc = link_make(c, db,
                       &(struct link_order){.purpose = LINK_CHANGE_EMAIL,
                                            .account_id = op->actor.account_id,
                                            .browser = op->browser,
                                            .detail = op->email,
                                            .life_ms = ACCOUNTS_LINK_LIFE_MS},
                       &link_id);
    if (rc != RC_OK || !may)
        return rc;
    if (owner_id != 0 && owner_id != op->actor.account_id)
        return accounts_tell_known(c, db, owner_id, a);
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_CHANGE_EMAIL,
                                           .account_id = op->actor.account_id,
                                           .to = op->email,
                                           .link_id = link_id});
}

/* Without mail nothing can be confirmed: the address is taken as it is, and confirmed to be nobody's. */
static enum rc change_at_once(struct account_email_request *op, struct db *db)
{
    int64_t changed = 0;
    op->ret_changed = true;
    return q_account_set_email(
        db,
        &(struct q_account_set_email_in){.site_id = op->job.community->site.id,
                                         .id = op->actor.account_id,
                                         .email = op->email,
                                         .email_key = op->state.key},
        &changed);
}

static enum rc count_request(struct account_email_request *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t key = throttle_key(c, STR("change email"), op->actor.account_id, (struct str){0});
    enum rc rc = throttle_count(c, db, key, REQUESTS_MAX, HOUR_MS, op->job.arena, NULL);
    if (rc == RC_LIMITED)
        return problem_set(&op->job.problem, rc,
                           "You have asked for %d changes within an hour; try again later.",
                           REQUESTS_MAX);
    return rc;
}

static enum rc run_request(struct db *db, struct community_job *job)
{
    struct account_email_request *op = (struct account_email_request *)job;
    struct q_account_get_row row;
    enum rc rc = sessions_check_fresh(job->community, db, &op->actor, job->arena, &job->problem);
    if (rc == RC_OK)
        rc = read_account(job, db, op->actor.account_id, &row);
    if (rc == RC_OK)
        rc = check_standing(job, &op->actor, &row);
    if (rc == RC_OK)
        rc = check_new(op, db, &row);
    if (rc == RC_OK)
        rc = count_request(op, db);
    if (rc != RC_OK)
        return rc;
    return mail_is_on(job->community) ? write_to_new(op, db) : change_at_once(op, db);
}

enum rc account_email_request_submit(struct community_job *job)
{
    struct account_email_request *op = (struct account_email_request *)job;
    enum rc rc = check_right(job, &op->actor, SAID("Sign in to change your address."));
    if (rc != RC_OK)
        return rc;
    op->email = str_trim(op->email);
    rc = accounts_check_email(job->community, job->arena, op->email, &op->state.key, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run_request;
    return community_submit(job);
}

/* --- changing --- */

/* Unless it is the same, which was confirmed anew. */
static enum rc tell_old(struct community_job *job, struct db *db,
                        const struct q_account_get_row *before, struct str now)
{
    struct mail_order order = {
        .kind = MAIL_KIND_EMAIL_CHANGED, .account_id = before->id, .to = before->email};
    if (before->email_confirmed_ms == 0 || before->email.n == 0 || str_eq(before->email, now))
        return RC_OK;
    enum rc rc = link_make(job->community, db,
                           &(struct link_order){.purpose = LINK_UNDO_EMAIL,
                                                .account_id = before->id,
                                                .detail = before->email,
                                                .life_ms = UNDO_LIFE_MS},
                           &order.link_id);
    return rc == RC_OK ? mail_queue(job->community, db, &order) : rc;
}

/* The oldest change that having this address again takes back; 0: none. */
static enum rc find_taken_back(struct community_job *job, struct db *db,
                               const struct link_view *link, int64_t *ret_id)
{
    struct q_link_open_list_row *rows;
    struct str wanted, key;
    size_t count;
    *ret_id = 0;
    enum rc rc = name_email_check(job->arena, link->detail, &wanted, &job->problem);
    if (rc == RC_OK)
        rc = q_link_open_list(
            db,
            &(struct q_link_open_list_in){.site_id = job->community->site.id,
                                          .account_id = link->account_id,
                                          .purpose = LINK_UNDO_EMAIL,
                                          .now_ms = community_now_ms(job->community)},
            job->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (name_email_check(job->arena, rows[i].detail, &key, NULL) == RC_OK &&
            str_eq(key, wanted) && (*ret_id == 0 || rows[i].id < *ret_id))
            *ret_id = rows[i].id;
    return rc;
}

/* Whoever goes back to the old address takes the change back, link or not: the address it was changed to, perhaps a thief's, gets
 * no way to change it once more, and loses what ways it has. */
static enum rc hand_on(struct community_job *job, struct db *db,
                       const struct q_account_get_row *before, const struct link_view *link)
{
    int64_t taken_back = 0;
    enum rc rc = find_taken_back(job, db, link, &taken_back);
    if (rc != RC_OK || taken_back == 0)
        return rc == RC_OK ? tell_old(job, db, before, link->detail) : rc;
    return link_cancel_after(job->community, db, link->account_id, LINK_UNDO_EMAIL, taken_back);
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct account_email_change *op = (struct account_email_change *)job;
    struct community *c = job->community;
    struct link_view link;
    struct q_account_get_row before;
    enum rc rc = link_redeem(c, db, LINK_CHANGE_EMAIL, op->token, op->browser, job->arena, &link);
    if (rc == RC_OK && link.account_id != op->actor.account_id)
        return problem_set(&job->problem, RC_FORBIDDEN,
                           "Sign in to the account whose address this changes.");
    if (rc == RC_OK)
        rc = accounts_check_asked(&link, op->asked, &job->problem);
    if (rc == RC_OK)
        rc = accounts_hold(c, db, link.account_id, job->arena);
    if (rc == RC_OK)
        rc = read_account(job, db, link.account_id, &before);
    if (rc == RC_OK)
        rc = check_standing(job, &op->actor, &before);
    if (rc == RC_OK)
        rc = account_email_set(job, db, link.account_id, link.detail);
    if (rc == RC_OK)
        rc = accounts_cancel_links(c, db, link.account_id);
    return rc == RC_OK ? hand_on(job, db, &before, &link) : rc;
}

enum rc account_email_change_submit(struct community_job *job)
{
    struct account_email_change *op = (struct account_email_change *)job;
    enum rc rc =
        check_right(job, &op->actor, SAID("Sign in to the account whose address this changes."));
    if (rc != RC_OK)
        return rc;
    job->run = run_change;
    return community_submit(job);
}
