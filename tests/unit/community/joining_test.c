#include <stdio.h>

#include "community/account/account_confirm.h"
#include "community/account/account_link.h"
#include "community/account/account_recover.h"
#include "community/account/invitation.h"
#include "community/account/link.h"
#include "community/account/session.h"
#include "community/discipline/sanction.h"
#include "queries.h"
#include "unit/community/member.h"

#define OTHER "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static void an_unconfirmed_account_reads_but_does_not_write(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_joined(f, "Ada", "ada@example.org");
    struct actor actor = member_found(f, op.ret_token);
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id, .body = STR("A remark.")};
    assert_true(op.ret_confirms);
    assert_int_equal(actor.owes, OWES_CONFIRMATION);
    assert_int_equal(fixture_try(f, &actor, &input, &draft), RC_FORBIDDEN);
    assert_int_equal(access_check(&actor, ACTION_REPORT_COMMENT, 0), RC_FORBIDDEN);
    assert_ok(access_check(&actor, ACTION_USE_ACCOUNT, 0));
    struct member_mail mail = member_queued(f, "confirm", actor.account_id);
    assert_int_equal(mail.count, 1);
    assert_int_equal(mail.address.n, 0);
    assert_int_equal(member_confirm(f, mail.token, OTHER, false), RC_INVALID);
    assert_ok(member_confirm(f, mail.token, OTHER, true));
    assert_int_equal(member_confirm(f, mail.token, OTHER, true), RC_EXPIRED);
    actor = member_found(f, op.ret_token);
    assert_int_equal(actor.owes, 0);
    assert_ok(fixture_try(f, &actor, &input, &draft));
}

static void whoever_gives_anothers_address_gets_the_same_answer_and_no_link(void **state)
{
    struct fixture *f = *state;
    struct account_registration owner = member_confirmed(f, "Ada", "ada@example.org");
    struct account_registration other = member_joined(f, "Eve", "Ada@Example.org");
    assert_true(other.ret_confirms);
    assert_int_equal(member_found(f, other.ret_token).owes, OWES_CONFIRMATION);
    assert_int_equal(member_queued(f, "confirm", other.ret_actor.account_id).count, 0);
    assert_int_equal(member_queued(f, "known", owner.ret_actor.account_id).count, 1);
    assert_int_equal(member_queued(f, "known", other.ret_actor.account_id).count, 0);
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "ada@example.org", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(in.ret_actor.account_id, owner.ret_actor.account_id);
}

static void of_two_who_gave_one_address_the_first_to_confirm_has_it(void **state)
{
    struct fixture *f = *state;
    struct account_registration one = member_joined(f, "Ada", "ada@example.org");
    struct account_registration two = member_joined(f, "Eve", "ada@example.org");
    struct member_mail first = member_queued(f, "confirm", one.ret_actor.account_id);
    struct member_mail second = member_queued(f, "confirm", two.ret_actor.account_id);
    assert_ok(member_confirm(f, second.token, MEMBER_BROWSER, false));
    assert_int_equal(member_confirm(f, first.token, MEMBER_BROWSER, false), RC_CONFLICT);
    assert_int_equal(member_found(f, one.ret_token).owes, OWES_CONFIRMATION);
    assert_int_equal(member_found(f, two.ret_token).owes, 0);
}

static void unconfirmed_accounts_are_swept_after_a_week_and_their_names_free(void **state)
{
    struct fixture *f = *state;
    struct account_registration gone = member_joined(f, "Ada", "ada@example.org");
    struct account_registration stays = member_confirmed(f, "Eve", "eve@example.org");
    struct account_view view;
    f->clock.fixed_ms += 7 * DAY_MS - 1;
    assert_ok(community_sweep(f->community));
    assert_int_not_equal(member_found(f, gone.ret_token).account_id, 0);
    f->clock.fixed_ms += 1;
    assert_ok(community_sweep(f->community));
    assert_int_equal(member_found(f, gone.ret_token).account_id, 0);
    assert_int_equal(
        account_get(&f->reader, &gone.ret_actor, gone.ret_actor.account_id, f->arena, &view),
        RC_NOT_FOUND);
    assert_int_not_equal(member_found(f, stays.ret_token).account_id, 0);
    member_joined(f, "Ada", "another@example.org");
}

static void who_has_written_before_confirming_was_asked_for_is_not_swept(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = member_joined(f, "Ada", "ada@example.org");
    f->limits.confirm_email = false;
    fixture_restart(f);
    struct actor actor = member_found(f, op.ret_token);
    assert_int_equal(actor.owes, 0);
    fixture_post(f, &actor, 0, "A remark from the days without confirming.");
    f->limits.confirm_email = true;
    fixture_restart(f);
    f->clock.fixed_ms += 8 * DAY_MS;
    assert_ok(community_sweep(f->community));
    assert_int_not_equal(member_found(f, op.ret_token).account_id, 0);
}

/* --- links --- */

static enum rc ask_for_link(struct fixture *f, enum link_purpose purpose, const char *login,
                            const char *address)
{
    struct waited w = {0};
    struct account_link_request op = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .purpose = purpose,
        .login = str_from_cstr(login),
        .address = str_from_cstr(address),
        .browser = STR(MEMBER_BROWSER),
    };
    enum rc rc = member_wait(&w, account_link_request_submit(&f->reader, &op));
    /* What is sent afterwards is a job of its own, before this one. */
    struct member_mail after = member_queued(f, "none", 0);
    (void)after;
    return rc;
}

static void links_go_to_confirmed_addresses_and_all_else_looks_the_same(void **state)
{
    struct fixture *f = *state;
    static const char *const nobody[] = {"nobody",
                                         "nobody@example.org",
                                         "Eve",
                                         "eve@example.org",
                                         "no@where",
                                         "\xff\xfe",
                                         "a name that is far too long to be one"};
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    member_joined(f, "Eve", "eve@example.org");
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++)
        assert_ok(ask_for_link(f, LINK_SIGN_IN, nobody[i], "198.51.100.9"));
    assert_int_equal(member_queued(f, "sign_in", 0).count, 0);
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "ADA@example.org", "198.51.100.9"));
    assert_ok(ask_for_link(f, LINK_RECOVER, "Ada", "198.51.100.9"));
    assert_int_equal(member_queued(f, "sign_in", ada.ret_actor.account_id).count, 1);
    assert_int_equal(member_queued(f, "recover", ada.ret_actor.account_id).count, 1);
    assert_int_equal(member_queued(f, "sign_in", 0).address.n, 0);
}

static void asking_for_links_is_limited_known_or_not(void **state)
{
    struct fixture *f = *state;
    static const char *const logins[] = {"ada@example.org", "nobody@example.org"};
    member_confirmed(f, "Ada", "ada@example.org");
    for (size_t i = 0; i < 2; i++) {
        for (int asked = 0; asked < 5; asked++)
            assert_ok(ask_for_link(f, LINK_SIGN_IN, logins[i], "198.51.100.9"));
        assert_int_equal(ask_for_link(f, LINK_SIGN_IN, logins[i], "198.51.100.9"), RC_LIMITED);
    }
    /* The name's counter is another: whether it goes with that address cannot be seen. */
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", "198.51.100.9"));
    assert_int_equal(member_queued(f, "sign_in", 0).count, 6);
}

static void a_link_of_ten_minutes_ago_opens_nothing(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", MEMBER_ADDRESS));
    struct member_mail mail = member_queued(f, "sign_in", ada.ret_actor.account_id);
    struct account_link_entry op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = mail.token,
                                    .browser = STR(OTHER),
                                    .address = STR(MEMBER_ADDRESS)};
    assert_int_equal(community_run(account_link_enter_submit, &op.job), RC_INVALID);
    f->clock.fixed_ms += 10 * MINUTE_MS;
    op.browser = STR(MEMBER_BROWSER);
    assert_int_equal(community_run(account_link_enter_submit, &op.job), RC_EXPIRED);
    f->clock.fixed_ms -= 1;
    assert_ok(community_run(account_link_enter_submit, &op.job));
    assert_int_equal(member_found(f, op.ret_token).account_id, ada.ret_actor.account_id);
    assert_true(session_is_fresh(
        &(struct actor){.account_id = 1, .fresh_ms = member_found(f, op.ret_token).fresh_ms},
        f->clock.fixed_ms));
}

static void a_new_password_ends_links_that_were_on_their_way(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    struct problem problem = {0};
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", MEMBER_ADDRESS));
    struct member_mail mail = member_queued(f, "sign_in", ada.ret_actor.account_id);
    assert_ok(account_set_password(f->community, STR("Ada"), STR("another walk in the hills"),
                                   f->arena, &problem));
    struct account_link_entry op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = mail.token,
                                    .browser = STR(MEMBER_BROWSER),
                                    .address = STR(MEMBER_ADDRESS)};
    assert_int_equal(community_run(account_link_enter_submit, &op.job), RC_EXPIRED);
    assert_int_equal(member_queued(f, "password_changed", ada.ret_actor.account_id).count, 1);
}

/* --- guessing --- */

static void a_counter_does_not_tell_which_name_has_which_address(void **state)
{
    struct fixture *f = *state;
    struct account_sign_in in;
    member_confirmed(f, "Ada", "ada@example.org");
    for (int i = 0; i < 10; i++)
        assert_int_equal(member_sign_in(f, "Ada", "wrong", "198.51.100.9", &in),
                         RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "Ada", "wrong", "198.51.100.9", &in), RC_LIMITED);
    assert_int_equal(member_sign_in(f, "ada@example.org", "wrong", "198.51.100.9", &in),
                     RC_UNAUTHENTICATED);
    assert_int_equal(member_sign_in(f, "nobody@example.org", "wrong", "198.51.100.9", &in),
                     RC_UNAUTHENTICATED);
}

static void guesses_are_counted_in_the_database(void **state)
{
    struct fixture *f = *state;
    struct account_sign_in in;
    member_confirmed(f, "Ada", "ada@example.org");
    for (int i = 0; i < 10; i++) {
        f->random = random_seeded((uint64_t)(8 + i)); /* no process draws what another drew */
        if (i % 5 == 4)
            fixture_restart(f);
        assert_int_equal(member_sign_in(f, "Ada", "wrong", "198.51.100.9", &in),
                         RC_UNAUTHENTICATED);
    }
    fixture_restart(f);
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, "198.51.100.9", &in), RC_LIMITED);
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
}

static void guesses_from_everywhere_do_not_lock_the_owner_out(void **state)
{
    struct fixture *f = *state;
    struct account_sign_in in;
    char address[32];
    member_confirmed(f, "Ada", "ada@example.org");
    for (int i = 0; i < 101; i++) {
        snprintf(address, sizeof address, "198.51.%d.%d", 100 + i / 100, i % 100);
        assert_int_equal(member_sign_in(f, "Ada", "wrong", address, &in),
                         i < 100 ? RC_UNAUTHENTICATED : RC_LIMITED);
    }
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, "203.0.113.5", &in), RC_LIMITED);
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", "203.0.113.5"));
    assert_int_equal(member_queued(f, "sign_in", 0).count, 1);
}

static void of_two_who_want_one_name_at_once_one_gets_it(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"OddOtter", "0dd.otter", "Odd Otter", "oddotter"};
    struct account_registration ops[4];
    struct waited waits[4] = {0};
    enum rc submitted[4];
    int taken_in = 0;
    for (size_t i = 0; i < 4; i++) {
        ops[i] = member_registration(f, names[i]);
        ops[i].job.arena = arena_new(1024 * 1024);
        ops[i].job.ctx = &waits[i];
        submitted[i] = account_register_submit(&f->reader, &ops[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        enum rc rc = member_wait(&waits[i], submitted[i]);
        taken_in += rc == RC_OK;
        assert_true(rc == RC_OK || rc == RC_CONFLICT);
    }
    assert_int_equal(taken_in, 1);
    for (size_t i = 0; i < 4; i++)
        arena_free(ops[i].job.arena);
}

static void successes_do_not_count_against_an_address(void **state)
{
    struct fixture *f = *state;
    struct account_sign_in in;
    member_confirmed(f, "Ada", "ada@example.org");
    for (int i = 0; i < 70; i++)
        assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "198.51.100.9", &in));
}

/* --- invitations of staff --- */

static enum rc invite(struct fixture *f, struct actor by, const char *email)
{
    struct invitation_order op = {.job = {.community = f->community, .arena = f->arena},
                                  .actor = by,
                                  .email = str_from_cstr(email),
                                  .role = ROLE_MODERATOR};
    return community_run(invitation_make_submit, &op.job);
}

/* By the newest mail's link. */
static enum rc accept(struct fixture *f, struct actor actor, const char *name)
{
    struct waited w = {0};
    struct invitation_acceptance op = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .token = member_queued(f, "invitation", 0).token,
        .actor = actor,
        .name = str_from_cstr(name),
        .password = STR(MEMBER_PASSWORD),
        .consents = {.standards = STR("s1"), .privacy = STR("p1")},
        .address = STR(MEMBER_ADDRESS),
    };
    return member_wait(&w, invitation_accept_submit(&f->reader, &op));
}

static void an_invitation_of_who_may_invite_no_more_is_good_once_another_sends_it(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct actor left = fixture_actor(f, "Left", ROLE_ADMINISTRATOR);
    struct actor boss = fixture_actor(f, "Boss", ROLE_ADMINISTRATOR);
    struct invitation_item *list;
    size_t count;
    assert_ok(invite(f, left, "new@example.org"));
    assert_ok(account_set_role(f->community, STR("Left"), ROLE_AUTHOR, f->arena, &problem));
    assert_int_equal(accept(f, (struct actor){0}, "Newcomer"), RC_EXPIRED);
    assert_ok(invitation_list(&f->reader, &boss, f->arena, &list, &count));
    assert_int_equal(count, 1);
    struct invitation_change again = {
        .job = {.community = f->community, .arena = f->arena}, .actor = boss, .id = list[0].id};
    assert_ok(community_run(invitation_change_submit, &again.job));
    assert_ok(accept(f, (struct actor){0}, "Newcomer"));
    assert_ok(invitation_list(&f->reader, &boss, f->arena, &list, &count));
    assert_str_equal(list[0].by_name, STR("Boss"));
}

static void an_account_gets_the_role_once_its_suspension_is_over(void **state)
{
    struct fixture *f = *state;
    struct actor boss = fixture_actor(f, "Boss", ROLE_ADMINISTRATOR);
    struct actor ada = member_confirmed(f, "Ada", "ada@example.org").ret_actor;
    struct sanction_order suspension = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = boss,
        .account_id = ada.account_id,
        .kind = SANCTION_SUSPENSION,
        .days = 3,
        .clause = STR("mild"),
        .reason = STR("You called the crew names."),
        .grave = STR("It was a threat."),
        .seen_id = -1,
    };
    assert_ok(community_run(sanction_give_submit, &suspension.job));
    assert_ok(invite(f, boss, "ada@example.org"));
    assert_int_equal(accept(f, ada, ""), RC_FORBIDDEN);
    f->clock.fixed_ms += 3 * DAY_MS;
    assert_ok(accept(f, ada, ""));
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(in.ret_actor.role, ROLE_MODERATOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFIRMING_CASE(an_unconfirmed_account_reads_but_does_not_write),
        CONFIRMING_CASE(whoever_gives_anothers_address_gets_the_same_answer_and_no_link),
        CONFIRMING_CASE(of_two_who_gave_one_address_the_first_to_confirm_has_it),
        CONFIRMING_CASE(unconfirmed_accounts_are_swept_after_a_week_and_their_names_free),
        CONFIRMING_CASE(who_has_written_before_confirming_was_asked_for_is_not_swept),
        CONFIRMING_CASE(links_go_to_confirmed_addresses_and_all_else_looks_the_same),
        CONFIRMING_CASE(asking_for_links_is_limited_known_or_not),
        CONFIRMING_CASE(a_link_of_ten_minutes_ago_opens_nothing),
        CONFIRMING_CASE(a_new_password_ends_links_that_were_on_their_way),
        CONFIRMING_CASE(a_counter_does_not_tell_which_name_has_which_address),
        CONFIRMING_CASE(guesses_are_counted_in_the_database),
        CONFIRMING_CASE(guesses_from_everywhere_do_not_lock_the_owner_out),
        CONFIRMING_CASE(of_two_who_want_one_name_at_once_one_gets_it),
        CONFIRMING_CASE(successes_do_not_count_against_an_address),
        CONFIRMING_CASE(an_invitation_of_who_may_invite_no_more_is_good_once_another_sends_it),
        CONFIRMING_CASE(an_account_gets_the_role_once_its_suspension_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
