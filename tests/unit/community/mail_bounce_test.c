/* Addresses that do not accept mail: who is believed about it, what follows, and what makes it well again. */
#include "community/mail/mail_bounce.h"

#include "community/account/choice.h"
#include "community/mail/mail_status.h"
#include "community/mail/mail_work.h"
#include "queries.h"
#include "unit/community/fixture.h"

#define LEASE 60000

static int mailing_site(void **state)
{
    struct fixture *f;
    fixture_set_up(state);
    f = *state;
    f->limits.mail_on = true;
    fixture_restart(f);
    return 0;
}
#define MAILING_CASE(name) cmocka_unit_test_setup_teardown(name, mailing_site, fixture_tear_down)

/* --- sending --- */

static struct mail_turn turn(struct fixture *f, enum mail_outcome outcome, int64_t id,
                             const char *refusal)
{
    struct mail_turn op = {.job = {.community = f->community, .arena = f->arena},
                           .outcome = outcome,
                           .id = id,
                           .attempts = 1,
                           .problem = STR("refused"),
                           .refusal = str_from_cstr(refusal),
                           .takes = outcome == MAIL_OUTCOME_NONE,
                           .lease_ms = LEASE,
                           .news_a_day = 5};
    assert_ok(community_run(mail_turn_submit, &op.job));
    return op;
}

static void queue_for(struct fixture *f, int64_t account_id, enum mail_kind kind)
{
    struct mail_send op = {.job = {.community = f->community, .arena = f->arena},
                           .order = {.kind = kind, .account_id = account_id}};
    assert_ok(community_run(mail_send_submit, &op.job));
}

/* One mail on its way. */
static struct mail_task begin_mail(struct fixture *f, int64_t account_id, enum mail_kind kind)
{
    queue_for(f, account_id, kind);
    struct mail_turn op = turn(f, MAIL_OUTCOME_NONE, 0, "");
    assert_true(op.ret_found);
    return op.ret_task;
}

static struct mail_task send_mail(struct fixture *f, int64_t account_id, enum mail_kind kind)
{
    struct mail_task task = begin_mail(f, account_id, kind);
    (void)turn(f, MAIL_OUTCOME_SENT, task.id, "");
    return task;
}

static bool goes(struct fixture *f, int64_t account_id, enum mail_kind kind)
{
    queue_for(f, account_id, kind);
    struct mail_turn op = turn(f, MAIL_OUTCOME_NONE, 0, "");
    if (op.ret_found)
        (void)turn(f, MAIL_OUTCOME_SENT, op.ret_task.id, "");
    return op.ret_found;
}

/* --- reports --- */

static enum mail_bounce_outcome report(struct fixture *f, struct str token,
                                       enum mail_bounce_event event, const char *status,
                                       const char *diagnostic)
{
    struct mail_bounce_report op = {.job = {.community = f->community, .arena = f->arena},
                                    .token = token,
                                    .event = event,
                                    .status = str_from_cstr(status),
                                    .diagnostic = str_from_cstr(diagnostic)};
    assert_ok(community_run(mail_bounce_report_submit, &op.job));
    return op.ret_outcome;
}

static enum mail_bounce_outcome bounce(struct fixture *f, const struct mail_task *task,
                                       const char *status)
{
    return report(f, task->report_token, MAIL_BOUNCE_FAILED, status, "");
}

static struct mail_bounce_view look(struct fixture *f, int64_t account_id)
{
    struct mail_bounce_view view;
    assert_ok(mail_bounce_look(f->community, f->reader.db, account_id, f->arena, &view));
    return view;
}

/* --- tests --- */

static void a_hard_failure_stops_mails_but_those_that_are_asked_for(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    assert_int_equal(report(f, task.report_token, MAIL_BOUNCE_FAILED, "5.1.1",
                            "smtp; 550 5.1.1 <a@example.org>: User unknown"),
                     MAIL_BOUNCE_MARKED);
    struct mail_bounce_view view = look(f, anna.account_id);
    assert_int_equal(view.failed_ms, f->clock.fixed_ms);
    assert_str_equal(view.status, STR("5.1.1"));
    assert_str_equal(view.diagnostic, STR("550 5.1.1 ... User unknown"));
    assert_false(goes(f, anna.account_id, MAIL_KIND_WARNED));
    assert_true(goes(f, anna.account_id, MAIL_KIND_TEST));
    assert_true(mail_bounce_is_asked(MAIL_KIND_RECOVER));
    assert_true(mail_bounce_is_asked(MAIL_KIND_CONFIRM));
    assert_false(mail_bounce_is_asked(MAIL_KIND_EMAIL_CHANGED));
}

static void only_a_token_of_this_site_is_believed(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    char other[MAIL_BOUNCE_TOKEN_TEXT];
    assert_int_equal(task.report_token.n, MAIL_BOUNCE_TOKEN_TEXT);
    for (size_t i = 0; i < sizeof other; i++) {
        memcpy(other, task.report_token.p, sizeof other);
        other[i] = other[i] == '0' ? '1' : '0';
        assert_int_equal(report(f, str_make(other, sizeof other), MAIL_BOUNCE_FAILED, "5.1.1", ""),
                         MAIL_BOUNCE_FORGED);
    }
    assert_int_equal(report(f, STR(""), MAIL_BOUNCE_FAILED, "5.1.1", ""), MAIL_BOUNCE_FORGED);
    assert_int_equal(look(f, anna.account_id).failed_ms, 0);
    /* Mail servers may write local parts large. */
    for (size_t i = 0; i < sizeof other; i++)
        other[i] = task.report_token.p[i] >= 'a' ? (char)(task.report_token.p[i] - 32)
                                                 : task.report_token.p[i];
    assert_int_equal(report(f, str_make(other, sizeof other), MAIL_BOUNCE_FAILED, "5.1.1", ""),
                     MAIL_BOUNCE_MARKED);
}

static void soft_failures_count_one_a_day_and_five_are_hard(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    for (int day = 1; day < MAIL_BOUNCE_SOFT_MAX; day++) {
        assert_int_equal(bounce(f, &task, "5.2.2"), MAIL_BOUNCE_COUNTED);
        assert_int_equal(bounce(f, &task, "4.4.1"), MAIL_BOUNCE_COUNTED);
        assert_int_equal(look(f, anna.account_id).soft_count, day);
        f->clock.fixed_ms += DAY_MS;
    }
    assert_true(goes(f, anna.account_id, MAIL_KIND_WARNED));
    assert_int_equal(bounce(f, &task, "5.2.2"), MAIL_BOUNCE_MARKED);
    assert_false(goes(f, anna.account_id, MAIL_KIND_WARNED));
}

static void soft_failures_long_apart_are_forgotten(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    for (int i = 0; i < 2 * MAIL_BOUNCE_SOFT_MAX; i++) {
        assert_int_equal(bounce(f, &task, "5.7.1"), MAIL_BOUNCE_COUNTED);
        f->clock.fixed_ms += 31 * DAY_MS;
    }
    assert_int_equal(look(f, anna.account_id).soft_count, 1);
}

static void a_refusal_in_conversation_counts_and_the_next_mail_taken_clears_it(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = begin_mail(f, anna.account_id, MAIL_KIND_WARNED);
    (void)turn(f, MAIL_OUTCOME_NEVER, task.id, "550 5.1.1 no such user");
    assert_int_not_equal(look(f, anna.account_id).failed_ms, 0);
    (void)send_mail(f, anna.account_id, MAIL_KIND_TEST);
    assert_int_equal(look(f, anna.account_id).failed_ms, 0);
    assert_true(goes(f, anna.account_id, MAIL_KIND_WARNED));
}

static void a_relay_that_takes_a_mail_does_not_outweigh_a_report(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    assert_int_equal(bounce(f, &task, "5.1.1"), MAIL_BOUNCE_MARKED);
    struct mail_task again = send_mail(f, anna.account_id, MAIL_KIND_TEST);
    assert_int_not_equal(look(f, anna.account_id).failed_ms, 0);
    assert_int_equal(report(f, again.report_token, MAIL_BOUNCE_DELIVERED, "2.0.0", ""),
                     MAIL_BOUNCE_CLEARED);
    assert_int_equal(look(f, anna.account_id).failed_ms, 0);
}

static enum rc change_address(struct db *db, struct community_job *job)
{
    int64_t changed;
    return q_account_set_email(
        db,
        &(struct q_account_set_email_in){.site_id = 1,
                                         .id = job->changed_article_id,
                                         .email = STR("other@example.org"),
                                         .email_key = STR("other@example.org"),
                                         .confirmed_ms = 1},
        &changed);
}

static enum rc change_address_submit(struct community_job *job)
{
    job->run = change_address;
    return community_submit(job);
}

static void give_another_address(struct fixture *f, int64_t account_id)
{
    struct community_job job = {
        .community = f->community, .arena = f->arena, .changed_article_id = account_id};
    assert_ok(community_run(change_address_submit, &job));
}

static void a_report_counts_only_while_the_account_has_that_address(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    assert_int_equal(bounce(f, &task, "5.1.1"), MAIL_BOUNCE_MARKED);
    give_another_address(f, anna.account_id);
    assert_int_equal(look(f, anna.account_id).failed_ms, 0);
    assert_true(goes(f, anna.account_id, MAIL_KIND_WARNED));
    assert_int_equal(bounce(f, &task, "5.1.1"), MAIL_BOUNCE_OLD);
}

static void a_complaint_ends_all_news_and_one_about_duty_is_noted(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct choices choices;
    give_another_address(f, anna.account_id); /* a confirmed one */
    struct mail_task duty = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    assert_int_equal(report(f, duty.report_token, MAIL_BOUNCE_COMPLAINED, "", ""),
                     MAIL_BOUNCE_NOTED);
    assert_ok(choice_read(f->community, f->reader.db, anna.account_id, f->arena, &choices));
    assert_true(choices.on[CHOICE_MAIL_DECISIONS]);
    struct mail_task news = send_mail(f, anna.account_id, MAIL_KIND_REMOVED);
    assert_int_equal(report(f, news.report_token, MAIL_BOUNCE_COMPLAINED, "", ""),
                     MAIL_BOUNCE_UNSUBSCRIBED);
    assert_ok(choice_read(f->community, f->reader.db, anna.account_id, f->arena, &choices));
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        assert_int_equal(choices.on[i], choice_table[i].mail[0] == '\0' && choice_table[i].preset);
    assert_int_equal(look(f, anna.account_id).complained_ms, f->clock.fixed_ms);
    assert_int_equal(look(f, anna.account_id).failed_ms, 0);
}

static void operators_see_each_account_and_how_many_there_are(void **state)
{
    struct fixture *f = *state;
    struct mail_bounce_entry *entries;
    size_t count;
    int64_t addresses = 7;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    struct mail_task task = send_mail(f, anna.account_id, MAIL_KIND_WARNED);
    assert_ok(mail_bounce_count(&f->reader, &addresses));
    assert_int_equal(addresses, 0);
    (void)bounce(f, &task, "5.1.1");
    assert_ok(mail_bounce_count(&f->reader, &addresses));
    assert_int_equal(addresses, 1);
    assert_ok(mail_bounce_list(&f->reader, 0, f->arena, &entries, &count));
    assert_int_equal(count, 1);
    assert_int_equal(entries[0].account_id, anna.account_id);
    assert_ok(mail_bounce_list(&f->reader, anna.account_id, f->arena, &entries, &count));
    assert_int_equal(count, 0);
}

static void hard_is_what_says_that_there_is_no_such_mailbox(void **state)
{
    static const struct {
        const char *status, *said;
        bool hard;
    } cases[] = {
        {"5.1.1", "", true},
        {"5.1.10", "", true},
        {"5.2.1", "smtp; 550 5.2.1 disabled", true},
        {"5.2.2", "smtp; 552 5.2.2 full", false},
        {"5.7.1", "smtp; 550 5.7.1 spam", false},
        {"5.0.0", "", true},
        {"5.0.0", "smtp; 550 No such user", true},
        {"5.0.0", "smtp; 550-5.1.1 no such user", true},
        {"5.0.0", "smtp; 550 5.7.26 unauthenticated", false},
        {"5.0.0", "smtp; 554 refused", false},
        {"4.4.1", "connection timed out", false},
        {"4.0.0", "smtp; 450 later", false},
        {"", "550 5.1.1 unknown", true},
        {"", "550 unknown", true},
        {"", "552 full", false},
        {"", "450 4.2.0 greylisted", false},
        {"", "", false},
        {"not a code", "", false},
        {"5.1.1234", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mail_status s =
            mail_status_read(str_from_cstr(cases[i].status), str_from_cstr(cases[i].said));
        if (mail_status_is_hard(&s) != cases[i].hard)
            fail_msg("\"%s\", \"%s\"", cases[i].status, cases[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MAILING_CASE(a_hard_failure_stops_mails_but_those_that_are_asked_for),
        MAILING_CASE(only_a_token_of_this_site_is_believed),
        MAILING_CASE(soft_failures_count_one_a_day_and_five_are_hard),
        MAILING_CASE(soft_failures_long_apart_are_forgotten),
        MAILING_CASE(a_refusal_in_conversation_counts_and_the_next_mail_taken_clears_it),
        MAILING_CASE(a_relay_that_takes_a_mail_does_not_outweigh_a_report),
        MAILING_CASE(a_report_counts_only_while_the_account_has_that_address),
        MAILING_CASE(a_complaint_ends_all_news_and_one_about_duty_is_noted),
        MAILING_CASE(operators_see_each_account_and_how_many_there_are),
        cmocka_unit_test(hard_is_what_says_that_there_is_no_such_mailbox),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
