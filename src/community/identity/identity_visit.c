#include "community/identity/identity_visit.h"

#include <sodium.h>

#include "base/log.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/identity/identity_arrival.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"
#include "queries.h"

#define STATE_BYTES 32

static enum rc refuse_beginning(struct community_job *job, int64_t retry_after_ms)
{
    (void)retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Too many attempts from your network; wait a quarter of an hour and try "
                       "again.");
}

/* Ways begun from one address prefix. */
static const struct attempt_limits BEGIN_LIMITS = {
    .what = "identity",
    .here_max = 60,
    .window_ms = (int64_t)15 * 60 * 1000,
    .refuse = refuse_beginning,
};

#define BACK_MAX 1000

/* --- what a visit is made of --- */

/* Nonce and proof key: 256 bits that only who knows the state and the site's secret can make. */
static struct str derive(const struct community *c, const char *what, struct str state,
                         struct arena *a)
{
    uint8_t out[STATE_BYTES];
    crypto_generichash_state h;
    crypto_generichash_init(&h, c->hash_key, sizeof c->hash_key, sizeof out);
    crypto_generichash_update(&h, (const unsigned char *)what, strlen(what) + 1);
    crypto_generichash_update(&h, (const unsigned char *)state.p, state.n);
    crypto_generichash_final(&h, out, sizeof out);
    return core_base64url(a, out, sizeof out);
}

static int64_t browser_key(const struct community *c, struct str browser)
{
    struct core_hash h;
    core_hash_init(&h, c, STR("identity browser"));
    core_hash_str(&h, browser);
    return core_hash_end(&h);
}

static struct provider_question question(const struct community *c, struct str state,
                                         enum identity_intent intent, struct str return_address,
                                         struct arena *a)
{
    return (struct provider_question){
        .state = state,
        .nonce = derive(c, "identity nonce", state, a),
        .verifier = derive(c, "identity proof key", state, a),
        .return_address = return_address,
        .just_now = intent == IDENTITY_AGAIN,
    };
}

/* What the operator reads, and what the person does. */
static enum rc report(struct community_job *job, const struct provider *p, enum rc rc,
                      const struct problem *reason)
{
    int title_n = (int)p->title.n;
    log_event(LOG_WARN, STR("provider_failed"), LOG_STR("provider", p->slug),
              LOG_STR("rc", str_from_cstr(rc_name(rc))),
              LOG_STR("reason", str_from_cstr(reason->message)));
    if (rc == RC_UNAVAILABLE)
        return problem_set(&job->problem, RC_UNAVAILABLE,
                           "%.*s does not answer at the moment. Try again in a minute, or sign in "
                           "another way.",
                           title_n, p->title.p);
    if (rc == RC_FORBIDDEN || rc == RC_EXPIRED)
        return problem_set(&job->problem, RC_FORBIDDEN,
                           "%.*s did not confirm who you are. Try again, or sign in another way.",
                           title_n, p->title.p);
    if (rc == RC_NO_MEMORY)
        return rc;
    return problem_set(&job->problem, RC_UNAVAILABLE,
                       "Signing in with %.*s does not work at the moment. Sign in another way; the "
                       "site's log says why.",
                       title_n, p->title.p);
}

/* --- going --- */

static enum rc run_begin(struct db *db, struct community_job *job)
{
    struct identity_begin *op = (struct identity_begin *)job;
    struct community *c = job->community;
    enum rc rc = attempt_count(c, db, &op->work.attempt, job->arena);
    if (rc != RC_OK || op->work.attempt.limited)
        return rc;
    if (op->intent == IDENTITY_CONNECT)
        rc = sessions_check_fresh(c, db, &op->actor, job->arena, &job->problem);
    if (rc != RC_OK)
        return rc;
    return q_identity_visit_add(
        db, &(struct q_identity_visit_add_in){
                .site_id = c->site.id,
                .state_hash = bearer_hash_str(op->work.state_hash),
                .provider_key = op->provider->key,
                .intent = op->intent,
                .account_id = op->intent == IDENTITY_SIGN_IN ? 0 : op->actor.account_id,
                .browser_key = browser_key(c, op->browser),
                .back = op->back,
                .expires_ms = community_now_ms(c) + IDENTITY_VISIT_LIFE_MS});
}

static void begun(struct community_job *job, enum rc rc)
{
    struct identity_begin *op = (struct identity_begin *)job;
    core_finish(job, rc == RC_OK ? attempt_check(job, &op->work.attempt) : rc);
}

static void ask_provider(void *ctx)
{
    struct identity_begin *op = ctx;
    struct community *c = op->job.community;
    struct problem reason = {0};
    struct provider_question q =
        question(c, op->work.state, op->intent, op->return_address, op->job.arena);
    enum rc rc = provider_desk_ask(op->provider->desk, op->provider, &q, op->job.arena,
                                   &op->ret_address, &reason);
    if (rc != RC_OK) {
        core_finish(&op->job, report(&op->job, op->provider, rc, &reason));
        return;
    }
    op->job.run = run_begin;
    op->job.after = begun;
    rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

static enum rc check_begin(struct identity_begin *op)
{
    bool signed_in = actor_signed_in(&op->actor);
    enum rc rc = RC_OK;
    if (op->provider->kind == PROVIDER_SSO || op->browser.n == 0 || op->back.n > BACK_MAX)
        return RC_INVALID;
    if (op->intent == IDENTITY_AGAIN && (!signed_in || op->provider->kind != PROVIDER_OPENID))
        return RC_INVALID;
    if (op->intent == IDENTITY_CONNECT)
        rc = access_check(&op->actor, ACTION_CONNECT_IDENTITY, op->actor.account_id);
    return rc == RC_OK
               ? rc
               : problem_set(&op->job.problem, rc, "Your account cannot be changed at the moment.");
}

enum rc identity_begin_submit(struct community_job *job)
{
    struct identity_begin *op = (struct identity_begin *)job;
    struct community *c = job->community;
    enum rc rc = check_begin(op);
    if (rc == RC_OK)
        rc = bearer_make(c, job->arena, op->work.state_hash, &op->work.state);
    if (rc != RC_OK)
        return rc;
    attempt_init_one(&op->work.attempt, c, &BEGIN_LIMITS, 0, op->address, job->arena);
    if (op->back.p == NULL)
        op->back = STR("");
    return provider_desk_submit(op->provider->desk, ask_provider, op);
}

/* --- coming back --- */

/* Signed out, blocked or somebody else meanwhile: then the way is not gone to its end. */
static enum rc check_intent(struct identity_return *op, const struct q_identity_visit_find_row *row)
{
    op->work.intent = (enum identity_intent)row->intent;
    op->ret_back = row->back;
    if (op->work.intent == IDENTITY_SIGN_IN)
        return RC_OK;
    if (op->actor.account_id != row->account_id)
        return problem_set(&op->job.problem, RC_UNAUTHENTICATED,
                           "You are not signed in any more as you were when you left. Sign in and "
                           "try again.");
    return RC_OK;
}

static enum rc run_take(struct db *db, struct community_job *job)
{
    struct identity_return *op = (struct identity_return *)job;
    struct community *c = job->community;
    uint8_t hash[BEARER_HASH_BYTES];
    struct q_identity_visit_find_row row;
    int64_t taken = 0;
    enum rc rc = RC_NOT_FOUND;
    if (bearer_hash(op->state, hash))
        rc = q_identity_visit_find(db,
                                   &(struct q_identity_visit_find_in){
                                       .site_id = c->site.id, .state_hash = bearer_hash_str(hash)},
                                   job->arena, &row);
    bool ours = rc == RC_OK && row.expires_ms > community_now_ms(c) &&
                row.browser_key == browser_key(c, op->browser) &&
                str_eq(row.provider_key, op->provider->key);
    if (ours)
        rc = q_identity_visit_take(db,
                                   &(struct q_identity_visit_take_in){
                                       .site_id = c->site.id, .state_hash = bearer_hash_str(hash)},
                                   &taken);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (taken == 0)
        return problem_set(&job->problem, RC_EXPIRED,
                           "This sign-in was not begun in this browser, is older than ten minutes, "
                           "or was used already. Begin anew.");
    return check_intent(op, &row);
}

/* --- settling --- */

static struct str label_of(const struct profile *p)
{
    return p->email.n > 0 ? p->email : p->name.n > 0 ? p->name : STR("");
}

static enum rc use_identity(struct identity_return *op, struct db *db)
{
    struct community *c = op->job.community;
    return q_identity_use(db, &(struct q_identity_use_in){.site_id = c->site.id,
                                                          .provider_key = op->provider->key,
                                                          .subject = op->work.profile.subject,
                                                          .label = label_of(&op->work.profile),
                                                          .used_ms = community_now_ms(c)});
}

static enum rc enter(struct identity_return *op, struct db *db, int64_t account_id)
{
    struct community *c = op->job.community;
    struct accounts_entry entry = {.account_id = account_id,
                                   .address_key =
                                       throttle_address_key(c, op->address, op->job.arena),
                                   .way = identity_entrance(op->provider),
                                   .provider = op->provider->title,
                                   .shown = op->shown,
                                   .replaces = op->actor};
    enum rc rc = accounts_enter(&op->job, db, &entry);
    if (rc == RC_NOT_FOUND)
        return problem_set(&op->job.problem, RC_NOT_FOUND,
                           "This account was deleted. Within thirty days of that, the link in our "
                           "mail about it brings it back.");
    op->ret_outcome = IDENTITY_ENTERED;
    op->ret_token = entry.ret_token;
    return rc == RC_OK ? use_identity(op, db) : rc;
}

static enum rc arrive(struct identity_return *op, struct db *db)
{
    if (!op->registration)
        return problem_set(&op->job.problem, RC_FORBIDDEN,
                           "Nobody here is connected with your %.*s account, and new readers "
                           "cannot join at the moment.",
                           STR_ARG(op->provider->title));
    op->ret_outcome = IDENTITY_ARRIVED;
    return identity_arrival_make(op->job.community, db,
                                 &(struct identity_arrival_order){.provider = op->provider,
                                                                  .profile = &op->work.profile,
                                                                  .back = op->ret_back},
                                 op->job.arena, &op->ret_token);
}

static enum rc add_identity(struct identity_return *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t added = 0;
    enum rc rc = sessions_check_fresh(c, db, &op->actor, op->job.arena, &op->job.problem);
    if (rc == RC_OK &&
        access_check(&op->actor, ACTION_CONNECT_IDENTITY, op->actor.account_id) != RC_OK)
        rc = problem_set(&op->job.problem, RC_FORBIDDEN,
                         "Your account cannot be changed at the moment.");
    if (rc == RC_OK)
        rc = q_identity_add(db,
                            &(struct q_identity_add_in){.site_id = c->site.id,
                                                        .provider_key = op->provider->key,
                                                        .subject = op->work.profile.subject,
                                                        .id = community_make_id(c),
                                                        .account_id = op->actor.account_id,
                                                        .label = label_of(&op->work.profile),
                                                        .used_ms = 0},
                            &added);
    if (rc == RC_OK && added == 0)
        rc = RC_CONFLICT;
    return rc == RC_OK ? identity_tell(c, db, op->actor.account_id, MAIL_KIND_IDENTITY_CONNECTED,
                                       op->provider->title)
                       : rc;
}

static enum rc connect(struct identity_return *op, struct db *db, int64_t owner_id)
{
    op->ret_outcome = IDENTITY_CONNECTED;
    if (owner_id == op->actor.account_id)
        return RC_OK;
    if (owner_id != 0)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "Your %.*s account is connected with another account here. Disconnect "
                           "it there first.",
                           STR_ARG(op->provider->title));
    return add_identity(op, db);
}

static enum rc renew(struct identity_return *op, struct db *db, int64_t owner_id)
{
    uint8_t hash[32];
    if (owner_id != op->actor.account_id)
        return problem_set(&op->job.problem, RC_FORBIDDEN,
                           "This is not the %.*s account that yours is connected with.",
                           STR_ARG(op->provider->title));
    op->ret_outcome = IDENTITY_RENEWED;
    enum rc rc = use_identity(op, db);
    return rc == RC_OK ? sessions_renew(op->job.community, db, &op->actor, op->job.arena,
                                        &op->ret_token, hash)
                       : rc;
}

static enum rc run_settle(struct db *db, struct community_job *job)
{
    struct identity_return *op = (struct identity_return *)job;
    struct q_identity_find_row row = {0};
    enum rc rc = q_identity_find(db,
                                 &(struct q_identity_find_in){.site_id = job->community->site.id,
                                                              .provider_key = op->provider->key,
                                                              .subject = op->work.profile.subject},
                                 job->arena, &row);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    switch (op->work.intent) {
    case IDENTITY_SIGN_IN:
        return row.account_id != 0 ? enter(op, db, row.account_id) : arrive(op, db);
    case IDENTITY_CONNECT:
        return connect(op, db, row.account_id);
    case IDENTITY_AGAIN:
        return renew(op, db, row.account_id);
    }
    return RC_CORRUPT;
}

static void redeem(void *ctx)
{
    struct identity_return *op = ctx;
    struct community *c = op->job.community;
    struct problem reason = {0};
    struct provider_question q =
        question(c, op->state, op->work.intent, op->return_address, op->job.arena);
    const struct provider_answer answer = {
        .code = op->code, .issuer = op->issuer, .given_back = op->given_back};
    enum rc rc = provider_desk_redeem(op->provider->desk, op->provider, &q, &answer, op->job.arena,
                                      &op->work.profile, &reason);
    if (rc != RC_OK) {
        core_finish(&op->job, report(&op->job, op->provider, rc, &reason));
        return;
    }
    op->job.run = run_settle;
    op->job.after = NULL;
    rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

/* The visit is used up, whatever comes of it. */
static void taken(struct community_job *job, enum rc rc)
{
    struct identity_return *op = (struct identity_return *)job;
    if (rc == RC_OK && op->error.n > 0)
        rc = problem_set(&job->problem, RC_FORBIDDEN,
                         "%.*s did not sign you in. Try again, or sign in another way.",
                         STR_ARG(op->provider->title));
    if (rc == RC_OK)
        rc = provider_desk_submit(op->provider->desk, redeem, op);
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc identity_return_submit(struct community_job *job)
{
    struct identity_return *op = (struct identity_return *)job;
    if (op->code.n == 0 && op->error.n == 0)
        return problem_set(&job->problem, RC_INVALID,
                           "This address is where other sites send people back who sign in; it "
                           "says nothing by itself.");
    job->run = run_take;
    job->after = taken;
    return community_submit(job);
}
