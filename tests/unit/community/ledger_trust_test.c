/* What trust and error rates are counted from, against the ledger. */
#include "community/record/ledger_trust.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "community/leaving/leaving.h"
#include "community/moderation/trust.h"
#include "community/moderation/verify.h"
#include "community/record/ledger_verify.h"
#include "unit/community/ledger_seen.h"

#define OLDER_MS   (int64_t)1789000000000 /* before the fixture's first moment */
#define FIRST_USED (int64_t)1790000000000 /* the fixture's */

/* --- a site where both are written --- */

static void load(struct fixture *f)
{
    struct problem problem = {0};
    struct str document = STR("# Test standards\n\n```standards\nlanguage: en\n```\n\n"
                              "```verify\npublished: 100 %\nacted: 100 %\n```\n\n"
                              "## Strong words {#strong}\n\nNone.\n\n"
                              "```clause\nwhen: profanity.score >= 0.7\nthen: hold\n```\n\n"
                              "## Mild words {#mild}\n\nNone.\n\n"
                              "```clause\nwhen: profanity.mild >= 1\nthen: flag\n```\n");
    if (community_load_standards(f->community, document, STR("test"), f->signals, &problem) !=
        RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
}

static void answer_next(struct fixture *f, const struct actor *who, const char *clause)
{
    struct verify_take take = {.job = {.community = f->community, .arena = f->arena},
                               .actor = *who};
    assert_ok(community_run(verify_take_submit, &take.job));
    struct verify_answer op = {.job = {.community = f->community, .arena = f->arena},
                               .actor = *who,
                               .comment_id = take.ret_comment_id,
                               .revision = 0,
                               .clause = str_from_cstr(clause)};
    assert_ok(community_run(verify_answer_submit, &op.job));
}

/* Two answers, and events of every way there is to one: found good in the blind check, approved, removed, undone. */
static struct actor live(struct fixture *f)
{
    load(f);
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    fixture_post(f, &reader, 0, "A calm and reasonable remark about the ferry.");
    int64_t fine = fixture_post(f, &reader, 0, "Another one, which is calm as well.");
    answer_next(f, &moderator, "");
    answer_next(f, &moderator, "strong");
    int64_t held = fixture_post(f, &reader, 0, "The ferry is late again, what a fucking mess.");
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, held));
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, fine));
    assert_ok(fixture_decide(f, &moderator, MODERATION_UNDO, fine));
    return reader;
}

static void events_and_answers_are_entered_as_they_come(void **state)
{
    struct fixture *f = *state;
    struct ledger_seen seen = {0};
    struct ledger_check check = {.found = ledger_seen_note, .ctx = &seen};
    live(f);
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_events, 4);
    assert_int_equal(check.ret_answers, 2);
    assert_int_equal(check.ret_outside, 0);
    assert_int_equal(check.ret_findings, 0);
}

/* --- what is done behind the program's back --- */

static const char *const tables[] = {"trust_event", "verify_item", "ledger", NULL};

#define FIRST_EVENT  " WHERE id = (SELECT MIN(id) FROM kept_trust_event)"
#define FIRST_ANSWER " WHERE comment_id = (SELECT MIN(comment_id) FROM kept_verify_item)"

static void whatever_is_done_to_one_is_found(void **state)
{
    static const char *const cases[] = {
        "UPDATE trust_event SET site_id = 2" FIRST_EVENT,
        "UPDATE trust_event SET account_id = account_id + 1" FIRST_EVENT,
        "UPDATE trust_event SET id = id + 1" FIRST_EVENT,
        "UPDATE trust_event SET at_ms = at_ms + 1" FIRST_EVENT,
        "UPDATE trust_event SET kind = 3 - kind" FIRST_EVENT,
        "UPDATE trust_event SET comment_id = 1" FIRST_EVENT,
        "UPDATE trust_event SET clause = 'other'" FIRST_EVENT,
        "UPDATE trust_event SET by_id = 0" FIRST_EVENT,
        "DELETE FROM trust_event" FIRST_EVENT,
        "DELETE FROM trust_event",
        "INSERT INTO trust_event SELECT site_id, account_id, id + 1, at_ms, kind, comment_id, "
        "clause, by_id FROM kept_trust_event" FIRST_EVENT,
        "INSERT INTO trust_event SELECT site_id, account_id, 77, at_ms, kind, comment_id, "
        "clause, by_id FROM kept_trust_event" FIRST_EVENT,
        "UPDATE verify_item SET site_id = 2" FIRST_ANSWER,
        "UPDATE verify_item SET comment_id = 1" FIRST_ANSWER,
        "UPDATE verify_item SET revision = 7" FIRST_ANSWER,
        "UPDATE verify_item SET account_id = 1" FIRST_ANSWER,
        "UPDATE verify_item SET standards_id = 9" FIRST_ANSWER,
        "UPDATE verify_item SET acted = 1 - acted" FIRST_ANSWER,
        "UPDATE verify_item SET clause = 'other'" FIRST_ANSWER,
        "UPDATE verify_item SET weight = weight + 1" FIRST_ANSWER,
        "UPDATE verify_item SET heads = '0.9,0.9'" FIRST_ANSWER,
        "UPDATE verify_item SET answered_ms = 1" FIRST_ANSWER,
        "UPDATE verify_item SET answered_by = 0" FIRST_ANSWER,
        "UPDATE verify_item SET answer_clause = 'strong'" FIRST_ANSWER,
        "UPDATE verify_item SET state = 2" FIRST_ANSWER,
        "UPDATE verify_item SET state = 1 WHERE state = 0",
        "DELETE FROM verify_item" FIRST_ANSWER,
        "DELETE FROM ledger WHERE kind = 7",
        "DELETE FROM ledger WHERE kind = 8",
        "DELETE FROM ledger WHERE kind = 10",
        "UPDATE ledger SET subject_seq = 1 WHERE kind = 7",
        "UPDATE ledger SET kind = 9 WHERE kind = 8",
    };
    struct fixture *f = *state;
    live(f);
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    intruder_keep(&in, tables);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ledger_seen_expect_found(f, &in, tables, cases[i]);
    intruder_leave(&in);
}

static void the_database_refuses_to_change_either(void **state)
{
    static const char *const cases[] = {
        "UPDATE trust_event SET kind = 1",
        "UPDATE trust_event SET at_ms = 1",
        "UPDATE verify_item SET answer_clause = 'other' WHERE state = 1",
        "UPDATE verify_item SET state = 2 WHERE state = 1",
        "UPDATE verify_item SET weight = 1 WHERE state = 1",
        "DELETE FROM verify_item WHERE state = 1",
    };
    struct fixture *f = *state;
    live(f);
    struct intruder in = intruder_enter(&f->store);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!intruder_refused(&in, cases[i]))
            fail_msg("not refused: %s", cases[i]);
    intruder_run(&in, "UPDATE verify_item SET again = 1 WHERE state = 1");
    intruder_leave(&in);
    ledger_seen_expect_whole(f);
}

/* --- an account that leaves takes its events along --- */

static enum rc run_hide(struct db *db, struct community_job *job)
{
    int64_t purge_ms;
    struct comment_deletion *op = (struct comment_deletion *)job;
    return leaving_hide(job, db, op->actor.account_id, LEAVING_OWN, op->actor.account_id,
                        &purge_ms);
}

static enum rc submit_hide(struct community_job *job)
{
    job->run = run_hide;
    return community_submit(job);
}

static void erased_with_their_account_they_are_no_finding_and_must_not_return(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct comment_deletion op = {.job = {.community = f->community, .arena = f->arena},
                                  .actor = live(f)};
    struct intruder in = intruder_enter(&f->store);
    intruder_keep(&in, tables);
    assert_ok(community_run(submit_hide, &op.job));
    assert_ok(leaving_finish(f->community, &problem));
    f->clock.fixed_ms += 40 * DAY_MS;
    assert_ok(community_sweep(f->community));
    assert_ok(leaving_finish(f->community, &problem));
    struct ledger_seen seen = {0};
    struct ledger_check check = {.found = ledger_seen_note, .ctx = &seen};
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_events, 0);
    ledger_seen_expect_whole(f);
    intruder_run(&in, "INSERT INTO trust_event SELECT * FROM kept_trust_event");
    intruder_leave(&in);
    seen = ledger_seen_verify(f, NULL, 0);
    assert_int_equal(seen.count, 4);
    assert_non_null(strstr(seen.first, "was erased with its account, and is there again"));
}

/* --- a database that had a ledger before it had these --- */

static void put_event(struct intruder *in, int64_t account_id, int64_t id)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "INSERT INTO trust_event (site_id, account_id, id, at_ms, kind, comment_id, clause, "
             "by_id) VALUES (1, %lld, %lld, %lld, 1, 5, '', 2)",
             (long long)account_id, (long long)id, (long long)(id >> 22));
    intruder_run(in, sql);
}

static void put_opening(struct intruder *in)
{
    const struct ledger_digest nothing = ledger_digest_of_mark((struct str){0});
    const struct ledger_entry e = {.seq = 1,
                                   .made_ms = OLDER_MS,
                                   .kind = LEDGER_OPENING,
                                   .digest = ledger_digest_str(&nothing)};
    const struct ledger_digest hash = ledger_digest_of_entry(1, &e, (struct str){0});
    char digest_hex[LEDGER_HASH_TEXT_SIZE], hash_hex[LEDGER_HASH_TEXT_SIZE], sql[500];
    const char *hex = in->sqlite != NULL ? "x'" : "'\\x";
    ledger_hash_text(&nothing, digest_hex);
    ledger_hash_text(&hash, hash_hex);
    snprintf(sql, sizeof sql,
             "INSERT INTO ledger (site_id, chain, seq, made_ms, kind, subject_id, subject_seq, "
             "digest, hash) VALUES (1, 0, 1, %lld, 1, 0, 0, %s%s', %s%s')",
             (long long)OLDER_MS, hex, digest_hex, hex, hash_hex);
    intruder_run(in, sql);
}

static int set_up_older(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    test_store_init_migrated(&f.store);
    struct intruder in = intruder_enter(&f.store);
    put_opening(&in);
    put_event(&in, 3, OLDER_MS << 22);
    put_event(&in, 3, (OLDER_MS + 1) << 22);
    intruder_leave(&in);
    fixture_open(&f);
    *state = &f;
    return 0;
}

static void what_was_there_before_is_taken_in_once(void **state)
{
    struct fixture *f = *state;
    struct ledger_seen seen = {0};
    struct ledger_check check = {.found = ledger_seen_note, .ctx = &seen};
    ledger_seen_expect_whole(f);
    fixture_restart(f);
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_findings, 0);
    assert_int_equal(check.ret_outside, 0);
    assert_int_equal(check.ret_events, 2);
    struct intruder in = intruder_enter(&f->store);
    intruder_run(&in, "DELETE FROM trust_event WHERE id = (SELECT MIN(id) FROM trust_event)");
    intruder_leave(&in);
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 1);
}

/* A server of the version before may still be running for a while, and enters nothing. */
static void beside_an_older_program_events_of_that_day_are_outside(void **state)
{
    struct fixture *f = *state;
    struct intruder in = intruder_enter(&f->store);
    put_event(&in, 3, (FIRST_USED + DAY_MS / 2) << 22);
    struct ledger_seen seen = ledger_seen_verify(f, NULL, 0);
    assert_int_equal(seen.count, 0);
    assert_int_equal(seen.outside, 1);
    put_event(&in, 3, (FIRST_USED + 2 * DAY_MS) << 22);
    put_event(&in, 3, (FIRST_USED - 2 * DAY_MS) << 22);
    intruder_leave(&in);
    seen = ledger_seen_verify(f, NULL, 0);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.outside, 1);
    assert_non_null(strstr(seen.first, "was added without an entry in the ledger"));
}

/* Most of these leave a ledger that is not whole. */
static int tear_down(void **state)
{
    fixture_release(*state);
    return 0;
}

int main(void)
{
#define CASE(name)  cmocka_unit_test_setup_teardown(name, fixture_set_up, tear_down)
#define OLDER(name) cmocka_unit_test_setup_teardown(name, set_up_older, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(events_and_answers_are_entered_as_they_come),
        CASE(whatever_is_done_to_one_is_found),
        CASE(the_database_refuses_to_change_either),
        CASE(erased_with_their_account_they_are_no_finding_and_must_not_return),
        OLDER(what_was_there_before_is_taken_in_once),
        OLDER(beside_an_older_program_events_of_that_day_are_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
