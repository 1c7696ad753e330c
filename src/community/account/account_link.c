#include "community/account/account_link.h"

#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/throttle.h"
#include "community/leaving/leaving_own.h"
#include "queries.h"

#define SENDING_ARENA ((size_t)64 * 1024)

static enum rc refuse_asking(struct community_job *job, int64_t retry_after_ms)
{
    struct account_link_request *op = (struct account_link_request *)job;
    op->ret_retry_after_ms = retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Too many links were asked for; wait %lld minutes and try again.",
                       (long long)(retry_after_ms / MINUTE_MS + 1));
}

static const struct attempt_limits LINK_LIMITS = {
    .what = "link",
    .address_max = 30,
    .here_max = 5,
    .window_ms = 60 * MINUTE_MS,
    .login_max = 20,
    .login_window_ms = 60 * MINUTE_MS,
    .refuse = refuse_asking,
};

/* --- sending, after the answer --- */

struct sending {
    struct community_job job;
    enum link_purpose purpose;
    int64_t account_id;
    struct str browser, back;
};

static enum rc run_sending(struct db *db, struct community_job *job)
{
    struct sending *s = (struct sending *)job;
    struct community *c = job->community;
    struct mail_order order = {.kind = s->purpose == LINK_RECOVER ? MAIL_KIND_RECOVER
                                                                  : MAIL_KIND_SIGN_IN,
                               .account_id = s->account_id};
    const struct link_order link = {.purpose = s->purpose,
                                    .account_id = s->account_id,
                                    .browser = s->browser,
                                    .back = s->back,
                                    .life_ms = ACCOUNTS_LINK_LIFE_MS};
    bool left = true;
    enum rc rc =
        s->account_id != 0 ? leaving_answer(c, db, s->account_id, job->arena, &left) : RC_OK;
    if (rc == RC_OK && !left)
        rc = link_make(c, db, &link, &order.link_id);
    return rc == RC_OK && !left ? mail_queue(c, db, &order) : rc;
}

static void sent(struct community_job *job, enum rc rc)
{
    (void)rc;
    arena_free(job->arena);
}

/* On its own, for an unknown login too: the one who asked is not kept waiting, and so cannot measure it. */
static void send_afterwards(const struct account_link_request *op)
{
    struct arena *a = arena_new(SENDING_ARENA);
    struct sending *s = a != NULL ? ARENA_NEW(a, struct sending) : NULL;
    if (s == NULL) {
        arena_free(a);
        return;
    }
    *s = (struct sending){
        .job = {.community = op->job.community, .arena = a, .run = run_sending, .done = sent},
        .purpose = op->purpose,
        .account_id = op->state.account_id,
        .browser = arena_dup(a, op->browser),
        .back = arena_dup(a, op->back),
    };
    if (arena_failed(a) || community_submit(&s->job) != RC_OK)
        arena_free(a);
}

/* --- asking --- */

static enum rc run_attempt(struct db *db, struct community_job *job)
{
    struct account_link_request *op = (struct account_link_request *)job;
    enum rc rc = captcha_spend(job, db, &op->state.captcha);
    if (rc == RC_EXPIRED)
        op->ret_field = "captcha";
    return rc == RC_OK ? attempt_count(job->community, db, &op->state.attempt, job->arena) : rc;
}

static void attempt_counted(struct community_job *job, enum rc rc)
{
    struct account_link_request *op = (struct account_link_request *)job;
    if (rc == RC_OK)
        rc = attempt_check(job, &op->state.attempt);
    if (rc == RC_OK)
        send_afterwards(op);
    core_finish(job, rc);
}

static enum rc check_captcha(struct account_link_request *op)
{
    if (op->purpose != LINK_RECOVER)
        return RC_OK;
    enum rc rc = captcha_check(&op->job, op->captcha, op->captcha_answer, &op->state.captcha);
    if (rc != RC_OK)
        op->ret_field = "captcha";
    return rc;
}

enum rc account_link_request_submit(struct community_reader *reader,
                                    struct account_link_request *op)
{
    struct accounts_login login;
    op->ret_field = "login";
    if (!mail_is_on(reader->community))
        return problem_set(&op->job.problem, RC_UNSUPPORTED,
                           "This site sends no mail at the moment; ask its editors for help.");
    if (str_trim(op->login).n == 0)
        return problem_set(&op->job.problem, RC_INVALID,
                           "Say which account: its name or its e-mail address.");
    enum rc rc = check_captcha(op);
    if (rc == RC_OK)
        rc = accounts_find_login(reader, op->login, op->job.arena, &login);
    if (rc != RC_OK)
        return rc;
    op->state.account_id = login.by_mail ? login.id : 0;
    attempt_init_login(&op->state.attempt, reader->community, &LINK_LIMITS, login.id, login.key,
                       op->address, op->job.arena);
    op->job.run = run_attempt;
    op->job.after = attempt_counted;
    return community_submit(&op->job);
}

/* --- entering --- */

static enum rc run_enter(struct db *db, struct community_job *job)
{
    struct account_link_entry *op = (struct account_link_entry *)job;
    struct community *c = job->community;
    struct link_view link;
    enum rc rc = link_redeem(c, db, LINK_SIGN_IN, op->token, op->browser, job->arena, &link);
    if (rc == RC_OK)
        rc = accounts_check_asked(&link, op->asked, &job->problem);
    if (rc != RC_OK)
        return rc;
    struct accounts_entry entry = {.account_id = link.account_id,
                                   .address_key = throttle_address_key(c, op->address, job->arena),
                                   .way = ENTRANCE_LINK,
                                   .shown = op->shown,
                                   .replaces = op->replaces};
    rc = accounts_enter(job, db, &entry);
    if (rc == RC_OK)
        rc = link_cancel(c, db, link.account_id, LINK_SIGN_IN);
    op->ret_token = entry.ret_token;
    op->ret_actor = entry.ret_actor;
    op->ret_back = link.back;
    return rc;
}

enum rc account_link_enter_submit(struct community_job *job)
{
    job->run = run_enter;
    return community_submit(job);
}
