#include "community/account/attempt.h"

#include "unit/community/member.h"

#define MAX 3

/* An operation that does as it is told, and counts how often it was asked. */
struct trial {
    struct community_job job;
    struct attempt attempt;
    enum rc work_answer, run_answer;
    bool was_right;
    _Atomic int works, runs, refusals;
    int64_t retry_after_ms;
};

static enum rc refuse(struct community_job *job, int64_t retry_after_ms)
{
    struct trial *t = (struct trial *)job;
    t->refusals++;
    t->retry_after_ms = retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED, "Wait.");
}

static const struct attempt_limits LIMITS = {
    .what = "trial", .here_max = MAX, .window_ms = 10 * MINUTE_MS, .refuse = refuse};

static const struct attempt_limits LOGIN_LIMITS = {
    .what = "trial at a login",
    .here_max = MAX,
    .window_ms = 10 * MINUTE_MS,
    .address_max = 4,
    .login_max = 5,
    .login_window_ms = 60 * MINUTE_MS,
    .refuse = refuse,
};

static enum rc work(struct community_job *job)
{
    struct trial *t = (struct trial *)job;
    t->works++;
    return t->work_answer;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct trial *t = (struct trial *)job;
    t->runs++;
    enum rc rc = t->was_right ? attempt_succeed(job->community, db, &t->attempt) : RC_OK;
    return rc == RC_OK ? t->run_answer : rc;
}

static struct trial trial(struct fixture *f)
{
    return (struct trial){
        .job = {.community = f->community, .arena = f->arena, .done = member_finish}};
}

static enum rc go(struct trial *t)
{
    struct waited w = {0};
    t->job.ctx = &w;
    return member_wait(&w, attempt_submit(&t->job, &t->attempt, work, run));
}

static enum rc try_once(struct fixture *f, struct trial *t)
{
    attempt_init_one(&t->attempt, f->community, &LIMITS, 7, STR(MEMBER_ADDRESS), f->arena);
    return go(t);
}

static enum rc try_login(struct fixture *f, struct trial *t, const char *login, const char *address)
{
    attempt_init_login(&t->attempt, f->community, &LOGIN_LIMITS, 0, str_from_cstr(login),
                       str_from_cstr(address), f->arena);
    return go(t);
}

static void work_comes_behind_the_count_and_the_job_behind_the_work(void **state)
{
    struct trial t = trial(*state);
    assert_ok(try_once(*state, &t));
    assert_int_equal(t.works, 1);
    assert_int_equal(t.runs, 1);
    assert_int_equal(t.refusals, 0);
}

static void without_work_the_job_comes_behind_the_count(void **state)
{
    struct fixture *f = *state;
    struct waited w = {0};
    struct trial t = trial(f);
    t.job.ctx = &w;
    attempt_init_one(&t.attempt, f->community, &LIMITS, 7, STR(""), f->arena);
    assert_ok(member_wait(&w, attempt_submit(&t.job, &t.attempt, NULL, run)));
    assert_int_equal(t.works, 0);
    assert_int_equal(t.runs, 1);
}

static void what_fails_while_working_stays_counted_and_stores_nothing(void **state)
{
    struct trial t = trial(*state);
    t.work_answer = RC_INVALID;
    for (int i = 0; i < MAX; i++)
        assert_int_equal(try_once(*state, &t), RC_INVALID);
    assert_int_equal(t.runs, 0);
    t.work_answer = RC_OK;
    assert_int_equal(try_once(*state, &t), RC_LIMITED);
}

static void what_fails_while_storing_stays_counted(void **state)
{
    struct trial t = trial(*state);
    t.run_answer = RC_CONFLICT;
    for (int i = 0; i < MAX; i++)
        assert_int_equal(try_once(*state, &t), RC_CONFLICT);
    t.run_answer = RC_OK;
    assert_int_equal(try_once(*state, &t), RC_LIMITED);
}

static void over_the_limit_nothing_is_begun_and_the_wait_is_told(void **state)
{
    struct fixture *f = *state;
    struct trial t = trial(f);
    for (int i = 0; i < MAX; i++)
        assert_ok(try_once(f, &t));
    f->clock.fixed_ms += 4 * MINUTE_MS;
    assert_int_equal(try_once(f, &t), RC_LIMITED);
    assert_int_equal(t.works, MAX);
    assert_int_equal(t.runs, MAX);
    assert_int_equal(t.refusals, 1);
    assert_int_equal(t.retry_after_ms, 6 * MINUTE_MS);
    assert_string_equal(t.job.problem.message, "Wait.");
    f->clock.fixed_ms += 6 * MINUTE_MS;
    assert_ok(try_once(f, &t));
}

static void a_success_forgets_what_went_before(void **state)
{
    struct trial t = trial(*state);
    for (int round = 0; round < 2; round++) {
        t.was_right = false;
        for (int i = 1; i < MAX; i++)
            assert_ok(try_once(*state, &t));
        t.was_right = true;
        assert_ok(try_once(*state, &t));
    }
}

static void a_success_that_was_not_stored_forgets_nothing(void **state)
{
    struct trial t = trial(*state);
    t.was_right = true;
    t.run_answer = RC_CONFLICT;
    for (int i = 0; i < MAX; i++)
        assert_int_equal(try_once(*state, &t), RC_CONFLICT);
    assert_int_equal(try_once(*state, &t), RC_LIMITED);
}

static void accounts_and_addresses_have_counters_of_their_own(void **state)
{
    struct fixture *f = *state;
    struct trial t = trial(f);
    for (int i = 0; i < MAX; i++)
        assert_ok(try_once(f, &t));
    attempt_init_one(&t.attempt, f->community, &LIMITS, 8, STR(MEMBER_ADDRESS), f->arena);
    assert_ok(go(&t));
    attempt_init_one(&t.attempt, f->community, &LIMITS, 7, STR("198.51.100.9"), f->arena);
    assert_ok(go(&t));
    assert_int_equal(try_once(f, &t), RC_LIMITED);
}

static void at_a_login_address_and_login_are_counted_too(void **state)
{
    struct fixture *f = *state;
    struct trial t = trial(f);
    char login[] = "ada0", address[] = "198.51.100.0";
    for (int i = 0; i < 4; i++, login[3]++)
        assert_ok(try_login(f, &t, login, MEMBER_ADDRESS));
    assert_int_equal(try_login(f, &t, "somebody else", MEMBER_ADDRESS), RC_LIMITED);
    for (int i = 0; i < 5; i++, address[11]++)
        assert_ok(try_login(f, &t, "bea", address));
    assert_int_equal(try_login(f, &t, "bea", "203.0.113.1"), RC_LIMITED);
    assert_int_equal(t.retry_after_ms, 60 * MINUTE_MS);
}

static void a_success_at_a_login_takes_back_its_own_attempt_only(void **state)
{
    struct fixture *f = *state;
    struct trial t = trial(f);
    assert_ok(try_login(f, &t, "ada", MEMBER_ADDRESS));
    t.was_right = true;
    for (int i = 0; i < 6; i++)
        assert_ok(try_login(f, &t, "ada", MEMBER_ADDRESS));
    t.was_right = false;
    for (int i = 0; i < MAX; i++)
        assert_ok(try_login(f, &t, "bea", MEMBER_ADDRESS));
    assert_int_equal(try_login(f, &t, "cleo", MEMBER_ADDRESS), RC_LIMITED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(work_comes_behind_the_count_and_the_job_behind_the_work),
        FIXTURE_CASE(without_work_the_job_comes_behind_the_count),
        FIXTURE_CASE(what_fails_while_working_stays_counted_and_stores_nothing),
        FIXTURE_CASE(what_fails_while_storing_stays_counted),
        FIXTURE_CASE(over_the_limit_nothing_is_begun_and_the_wait_is_told),
        FIXTURE_CASE(a_success_forgets_what_went_before),
        FIXTURE_CASE(a_success_that_was_not_stored_forgets_nothing),
        FIXTURE_CASE(accounts_and_addresses_have_counters_of_their_own),
        FIXTURE_CASE(at_a_login_address_and_login_are_counted_too),
        FIXTURE_CASE(a_success_at_a_login_takes_back_its_own_attempt_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
