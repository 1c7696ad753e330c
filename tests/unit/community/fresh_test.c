#include "community/account/fresh.h"

#include "community/account/session.h"
#include "unit/community/member.h"

static enum rc give_password(struct fixture *f, struct str token, const char *password,
                             struct fresh_by_password *ret)
{
    struct waited w = {0};
    *ret = (struct fresh_by_password){
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .actor = member_found(f, token),
        .password = str_from_cstr(password),
    };
    return member_wait(&w, fresh_by_password_submit(&f->reader, ret));
}

static struct str joined(struct fixture *f)
{
    struct account_registration op = member_registration(f, "Ada");
    assert_ok(member_join(f, &op));
    return op.ret_token;
}

static void a_sign_in_is_fresh_for_ten_minutes(void **state)
{
    struct fixture *f = *state;
    struct str token = joined(f);
    const struct actor stranger = {0};
    assert_true(session_is_fresh(&(struct actor){.account_id = 1, .fresh_ms = 5}, 6));
    assert_false(session_is_fresh(&stranger, 1));
    f->clock.fixed_ms += 10 * MINUTE_MS - 1;
    struct actor actor = member_found(f, token);
    assert_true(session_is_fresh(&actor, f->clock.fixed_ms));
    f->clock.fixed_ms += 1;
    actor = member_found(f, token);
    assert_int_not_equal(actor.account_id, 0);
    assert_false(session_is_fresh(&actor, f->clock.fixed_ms));
}

static void the_password_given_again_makes_it_fresh_under_a_new_token(void **state)
{
    struct fixture *f = *state;
    struct str token = joined(f);
    struct fresh_by_password op;
    f->clock.fixed_ms += 11 * MINUTE_MS;
    int64_t account_id = member_found(f, token).account_id;
    assert_int_equal(give_password(f, token, "another walk by the harbour", &op), RC_INVALID);
    assert_false(session_is_fresh(
        &(struct actor){.account_id = account_id, .fresh_ms = member_found(f, token).fresh_ms},
        f->clock.fixed_ms));
    assert_ok(give_password(f, token, MEMBER_PASSWORD, &op));
    struct actor actor = member_found(f, op.ret_token);
    assert_int_equal(actor.account_id, account_id);
    assert_true(session_is_fresh(&actor, f->clock.fixed_ms));
    assert_int_equal(member_found(f, token).account_id, 0);
}

static void whoever_found_an_open_session_cannot_guess_on(void **state)
{
    struct fixture *f = *state;
    struct str token = joined(f);
    struct fresh_by_password op;
    for (int i = 0; i < 10; i++)
        assert_int_equal(give_password(f, token, "wrong", &op), RC_INVALID);
    assert_int_equal(give_password(f, token, MEMBER_PASSWORD, &op), RC_LIMITED);
    f->clock.fixed_ms += 15 * MINUTE_MS;
    assert_ok(give_password(f, token, MEMBER_PASSWORD, &op));
}

static void a_clock_set_back_holds_nobody_longer_than_a_window_and_forgets_no_attempt(void **state)
{
    struct fixture *f = *state;
    struct str token = joined(f);
    struct fresh_by_password op;
    f->clock.fixed_ms += 24 * 60 * MINUTE_MS;
    for (int i = 0; i < 10; i++)
        assert_int_equal(give_password(f, token, "wrong", &op), RC_INVALID);
    f->clock.fixed_ms -= 24 * 60 * MINUTE_MS;
    assert_int_equal(give_password(f, token, MEMBER_PASSWORD, &op), RC_LIMITED);
    f->clock.fixed_ms += 15 * MINUTE_MS;
    assert_ok(give_password(f, token, MEMBER_PASSWORD, &op));
}

static void a_sign_in_of_a_later_day_is_not_fresh(void **state)
{
    (void)state;
    const struct actor actor = {.account_id = 1, .fresh_ms = 20 * MINUTE_MS};
    assert_true(session_is_fresh(&actor, 19 * MINUTE_MS));
    assert_false(session_is_fresh(&actor, 9 * MINUTE_MS));
}

static void a_session_that_ended_meanwhile_is_not_renewed(void **state)
{
    struct fixture *f = *state;
    struct str token = joined(f);
    struct actor actor = member_found(f, token);
    struct waited w = {0};
    struct session_end end = {.job = {.community = f->community, .arena = f->arena},
                              .actor = actor,
                              .which = SESSION_END_ALL};
    assert_ok(community_run(session_end_submit, &end.job));
    struct fresh_by_password op = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .actor = actor,
        .password = STR(MEMBER_PASSWORD),
    };
    assert_int_equal(member_wait(&w, fresh_by_password_submit(&f->reader, &op)),
                     RC_UNAUTHENTICATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_sign_in_is_fresh_for_ten_minutes),
        FIXTURE_CASE(the_password_given_again_makes_it_fresh_under_a_new_token),
        FIXTURE_CASE(whoever_found_an_open_session_cannot_guess_on),
        FIXTURE_CASE(a_clock_set_back_holds_nobody_longer_than_a_window_and_forgets_no_attempt),
        FIXTURE_CASE(a_sign_in_of_a_later_day_is_not_fresh),
        FIXTURE_CASE(a_session_that_ended_meanwhile_is_not_renewed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
