/* Taking a change of address back, from the mailbox that was left. */
#include "community/account/account_email.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/leaving/leaving_own.h"
#include "community/account/sessions.h"
#include "queries.h"

/* How long before the change somebody who had got in may have added ways in of their own. */
#define REACH_MS DAY_MS

/* Each of them by when it was made: what is older is its owner's. */
static enum rc remove_factors(struct account_email_undo *op, struct db *db, int64_t account_id,
                              int64_t since_ms)
{
    int64_t site_id = op->job.community->site.id;
    enum rc rc = q_passkey_remove_since(
        db,
        &(struct q_passkey_remove_since_in){
            .site_id = site_id, .account_id = account_id, .since_id = id_from_time(since_ms)},
        &op->ret_passkeys);
    if (rc == RC_OK)
        rc = q_totp_drop_since(db,
                               &(struct q_totp_drop_since_in){.site_id = site_id,
                                                              .account_id = account_id,
                                                              .since_ms = since_ms},
                               &op->ret_apps);
    if (rc == RC_OK)
        rc = q_recovery_drop_since(db,
                                   &(struct q_recovery_drop_since_in){.site_id = site_id,
                                                                      .account_id = account_id,
                                                                      .since_ms = since_ms},
                                   &op->ret_recovery_codes);
    if (rc == RC_OK)
        rc = q_identity_remove_since(
            db,
            &(struct q_identity_remove_since_in){
                .site_id = site_id, .account_id = account_id, .since_id = id_from_time(since_ms)},
            &op->ret_identities);
    if (rc != RC_OK)
        return rc;
    return q_factor_tally(db, &(struct q_factor_tally_in){.site_id = site_id, .id = account_id});
}

/* Whoever changed the address may know the password. Of several changes the owner was told of the first: links that take back
 * earlier ones than this stay good, or whoever changed it twice could take back the second and be left with the first. */
static enum rc end_ways_in(struct account_email_undo *op, struct db *db,
                           const struct link_view *link)
{
    struct community *c = op->job.community;
    int64_t changed = 0, account_id = link->account_id;
    enum rc rc = q_account_set_password(
        db,
        &(struct q_account_set_password_in){
            .site_id = c->site.id, .id = account_id, .password_hash = STR("")},
        &changed);
    if (rc == RC_OK)
        rc = remove_factors(op, db, account_id, id_time_ms(link->id) - REACH_MS);
    if (rc == RC_OK)
        rc = browser_forget_but(c, db, account_id, NULL);
    if (rc == RC_OK)
        rc = sessions_end_others(c, db, account_id, NULL);
    if (rc == RC_OK)
        rc = accounts_cancel_links(c, db, account_id);
    return rc == RC_OK ? link_cancel_after(c, db, account_id, LINK_UNDO_EMAIL, link->id) : rc;
}

static struct str count_text(struct arena *a, int64_t count)
{
    return count > 0 ? arena_printf(a, "%lld", (long long)count) : STR("");
}

static enum rc tell(struct account_email_undo *op, struct db *db, int64_t account_id)
{
    struct arena *a = op->job.arena;
    bool is_left = op->ret_back_until_ms != 0;
    const struct mail_fact facts[] = {
        {.name = "passkeys", .text = count_text(a, op->ret_passkeys)},
        {.name = "apps", .text = count_text(a, op->ret_apps)},
        {.name = "codes", .text = count_text(a, op->ret_recovery_codes)},
        {.name = "identities", .text = count_text(a, op->ret_identities)},
        {.name = "back_until",
         .kind = is_left ? MAIL_TIME : MAIL_TEXT,
         .number = op->ret_back_until_ms},
    };
    return mail_queue(op->job.community, db,
                      &(struct mail_order){.kind = MAIL_KIND_EMAIL_BACK,
                                           .account_id = account_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

static enum rc run_undo(struct db *db, struct community_job *job)
{
    struct account_email_undo *op = (struct account_email_undo *)job;
    struct community *c = job->community;
    struct link_view link;
    op->ret_back_until_ms = 0;
    enum rc rc = link_redeem(c, db, LINK_UNDO_EMAIL, op->token, STR(""), job->arena, &link);
    if (rc == RC_OK)
        rc = accounts_hold(c, db, link.account_id, job->arena);
    if (rc == RC_OK)
        rc = account_email_set(job, db, link.account_id, link.detail);
    if (rc == RC_OK)
        rc = end_ways_in(op, db, &link);
    if (rc == RC_OK)
        rc = leaving_hand_over(job, db, link.account_id, &op->ret_back_until_ms);
    return rc == RC_OK ? tell(op, db, link.account_id) : rc;
}

enum rc account_email_undo_submit(struct community_job *job)
{
    job->run = run_undo;
    return community_submit(job);
}
