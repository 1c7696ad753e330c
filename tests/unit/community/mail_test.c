/* The queue of mails from both ends: what is queued, who gets to send it, and what becomes of it. */
#include "community/mail/mail_work.h"

#include "community/account/accounts.h"
#include "queries.h"
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

/* --- queueing and taking --- */

static enum rc queue(struct fixture *f, const struct mail_order *order)
{
    struct mail_send op = {.job = {.community = f->community, .arena = f->arena}, .order = *order};
    return community_run(mail_send_submit, &op.job);
}

static void queue_to(struct fixture *f, const char *address)
{
    assert_ok(queue(f, &(struct mail_order){.kind = MAIL_KIND_TEST, .to = str_from_cstr(address)}));
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

/* Says what became of what a turn took, and takes nothing. */
static void report(struct fixture *f, struct community *c, const struct mail_turn *taken,
                   enum mail_outcome outcome)
{
    struct mail_turn op = {.job = {.community = c, .arena = f->arena},
                           .outcome = outcome,
                           .id = taken->ret_task.id,
                           .attempts = taken->ret_task.attempts,
                           .due_ms = f->clock.fixed_ms + MINUTE_MS,
                           .problem = STR("450 later")};
    assert_ok(community_run(mail_turn_submit, &op.job));
}

static size_t count_in(struct fixture *f, enum mail_state state, struct mail_entry *ret_last)
{
    struct mail_entry *entries;
    size_t count;
    assert_ok(mail_work_list(&f->reader, state, NULL, f->arena, &entries, &count));
    if (count > 0 && ret_last != NULL)
        *ret_last = entries[count - 1];
    return count;
}

static void assert_dropped(struct fixture *f, const char *why)
{
    struct mail_entry entry = {0};
    struct mail_turn op = turn(f, f->community);
    assert_false(op.ret_found);
    assert_int_equal(op.ret_dropped, 1);
    assert_int_equal(count_in(f, MAIL_DROPPED, &entry), 1);
    assert_int_not_equal(str_find(entry.problem, str_from_cstr(why), 0), STR_NONE);
}

/* --- tests --- */

static void facts_and_recipient_come_back_as_they_were_given(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    const struct mail_fact facts[] = {
        {.name = "reason", .kind = MAIL_TEXT, .text = STR("\"quoted\"\n{name} <b> \xd0\x96")},
        {.name = "until", .kind = MAIL_TIME, .number = 1800000000123},
        {.name = "comments", .kind = MAIL_COUNT, .number = -3}};
    assert_ok(queue(f, &(struct mail_order){.kind = MAIL_KIND_WARNED,
                                            .account_id = anna.account_id,
                                            .subject_id = 77,
                                            .facts = facts,
                                            .fact_count = 3}));
    struct mail_turn op = turn(f, f->community);
    const struct mail_task *task = &op.ret_task;
    assert_true(op.ret_found);
    assert_int_equal(task->kind, MAIL_KIND_WARNED);
    assert_int_equal(task->attempts, 1);
    assert_int_equal(task->subject_id, 77);
    assert_str_equal(task->to, STR("a@example.org"));
    assert_str_equal(task->name, STR("anna"));
    assert_int_equal(task->fact_count, 3);
    assert_string_equal(task->facts[0].name, "reason");
    assert_str_equal(task->facts[0].text, facts[0].text);
    assert_int_equal(task->facts[1].kind, MAIL_TIME);
    assert_int_equal(task->facts[1].number, 1800000000123);
    assert_int_equal(task->facts[2].kind, MAIL_COUNT);
    assert_int_equal(task->facts[2].number, -3);
    assert_int_equal(task->token.n, 0);
    assert_int_equal(task->unsubscribe_token.n, 0);
}

static void a_taken_mail_is_nobody_elses_until_its_lease_is_over(void **state)
{
    struct fixture *f = *state;
    struct node other;
    node_start(f, &other);
    queue_to(f, "anna@example.org");
    struct mail_turn first = turn(f, f->community);
    assert_true(first.ret_found);
    assert_false(turn(f, f->community).ret_found);
    assert_false(turn(f, other.community).ret_found);
    f->clock.fixed_ms += LEASE_MS - 1;
    assert_false(turn(f, other.community).ret_found);
    f->clock.fixed_ms += 1;
    struct mail_turn second = turn(f, other.community);
    assert_true(second.ret_found);
    assert_int_equal(second.ret_task.id, first.ret_task.id);
    assert_int_equal(second.ret_task.attempts, 2);
    /* Whoever lost it says too late that it did not go. */
    report(f, f->community, &first, MAIL_OUTCOME_LATER);
    struct mail_entry entry = {0};
    assert_int_equal(count_in(f, MAIL_WAITING, &entry), 1);
    assert_int_equal(entry.attempts, 2);
    assert_int_equal(entry.due_ms, f->clock.fixed_ms + LEASE_MS);
    /* But that it went is true whoever says it. */
    report(f, f->community, &first, MAIL_OUTCOME_SENT);
    report(f, other.community, &second, MAIL_OUTCOME_NEVER);
    assert_int_equal(count_in(f, MAIL_SENT, NULL), 1);
    assert_int_equal(count_in(f, MAIL_GIVEN_UP, NULL), 0);
    node_stop(&other);
}

static void later_counts_an_attempt_and_a_server_that_is_away_does_not(void **state)
{
    struct fixture *f = *state;
    struct mail_entry entry = {0};
    queue_to(f, "anna@example.org");
    struct mail_turn op = turn(f, f->community);
    report(f, f->community, &op, MAIL_OUTCOME_LATER);
    assert_int_equal(count_in(f, MAIL_WAITING, &entry), 1);
    assert_int_equal(entry.attempts, 1);
    assert_int_equal(entry.due_ms, f->clock.fixed_ms + MINUTE_MS);
    assert_int_equal(entry.taken_until_ms, 0);
    assert_str_equal(entry.problem, STR("450 later"));
    assert_false(turn(f, f->community).ret_found);
    f->clock.fixed_ms += MINUTE_MS;
    op = turn(f, f->community);
    assert_int_equal(op.ret_task.attempts, 2);
    report(f, f->community, &op, MAIL_OUTCOME_AWAY);
    assert_int_equal(count_in(f, MAIL_WAITING, &entry), 1);
    assert_int_equal(entry.attempts, 1);
}

static void what_was_sent_is_forgotten_but_for_that_it_was(void **state)
{
    struct fixture *f = *state;
    struct mail_entry entry = {0};
    queue_to(f, "anna@example.org");
    struct mail_turn op = turn(f, f->community);
    report(f, f->community, &op, MAIL_OUTCOME_SENT);
    assert_int_equal(count_in(f, MAIL_WAITING, NULL), 0);
    assert_int_equal(count_in(f, MAIL_SENT, &entry), 1);
    assert_int_equal(entry.address.n, 0);
    f->clock.fixed_ms += (int64_t)31 * 24 * 60 * MINUTE_MS;
    assert_ok(community_sweep(f->community));
    assert_int_equal(count_in(f, MAIL_SENT, NULL), 0);
}

static void what_was_given_up_can_be_tried_again(void **state)
{
    struct fixture *f = *state;
    struct mail_entry entry = {0};
    queue_to(f, "anna@example.org");
    struct mail_turn op = turn(f, f->community);
    report(f, f->community, &op, MAIL_OUTCOME_NEVER);
    assert_int_equal(count_in(f, MAIL_GIVEN_UP, &entry), 1);
    assert_str_equal(entry.address, STR("anna@example.org"));
    f->clock.fixed_ms += 5 * MINUTE_MS;
    struct mail_retry retry = {.job = {.community = f->community, .arena = f->arena},
                               .id = entry.id};
    assert_ok(community_run(mail_retry_submit, &retry.job));
    assert_int_equal(retry.ret_count, 1);
    op = turn(f, f->community);
    assert_true(op.ret_found);
    assert_int_equal(op.ret_task.attempts, 1);
    assert_int_equal(op.ret_task.since_ms, f->clock.fixed_ms);
    retry.id = entry.id + 1;
    assert_int_equal(community_run(mail_retry_submit, &retry.job), RC_NOT_FOUND);
}

static void a_retry_leaves_a_mail_that_is_being_sent(void **state)
{
    struct fixture *f = *state;
    queue_to(f, "anna@example.org");
    assert_true(turn(f, f->community).ret_found);
    struct mail_retry retry = {.job = {.community = f->community, .arena = f->arena}};
    assert_ok(community_run(mail_retry_submit, &retry.job));
    assert_int_equal(retry.ret_count, 0);
    assert_false(turn(f, f->community).ret_found);
}

struct linking {
    struct fixture *fixture;
    int64_t account_id, link_id;
};

static enum rc make_link(struct db *db, void *ctx)
{
    struct linking *l = ctx;
    const struct link_order order = {
        .purpose = LINK_CONFIRM, .account_id = l->account_id, .life_ms = 60 * MINUTE_MS};
    return link_make(l->fixture->community, db, &order, &l->link_id);
}

static enum rc cancel_links(struct db *db, void *ctx)
{
    struct linking *l = ctx;
    return link_cancel(l->fixture->community, db, l->account_id, LINK_CONFIRM);
}

static struct linking queue_link(struct fixture *f)
{
    struct linking l = {.fixture = f,
                        .account_id = fixture_actor(f, "linker", ROLE_READER).account_id};
    assert_ok(store_write_wait(f->store.store, make_link, &l));
    assert_ok(queue(f, &(struct mail_order){.kind = MAIL_KIND_CONFIRM,
                                            .account_id = l.account_id,
                                            .link_id = l.link_id}));
    return l;
}

static void each_attempt_has_a_token_of_its_own_that_works(void **state)
{
    struct fixture *f = *state;
    struct link_view link;
    queue_link(f);
    struct mail_turn first = turn(f, f->community);
    assert_int_equal(first.ret_task.token.n, BEARER_TEXT);
    f->clock.fixed_ms += LEASE_MS;
    struct mail_turn second = turn(f, f->community);
    assert_int_equal(second.ret_task.token.n, BEARER_TEXT);
    assert_false(str_eq(first.ret_task.token, second.ret_task.token));
    assert_ok(link_look(&f->reader, LINK_CONFIRM, first.ret_task.token, STR(""), f->arena, &link));
    assert_ok(link_look(&f->reader, LINK_CONFIRM, second.ret_task.token, STR(""), f->arena, &link));
}

static void the_minutes_of_a_link_begin_when_its_mail_goes(void **state)
{
    struct fixture *f = *state;
    struct link_view link;
    queue_link(f);
    /* The mail server was away. */
    f->clock.fixed_ms += 180 * MINUTE_MS;
    struct mail_turn op = turn(f, f->community);
    assert_true(op.ret_found);
    assert_int_equal(op.ret_task.until_ms, f->clock.fixed_ms + ACCOUNTS_LINK_LIFE_MS);
    f->clock.fixed_ms += ACCOUNTS_LINK_LIFE_MS - 1;
    assert_ok(link_look(&f->reader, LINK_CONFIRM, op.ret_task.token, STR(""), f->arena, &link));
    assert_int_equal(link.expires_ms, op.ret_task.until_ms);
    f->clock.fixed_ms += 1;
    assert_int_equal(
        link_look(&f->reader, LINK_CONFIRM, op.ret_task.token, STR(""), f->arena, &link),
        RC_EXPIRED);
}

static enum rc make_long_link(struct db *db, void *ctx)
{
    struct linking *l = ctx;
    const struct link_order order = {
        .purpose = LINK_RESTORE, .account_id = l->account_id, .life_ms = 60 * MINUTE_MS};
    return link_make(l->fixture->community, db, &order, &l->link_id);
}

static void the_days_of_a_link_begin_when_it_is_made(void **state)
{
    struct fixture *f = *state;
    struct linking l = {.fixture = f,
                        .account_id = fixture_actor(f, "leaver", ROLE_READER).account_id};
    int64_t made_ms = f->clock.fixed_ms;
    assert_ok(store_write_wait(f->store.store, make_long_link, &l));
    const struct mail_order order = {
        .kind = MAIL_KIND_FAREWELL, .account_id = l.account_id, .link_id = l.link_id};
    assert_ok(queue(f, &order));
    f->clock.fixed_ms += 59 * MINUTE_MS;
    assert_int_equal(turn(f, f->community).ret_task.until_ms, made_ms + 60 * MINUTE_MS);
    f->clock.fixed_ms += MINUTE_MS;
    assert_dropped(f, "ran out");
}

static void a_mail_whose_link_is_no_good_any_more_is_dropped(void **state)
{
    struct fixture *f = *state;
    struct linking l = queue_link(f);
    assert_ok(store_write_wait(f->store.store, cancel_links, &l));
    assert_dropped(f, "its link");
}

static void a_mail_to_an_account_that_is_gone_is_dropped(void **state)
{
    struct fixture *f = *state;
    assert_ok(queue(f, &(struct mail_order){.kind = MAIL_KIND_TEST, .account_id = 12345}));
    assert_dropped(f, "gone");
}

static void news_goes_to_confirmed_addresses_only_and_duty_to_any(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    assert_ok(
        queue(f, &(struct mail_order){.kind = MAIL_KIND_REMOVED, .account_id = anna.account_id}));
    assert_dropped(f, "not confirmed");
    assert_ok(
        queue(f, &(struct mail_order){.kind = MAIL_KIND_WARNED, .account_id = anna.account_id}));
    assert_true(turn(f, f->community).ret_found);
}

static void a_name_that_reads_as_an_address_is_not_said_to_a_stranger(void **state)
{
    struct fixture *f = *state;
    struct actor evil = fixture_actor(f, "visit.evil.example", ROLE_READER);
    assert_ok(
        queue(f, &(struct mail_order){.kind = MAIL_KIND_TEST, .account_id = evil.account_id}));
    struct mail_turn op = turn(f, f->community);
    assert_true(op.ret_found);
    assert_int_equal(op.ret_task.name.n, 0);
}

static void an_account_gets_so_many_mails_an_hour_and_the_rest_later(void **state)
{
    struct fixture *f = *state;
    struct actor anna = fixture_actor(f, "anna", ROLE_READER);
    for (int i = 0; i < MAIL_WORK_HOUR_MAX + 1; i++)
        assert_ok(
            queue(f, &(struct mail_order){.kind = MAIL_KIND_TEST, .account_id = anna.account_id}));
    for (int i = 0; i < MAIL_WORK_HOUR_MAX; i++) {
        struct mail_turn op = turn(f, f->community);
        assert_true(op.ret_found);
        report(f, f->community, &op, MAIL_OUTCOME_SENT);
    }
    assert_false(turn(f, f->community).ret_found);
    assert_int_equal(count_in(f, MAIL_WAITING, NULL), 1);
    queue_to(f, "other@example.org");
    struct mail_turn op = turn(f, f->community);
    assert_true(op.ret_found);
    report(f, f->community, &op, MAIL_OUTCOME_SENT);
    f->clock.fixed_ms += 61 * MINUTE_MS;
    op = turn(f, f->community);
    assert_true(op.ret_found);
    assert_int_equal(op.ret_task.attempts, 1);
}

static enum rc add_unknown(struct db *db, void *ctx)
{
    struct fixture *f = ctx;
    return q_mail_add(db, &(struct q_mail_add_in){.site_id = 1,
                                                  .id = community_make_id(f->community),
                                                  .kind = STR("of_a_later_version"),
                                                  .address = STR("anna@example.org"),
                                                  .facts = STR("{}"),
                                                  .due_ms = f->clock.fixed_ms});
}

static void a_kind_of_a_later_version_waits_for_it(void **state)
{
    struct fixture *f = *state;
    struct mail_entry entry = {0};
    assert_ok(store_write_wait(f->store.store, add_unknown, f));
    struct mail_turn op = turn(f, f->community);
    assert_false(op.ret_found);
    assert_int_equal(op.ret_dropped, 0);
    assert_int_equal(count_in(f, MAIL_WAITING, &entry), 1);
    assert_int_equal(entry.attempts, 0);
    assert_true(entry.due_ms > f->clock.fixed_ms);
}

struct failing {
    struct community *community;
    struct mail_order order;
};

static enum rc queue_and_fail(struct db *db, void *ctx)
{
    struct failing *failing = ctx;
    enum rc rc = mail_queue(failing->community, db, &failing->order);
    return rc == RC_OK ? RC_CONFLICT : rc;
}

static void what_was_not_stored_is_not_written_about(void **state)
{
    struct fixture *f = *state;
    struct failing failing = {.community = f->community,
                              .order = {.kind = MAIL_KIND_TEST, .to = STR("anna@example.org")}};
    assert_int_equal(store_write_wait(f->store.store, queue_and_fail, &failing), RC_CONFLICT);
    assert_int_equal(count_in(f, MAIL_WAITING, NULL), 0);
}

static void nothing_is_queued_while_mail_is_off(void **state)
{
    struct fixture *f = *state;
    f->limits.mail_on = false;
    fixture_restart(f);
    assert_false(mail_is_on(f->community));
    queue_to(f, "anna@example.org");
    assert_int_equal(count_in(f, MAIL_WAITING, NULL), 0);
}

static void the_next_due_time_is_known(void **state)
{
    struct fixture *f = *state;
    int64_t due_ms = 0, waiting = -1;
    assert_ok(mail_work_next(&f->reader, &due_ms));
    assert_int_equal(due_ms, INT64_MAX);
    queue_to(f, "anna@example.org");
    assert_ok(mail_work_next(&f->reader, &due_ms));
    assert_int_equal(due_ms, f->clock.fixed_ms);
    assert_ok(mail_work_count(&f->reader, &waiting));
    assert_int_equal(waiting, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MAILING_CASE(facts_and_recipient_come_back_as_they_were_given),
        MAILING_CASE(a_taken_mail_is_nobody_elses_until_its_lease_is_over),
        MAILING_CASE(later_counts_an_attempt_and_a_server_that_is_away_does_not),
        MAILING_CASE(what_was_sent_is_forgotten_but_for_that_it_was),
        MAILING_CASE(what_was_given_up_can_be_tried_again),
        MAILING_CASE(a_retry_leaves_a_mail_that_is_being_sent),
        MAILING_CASE(each_attempt_has_a_token_of_its_own_that_works),
        MAILING_CASE(the_minutes_of_a_link_begin_when_its_mail_goes),
        MAILING_CASE(the_days_of_a_link_begin_when_it_is_made),
        MAILING_CASE(a_mail_whose_link_is_no_good_any_more_is_dropped),
        MAILING_CASE(a_mail_to_an_account_that_is_gone_is_dropped),
        MAILING_CASE(news_goes_to_confirmed_addresses_only_and_duty_to_any),
        MAILING_CASE(a_name_that_reads_as_an_address_is_not_said_to_a_stranger),
        MAILING_CASE(an_account_gets_so_many_mails_an_hour_and_the_rest_later),
        MAILING_CASE(a_kind_of_a_later_version_waits_for_it),
        MAILING_CASE(what_was_not_stored_is_not_written_about),
        MAILING_CASE(nothing_is_queued_while_mail_is_off),
        MAILING_CASE(the_next_due_time_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
