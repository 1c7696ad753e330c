#include "community/account/account.h"
#include "community/account/accounts.h"
#include "community/admin.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/account/name.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

/* Wrong current passwords in a quarter of an hour: whoever found an open session must not guess on. */
static const struct attempt_limits CHANGE_LIMITS = {
    .what = "change password",
    .here_max = 10,
    .window_ms = 15 * 60 * 1000,
    .refuse = attempt_refuse_guessing,
};

/* After a new password: other sessions and links in mails open nothing any more, and the reader is told. */
static enum rc end_other_ways(struct community_job *job, struct db *db, int64_t account_id,
                              const uint8_t *spared_hash)
{
    struct community *c = job->community;
    enum rc rc = browser_forget_but(c, db, account_id, spared_hash);
    if (rc == RC_OK)
        rc = sessions_end_others(c, db, account_id, spared_hash);
    if (rc == RC_OK)
        rc = accounts_cancel_links(c, db, account_id);
    return rc == RC_OK ? accounts_tell(c, db, account_id, MAIL_KIND_PASSWORD_CHANGED) : rc;
}

/* --- one's own password --- */

/* Verifying takes its time. Who was signed out meanwhile, or whose password was changed, changes nothing: it is how an owner
 * shuts somebody out. */
static enum rc check_still_owner(struct account_password_change *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_account_get_row row;
    struct q_session_freshness_row session;
    enum rc rc = accounts_hold(c, db, op->actor.account_id, op->job.arena);
    if (rc == RC_OK)
        rc = q_session_freshness(db,
                                 &(struct q_session_freshness_in){
                                     .site_id = c->site.id,
                                     .token_hash = str_make((const char *)op->actor.token_hash,
                                                            sizeof op->actor.token_hash),
                                     .account_id = op->actor.account_id},
                                 op->job.arena, &session);
    if (rc == RC_OK)
        rc = q_account_get(
            db, &(struct q_account_get_in){.site_id = c->site.id, .id = op->actor.account_id},
            op->job.arena, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !str_eq(row.password_hash, op->state.stored_hash)))
        return problem_set(&op->job.problem, RC_UNAUTHENTICATED,
                           "You were signed out, or your password was changed meanwhile. Sign in "
                           "again.");
    return rc;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct account_password_change *op = (struct account_password_change *)job;
    int64_t changed;
    enum rc rc = check_still_owner(op, db);
    if (rc != RC_OK)
        return rc;
    rc = q_account_set_password(
        db,
        &(struct q_account_set_password_in){.site_id = job->community->site.id,
                                            .id = op->actor.account_id,
                                            .password_hash = op->state.fresh_hash},
        &changed);
    if (rc == RC_OK && changed == 0)
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = attempt_succeed(job->community, db, &op->state.attempt);
    return rc == RC_OK ? end_other_ways(job, db, op->actor.account_id, op->actor.token_hash) : rc;
}

static enum rc verify_and_hash(struct community_job *job)
{
    struct account_password_change *op = (struct account_password_change *)job;
    if (!password_verify(job->arena, op->current, op->state.stored_hash)) {
        op->ret_field = "current";
        return problem_set(&job->problem, RC_INVALID, "This is not your present password.");
    }
    return password_hash(job->arena, op->wanted, &op->state.fresh_hash);
}

enum rc account_change_password_submit(struct community_reader *reader,
                                       struct account_password_change *op)
{
    struct community *c = reader->community;
    struct q_account_get_row row;
    enum rc rc = access_check(&op->actor, ACTION_CHANGE_PASSWORD, op->actor.account_id);
    if (rc == RC_OK)
        rc = q_account_get(
            reader->db,
            &(struct q_account_get_in){.site_id = c->site.id, .id = op->actor.account_id},
            op->job.arena, &row);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "Sign in to change your password.");
    op->ret_field = "wanted";
    rc = accounts_check_password(c, op->job.arena, op->wanted, row.name, row.email,
                                 &op->job.problem);
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    op->state.stored_hash = row.password_hash;
    attempt_init_one(&op->state.attempt, c, &CHANGE_LIMITS, op->actor.account_id, STR(""),
                     op->job.arena);
    return attempt_submit(&op->job, &op->state.attempt, verify_and_hash, run_change);
}

/* --- from the command line --- */

struct addition {
    struct community_job job;
    struct str name, email, email_key, hash;
    struct name_skeleton skeleton;
    enum role role;
    int64_t id;
};

static enum rc run_add(struct db *db, struct community_job *job)
{
    struct addition *op = (struct addition *)job;
    struct community *c = job->community;
    bool added = false;
    op->id = community_make_id(c);
    const struct q_account_add_in account = {.id = op->id,
                                             .name = op->name,
                                             .name_skeleton = op->skeleton.small,
                                             .name_capitals = op->skeleton.capitals,
                                             .email = op->email,
                                             .email_key = op->email_key,
                                             .email_confirmed_ms = community_now_ms(c),
                                             .password_hash = op->hash,
                                             .role = op->role,
                                             .standards_consent = STR(""),
                                             .privacy_consent = STR("")};
    enum rc rc = accounts_add(c, db, &account, job->arena, &added);
    if (rc == RC_OK && !added)
        return problem_set(&job->problem, RC_CONFLICT,
                           "the name %.*s is taken or looks like one that is, or the address is "
                           "confirmed to be another account's",
                           STR_ARG(op->name));
    if (rc == RC_OK)
        rc = ledger_add_action(job, db,
                               &(struct ledger_staff_action){.action = STAFF_ADD_ACCOUNT,
                                                             .target_id = op->id,
                                                             .detail = role_name(op->role)});
    return rc;
}

static enum rc submit_job(struct community_job *job)
{
    return community_submit(job);
}

enum rc account_add(struct community *c, const struct account_addition *in, struct arena *a,
                    int64_t *ret_account_id, struct problem *problem)
{
    struct addition op = {
        .job = {.community = c, .arena = a, .run = run_add}, .email = in->email, .role = in->role};
    enum rc rc =
        accounts_check_name(c, a, NAME_BY_CONSOLE, in->name, &op.name, &op.skeleton, problem);
    if (rc == RC_OK)
        rc = name_email_check(a, in->email, &op.email_key, problem);
    if (rc == RC_OK)
        rc = accounts_check_password(c, a, in->password, op.name, in->email, problem);
    if (rc == RC_OK)
        rc = password_hash(a, in->password, &op.hash);
    if (rc == RC_OK)
        rc = community_run(submit_job, &op.job);
    if (rc != RC_OK)
        return problem_set(problem, rc, "%s",
                           op.job.problem.message[0] != '\0' ? op.job.problem.message
                                                             : "the account could not be stored");
    *ret_account_id = op.id;
    return RC_OK;
}

struct password_setting {
    struct community_job job;
    int64_t id;
    struct str hash;
};

static enum rc run_set_password(struct db *db, struct community_job *job)
{
    struct password_setting *op = (struct password_setting *)job;
    int64_t site_id = job->community->site.id, changed;
    enum rc rc =
        q_account_set_password(db,
                               &(struct q_account_set_password_in){
                                   .site_id = site_id, .id = op->id, .password_hash = op->hash},
                               &changed);
    if (rc == RC_OK)
        rc = end_other_ways(job, db, op->id, NULL);
    if (rc == RC_OK)
        rc = ledger_add_action(job, db,
                               &(struct ledger_staff_action){.action = STAFF_SET_PASSWORD,
                                                             .target_id = op->id,
                                                             .detail = STR("")});
    return rc;
}

/* The account of that name, as the command line names it. */
static enum rc find_named(struct community *c, struct str name, struct arena *a,
                          struct account_view *ret, struct problem *problem)
{
    const struct actor operator= {.role = ROLE_ADMINISTRATOR};
    struct community_reader reader;
    enum rc rc = community_reader_open(c, &reader, problem);
    if (rc != RC_OK)
        return rc;
    rc = account_get_by_name(&reader, &operator, name, a, ret);
    community_reader_close(&reader);
    if (rc == RC_NOT_FOUND)
        return problem_set(problem, rc, "there is no account called %.*s", STR_ARG(name));
    return rc;
}

enum rc account_set_password(struct community *c, struct str name, struct str password,
                             struct arena *a, struct problem *problem)
{
    struct account_view view;
    struct password_setting op = {.job = {.community = c, .arena = a, .run = run_set_password}};
    enum rc rc = find_named(c, name, a, &view, problem);
    if (rc == RC_OK)
        rc = accounts_check_password(c, a, password, view.name, view.email, problem);
    if (rc == RC_OK)
        rc = password_hash(a, password, &op.hash);
    op.id = rc == RC_OK ? view.id : 0;
    if (rc == RC_OK)
        rc = community_run(submit_job, &op.job);
    return rc == RC_OK ? rc : problem_set(problem, rc, "the password could not be stored");
}

/* --- an address that the operator knows to be right --- */

struct confirming {
    struct community_job job;
    int64_t id;
    struct str email_key;
};

static enum rc run_confirm(struct db *db, struct community_job *job)
{
    struct confirming *op = (struct confirming *)job;
    struct community *c = job->community;
    int64_t changed = 0;
    enum rc rc =
        q_account_confirm_email(db,
                                &(struct q_account_confirm_email_in){.site_id = c->site.id,
                                                                     .id = op->id,
                                                                     .email_key = op->email_key,
                                                                     .now_ms = community_now_ms(c)},
                                &changed);
    if (rc == RC_CONFLICT)
        return problem_set(&job->problem, rc, "the address is confirmed to be another account's");
    if (rc == RC_OK && changed == 0)
        return problem_set(&job->problem, RC_CONFLICT, "the address is confirmed already");
    return rc == RC_OK
               ? ledger_add_action(job, db,
                                   &(struct ledger_staff_action){.action = STAFF_CONFIRM_ADDRESS,
                                                                 .target_id = op->id,
                                                                 .detail = STR("")})
               : rc;
}

enum rc account_set_confirmed(struct community *c, struct str name, struct arena *a,
                              struct problem *problem)
{
    struct account_view view;
    struct confirming op = {.job = {.community = c, .arena = a, .run = run_confirm}};
    enum rc rc = find_named(c, name, a, &view, problem);
    if (rc == RC_OK)
        rc = name_email_check(a, view.email, &op.email_key, problem);
    op.id = rc == RC_OK ? view.id : 0;
    if (rc == RC_OK)
        rc = community_run(submit_job, &op.job);
    return rc == RC_OK ? rc
                       : problem_set(problem, rc, "%s",
                                     op.job.problem.message[0] != '\0'
                                         ? op.job.problem.message
                                         : "the address could not be confirmed");
}

static enum rc change(struct community *c, struct str name, struct admin_account_change *op,
                      struct arena *a, struct problem *problem)
{
    struct account_view view;
    enum rc rc = find_named(c, name, a, &view, problem);
    if (rc != RC_OK)
        return rc;
    op->job = (struct community_job){.community = c, .arena = a};
    op->actor = (struct actor){.role = ROLE_ADMINISTRATOR};
    op->account_id = view.id;
    rc = community_run(admin_change_account_submit, &op->job);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%s", op->job.problem.message);
}

enum rc account_set_role(struct community *c, struct str name, enum role role, struct arena *a,
                         struct problem *problem)
{
    struct admin_account_change op = {.change = ADMIN_SET_ROLE, .role = role};
    return change(c, name, &op, a, problem);
}

enum rc account_set_flagger(struct community *c, struct str name, bool flagger, struct arena *a,
                            struct problem *problem)
{
    struct admin_account_change op = {.change = flagger ? ADMIN_FLAGGER : ADMIN_UNFLAGGER};
    return change(c, name, &op, a, problem);
}

enum rc account_set_verified(struct community *c, struct str name, bool verified, struct arena *a,
                             struct problem *problem)
{
    struct admin_account_change op = {.change = verified ? ADMIN_VERIFY : ADMIN_UNVERIFY};
    return change(c, name, &op, a, problem);
}
