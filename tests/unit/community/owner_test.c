#include "community/account/account_consent.h"
#include "community/account/account_email.h"
#include "community/account/account_rename.h"
#include "community/account/name.h"
#include "community/account/session.h"
#include "unit/community/member.h"

static enum rc ask_for_email(struct fixture *f, struct str token, const char *email)
{
    struct account_email_request op = {.job = {.community = f->community, .arena = f->arena},
                                       .actor = member_found(f, token),
                                       .email = str_from_cstr(email),
                                       .browser = STR(MEMBER_BROWSER)};
    return community_run(account_email_request_submit, &op.job);
}

static enum rc change_email(struct fixture *f, struct str session, struct str token)
{
    struct account_email_change op = {.job = {.community = f->community, .arena = f->arena},
                                      .actor = member_found(f, session),
                                      .token = token,
                                      .browser = STR(MEMBER_BROWSER)};
    return community_run(account_email_change_submit, &op.job);
}

static void an_address_changes_by_its_own_mail_and_comes_back_by_the_old_ones(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    struct account_registration eve = member_confirmed(f, "Eve", "eve@example.org");
    int64_t id = ada.ret_actor.account_id;
    struct account_view view;
    assert_int_equal(ask_for_email(f, ada.ret_token, "Ada@example.org"), RC_INVALID);
    assert_ok(ask_for_email(f, ada.ret_token, "new@example.org"));
    struct member_mail mail = member_queued(f, "change_email", id);
    assert_str_equal(mail.address, STR("new@example.org"));
    assert_int_equal(change_email(f, eve.ret_token, mail.token), RC_FORBIDDEN);
    assert_ok(change_email(f, ada.ret_token, mail.token));
    struct actor actor = member_found(f, ada.ret_token);
    assert_ok(account_get(&f->reader, &actor, id, f->arena, &view));
    assert_str_equal(view.email, STR("new@example.org"));
    mail = member_queued(f, "email_changed", id);
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

static void a_mere_claim_does_not_keep_an_address_from_who_reads_its_mail(void **state)
{
    struct fixture *f = *state;
    f->limits.confirm_email = false;
    fixture_restart(f);
    member_joined(f, "Eve", "ada@example.org");
    struct account_registration ada = member_joined(f, "Ada", "old@example.org");
    assert_ok(ask_for_email(f, ada.ret_token, "ada@example.org"));
    struct member_mail mail = member_queued(f, "change_email", ada.ret_actor.account_id);
    assert_ok(change_email(f, ada.ret_token, mail.token));
    struct account_sign_in in;
    assert_ok(member_sign_in(f, "ada@example.org", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(in.ret_actor.account_id, ada.ret_actor.account_id);
}

static void an_address_that_is_anothers_is_not_said_to_be(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    struct account_registration eve = member_confirmed(f, "Eve", "eve@example.org");
    assert_ok(ask_for_email(f, eve.ret_token, "ada@example.org"));
    assert_int_equal(member_queued(f, "change_email", 0).count, 0);
    assert_int_equal(member_queued(f, "known", ada.ret_actor.account_id).count, 1);
}

static void changes_of_owner_want_a_fresh_sign_in(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada = member_confirmed(f, "Ada", "ada@example.org");
    f->clock.fixed_ms += 10 * MINUTE_MS;
    struct account_rename rename = {.job = {.community = f->community, .arena = f->arena},
                                    .actor = member_found(f, ada.ret_token),
                                    .name = STR("Adeline")};
    assert_int_equal(ask_for_email(f, ada.ret_token, "new@example.org"), RC_EXPIRED);
    assert_int_equal(community_run(account_rename_submit, &rename.job), RC_EXPIRED);
    assert_int_equal(member_queued(f, "change_email", 0).count, 0);
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
    struct account_registration ada = member_confirmed(f, "Ada Ferry", "ada@example.org");
    struct account_registration eve = member_confirmed(f, "Eve", "eve@example.org");
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
        struct name_skeleton skeleton;
        assert_ok(name_skeleton(f->arena, str_from_cstr(cases[i].name), &skeleton));
        assert_int_equal(name_is_listed(f->arena, &skeleton, str_from_cstr(cases[i].list)),
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
    struct account_registration op = member_joined(f, "Ada", "ada@example.org");
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
        CONFIRMING_CASE(an_address_changes_by_its_own_mail_and_comes_back_by_the_old_ones),
        CONFIRMING_CASE(a_mere_claim_does_not_keep_an_address_from_who_reads_its_mail),
        CONFIRMING_CASE(an_address_that_is_anothers_is_not_said_to_be),
        CONFIRMING_CASE(changes_of_owner_want_a_fresh_sign_in),
        CONFIRMING_CASE(a_name_given_up_stays_its_owners),
        CONFIRMING_CASE(reserved_names_are_a_list_with_stars),
        CONFIRMING_CASE(a_new_version_is_agreed_to_before_writing_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
