#include "community/admin.h"
#include "community/record/staff_log.h"
#include "community/discipline/sanction.h"
#include "community/account/session.h"
#include "queries.h"
#include "unit/community/member.h"

static void joining_signs_in_and_the_token_finds_the_account(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada Ferry");
    assert_ok(member_join(f, &op));
    struct actor actor = member_found(f, op.ret_token);
    assert_int_equal(actor.account_id, op.ret_actor.account_id);
    assert_int_equal(actor.role, ROLE_READER);
    assert_str_equal(actor.name, STR("Ada Ferry"));
    assert_int_equal(member_found(f, STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).account_id,
                     0);
    assert_int_equal(member_found(f, STR("short")).account_id, 0);
}

static void look_alike_names_are_taken(void **state)
{
    struct fixture *f = *state;
    static const char *const same[] = {"Odd0tter", "odd.otter", "O d d o t t e r"};
    struct account_registration op = member_registration(f, "OddOtter");
    assert_ok(member_join(f, &op));
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        op = member_registration(f, same[i]);
        assert_int_equal(member_join(f, &op), RC_CONFLICT);
        assert_string_equal(op.ret_field, "name");
    }
    op = member_registration(f, "\xd0\x9e\x64\x64otter"); /* a Cyrillic letter among Latin ones */
    assert_int_equal(member_join(f, &op), RC_INVALID);
}

static void every_field_at_fault_is_named(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Moderator");
    assert_int_equal(member_join(f, &op), RC_INVALID);
    assert_string_equal(op.ret_field, "name");
    op = member_registration(f, "Ada");
    op.email = STR("not an address");
    assert_int_equal(member_join(f, &op), RC_INVALID);
    assert_string_equal(op.ret_field, "email");
    op = member_registration(f, "Ada");
    op.password = STR("passwordpassword1");
    assert_int_equal(member_join(f, &op), RC_INVALID);
    assert_string_equal(op.ret_field, "password");
    op = member_registration(f, "Ada");
    op.consents.privacy = STR("");
    assert_int_equal(member_join(f, &op), RC_INVALID);
    assert_string_equal(op.ret_field, "consent");
}

static void the_age_that_was_asked_for_is_kept_and_no_other(void **state)
{
    struct fixture *f = *state;
    f->limits.minimum_age = 16;
    fixture_restart(f);
    struct account_registration op = member_registration(f, "Ada");
    op.consents.age = 15;
    assert_int_equal(member_join(f, &op), RC_INVALID);
    assert_string_equal(op.ret_field, "age");
    op.job.problem = (struct problem){0};
    op.consents.age = 16;
    assert_ok(member_join(f, &op));
    struct q_takeout_account_row row;
    assert_ok(q_takeout_account(
        f->reader.db,
        &(struct q_takeout_account_in){.site_id = community_site(f->community)->id,
                                       .id = op.ret_actor.account_id},
        f->arena, &row));
    assert_int_equal(row.age_consent, 16);
}

static void signing_in_takes_name_or_address_and_the_right_password(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    assert_ok(member_join(f, &op));
    assert_ok(member_sign_in(f, "ada", MEMBER_PASSWORD, "192.0.2.8", &in));
    assert_int_equal(member_found(f, in.ret_token).account_id, op.ret_actor.account_id);
    assert_ok(member_sign_in(f, "Someone@Example.org", MEMBER_PASSWORD, "192.0.2.8", &in));
    assert_int_equal(member_sign_in(f, "ada", MEMBER_PASSWORD "x", "192.0.2.8", &in),
                     RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "nobody", MEMBER_PASSWORD, "192.0.2.8", &in),
                     RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "no@where", "", "192.0.2.8", &in), RC_UNAUTHENTICATED);
}

static void guessing_is_limited_and_the_owner_is_not_locked_out(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    assert_ok(member_join(f, &op));
    for (int i = 0; i < 10; i++)
        assert_int_equal(member_sign_in(f, "Ada", "wrong", "198.51.100.1", &in),
                         RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, "198.51.100.1", &in), RC_LIMITED);
    assert_true(in.ret_retry_after_ms > 0);
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in));
    f->clock.fixed_ms += 15 * 60 * 1000;
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "198.51.100.1", &in));
}

static void sessions_end_when_idle_old_or_told_to(void **state)
{
    struct fixture *f = *state;
    const int64_t day_ms = 24LL * 60 * 60 * 1000;
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    assert_ok(member_join(f, &op));
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in));
    struct session_end end = {.job = {.community = f->community, .arena = f->arena},
                              .actor = member_found(f, in.ret_token),
                              .which = SESSION_END_OTHERS};
    assert_ok(community_run(session_end_submit, &end.job));
    assert_int_equal(member_found(f, op.ret_token).account_id, 0);
    assert_true(member_found(f, in.ret_token).account_id != 0);
    f->clock.fixed_ms += 30 * day_ms;
    assert_int_equal(member_found(f, in.ret_token).account_id, 0);
}

static void the_token_is_stored_hashed_and_forms_are_bound_to_it(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada");
    assert_ok(member_join(f, &op));
    struct actor actor = member_found(f, op.ret_token), stranger = {0};
    struct session_view *list;
    size_t count;
    assert_ok(session_list(&f->reader, &actor, actor.account_id, f->arena, &list, &count));
    assert_int_equal(count, 1);
    assert_true(list[0].current);
    assert_false(str_eq(list[0].handle, op.ret_token));
    struct str token = session_form_token(f->community, &actor, STR(""), f->arena);
    assert_true(session_form_token_valid(f->community, &actor, STR(""), token));
    struct str cookie = session_stranger_cookie(f->community, f->arena);
    struct str other = session_stranger_cookie(f->community, f->arena);
    assert_false(session_form_token_valid(f->community, &stranger, cookie, token));
    token = session_form_token(f->community, &stranger, cookie, f->arena);
    assert_true(session_form_token_valid(f->community, &stranger, cookie, token));
    assert_false(session_form_token_valid(f->community, &stranger, other, token));
    assert_false(session_form_token_valid(f->community, &stranger, STR(""), token));
}

static void a_new_password_ends_the_other_sessions(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    assert_ok(member_join(f, &op));
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in));
    struct waited w = {0};
    struct account_password_change change = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .actor = member_found(f, in.ret_token),
        .current = STR("something else"),
        .wanted = STR("another walk in the hills"),
    };
    assert_int_equal(member_wait(&w, account_change_password_submit(&f->reader, &change)),
                     RC_INVALID);
    assert_string_equal(change.ret_field, "current");
    change.current = STR(MEMBER_PASSWORD);
    atomic_store(&w.done, false);
    assert_ok(member_wait(&w, account_change_password_submit(&f->reader, &change)));
    assert_int_equal(member_found(f, op.ret_token).account_id, 0);
    assert_true(member_found(f, in.ret_token).account_id != 0);
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in),
                     RC_UNAUTHENTICATED);
}

static void
a_new_password_is_not_set_by_who_was_signed_out_while_the_old_one_was_verified(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    struct problem problem;
    assert_ok(member_join(f, &op));
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in));
    struct waited w = {0};
    struct account_password_change change = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .actor = member_found(f, in.ret_token),
        .current = STR("the owner has chosen this one"),
        .wanted = STR("another walk in the hills"),
    };
    assert_ok(account_set_password(f->community, STR("Ada"), change.current, f->arena, &problem));
    assert_int_equal(member_found(f, in.ret_token).account_id, 0);
    assert_int_equal(member_wait(&w, account_change_password_submit(&f->reader, &change)),
                     RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "Ada", "another walk in the hills", "192.0.2.7", &in),
                     RC_UNAUTHENTICATED);
}

static void blocking_ends_sessions_and_leaves_a_way_to_look(void **state)
{
    struct fixture *f = *state;
    struct actor admin = fixture_actor(f, "admin", ROLE_ADMINISTRATOR);
    struct account_registration op = member_registration(f, "Ada");
    struct account_sign_in in;
    assert_ok(member_join(f, &op));
    struct sanction_order block = {.job = {.community = f->community, .arena = f->arena},
                                   .actor = admin,
                                   .account_id = op.ret_actor.account_id,
                                   .kind = SANCTION_BLOCK,
                                   .clause = STR("mild"),
                                   .reason = STR("Spam under every article."),
                                   .grave = STR("It went on by the minute."),
                                   .seen_id = -1};
    assert_ok(community_run(sanction_give_submit, &block.job));
    assert_int_equal(member_found(f, op.ret_token).account_id, 0);
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "192.0.2.7", &in));
    struct actor ada = member_found(f, in.ret_token);
    assert_int_equal(ada.status, ACCOUNT_BLOCKED);
    assert_int_equal(access_check(&ada, ACTION_POST_COMMENT, 0), RC_FORBIDDEN);
}

static void the_last_administrator_keeps_the_role_and_a_change_of_it_is_logged(void **state)
{
    struct fixture *f = *state;
    struct actor admin = fixture_actor(f, "admin", ROLE_ADMINISTRATOR);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct admin_account_change change = {.job = {.community = f->community, .arena = f->arena},
                                          .actor = admin,
                                          .account_id = admin.account_id,
                                          .change = ADMIN_SET_ROLE,
                                          .role = ROLE_READER,
                                          .reason = STR("tired")};
    assert_int_equal(community_run(admin_change_account_submit, &change.job), RC_CONFLICT);
    change.account_id = other.account_id;
    change.role = ROLE_MODERATOR;
    assert_ok(community_run(admin_change_account_submit, &change.job));
    struct staff_log_entry *log;
    size_t count;
    struct staff_log_place place;
    bool more;
    assert_ok(staff_log_place_parse(STR(""), &place));
    assert_ok(staff_log_read(&f->reader, &admin, &(struct staff_log_filter){0}, &place, f->arena,
                             &log, &count, &more));
    assert_int_equal(count, 1);
    assert_str_equal(log[0].actor_name, STR("admin"));
    assert_str_equal(log[0].detail, STR("moderator: tired"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(joining_signs_in_and_the_token_finds_the_account),
        FIXTURE_CASE(look_alike_names_are_taken),
        FIXTURE_CASE(every_field_at_fault_is_named),
        FIXTURE_CASE(the_age_that_was_asked_for_is_kept_and_no_other),
        FIXTURE_CASE(signing_in_takes_name_or_address_and_the_right_password),
        FIXTURE_CASE(guessing_is_limited_and_the_owner_is_not_locked_out),
        FIXTURE_CASE(sessions_end_when_idle_old_or_told_to),
        FIXTURE_CASE(the_token_is_stored_hashed_and_forms_are_bound_to_it),
        FIXTURE_CASE(a_new_password_ends_the_other_sessions),
        FIXTURE_CASE(
            a_new_password_is_not_set_by_who_was_signed_out_while_the_old_one_was_verified),
        FIXTURE_CASE(blocking_ends_sessions_and_leaves_a_way_to_look),
        FIXTURE_CASE(the_last_administrator_keeps_the_role_and_a_change_of_it_is_logged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
