#include "community/account/attempt.h"

#include "community/core.h"
#include "community/account/throttle.h"
#include "queries.h"

void attempt_init_one(struct attempt *at, struct community *c, const struct attempt_limits *limits,
                      int64_t account_id, struct str address, struct arena *a)
{
    *at = (struct attempt){
        .limits = limits,
        .account_id = account_id,
        .address_key = throttle_address_key(c, address, a),
        .here =
            throttle_key(c, str_from_cstr(limits->what), account_id, throttle_prefix(a, address)),
    };
}

void attempt_init_login(struct attempt *at, struct community *c,
                        const struct attempt_limits *limits, int64_t account_id, struct str login,
                        struct str address, struct arena *a)
{
    struct str prefix = throttle_prefix(a, address), what = str_from_cstr(limits->what);
    int64_t number = throttle_key(c, STR("login"), 0, login);
    *at = (struct attempt){
        .limits = limits,
        .account_id = account_id,
        .address_key = throttle_address_key(c, address, a),
        .by_address = throttle_key(c, what, 0, prefix),
        .here = throttle_key(c, what, number, prefix),
        .by_login = throttle_key(c, what, number, (struct str){0}),
    };
}

/* For attempts from many addresses; who signed in from here before is not kept out by them. */
static enum rc count_elsewhere(struct community *c, struct db *db, struct attempt *at,
                               struct arena *a, bool *ret_limited)
{
    struct q_session_known_address_row known;
    enum rc rc = q_session_known_address(
        db,
        &(struct q_session_known_address_in){
            .site_id = c->site.id, .account_id = at->account_id, .address_key = at->address_key},
        a, &known);
    if (rc != RC_OK)
        return rc;
    rc = throttle_count(c, db, at->by_login, at->limits->login_max, at->limits->login_window_ms, a,
                        &at->retry_after_ms);
    *ret_limited = rc == RC_LIMITED && known.count == 0;
    return rc == RC_LIMITED ? RC_OK : rc;
}

enum rc attempt_count(struct community *c, struct db *db, struct attempt *at, struct arena *a)
{
    const struct attempt_limits *l = at->limits;
    int64_t *retry = &at->retry_after_ms;
    bool elsewhere = false;
    enum rc rc = RC_OK, address = RC_OK;
    if (at->by_login != 0)
        rc = count_elsewhere(c, db, at, a, &elsewhere);
    enum rc here = throttle_count(c, db, at->here, l->here_max, l->window_ms, a, retry);
    if (at->by_address != 0)
        address = throttle_count(c, db, at->by_address, l->address_max, l->window_ms, a, retry);
    at->limited = elsewhere || here == RC_LIMITED || address == RC_LIMITED;
    if (rc != RC_OK || at->limited)
        return rc;
    return here != RC_OK ? here : address;
}

enum rc attempt_check(struct community_job *job, const struct attempt *at)
{
    return at->limited ? at->limits->refuse(job, at->retry_after_ms) : RC_OK;
}

enum rc attempt_succeed(struct community *c, struct db *db, const struct attempt *at)
{
    enum rc rc = throttle_clear(c, db, at->here);
    if (rc == RC_OK && at->by_address != 0)
        rc = throttle_take_back(c, db, at->by_address);
    return rc == RC_OK && at->by_login != 0 ? throttle_take_back(c, db, at->by_login) : rc;
}

enum rc attempt_refuse_guessing(struct community_job *job, int64_t retry_after_ms)
{
    (void)retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Too many attempts; wait a quarter of an hour and try again.");
}

/* --- the stages --- */

static enum rc run_count(struct db *db, struct community_job *job)
{
    return attempt_count(job->community, db, job->attempt, job->arena);
}

static void counted(struct community_job *job, enum rc rc)
{
    if (rc == RC_OK)
        rc = attempt_check(job, job->attempt);
    job->run = job->attempt->run;
    job->after = NULL;
    if (rc == RC_OK)
        rc = job->work != NULL ? core_submit_work(job) : community_submit(job);
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc attempt_submit(struct community_job *job, struct attempt *at,
                       enum rc (*work)(struct community_job *job),
                       enum rc (*run)(struct db *db, struct community_job *job))
{
    at->run = run;
    job->attempt = at;
    job->work = work;
    job->run = run_count;
    job->after = counted;
    return community_submit(job);
}
