#include "community/account.h"

#include "community/captcha.h"
#include "community/core.h"
#include "community/name.h"
#include "community/password.h"
#include "community/sessions.h"
#include "community/throttle.h"
#include "queries.h"

#define MINUTE_MS (60 * 1000)

/* Attempts to register from one address prefix. */
#define REGISTER_MAX       20
#define REGISTER_WINDOW_MS (60 * MINUTE_MS)
/* Attempts to sign in: from one address prefix, to one account from there, to one account from elsewhere. */
#define ADDRESS_MAX       60
#define ACCOUNT_HERE_MAX  10
#define SIGN_IN_WINDOW_MS (15 * MINUTE_MS)
#define ACCOUNT_MAX       100
#define ACCOUNT_WINDOW_MS (60 * MINUTE_MS)

/* --- looking up --- */

static struct account_view view_of(const struct q_account_get_row *row, const struct actor *actor)
{
    return (struct account_view){
        .id = row->id,
        .name = row->name,
        .email = access_allows(actor, ACTION_READ_EMAIL, row->id) ? row->email : (struct str){0},
        .role = (enum role)row->role,
        .status = (enum account_status)row->status,
        .created_ms = id_time_ms(row->id),
        .published_count = row->published_count,
        .removed_count = row->removed_count,
        .has_password = row->password_hash.n > 0,
    };
}

enum rc account_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                    struct arena *a, struct account_view *ret)
{
    struct q_account_get_row row;
    enum rc rc = q_account_get(
        r->db, &(struct q_account_get_in){.site_id = r->community->site.id, .id = account_id}, a,
        &row);
    if (rc == RC_OK && row.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        *ret = view_of(&row, actor);
    return rc;
}

enum rc account_get_by_name(struct community_reader *r, const struct actor *actor, struct str name,
                            struct arena *a, struct account_view *ret)
{
    struct str skeleton;
    struct q_account_find_by_skeleton_row row;
    enum rc rc = name_skeleton(a, name, &skeleton);
    if (rc == RC_INVALID || rc == RC_TOO_LARGE)
        return RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = q_account_find_by_skeleton(
            r->db,
            &(struct q_account_find_by_skeleton_in){.site_id = r->community->site.id,
                                                    .name_skeleton = skeleton},
            a, &row);
    return rc == RC_OK ? account_get(r, actor, row.id, a, ret) : rc;
}

/* --- registering --- */

static enum rc refuse(struct account_registration *op, const char *field, enum rc rc,
                      const char *message)
{
    op->ret_field = field;
    return problem_set(&op->job.problem, rc, "%s", message);
}

static enum rc check_fields(struct account_registration *op)
{
    struct arena *a = op->job.arena;
    struct problem *problem = &op->job.problem;
    struct str title = op->job.community->site.title;
    op->ret_field = "name";
    enum rc rc = name_check(a, op->name, title, false, &op->name, &op->state.skeleton, problem);
    if (rc == RC_OK) {
        op->ret_field = "email";
        rc = name_email_check(a, op->email, &op->state.email_key, problem);
    }
    if (rc == RC_OK) {
        op->ret_field = "password";
        rc = password_check(a, op->password, op->name, op->email, title, problem);
    }
    if (rc == RC_OK && (op->standards_consent.n == 0 || op->privacy_consent.n == 0))
        return refuse(op, "consent", RC_INVALID,
                      "To join, agree to the community standards and the privacy policy.");
    return rc;
}

static enum rc check_captcha(struct account_registration *op)
{
    struct community *c = op->job.community;
    if (c->limits.skip_captcha)
        return RC_OK;
    enum rc rc = captcha_verify(c, op->captcha, op->captcha_answer, op->job.arena,
                                &op->state.captcha_key, &op->state.captcha_expires_ms);
    if (rc == RC_EXPIRED)
        return refuse(op, "captcha", rc, "The check has run out; here is a new one.");
    return rc == RC_OK ? rc
                       : refuse(op, "captcha", rc, "The check was not solved; here is a new one.");
}

static enum rc add_account(struct account_registration *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t id = community_make_id(c), added;
    enum rc rc = q_account_add(db,
                               &(struct q_account_add_in){
                                   .site_id = c->site.id,
                                   .id = id,
                                   .name = op->name,
                                   .name_skeleton = op->state.skeleton,
                                   .email = op->email,
                                   .email_key = op->state.email_key,
                                   .password_hash = op->state.password_hash,
                                   .role = ROLE_READER,
                                   .standards_consent = op->standards_consent,
                                   .privacy_consent = op->privacy_consent,
                               },
                               &added);
    if (rc == RC_OK && added == 0)
        return refuse(op, "name", RC_CONFLICT,
                      "This name is taken, or looks like one that is; choose another.");
    op->ret_actor = (struct actor){.account_id = id, .role = ROLE_READER, .name = op->name};
    return rc;
}

static enum rc run_register(struct db *db, struct community_job *job)
{
    struct account_registration *op = (struct account_registration *)job;
    struct community *c = job->community;
    enum rc rc = add_account(op, db);
    if (rc == RC_OK && !c->limits.skip_captcha) {
        rc = captcha_use(c, db, op->state.captcha_key, op->state.captcha_expires_ms);
        if (rc == RC_EXPIRED)
            return refuse(op, "captcha", rc, "This check was used before; here is a new one.");
    }
    if (rc == RC_OK)
        rc = sessions_create(c, db, op->ret_actor.account_id, op->state.address_key, op->agent,
                             job->arena, &op->ret_token, op->ret_actor.token_hash);
    return rc;
}

static void hash_for_registration(void *ctx)
{
    struct account_registration *op = ctx;
    enum rc rc = password_hash(op->job.arena, op->password, &op->state.password_hash);
    op->job.run = run_register;
    op->job.after = NULL;
    if (rc == RC_OK)
        rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

/* Counting must last whatever comes of the attempt, so being over the limit is not the job's failure. */
static enum rc run_register_attempt(struct db *db, struct community_job *job)
{
    struct account_registration *op = (struct account_registration *)job;
    enum rc rc = throttle_count(job->community, db, op->state.throttle, REGISTER_MAX,
                                REGISTER_WINDOW_MS, job->arena, NULL);
    op->state.limited = rc == RC_LIMITED;
    return op->state.limited ? RC_OK : rc;
}

static void register_attempt_counted(struct community_job *job, enum rc rc)
{
    struct account_registration *op = (struct account_registration *)job;
    if (rc == RC_OK && op->state.limited)
        rc = problem_set(&job->problem, RC_LIMITED,
                         "Too many registrations from your network; try again in an hour.");
    if (rc == RC_OK)
        rc = offload_submit(job->community->offload, hash_for_registration, op);
    if (rc != RC_OK)
        core_finish(job, rc);
}

static enum rc check_name_free(struct community_reader *r, struct account_registration *op)
{
    struct q_account_find_by_skeleton_row row;
    enum rc rc = q_account_find_by_skeleton(
        r->db,
        &(struct q_account_find_by_skeleton_in){.site_id = r->community->site.id,
                                                .name_skeleton = op->state.skeleton},
        op->job.arena, &row);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc == RC_OK ? refuse(op, "name", RC_CONFLICT,
                                "This name is taken, or looks like one that is; choose another.")
                       : rc;
}

enum rc account_register_submit(struct community_reader *reader, struct account_registration *op)
{
    struct community *c = reader->community;
    struct str prefix = throttle_prefix(op->job.arena, op->address);
    enum rc rc = check_fields(op);
    if (rc == RC_OK)
        rc = check_name_free(reader, op);
    if (rc == RC_OK)
        rc = check_captcha(op);
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    op->state.address_key = throttle_key(c, STR("address"), 0, prefix);
    op->state.throttle = throttle_key(c, STR("register"), 0, prefix);
    op->job.run = run_register_attempt;
    op->job.after = register_attempt_counted;
    return community_submit(&op->job);
}

/* --- signing in --- */

static enum rc run_sign_in(struct db *db, struct community_job *job)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    struct community *c = job->community;
    struct q_account_get_row row;
    enum rc rc = q_account_get(
        db, &(struct q_account_get_in){.site_id = c->site.id, .id = op->state.account_id},
        job->arena, &row);
    if (rc != RC_OK)
        return rc;
    /* Changed since it was verified: the sessions it had have been ended, and it makes no new one. */
    if (!str_eq(row.password_hash, op->state.password_hash))
        return problem_set(&job->problem, RC_UNAUTHENTICATED,
                           "The name and the password do not go together.");
    if (row.status == ACCOUNT_DELETED)
        return problem_set(&job->problem, RC_UNAUTHENTICATED,
                           "The name and the password do not go together.");
    op->ret_actor = (struct actor){
        .account_id = row.id,
        .role = (enum role)row.role,
        .status = account_standing_of(row.status, row.suspended_until_ms, community_now_ms(c)),
        .name = row.name,
        .language = row.language};
    rc = throttle_clear(c, db, op->state.throttle_here);
    if (rc == RC_OK && actor_signed_in(&op->replaces))
        rc = sessions_end_one(c, db, op->replaces.account_id, op->replaces.token_hash);
    if (rc == RC_OK)
        rc = sessions_create(c, db, row.id, op->state.address_key, op->agent, job->arena,
                             &op->ret_token, op->ret_actor.token_hash);
    return rc;
}

static void verify_for_sign_in(void *ctx)
{
    struct account_sign_in *op = ctx;
    enum rc rc = RC_OK;
    if (!password_verify(op->job.arena, op->password, op->state.password_hash))
        rc = problem_set(&op->job.problem, RC_UNAUTHENTICATED,
                         "The name and the password do not go together.");
    op->job.run = run_sign_in;
    op->job.after = NULL;
    if (rc == RC_OK)
        rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

/* The third counter is for guesses from many addresses; who signed in from here before is not kept out by it. */
static enum rc count_elsewhere(struct account_sign_in *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_session_known_address_row known;
    enum rc rc = q_session_known_address(
        db,
        &(struct q_session_known_address_in){.site_id = c->site.id,
                                             .account_id = op->state.account_id,
                                             .address_key = op->state.address_key},
        op->job.arena, &known);
    if (rc != RC_OK || known.count > 0)
        return rc;
    return throttle_count(c, db, op->state.throttle_account, ACCOUNT_MAX, ACCOUNT_WINDOW_MS,
                          op->job.arena, &op->ret_retry_after_ms);
}

static enum rc run_sign_in_attempt(struct db *db, struct community_job *job)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    struct community *c = job->community;
    int64_t *retry = &op->ret_retry_after_ms;
    enum rc here = throttle_count(c, db, op->state.throttle_here, ACCOUNT_HERE_MAX,
                                  SIGN_IN_WINDOW_MS, job->arena, retry);
    enum rc address = throttle_count(c, db, op->state.throttle_address, ADDRESS_MAX,
                                     SIGN_IN_WINDOW_MS, job->arena, retry);
    enum rc elsewhere = count_elsewhere(op, db);
    op->state.limited = here == RC_LIMITED || address == RC_LIMITED || elsewhere == RC_LIMITED;
    if (op->state.limited)
        return RC_OK;
    return here != RC_OK ? here : address != RC_OK ? address : elsewhere;
}

static void sign_in_attempt_counted(struct community_job *job, enum rc rc)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    if (rc == RC_OK && op->state.limited)
        rc = problem_set(&job->problem, RC_LIMITED,
                         "Too many attempts to sign in; wait %lld minutes and try again.",
                         (long long)(op->ret_retry_after_ms / MINUTE_MS + 1));
    if (rc == RC_OK)
        rc = offload_submit(job->community->offload, verify_for_sign_in, op);
    if (rc != RC_OK)
        core_finish(job, rc);
}

/* Sets account and hash; leaves them empty for a login nobody has, and gives the counters' name for it. */
static enum rc find_login(struct community_reader *r, struct account_sign_in *op,
                          struct str *ret_name)
{
    struct arena *a = op->job.arena;
    int64_t site_id = r->community->site.id;
    struct str login = str_trim(op->login), key;
    enum rc rc;
    if (str_find_char(login, '@', 0) != STR_NONE) {
        struct q_account_find_by_email_row row;
        rc = name_email_check(a, login, &key, NULL);
        if (rc == RC_OK)
            rc = q_account_find_by_email(
                r->db, &(struct q_account_find_by_email_in){.site_id = site_id, .email_key = key},
                a, &row);
        if (rc == RC_OK) {
            op->state.account_id = row.id;
            op->state.password_hash = row.password_hash;
        }
    } else {
        struct q_account_find_by_skeleton_row row;
        rc = name_skeleton(a, login, &key);
        if (rc == RC_OK)
            rc = q_account_find_by_skeleton(
                r->db,
                &(struct q_account_find_by_skeleton_in){.site_id = site_id, .name_skeleton = key},
                a, &row);
        if (rc == RC_OK) {
            op->state.account_id = row.id;
            op->state.password_hash = row.password_hash;
        }
    }
    *ret_name = rc == RC_OK ? STR("") : login;
    return rc == RC_NOT_FOUND || rc == RC_INVALID || rc == RC_TOO_LARGE ? RC_OK : rc;
}

enum rc account_sign_in_submit(struct community_reader *reader, struct account_sign_in *op)
{
    struct community *c = reader->community;
    struct arena *a = op->job.arena;
    struct str name;
    enum rc rc = find_login(reader, op, &name);
    if (rc != RC_OK)
        return rc;
    struct str prefix = throttle_prefix(a, op->address);
    /* An unknown login is counted under its own name, so that its limit is no different. */
    int64_t number =
        op->state.account_id != 0 ? op->state.account_id : throttle_key(c, STR("login"), 0, name);
    op->state.address_key = throttle_key(c, STR("address"), 0, prefix);
    op->state.throttle_address = throttle_key(c, STR("sign-in"), 0, prefix);
    op->state.throttle_here = throttle_key(c, STR("sign-in"), number, prefix);
    op->state.throttle_account = throttle_key(c, STR("sign-in"), number, (struct str){0});
    op->job.run = run_sign_in_attempt;
    op->job.after = sign_in_attempt_counted;
    return community_submit(&op->job);
}
