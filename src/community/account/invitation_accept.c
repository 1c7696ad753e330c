/* Accepting an invitation: with a new account, or for the one that has the address. */
#include "community/account/accounts.h"
#include "community/account/invitation.h"
#include "community/account/invitation_state.h"
#include "community/account/name.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "community/comment/pace.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "queries.h"

static enum rc refuse_pace(struct community_job *job, int64_t retry_after_ms)
{
    (void)retry_after_ms;
    return problem_set(
        &job->problem, RC_LIMITED,
        "Too many invitations were accepted from your network; try again in an hour.");
}

/* Of its own: readers who join from the same office's network take none of it. */
static const struct attempt_limits LIMITS = {
    .what = "invitation", .here_max = 20, .window_ms = HOUR_MS, .refuse = refuse_pace};

static enum rc refuse_name(struct invitation_acceptance *op)
{
    op->ret_field = "name";
    return accounts_refuse_name(&op->job.problem);
}

static enum rc not_the_owner(struct community_job *job)
{
    return problem_set(&job->problem, RC_FORBIDDEN,
                       "This address has an account here. Sign in to that account, and open the "
                       "link in the mail once more.");
}

/* --- the account --- */

static enum rc add_account(struct invitation_acceptance *op, struct db *db,
                           const struct invitation_view *invited, int64_t id)
{
    struct community *c = op->job.community;
    struct str email_key;
    bool added = false;
    enum rc rc = name_email_check(op->job.arena, invited->email, &email_key, &op->job.problem);
    if (rc == RC_OK)
        rc = accounts_add(c, db,
                          &(struct q_account_add_in){
                              .id = id,
                              .name = op->name,
                              .name_skeleton = op->work.skeleton.small,
                              .name_capitals = op->work.skeleton.capitals,
                              .email = invited->email,
                              .email_key = email_key,
                              .email_confirmed_ms = community_now_ms(c),
                              .password_hash = op->work.password_hash,
                              .role = invited->role,
                              .standards_consent = op->consents.standards,
                              .privacy_consent = op->consents.privacy,
                              .age_consent = op->consents.age,
                          },
                          op->job.arena, &added);
    return rc == RC_OK && !added ? refuse_name(op) : rc;
}

/* As when an administrator changes a role: its badge is everywhere, and sessions of the earlier one end. */
static enum rc raise_role(struct invitation_acceptance *op, struct db *db,
                          const struct invitation_view *invited)
{
    struct community *c = op->job.community;
    struct q_account_hold_row row;
    int64_t changed = 0;
    enum rc rc = q_account_hold(
        db, &(struct q_account_hold_in){.site_id = c->site.id, .id = invited->owner_id},
        op->job.arena, &row);
    if (rc == RC_OK && account_standing_of(row.status, row.suspended_until_ms,
                                           community_now_ms(c)) != ACCOUNT_ACTIVE)
        return problem_set(&op->job.problem, RC_FORBIDDEN,
                           "While an account is restricted it gets no other role.");
    if (rc == RC_OK && row.role < (int64_t)invited->role)
        rc = q_account_set_role(db,
                                &(struct q_account_set_role_in){.site_id = c->site.id,
                                                                .id = invited->owner_id,
                                                                .role = invited->role},
                                &changed);
    if (rc == RC_OK)
        rc = sessions_end_others(c, db, invited->owner_id, NULL);
    op->job.changed_everything = true;
    pace_forget(c->pace, invited->owner_id);
    return rc;
}

static enum rc enter(struct invitation_acceptance *op, struct db *db, int64_t account_id)
{
    struct accounts_entry entry = {.account_id = account_id,
                                   .address_key = op->work.attempt.address_key,
                                   .way = op->ret_is_new ? ENTRANCE_JOINING : ENTRANCE_LINK,
                                   .shown = op->shown,
                                   .replaces = op->actor};
    enum rc rc = accounts_enter(&op->job, db, &entry);
    op->ret_token = entry.ret_token;
    return rc;
}

/* --- the invitation --- */

/* Uses link and invitation up; who invited may still do so, and the address is still whose it was on the page. */
static enum rc take(struct invitation_acceptance *op, struct db *db, struct invitation_view *ret,
                    int64_t *ret_by_id)
{
    struct community_job *job = &op->job;
    struct link_view link;
    enum rc rc =
        link_redeem(job->community, db, LINK_INVITATION, op->token, STR(""), job->arena, &link);
    if (rc == RC_OK)
        rc = invitation_of_link(job->community, db, &link, job->arena, ret, ret_by_id);
    if (rc == RC_OK && ret->owner_id != op->work.seen.owner_id)
        return not_the_owner(job);
    if (rc == RC_OK)
        rc = invitation_check_inviter(job->community, db, *ret_by_id, job->arena);
    return rc == RC_FORBIDDEN ? RC_EXPIRED : rc;
}

static enum rc end_invitation(struct invitation_acceptance *op, struct db *db,
                              const struct invitation_view *invited, int64_t by_id,
                              int64_t account_id)
{
    int64_t changed = 0;
    enum rc rc =
        q_invitation_end(db,
                         &(struct q_invitation_end_in){.site_id = op->job.community->site.id,
                                                       .id = invited->id,
                                                       .state = INVITATION_ACCEPTED,
                                                       .account_id = account_id},
                         &changed);
    if (rc == RC_OK && changed == 0)
        return RC_EXPIRED;
    if (rc != RC_OK)
        return rc;
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = by_id,
                                                           .action = STAFF_INVITATION_ACCEPTED,
                                                           .target_id = account_id,
                                                           .detail = role_name(invited->role)});
}

static enum rc run_accept(struct db *db, struct community_job *job)
{
    struct invitation_acceptance *op = (struct invitation_acceptance *)job;
    struct invitation_view invited;
    int64_t by_id = 0;
    enum rc rc = take(op, db, &invited, &by_id);
    if (rc != RC_OK)
        return rc;
    op->ret_is_new = invited.owner_id == 0;
    int64_t account_id = op->ret_is_new ? community_make_id(job->community) : invited.owner_id;
    rc = op->ret_is_new ? add_account(op, db, &invited, account_id) : raise_role(op, db, &invited);
    if (rc == RC_OK)
        rc = end_invitation(op, db, &invited, by_id, account_id);
    return rc == RC_OK ? enter(op, db, account_id) : rc;
}

/* --- before --- */

static enum rc check_fields(struct community_reader *r, struct invitation_acceptance *op)
{
    struct community *c = r->community;
    struct arena *a = op->job.arena;
    struct problem *problem = &op->job.problem;
    bool taken = false;
    op->ret_field = "name";
    enum rc rc =
        accounts_check_name(c, a, NAME_BY_PAGES, op->name, &op->name, &op->work.skeleton, problem);
    if (rc == RC_OK)
        rc = accounts_name_taken(c, r->db, &op->work.skeleton, 0, a, &taken);
    if (rc == RC_OK && taken)
        return refuse_name(op);
    if (rc == RC_OK && op->password.n > 0) {
        op->ret_field = "password";
        rc = accounts_check_password(c, a, op->password, op->name, op->work.seen.email, problem);
    }
    return rc == RC_OK ? account_consents_check(c, &op->consents, &op->ret_field, problem) : rc;
}

static enum rc hash(struct community_job *job)
{
    struct invitation_acceptance *op = (struct invitation_acceptance *)job;
    return password_hash(job->arena, op->password, &op->work.password_hash);
}

enum rc invitation_accept_submit(struct community_reader *r, struct invitation_acceptance *op)
{
    enum rc rc = invitation_look(r, op->token, op->job.arena, &op->work.seen);
    if (rc != RC_OK)
        return rc;
    if (op->work.seen.owner_id != 0 && op->work.seen.owner_id != op->actor.account_id)
        return not_the_owner(&op->job);
    if (op->work.seen.owner_id == 0)
        rc = check_fields(r, op);
    if (rc != RC_OK)
        return rc;
    bool hashes = op->work.seen.owner_id == 0 && op->password.n > 0;
    op->ret_field = NULL;
    op->work.password_hash = STR("");
    attempt_init_one(&op->work.attempt, r->community, &LIMITS, 0, op->address, op->job.arena);
    return attempt_submit(&op->job, &op->work.attempt, hashes ? hash : NULL, run_accept);
}
