#include "community/account/account_recover.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/name.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

/* Who could read the mail has shown that the address is theirs. Where it has become another account's it stays so. */
static enum rc confirm_address(struct account_recovery *op, struct db *db,
                               const struct q_account_get_row *row)
{
    struct community *c = op->job.community;
    struct str key;
    int64_t owner_id = 0, changed = 0;
    if (row->email_confirmed_ms > 0)
        return RC_OK;
    enum rc rc = name_email_check(op->job.arena, row->email, &key, NULL);
    if (rc == RC_OK)
        rc = accounts_find_owner(c, db, key, op->job.arena, &owner_id);
    if (rc != RC_OK || owner_id != 0)
        return rc;
    return q_account_confirm_email(
        db,
        &(struct q_account_confirm_email_in){
            .site_id = c->site.id, .id = row->id, .email_key = key, .now_ms = community_now_ms(c)},
        &changed);
}

static enum rc set_password(struct account_recovery *op, struct db *db, int64_t account_id)
{
    struct community *c = op->job.community;
    struct q_account_get_row row;
    int64_t changed = 0;
    enum rc rc = accounts_hold(c, db, account_id, op->job.arena);
    if (rc == RC_OK)
        rc = q_account_get(db, &(struct q_account_get_in){.site_id = c->site.id, .id = account_id},
                           op->job.arena, &row);
    if (rc == RC_OK && row.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = q_account_set_password(
            db,
            &(struct q_account_set_password_in){
                .site_id = c->site.id, .id = account_id, .password_hash = op->state.hash},
            &changed);
    return rc == RC_OK ? confirm_address(op, db, &row) : rc;
}

static enum rc run_recover(struct db *db, struct community_job *job)
{
    struct account_recovery *op = (struct account_recovery *)job;
    struct community *c = job->community;
    struct link_view link;
    enum rc rc = link_redeem(c, db, LINK_RECOVER, op->token, op->browser, job->arena, &link);
    if (rc == RC_OK)
        rc = accounts_check_asked(&link, op->asked, &job->problem);
    if (rc == RC_OK)
        rc = set_password(op, db, link.account_id);
    if (rc == RC_OK)
        rc = browser_forget_but(c, db, link.account_id, NULL);
    if (rc == RC_OK)
        rc = sessions_end_others(c, db, link.account_id, NULL);
    if (rc == RC_OK)
        rc = accounts_cancel_links(c, db, link.account_id);
    if (rc != RC_OK)
        return rc;
    op->ret_back = link.back;
    return accounts_tell(c, db, link.account_id, MAIL_KIND_PASSWORD_CHANGED);
}

static enum rc hash(struct community_job *job)
{
    struct account_recovery *op = (struct account_recovery *)job;
    return password_hash(job->arena, op->password, &op->state.hash);
}

enum rc account_recover_submit(struct community_reader *reader, struct account_recovery *op)
{
    struct community *c = reader->community;
    struct link_view link;
    struct q_account_get_row row;
    enum rc rc = link_look(reader, LINK_RECOVER, op->token, op->browser, op->job.arena, &link);
    if (rc == RC_OK)
        rc = q_account_get(reader->db,
                           &(struct q_account_get_in){.site_id = c->site.id, .id = link.account_id},
                           op->job.arena, &row);
    if (rc != RC_OK)
        return rc;
    op->ret_field = "asked";
    rc = accounts_check_asked(&link, op->asked, &op->job.problem);
    if (rc == RC_OK) {
        op->ret_field = "password";
        rc = accounts_check_password(c, op->job.arena, op->password, row.name, row.email,
                                     &op->job.problem);
    }
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    op->job.run = run_recover;
    op->job.work = hash;
    return core_submit_work(&op->job);
}
