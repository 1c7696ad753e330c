/* Inviting, sending again, withdrawing, looking. */
#include "community/account/invitation.h"

#include "community/account/accounts.h"
#include "community/account/invitation_state.h"
#include "community/account/throttle.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "queries.h"

#define A_DAY_MAX 100 /* invitations of one administrator, sent again or not */

bool invitation_role_is(enum role role)
{
    return role > ROLE_READER && role < ROLE_COUNT;
}

enum rc invitation_check_inviter(struct community *c, struct db *db, int64_t account_id,
                                 struct arena *a)
{
    struct q_account_hold_row row;
    struct actor actor = {.account_id = account_id, .role = ROLE_ADMINISTRATOR};
    if (account_id == 0)
        return access_check(&actor, ACTION_INVITE_STAFF, 0);
    enum rc rc = q_account_hold(
        db, &(struct q_account_hold_in){.site_id = c->site.id, .id = account_id}, a, &row);
    if (rc == RC_NOT_FOUND)
        return RC_FORBIDDEN;
    if (rc != RC_OK)
        return rc;
    actor.role = (enum role)row.role;
    actor.status = account_standing_of(row.status, row.suspended_until_ms, community_now_ms(c));
    return access_check(&actor, ACTION_INVITE_STAFF, 0);
}

/* --- sending --- */

static enum rc check_pace(struct community_job *job, struct db *db, int64_t actor_id,
                          struct str email_key)
{
    struct community *c = job->community;
    bool may = true;
    int64_t key = throttle_key(c, STR("invitations"), actor_id, (struct str){0});
    enum rc rc = throttle_count(c, db, key, A_DAY_MAX, DAY_MS, job->arena, NULL);
    if (rc == RC_OK)
        rc = accounts_may_mail(c, db, email_key, job->arena, &may);
    return rc == RC_LIMITED || (rc == RC_OK && !may)
               ? problem_set(&job->problem, RC_LIMITED,
                             "Too many invitations were sent; try again later.")
               : rc;
}

/* The link names the invitation, which names the link: one that was sent before the last counts for nothing. */
static enum rc make_link(struct community_job *job, struct db *db, int64_t id, int64_t *ret_link_id)
{
    return link_make(job->community, db,
                     &(struct link_order){.purpose = LINK_INVITATION,
                                          .detail = arena_printf(job->arena, "%lld", (long long)id),
                                          .life_ms = INVITATION_LIFE_MS},
                     ret_link_id);
}

static enum rc queue_mail(struct community_job *job, struct db *db, int64_t id, int64_t link_id,
                          struct str email)
{
    return mail_queue(
        job->community, db,
        &(struct mail_order){
            .kind = MAIL_KIND_INVITATION, .to = email, .link_id = link_id, .subject_id = id});
}

static enum rc log_action(struct community_job *job, struct db *db, const struct actor *actor,
                          enum staff_action action, enum role role)
{
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = actor->account_id,
                                                           .action = action,
                                                           .detail = role_name(role)});
}

static enum rc run_make(struct db *db, struct community_job *job)
{
    struct invitation_order *op = (struct invitation_order *)job;
    struct community *c = job->community;
    int64_t link_id = 0, added = 0;
    op->ret_id = community_make_id(c);
    enum rc rc = invitation_check_inviter(c, db, op->actor.account_id, job->arena);
    if (rc == RC_OK)
        rc = check_pace(job, db, op->actor.account_id, op->email_key);
    if (rc == RC_OK)
        rc = make_link(job, db, op->ret_id, &link_id);
    if (rc == RC_OK)
        rc = q_invitation_add(
            db,
            &(struct q_invitation_add_in){.site_id = c->site.id,
                                          .id = op->ret_id,
                                          .email = op->email,
                                          .email_key = op->email_key,
                                          .role = op->role,
                                          .by_id = op->actor.account_id,
                                          .link_id = link_id,
                                          .expires_ms = community_now_ms(c) + INVITATION_LIFE_MS},
            &added);
    if (rc == RC_OK && added == 0)
        return problem_set(&job->problem, RC_CONFLICT,
                           "An invitation to this address is open already. Send it again, or "
                           "withdraw it first.");
    if (rc == RC_OK)
        rc = queue_mail(job, db, op->ret_id, link_id, op->email);
    return rc == RC_OK ? log_action(job, db, &op->actor, STAFF_INVITE, op->role) : rc;
}

static enum rc check_mail(struct community_job *job)
{
    return mail_is_on(job->community)
               ? RC_OK
               : problem_set(&job->problem, RC_UNSUPPORTED,
                             "This site sends no mail at the moment, and an invitation is one.");
}

enum rc invitation_make_submit(struct community_job *job)
{
    struct invitation_order *op = (struct invitation_order *)job;
    enum rc rc = access_check(&op->actor, ACTION_INVITE_STAFF, 0);
    if (rc != RC_OK)
        return rc;
    op->email = str_trim(op->email);
    rc = check_mail(job);
    if (rc == RC_OK && !invitation_role_is(op->role))
        rc = problem_set(&job->problem, RC_INVALID,
                         "Invitations are for authors, moderators and administrators.");
    if (rc == RC_OK)
        rc = accounts_check_email(job->community, job->arena, op->email, &op->email_key,
                                  &job->problem);
    job->run = run_make;
    return rc == RC_OK ? community_submit(job) : rc;
}

/* --- changing --- */

static enum rc use_up(struct community *c, struct db *db, int64_t link_id)
{
    int64_t used;
    return q_link_use(db,
                      &(struct q_link_use_in){
                          .site_id = c->site.id, .id = link_id, .now_ms = community_now_ms(c)},
                      &used);
}

/* It is invited anew: by whoever sends it now, who may still do so when the first may not any more. */
static enum rc send_again(struct invitation_change *op, struct db *db,
                          const struct q_invitation_get_row *row)
{
    struct community_job *job = &op->job;
    struct community *c = job->community;
    int64_t link_id = 0, changed = 0;
    enum rc rc = check_pace(job, db, op->actor.account_id, row->email_key);
    if (rc == RC_OK)
        rc = make_link(job, db, op->id, &link_id);
    if (rc == RC_OK)
        rc = q_invitation_renew(
            db,
            &(struct q_invitation_renew_in){.site_id = c->site.id,
                                            .id = op->id,
                                            .by_id = op->actor.account_id,
                                            .link_id = link_id,
                                            .expires_ms = community_now_ms(c) + INVITATION_LIFE_MS},
            &changed);
    if (rc == RC_OK && changed == 0)
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = queue_mail(job, db, op->id, link_id, row->email);
    return rc == RC_OK ? log_action(job, db, &op->actor, STAFF_INVITE, (enum role)row->role) : rc;
}

static enum rc withdraw(struct invitation_change *op, struct db *db,
                        const struct q_invitation_get_row *row)
{
    int64_t changed = 0;
    enum rc rc = q_invitation_end(
        db,
        &(struct q_invitation_end_in){
            .site_id = op->job.community->site.id, .id = op->id, .state = INVITATION_WITHDRAWN},
        &changed);
    if (rc == RC_OK && changed == 0)
        return RC_NOT_FOUND;
    return rc == RC_OK ? log_action(&op->job, db, &op->actor, STAFF_WITHDRAW_INVITATION,
                                    (enum role)row->role)
                       : rc;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct invitation_change *op = (struct invitation_change *)job;
    struct community *c = job->community;
    struct q_invitation_get_row row;
    enum rc rc = invitation_check_inviter(c, db, op->actor.account_id, job->arena);
    if (rc == RC_OK)
        rc =
            q_invitation_get(db, &(struct q_invitation_get_in){.site_id = c->site.id, .id = op->id},
                             job->arena, &row);
    if (rc == RC_OK && row.state == INVITATION_OPEN)
        rc = use_up(c, db, row.link_id);
    else if (rc == RC_OK)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = op->withdraws ? withdraw(op, db, &row) : send_again(op, db, &row);
    return rc == RC_NOT_FOUND
               ? problem_set(&job->problem, rc, "This invitation is not open any more.")
               : rc;
}

enum rc invitation_change_submit(struct community_job *job)
{
    struct invitation_change *op = (struct invitation_change *)job;
    enum rc rc = access_check(&op->actor, ACTION_INVITE_STAFF, 0);
    if (rc == RC_OK && !op->withdraws)
        rc = check_mail(job);
    job->run = run_change;
    return rc == RC_OK ? community_submit(job) : rc;
}

/* --- looking --- */

enum rc invitation_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                        struct invitation_item **ret, size_t *ret_count)
{
    struct q_invitation_list_row *rows = NULL;
    size_t count = 0;
    enum rc rc = access_check(actor, ACTION_INVITE_STAFF, 0);
    if (rc == RC_OK)
        rc = q_invitation_list(r->db,
                               &(struct q_invitation_list_in){.site_id = r->community->site.id,
                                                              .max_rows = INVITATION_LIST_MAX},
                               a, &rows, &count);
    struct invitation_item *list =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct invitation_item) : NULL;
    if (list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct invitation_item){
            .id = rows[i].id,
            .email = rows[i].email,
            .role = (enum role)rows[i].role,
            .by_name = rows[i].has_by_name ? rows[i].by_name : STR(""),
            .account_name = rows[i].has_account_name ? rows[i].account_name : STR(""),
            .expires_ms = rows[i].expires_ms,
            .state = (enum invitation_state)rows[i].state};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc invitation_of_link(struct community *c, struct db *db, const struct link_view *link,
                           struct arena *a, struct invitation_view *ret, int64_t *ret_by_id)
{
    struct q_invitation_get_row row;
    int64_t id, owner_id = 0;
    if (str_to_i64(link->detail, &id) != RC_OK)
        return RC_NOT_FOUND;
    enum rc rc = q_invitation_get(
        db, &(struct q_invitation_get_in){.site_id = c->site.id, .id = id}, a, &row);
    if (rc == RC_OK && (row.state != INVITATION_OPEN || row.link_id != link->id))
        rc = RC_EXPIRED;
    if (rc == RC_OK)
        rc = accounts_find_owner(c, db, row.email_key, a, &owner_id);
    if (rc != RC_OK)
        return rc;
    *ret = (struct invitation_view){
        .id = id, .owner_id = owner_id, .email = row.email, .role = (enum role)row.role};
    *ret_by_id = row.by_id;
    return RC_OK;
}

enum rc invitation_look(struct community_reader *r, struct str token, struct arena *a,
                        struct invitation_view *ret)
{
    struct link_view link;
    int64_t by_id;
    enum rc rc = link_look(r, LINK_INVITATION, token, STR(""), a, &link);
    return rc == RC_OK ? invitation_of_link(r->community, r->db, &link, a, ret, &by_id) : rc;
}
