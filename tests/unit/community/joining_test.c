#include <stdio.h>

#include "community/account_confirm.h"
#include "community/account_consent.h"
#include "community/account_email.h"
#include "community/account_link.h"
#include "community/account_recover.h"
#include "community/account_rename.h"
#include "community/link.h"
#include "community/name.h"
#include "community/session.h"
#include "queries.h"
#include "unit/community/member.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS    (24 * 60 * MINUTE_MS)
#define BROWSER   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define OTHER     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

static int confirming_site(void **state)
{
    struct fixture *f;
    fixture_set_up(state);
    f = *state;
    f->limits.mail_on = true;
    f->limits.confirm_email = true;
    fixture_restart(f);
    return 0;
}
#define CONFIRMING_CASE(name)                                                                      \
    cmocka_unit_test_setup_teardown(name, confirming_site, fixture_tear_down)

/* --- what went into the queue of mails, and the links in it --- */

struct queue {
    struct fixture *fixture;
    const char *kind;
    int64_t account_id, count, link_id;
    struct str address, token;
};

static enum rc look_at_queue(struct db *db, void *ctx)
{
    struct queue *q = ctx;
    struct q_mail_list_row *rows;
    size_t count;
    enum rc rc = q_mail_list(db, &(struct q_mail_list_in){.site_id = 1, .after_ms = -1},
                             q->fixture->arena, &rows, &count);
    q->count = 0;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (str_eq(rows[i].kind, str_from_cstr(q->kind)) &&
            (q->account_id == 0 || rows[i].account_id == q->account_id)) {
            q->count++;
            q->link_id = rows[i].link_id;
            q->address = rows[i].address;
        }
    if (rc == RC_OK && q->count > 0 && q->link_id != 0)
        rc = link_issue(q->fixture->community, db, q->link_id, q->fixture->arena, &q->token);
    return rc;
}

/* How many of a kind wait for an account (0: for anybody), and a token of the newest one's link. */
static struct queue queued(struct fixture *f, const char *kind, int64_t account_id)
{
    struct queue q = {.fixture = f, .kind = kind, .account_id = account_id};
    assert_ok(store_write_wait(f->store.store, look_at_queue, &q));
    return q;
}

static struct account_registration joined(struct fixture *f, const char *name, const char *email)
{
    struct account_registration op = member_registration(f, name);
    op.email = str_from_cstr(email);
    op.browser = STR(BROWSER);
    assert_ok(member_join(f, &op));
    return op;
}

static enum rc confirm(struct fixture *f, struct str token, const char *browser, bool asked)
{
    struct account_confirmation op = {
        .job = {.community = f->community, .arena = f->arena},
        .token = token,
        .browser = str_from_cstr(browser),
        .asked = asked,
    };
    return community_run(account_confirm_submit, &op.job);
}

static struct account_registration member(struct fixture *f, const char *name, const char *email)
{
    struct account_registration op = joined(f, name, email);
    struct queue mail = queued(f, "confirm", op.ret_actor.account_id);
    assert_ok(confirm(f, mail.token, BROWSER, false));
    return op;
}

static void an_unconfirmed_account_reads_but_does_not_write(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = joined(f, "Ada", "ada@example.org");
    struct actor actor = member_found(f, op.ret_token);
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id, .body = STR("A remark.")};
    assert_true(op.ret_confirms);
    assert_int_equal(actor.owes, OWES_CONFIRMATION);
    assert_int_equal(fixture_try(f, &actor, &input, &draft), RC_FORBIDDEN);
    assert_int_equal(access_check(&actor, ACTION_REPORT_COMMENT, 0), RC_FORBIDDEN);
    assert_ok(access_check(&actor, ACTION_USE_ACCOUNT, 0));
    struct queue mail = queued(f, "confirm", actor.account_id);
    assert_int_equal(mail.count, 1);
    assert_int_equal(mail.address.n, 0);
    assert_int_equal(confirm(f, mail.token, OTHER, false), RC_INVALID);
    assert_ok(confirm(f, mail.token, OTHER, true));
    assert_int_equal(confirm(f, mail.token, OTHER, true), RC_EXPIRED);
    actor = member_found(f, op.ret_token);
    assert_int_equal(actor.owes, 0);
    assert_ok(fixture_try(f, &actor, &input, &draft));
}

static void whoever_gives_anothers_address_gets_the_same_answer_and_no_link(void **state)
{
    struct fixture *f = *state;
    struct account_registration owner = member(f, "Ada", "ada@example.org");
    struct account_registration other = joined(f, "Eve", "Ada@Example.org");
    assert_true(other.ret_confirms);
    assert_int_equal(member_found(f, other.ret_token).owes, OWES_CONFIRMATION);
    assert_int_equal(queued(f, "confirm", other.ret_actor.account_id).count, 0);
    assert_int_equal(queued(f, "known", owner.ret_actor.account_id).count, 1);
    assert_int_equal(queued(f, "known", other.ret_actor.account_id).count, 0);
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "ada@example.org", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(in.ret_actor.account_id, owner.ret_actor.account_id);
}

static void of_two_who_gave_one_address_the_first_to_confirm_has_it(void **state)
{
    struct fixture *f = *state;
    struct account_registration one = joined(f, "Ada", "ada@example.org");
    struct account_registration two = joined(f, "Eve", "ada@example.org");
    struct queue first = queued(f, "confirm", one.ret_actor.account_id);
    struct queue second = queued(f, "confirm", two.ret_actor.account_id);
    assert_ok(confirm(f, second.token, BROWSER, false));
    assert_int_equal(confirm(f, first.token, BROWSER, false), RC_CONFLICT);
    assert_int_equal(member_found(f, one.ret_token).owes, OWES_CONFIRMATION);
    assert_int_equal(member_found(f, two.ret_token).owes, 0);
}

static void unconfirmed_accounts_are_swept_after_a_week_and_their_names_free(void **state)
{
    struct fixture *f = *state;
    struct account_registration gone = joined(f, "Ada", "ada@example.org");
    struct account_registration stays = member(f, "Eve", "eve@example.org");
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
    joined(f, "Ada", "another@example.org");
}

static void who_has_written_before_confirming_was_asked_for_is_not_swept(void **state)
{
    struct fixture *f = *state;
    struct account_registration op = joined(f, "Ada", "ada@example.org");
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
        .browser = STR(BROWSER),
    };
    enum rc rc = member_wait(&w, account_link_request_submit(&f->reader, &op));
    /* What is sent afterwards is a job of its own, before this one. */
    struct queue after = queued(f, "none", 0);
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
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    joined(f, "Eve", "eve@example.org");
    for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++)
        assert_ok(ask_for_link(f, LINK_SIGN_IN, nobody[i], "198.51.100.9"));
    assert_int_equal(queued(f, "sign_in", 0).count, 0);
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "ADA@example.org", "198.51.100.9"));
    assert_ok(ask_for_link(f, LINK_RECOVER, "Ada", "198.51.100.9"));
    assert_int_equal(queued(f, "sign_in", ada.ret_actor.account_id).count, 1);
    assert_int_equal(queued(f, "recover", ada.ret_actor.account_id).count, 1);
    assert_int_equal(queued(f, "sign_in", 0).address.n, 0);
}

static void asking_for_links_is_limited_known_or_not(void **state)
{
    struct fixture *f = *state;
    static const char *const logins[] = {"ada@example.org", "nobody@example.org"};
    member(f, "Ada", "ada@example.org");
    for (size_t i = 0; i < 2; i++) {
        for (int asked = 0; asked < 5; asked++)
            assert_ok(ask_for_link(f, LINK_SIGN_IN, logins[i], "198.51.100.9"));
        assert_int_equal(ask_for_link(f, LINK_SIGN_IN, logins[i], "198.51.100.9"), RC_LIMITED);
    }
    /* The name's counter is another: whether it goes with that address cannot be seen. */
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", "198.51.100.9"));
    assert_int_equal(queued(f, "sign_in", 0).count, 6);
}

static void a_link_of_ten_minutes_ago_opens_nothing(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", MEMBER_ADDRESS));
    struct queue mail = queued(f, "sign_in", ada.ret_actor.account_id);
    struct account_link_entry op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = mail.token,
                                    .browser = STR(OTHER),
                                    .address = STR(MEMBER_ADDRESS)};
    assert_int_equal(community_run(account_link_enter_submit, &op.job), RC_INVALID);
    f->clock.fixed_ms += 10 * MINUTE_MS;
    op.browser = STR(BROWSER);
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
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    struct problem problem = {0};
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", MEMBER_ADDRESS));
    struct queue mail = queued(f, "sign_in", ada.ret_actor.account_id);
    assert_ok(account_set_password(f->community, STR("Ada"), STR("another walk in the hills"),
                                   f->arena, &problem));
    struct account_link_entry op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = mail.token,
                                    .browser = STR(BROWSER),
                                    .address = STR(MEMBER_ADDRESS)};
    assert_int_equal(community_run(account_link_enter_submit, &op.job), RC_EXPIRED);
    assert_int_equal(queued(f, "password_changed", ada.ret_actor.account_id).count, 1);
}

/* --- guessing --- */

static void a_counter_does_not_tell_which_name_has_which_address(void **state)
{
    struct fixture *f = *state;
    struct account_sign_in in;
    member(f, "Ada", "ada@example.org");
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
    member(f, "Ada", "ada@example.org");
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
    member(f, "Ada", "ada@example.org");
    for (int i = 0; i < 101; i++) {
        snprintf(address, sizeof address, "198.51.%d.%d", 100 + i / 100, i % 100);
        assert_int_equal(member_sign_in(f, "Ada", "wrong", address, &in),
                         i < 100 ? RC_UNAUTHENTICATED : RC_LIMITED);
    }
    assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(member_sign_in(f, "Ada", MEMBER_PASSWORD, "203.0.113.5", &in), RC_LIMITED);
    assert_ok(ask_for_link(f, LINK_SIGN_IN, "Ada", "203.0.113.5"));
    assert_int_equal(queued(f, "sign_in", 0).count, 1);
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
    member(f, "Ada", "ada@example.org");
    for (int i = 0; i < 70; i++)
        assert_ok(member_sign_in(f, "Ada", MEMBER_PASSWORD, "198.51.100.9", &in));
}

/* --- changing --- */

static enum rc ask_for_email(struct fixture *f, struct str token, const char *email)
{
    struct account_email_request op = {.job = {.community = f->community, .arena = f->arena},
                                       .actor = member_found(f, token),
                                       .email = str_from_cstr(email),
                                       .browser = STR(BROWSER)};
    return community_run(account_email_request_submit, &op.job);
}

static enum rc change_email(struct fixture *f, struct str session, struct str token)
{
    struct account_email_change op = {.job = {.community = f->community, .arena = f->arena},
                                      .actor = member_found(f, session),
                                      .token = token,
                                      .browser = STR(BROWSER)};
    return community_run(account_email_change_submit, &op.job);
}

static void an_address_changes_by_its_own_mail_and_comes_back_by_the_old_ones(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    struct account_registration eve = member(f, "Eve", "eve@example.org");
    int64_t id = ada.ret_actor.account_id;
    struct account_view view;
    assert_int_equal(ask_for_email(f, ada.ret_token, "Ada@example.org"), RC_INVALID);
    assert_ok(ask_for_email(f, ada.ret_token, "new@example.org"));
    struct queue mail = queued(f, "change_email", id);
    assert_str_equal(mail.address, STR("new@example.org"));
    assert_int_equal(change_email(f, eve.ret_token, mail.token), RC_FORBIDDEN);
    assert_ok(change_email(f, ada.ret_token, mail.token));
    struct actor actor = member_found(f, ada.ret_token);
    assert_ok(account_get(&f->reader, &actor, id, f->arena, &view));
    assert_str_equal(view.email, STR("new@example.org"));
    mail = queued(f, "email_changed", id);
    assert_str_equal(mail.address, STR("ada@example.org"));
    struct account_email_undo undo = {.job = {.community = f->community, .arena = f->arena},
                                      .token = mail.token};
    f->clock.fixed_ms += 13 * DAY_MS;
    assert_ok(community_run(account_email_undo_submit, &undo.job));
    assert_int_equal(member_found(f, ada.ret_token).account_id, 0);
    assert_ok(account_get(&f->reader, &actor, id, f->arena, &view));
    assert_str_equal(view.email, STR("ada@example.org"));
    assert_false(view.has_password);
    assert_int_equal(community_run(account_email_undo_submit, &undo.job), RC_EXPIRED);
}

static void an_address_that_is_anothers_is_not_said_to_be(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    struct account_registration eve = member(f, "Eve", "eve@example.org");
    assert_ok(ask_for_email(f, eve.ret_token, "ada@example.org"));
    assert_int_equal(queued(f, "change_email", 0).count, 0);
    assert_int_equal(queued(f, "known", ada.ret_actor.account_id).count, 1);
}

static void changes_of_owner_want_a_fresh_sign_in(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member(f, "Ada", "ada@example.org");
    f->clock.fixed_ms += 10 * MINUTE_MS;
    struct account_rename rename = {.job = {.community = f->community, .arena = f->arena},
                                    .actor = member_found(f, ada.ret_token),
                                    .name = STR("Adeline")};
    assert_int_equal(ask_for_email(f, ada.ret_token, "new@example.org"), RC_EXPIRED);
    assert_int_equal(community_run(account_rename_submit, &rename.job), RC_EXPIRED);
    assert_int_equal(queued(f, "change_email", 0).count, 0);
}

static enum rc rename_to(struct fixture *f, struct str token, const char *name)
{
    struct account_rename op = {.job = {.community = f->community, .arena = f->arena},
                                .actor = member_found(f, token),
                                .name = str_from_cstr(name)};
    return community_run(account_rename_submit, &op.job);
}

static void a_name_given_up_stays_its_owners(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member(f, "Ada Ferry", "ada@example.org");
    struct account_registration eve = member(f, "Eve", "eve@example.org");
    assert_int_equal(rename_to(f, eve.ret_token, "ada.ferry"), RC_CONFLICT);
    assert_ok(rename_to(f, ada.ret_token, "Adeline"));
    assert_int_equal(rename_to(f, ada.ret_token, "Ada Ferry"), RC_LIMITED);
    assert_int_equal(rename_to(f, eve.ret_token, "AdaFerry"), RC_CONFLICT);
    struct account_registration thief = member_registration(f, "Ada_Ferry");
    assert_int_equal(member_join(f, &thief), RC_CONFLICT);
    f->clock.fixed_ms += 30 * DAY_MS - 1;
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "Adeline", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    f->clock.fixed_ms += 1;
    assert_ok(rename_to(f, in.ret_token, "Ada Ferry"));
    f->clock.fixed_ms += 366 * DAY_MS;
    thief.name = STR("Adeline");
    assert_ok(member_join(f, &thief));
}

static void reserved_names_are_a_list_with_stars(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name, *list;
        bool listed;
    } cases[] = {{"Ombudsman", "ombuds*", true},    {"0mbudsman", "ombuds*", true},
                 {"Ombudsman", "ombuds", false},    {"night.desk", "x, night desk", true},
                 {"Front Desk", "*desk", true},     {"Deskmate", "*desk", false},
                 {"a ferry boat", "*ferry*", true}, {"Ada", "", false},
                 {"Ada", " , ,*,", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str skeleton;
        assert_ok(name_skeleton(f->arena, str_from_cstr(cases[i].name), &skeleton));
        assert_int_equal(name_is_listed(f->arena, skeleton, str_from_cstr(cases[i].list)),
                         cases[i].listed);
    }
}

/* --- consents --- */

static void a_new_version_is_agreed_to_before_writing_on(void **state)
{
    struct fixture *f = *state;
    f->limits.confirm_email = false;
    f->limits.renew_privacy = true;
    f->limits.privacy_version = STR("p1");
    fixture_restart(f);
    struct account_registration op = joined(f, "Ada", "ada@example.org");
    assert_int_equal(member_found(f, op.ret_token).owes, 0);
    f->limits.privacy_version = STR("p2");
    fixture_restart(f);
    struct actor actor = member_found(f, op.ret_token);
    assert_int_equal(actor.owes, OWES_CONSENT);
    assert_int_equal(access_check(&actor, ACTION_POST_COMMENT, 0), RC_FORBIDDEN);
    struct account_consent consent = {.job = {.community = f->community, .arena = f->arena},
                                      .actor = actor,
                                      .standards = STR("s1")};
    assert_int_equal(community_run(account_consent_submit, &consent.job), RC_INVALID);
    consent.privacy = STR("p2");
    assert_ok(community_run(account_consent_submit, &consent.job));
    actor = member_found(f, op.ret_token);
    assert_int_equal(actor.owes, 0);
    fixture_post(f, &actor, 0, "Agreed, and on we go.");
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
        CONFIRMING_CASE(an_address_changes_by_its_own_mail_and_comes_back_by_the_old_ones),
        CONFIRMING_CASE(an_address_that_is_anothers_is_not_said_to_be),
        CONFIRMING_CASE(changes_of_owner_want_a_fresh_sign_in),
        CONFIRMING_CASE(a_name_given_up_stays_its_owners),
        CONFIRMING_CASE(reserved_names_are_a_list_with_stars),
        CONFIRMING_CASE(a_new_version_is_agreed_to_before_writing_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
