#include "community/account/browser.h"

#include "community/account/agent.h"
#include "community/account/choice.h"
#include "community/account/session.h"
#include "community/core.h"
#include "community/identity/identity.h"
#include "community/key/factor.h"
#include "queries.h"
#include "unit/community/member.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define OTHER   "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static struct str cookie(struct fixture *f, int number)
{
    return arena_printf(f->arena, "%043d", number);
}

static struct account_sign_in signed_in_with(struct fixture *f, const char *login, struct str token)
{
    struct waited w = {0};
    struct account_sign_in op = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .login = str_from_cstr(login),
        .password = STR(MEMBER_PASSWORD),
        .address = STR(MEMBER_ADDRESS),
        .shown = {.agent = STR(FIREFOX), .token = token},
    };
    assert_ok(member_wait(&w, account_sign_in_submit(&f->reader, &op)));
    return op;
}

static int64_t told(struct fixture *f, int64_t account_id)
{
    return member_queued(f, "signed_in", account_id).count;
}

static int64_t ada(struct fixture *f)
{
    return member_confirmed(f, "Ada", "ada@example.org").ret_actor.account_id;
}

static void choose(struct fixture *f, struct actor actor, bool on)
{
    struct choice_change op = {.job = {.community = f->community, .arena = f->arena},
                               .actor = actor};
    assert_ok(choice_read(f->community, f->reader.db, actor.account_id, f->arena, &op.wanted));
    op.wanted.on[CHOICE_MAIL_SIGN_INS] = on;
    assert_ok(community_run(choice_change_submit, &op.job));
}

static void a_browser_is_told_of_once_and_the_one_of_joining_never(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 0);
    signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 1);
    signed_in_with(f, "Ada", STR(OTHER));
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 1);
}

static void what_one_account_is_known_by_is_new_to_another(void **state)
{
    struct fixture *f = *state;
    ada(f);
    int64_t ben = member_confirmed(f, "Ben", "ben@example.org").ret_actor.account_id;
    signed_in_with(f, "Ada", STR(OTHER));
    signed_in_with(f, "Ben", STR(OTHER));
    assert_int_equal(told(f, ben), 1);
}

static void the_first_sign_in_of_an_account_made_by_the_operator_is_not_told(void **state)
{
    struct fixture *f = *state;
    struct account_addition in = {.name = STR("Cleo"),
                                  .email = STR("cleo@example.org"),
                                  .password = STR(MEMBER_PASSWORD),
                                  .role = ROLE_READER};
    struct problem problem = {0};
    int64_t id;
    assert_ok(account_add(f->community, &in, f->arena, &id, &problem));
    signed_in_with(f, "Cleo", STR(OTHER));
    assert_int_equal(told(f, id), 0);
    signed_in_with(f, "Cleo", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 1);
}

static void browsers_without_a_cookie_are_told_of_five_times_a_day(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    for (int i = 0; i < BROWSER_MAILS_A_DAY + 3; i++)
        signed_in_with(f, "Ada", STR(""));
    assert_int_equal(told(f, id), BROWSER_MAILS_A_DAY);
    f->clock.fixed_ms += DAY_MS;
    signed_in_with(f, "Ada", STR(""));
    assert_int_equal(told(f, id), BROWSER_MAILS_A_DAY + 1);
}

static void nobody_is_written_to_at_an_address_still_to_be_confirmed(void **state)
{
    struct fixture *f = *state;
    int64_t id = member_joined(f, "Ada", "ada@example.org").ret_actor.account_id;
    signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 0);
}

static void readers_may_choose_not_to_be_told_and_staff_may_not(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    int64_t id = ada(f);
    choose(f, member_found(f, signed_in_with(f, "Ada", STR(MEMBER_BROWSER)).ret_token), false);
    signed_in_with(f, "Ada", cookie(f, 1));
    assert_int_equal(told(f, id), 0);
    assert_ok(account_set_role(f->community, STR("Ada"), ROLE_MODERATOR, f->arena, &problem));
    signed_in_with(f, "Ada", cookie(f, 2));
    assert_int_equal(told(f, id), 1);
}

struct meeting {
    struct fixture *f;
    struct browser_meeting m;
};
static enum rc run_meeting(struct db *db, void *ctx)
{
    struct meeting *in = ctx;
    int64_t key;
    return browser_meet(in->f->community, db, &in->m, in->f->arena, &key);
}

static void of_each_way_readers_are_told_but_of_the_publishers_and_staff_of_all(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f), mails = 0;
    for (int way = 0; way <= ENTRANCE_SSO; way++)
        for (int role = ROLE_READER; role <= ROLE_MODERATOR; role += ROLE_MODERATOR - ROLE_READER) {
            struct meeting in = {.f = f,
                                 .m = {.account_id = id,
                                       .role = (enum role)role,
                                       .has_entered = true,
                                       .is_confirmed = true,
                                       .way = (enum entrance)way,
                                       .shown = {.token = cookie(f, 10 * way + role)}}};
            f->clock.fixed_ms += DAY_MS;
            assert_ok(store_write_wait(f->store.store, run_meeting, &in));
            bool silent = way == ENTRANCE_JOINING || way == ENTRANCE_SSO;
            mails += role >= ROLE_AUTHOR || !silent ? 1 : 0;
            assert_int_equal(told(f, id), mails);
        }
}

static void signing_out_is_no_reason_to_forget_and_being_signed_out_from_afar_is(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    struct session_end end = {.job = {.community = f->community, .arena = f->arena},
                              .which = SESSION_END_CURRENT};
    end.actor = member_found(f, signed_in_with(f, "Ada", STR(OTHER)).ret_token);
    assert_ok(community_run(session_end_submit, &end.job));
    struct account_sign_in here = signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 1);

    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    end = (struct session_end){.job = {.community = f->community, .arena = f->arena},
                               .actor = member_found(f, here.ret_token),
                               .which = SESSION_END_OTHERS};
    assert_ok(community_run(session_end_submit, &end.job));
    signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 1);
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 2);
}

static void the_browser_of_one_session_ended_from_afar_is_a_stranger_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    struct session_view *list;
    size_t count;
    struct actor here = member_found(f, signed_in_with(f, "Ada", STR(MEMBER_BROWSER)).ret_token);
    f->clock.fixed_ms += 1000;
    signed_in_with(f, "Ada", STR(OTHER));
    assert_ok(session_list(&f->reader, &here, id, f->arena, &list, &count));
    assert_false(list[0].current);
    struct session_end end = {.job = {.community = f->community, .arena = f->arena},
                              .actor = here,
                              .which = SESSION_END_ONE,
                              .handle = list[0].handle};
    assert_ok(community_run(session_end_submit, &end.job));
    signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 2);
}

static void a_new_password_makes_all_other_browsers_strangers(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    struct waited w = {0};
    signed_in_with(f, "Ada", STR(OTHER));
    struct account_password_change op = {
        .job = {.community = f->community, .arena = f->arena, .done = member_finish, .ctx = &w},
        .actor = member_found(f, signed_in_with(f, "Ada", STR(MEMBER_BROWSER)).ret_token),
        .current = STR(MEMBER_PASSWORD),
        .wanted = STR("violet kettle under seven moons"),
    };
    assert_ok(member_wait(&w, account_change_password_submit(&f->reader, &op)));
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "Ada", "violet kettle under seven moons", MEMBER_ADDRESS, &in));
    assert_int_equal(told(f, id), 1);
    in.shown.token = STR(OTHER);
    w = (struct waited){0};
    in.job.ctx = &w;
    assert_ok(member_wait(&w, account_sign_in_submit(&f->reader, &in)));
    assert_int_equal(told(f, id), 2);
}

static enum rc add_identity(struct db *db, void *ctx)
{
    const struct actor *ada = ctx;
    int64_t added;
    return q_identity_add(db,
                          &(struct q_identity_add_in){.site_id = 1,
                                                      .provider_key = STR("elsewhere"),
                                                      .subject = STR("7"),
                                                      .id = 7,
                                                      .account_id = ada->account_id,
                                                      .label = STR("")},
                          &added);
}

static void disconnecting_another_site_makes_all_other_browsers_strangers(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    signed_in_with(f, "Ada", STR(OTHER));
    struct identity_removal op = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = member_found(f, signed_in_with(f, "Ada", STR(MEMBER_BROWSER)).ret_token),
        .id = 7};
    assert_ok(store_write_wait(f->store.store, add_identity, &op.actor));
    assert_ok(community_run(identity_remove_submit, &op.job));
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 1);
    signed_in_with(f, "Ada", STR(OTHER));
    assert_int_equal(told(f, id), 2);
}

static void an_administrator_who_takes_factors_off_makes_all_browsers_strangers(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    struct factor_reset op = {.job = {.community = f->community, .arena = f->arena},
                              .actor = {.role = ROLE_ADMINISTRATOR},
                              .account_id = id,
                              .reason = STR("The telephone was stolen.")};
    assert_ok(community_run(factor_reset_submit, &op.job));
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 1);
}

static void fifty_browsers_are_known_and_the_one_unseen_for_longest_makes_room(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    for (int i = 0; i < BROWSERS_MAX; i++) {
        f->clock.fixed_ms += DAY_MS;
        signed_in_with(f, "Ada", cookie(f, i));
    }
    assert_int_equal(told(f, id), BROWSERS_MAX);
    f->clock.fixed_ms += DAY_MS;
    signed_in_with(f, "Ada", cookie(f, 0));
    assert_int_equal(told(f, id), BROWSERS_MAX);
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), BROWSERS_MAX + 1);
}

static void a_browser_not_seen_for_four_hundred_days_is_told_of_again(void **state)
{
    struct fixture *f = *state;
    int64_t id = ada(f);
    f->clock.fixed_ms += BROWSERS_KEPT_MS + 1;
    assert_ok(community_sweep(f->community));
    signed_in_with(f, "Ada", STR(MEMBER_BROWSER));
    assert_int_equal(told(f, id), 1);
}

static void a_user_agent_gives_names_of_browsers_and_systems_and_nothing_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *browser, *system;
    } cases[] = {
        {FIREFOX, "Firefox", "Linux"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge", "Windows"},
        {"Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) "
         "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
         "Samsung Internet", "Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
         "Chrome", "iPhone"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/17.5 Safari/605.1.15",
         "Safari", "macOS"},
        {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36",
         "Chrome", "ChromeOS"},
        {"curl/7.88.1", "", ""},
        {"Your account is locked, write to help@evil.example", "", ""},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct agent agent = agent_read(str_from_cstr(cases[i].sent));
        assert_str_equal(agent.browser, str_from_cstr(cases[i].browser));
        assert_str_equal(agent.system, str_from_cstr(cases[i].system));
    }
}

static void what_the_log_keeps_of_a_way_in_is_read_back_whatever_the_client_said(void **state)
{
    (void)state;
    static const char *const good[] = {"password, Firefox on Linux",
                                       "link by mail, Samsung Internet on Android", "passkey"};
    static const char *const bad[] = {"", "pass", "password, Firefox", "Firefox on Linux"};
    enum entrance way = ENTRANCE_COUNT;
    struct agent agent;
    assert_ok(entrance_read(str_from_cstr(good[0]), &way, &agent));
    assert_int_equal(way, ENTRANCE_PASSWORD);
    assert_str_equal(agent.browser, STR("Firefox"));
    assert_str_equal(agent.system, STR("Linux"));
    assert_ok(entrance_read(str_from_cstr(good[1]), &way, &agent));
    assert_int_equal(way, ENTRANCE_LINK);
    assert_str_equal(agent.browser, STR("Samsung Internet"));
    assert_ok(entrance_read(str_from_cstr(good[2]), &way, &agent));
    assert_int_equal(way, ENTRANCE_PASSKEY);
    assert_int_equal(agent.browser.n, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(entrance_read(str_from_cstr(bad[i]), &way, &agent), RC_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFIRMING_CASE(a_browser_is_told_of_once_and_the_one_of_joining_never),
        CONFIRMING_CASE(what_one_account_is_known_by_is_new_to_another),
        CONFIRMING_CASE(the_first_sign_in_of_an_account_made_by_the_operator_is_not_told),
        CONFIRMING_CASE(browsers_without_a_cookie_are_told_of_five_times_a_day),
        CONFIRMING_CASE(nobody_is_written_to_at_an_address_still_to_be_confirmed),
        CONFIRMING_CASE(readers_may_choose_not_to_be_told_and_staff_may_not),
        CONFIRMING_CASE(of_each_way_readers_are_told_but_of_the_publishers_and_staff_of_all),
        CONFIRMING_CASE(signing_out_is_no_reason_to_forget_and_being_signed_out_from_afar_is),
        CONFIRMING_CASE(the_browser_of_one_session_ended_from_afar_is_a_stranger_again),
        CONFIRMING_CASE(a_new_password_makes_all_other_browsers_strangers),
        CONFIRMING_CASE(disconnecting_another_site_makes_all_other_browsers_strangers),
        CONFIRMING_CASE(an_administrator_who_takes_factors_off_makes_all_browsers_strangers),
        CONFIRMING_CASE(fifty_browsers_are_known_and_the_one_unseen_for_longest_makes_room),
        CONFIRMING_CASE(a_browser_not_seen_for_four_hundred_days_is_told_of_again),
        cmocka_unit_test(what_the_log_keeps_of_a_way_in_is_read_back_whatever_the_client_said),
        cmocka_unit_test(a_user_agent_gives_names_of_browsers_and_systems_and_nothing_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
