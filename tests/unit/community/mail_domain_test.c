/* Domains whose mail servers put mails off: who waits with them, for how long, and who does not. */
#include "community/mail/mail_domain.h"

#include <stdio.h>

#include "community/mail/mail_work.h"
#include "unit/community/intruder.h"
#include "unit/community/node.h"

#define LEASE_MS MINUTE_MS

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

static void queue_to(struct fixture *f, const char *address)
{
    struct mail_send op = {.job = {.community = f->community, .arena = f->arena},
                           .order = {.kind = MAIL_KIND_TEST, .to = str_from_cstr(address)}};
    assert_ok(community_run(mail_send_submit, &op.job));
}

static struct mail_turn turn(struct fixture *f, struct community *c)
{
    struct mail_turn op = {.job = {.community = c, .arena = f->arena},
                           .takes = true,
                           .lease_ms = LEASE_MS,
                           .news_a_day = 2};
    assert_ok(community_run(mail_turn_submit, &op.job));
    return op;
}

/* Its recipient's mail server puts it off. */
static void report_deferred(struct fixture *f, const struct mail_turn *taken, struct str answer)
{
    struct mail_turn op = {.job = {.community = f->community, .arena = f->arena},
                           .outcome = MAIL_OUTCOME_LATER,
                           .id = taken->ret_task.id,
                           .attempts = taken->ret_task.attempts,
                           .domain_key = taken->ret_task.domain_key,
                           .first_pause_ms = MINUTE_MS,
                           .due_ms = f->clock.fixed_ms + MINUTE_MS / 2,
                           .problem = answer,
                           .deferral = answer};
    assert_ok(community_run(mail_turn_submit, &op.job));
}

static void report_sent(struct fixture *f, const struct mail_turn *taken)
{
    struct mail_turn op = {.job = {.community = f->community, .arena = f->arena},
                           .outcome = MAIL_OUTCOME_SENT,
                           .id = taken->ret_task.id,
                           .attempts = taken->ret_task.attempts,
                           .domain_key = taken->ret_task.domain_key};
    assert_ok(community_run(mail_turn_submit, &op.job));
}

#define GREY STR("451 4.7.1 greylisted, come back")

static struct mail_turn expect_turn(struct fixture *f, struct str to)
{
    struct mail_turn op = turn(f, f->community);
    assert_true(op.ret_found);
    assert_str_equal(op.ret_task.to, to);
    return op;
}

static void a_domain_that_puts_mails_off_pauses_all_to_it_and_no_others(void **state)
{
    struct fixture *f = *state;
    struct node other;
    struct mail_entry *waiting;
    size_t count;
    queue_to(f, "anna@slow.example");
    queue_to(f, "ben@SLOW.example");
    queue_to(f, "carla@quick.example");
    struct mail_turn anna = expect_turn(f, STR("anna@slow.example"));
    report_deferred(f, &anna, GREY);
    node_start(f, &other);
    /* Ben's is looked at and put behind the pause, without an attempt; on any node. */
    struct mail_turn op = turn(f, other.community);
    assert_true(op.ret_found);
    assert_str_equal(op.ret_task.to, STR("carla@quick.example"));
    node_stop(&other);
    report_sent(f, &op);
    assert_ok(mail_work_list(&f->reader, MAIL_WAITING, NULL, f->arena, &waiting, &count));
    assert_int_equal(count, 2);
    assert_int_equal(waiting[1].attempts, 0);
    assert_int_equal(waiting[1].due_ms, f->clock.fixed_ms + MINUTE_MS);
    f->clock.fixed_ms += MINUTE_MS - 1;
    assert_false(turn(f, f->community).ret_found);
    f->clock.fixed_ms += 1;
    /* The one that failed does not keep its neighbours from being tried; and it lasts twice as long. */
    struct mail_turn ben = expect_turn(f, STR("ben@SLOW.example"));
    report_deferred(f, &ben, GREY);
    f->clock.fixed_ms += 2 * MINUTE_MS - 1;
    assert_false(turn(f, f->community).ret_found);
    f->clock.fixed_ms += 1;
    anna = expect_turn(f, STR("anna@slow.example"));
    report_sent(f, &anna);
    f->clock.fixed_ms += 1;
    expect_turn(f, STR("ben@SLOW.example"));
}

static void what_is_about_one_mailbox_pauses_nobody_else(void **state)
{
    struct fixture *f = *state;
    const struct str answers[] = {STR("452 4.2.2 mailbox full"), STR("450 4.1.8 no such sender"),
                                  STR("")};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        queue_to(f, "anna@slow.example");
        queue_to(f, "ben@slow.example");
        struct mail_turn op = expect_turn(f, STR("anna@slow.example"));
        report_deferred(f, &op, answers[i]);
        op = expect_turn(f, STR("ben@slow.example"));
        report_sent(f, &op);
        f->clock.fixed_ms += MINUTE_MS;
        op = expect_turn(f, STR("anna@slow.example"));
        report_sent(f, &op);
    }
}

static void an_operators_retry_ends_the_pauses(void **state)
{
    struct fixture *f = *state;
    struct mail_retry retry = {.job = {.community = f->community, .arena = f->arena}};
    queue_to(f, "anna@slow.example");
    queue_to(f, "ben@slow.example");
    struct mail_turn op = expect_turn(f, STR("anna@slow.example"));
    report_deferred(f, &op, GREY);
    assert_false(turn(f, f->community).ret_found);
    assert_ok(community_run(mail_retry_submit, &retry.job));
    expect_turn(f, STR("anna@slow.example"));
    expect_turn(f, STR("ben@slow.example"));
}

static void so_many_domains_are_paused_and_beyond_them_each_mail_goes_by_itself(void **state)
{
    struct fixture *f = *state;
    struct intruder in = intruder_enter(&f->store);
    char sql[160];
    intruder_run(&in, "BEGIN");
    for (int i = 1; i <= MAIL_DOMAINS_MAX; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO mail_domain (site_id, domain_key, until_ms, pause_ms) VALUES (1, %d, "
                 "1, 1)",
                 i);
        intruder_run(&in, sql);
    }
    intruder_run(&in, "COMMIT");
    queue_to(f, "anna@slow.example");
    queue_to(f, "ben@slow.example");
    struct mail_turn op = expect_turn(f, STR("anna@slow.example"));
    report_deferred(f, &op, GREY);
    op = expect_turn(f, STR("ben@slow.example"));
    report_sent(f, &op);
    /* What is over for a day makes room. */
    assert_ok(community_sweep(f->community));
    f->clock.fixed_ms += MINUTE_MS;
    op = expect_turn(f, STR("anna@slow.example"));
    report_deferred(f, &op, GREY);
    queue_to(f, "ben@slow.example");
    assert_false(turn(f, f->community).ret_found);
    intruder_leave(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MAILING_CASE(a_domain_that_puts_mails_off_pauses_all_to_it_and_no_others),
        MAILING_CASE(what_is_about_one_mailbox_pauses_nobody_else),
        MAILING_CASE(an_operators_retry_ends_the_pauses),
        MAILING_CASE(so_many_domains_are_paused_and_beyond_them_each_mail_goes_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
