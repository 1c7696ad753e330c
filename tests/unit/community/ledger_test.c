#include "community/record/ledger_verify.h"

#include <stdio.h>
#include <string.h>

#include "community/admin.h"
#include "unit/community/ledger_seen.h"

/* Decisions by the standards and by people, a staff action. Returns a comment with two decisions. */
static int64_t live_a_little(struct fixture *f)
{
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    int64_t held = fixture_post(f, &reader, 0, "This is fucking great");
    int64_t flagged = fixture_post(f, &reader, 0, "Damn, what a day that was");
    fixture_post(f, &reader, 0, "A plain comment that leaves no decision");
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, held));
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, flagged));
    struct moderation_thread_mode mode = {.job = {.community = f->community, .arena = f->arena},
                                          .actor = moderator,
                                          .article_id = f->article_id,
                                          .mode = THREAD_PREMODERATED};
    assert_ok(community_run(moderation_thread_mode_submit, &mode.job));
    mode.mode = THREAD_OPEN;
    assert_ok(community_run(moderation_thread_mode_submit, &mode.job));
    return held;
}

static void a_living_site_has_a_whole_ledger(void **state)
{
    struct fixture *f = *state;
    live_a_little(f);
    ledger_seen_expect_whole(f);
    struct ledger_seen seen = {0};
    struct ledger_check check = {.found = ledger_seen_note, .ctx = &seen};
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_decisions, 4);
    assert_int_equal(check.ret_actions, 2);
    assert_int_equal(check.ret_chains, 2);
}

static void what_a_job_left_undone_left_no_entry(void **state)
{
    struct fixture *f = *state;
    int64_t id = live_a_little(f);
    struct actor reader = fixture_actor(f, "Other", ROLE_READER);
    assert_int_not_equal(fixture_decide(f, &reader, MODERATION_REMOVE, id), RC_OK);
    ledger_seen_expect_whole(f);
}

static void each_start_is_a_chain_that_names_the_ones_before(void **state)
{
    struct fixture *f = *state;
    int64_t id = live_a_little(f);
    struct actor moderator = fixture_actor(f, "Second", ROLE_MODERATOR);
    f->random = random_seeded(8);
    fixture_restart(f);
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, id));
    f->random = random_seeded(9);
    fixture_restart(f);
    assert_ok(fixture_decide(f, &moderator, MODERATION_RESTORE, id));
    struct ledger_head *heads;
    size_t count;
    assert_ok(ledger_heads(&f->reader, f->arena, &heads, &count));
    /* The newest chain reaches all others. */
    assert_int_equal(count, 1);
    ledger_seen_expect_whole(f);
    /* A whole chain with all that is in it: the one after it knows its end. */
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    char sql[300];
    snprintf(sql, sizeof sql,
             "DELETE FROM ledger WHERE chain = (SELECT chain FROM ledger WHERE subject_id = %lld "
             "AND subject_seq = 3 AND kind = 3)",
             (long long)id);
    intruder_run(&in, sql);
    snprintf(sql, sizeof sql, "DELETE FROM decision WHERE comment_id = %lld AND seq = 3",
             (long long)id);
    intruder_run(&in, sql);
    intruder_run(&in, "DELETE FROM trust_event WHERE id NOT IN (SELECT subject_id FROM ledger)");
    intruder_leave(&in);
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 1);
}

/* --- every column of every table --- */

static const char *const tables[] = {"decision", "audit", "ledger", "standards_version", NULL};

static void a_change_in_any_column_is_found(void **state)
{
    static const char *const decision[] = {
        "site_id = 2",
        "comment_id = comment_id + 1",
        "seq = seq + 7",
        "decided_ms = 1",
        "actor_id = actor_id + 1",
        "action = action + 1",
        "from_status = 4",
        "from_status = NULL",
        "to_status = 4",
        "revision = 9",
        "clause = 'mildly'",
        "clause = ''",
        "reason = 'none'",
        "reason = NULL",
        "record = '{}'",
        "standards_id = 4",
        "record = record || ' '",
    };
    static const char *const audit[] = {"site_id = 2",   "id = id + 9",
                                        "actor_id = 1",  "action = 'thread'",
                                        "target_id = 1", "detail = detail || '.'"};
    static const char *const ledger[] = {
        "site_id = 2",
        "chain = chain + 1",
        "seq = seq + 1000",
        "made_ms = 1",
        "subject_id = subject_id + 1",
        "subject_seq = subject_seq + 1",
        "hash = digest",
        "digest = hash",
        "record_digest = hash",
        "kind = kind + 1",
    };
    static const int kinds[] = {LEDGER_OPENING, LEDGER_LINK, LEDGER_DECISION, LEDGER_ACTION,
                                LEDGER_STANDARDS};
    struct fixture *f = *state;
    int64_t id = live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    char sql[200];
    intruder_drop_triggers(&in);
    intruder_keep(&in, tables);
    for (int64_t seq = 1; seq <= 2; seq++)
        for (size_t i = 0; i < sizeof decision / sizeof decision[0]; i++) {
            /* What is NULL already stays so, and the second one has no verdict of its own. */
            bool same = (seq == 1 && (i == 7 || i == 13)) || (seq == 2 && i == 16);
            snprintf(sql, sizeof sql,
                     "UPDATE decision SET %s WHERE comment_id = %lld AND seq = %lld", decision[i],
                     (long long)id, (long long)seq);
            if (!same)
                ledger_seen_expect_found(f, &in, tables, sql);
        }
    for (size_t i = 0; i < sizeof audit / sizeof audit[0]; i++) {
        snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE id = (SELECT MIN(id) FROM kept_audit)",
                 audit[i]);
        ledger_seen_expect_found(f, &in, tables, sql);
    }
    for (size_t i = 0; i < sizeof ledger / sizeof ledger[0]; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            int kind = kinds[k];
            snprintf(sql, sizeof sql,
                     "UPDATE ledger SET %s WHERE kind = %d AND chain > 0 AND seq = (SELECT "
                     "MIN(seq) FROM kept_ledger WHERE kind = %d AND chain > 0)",
                     ledger[i], kind, kind);
            ledger_seen_expect_found(f, &in, tables, sql);
        }
    intruder_leave(&in);
}

static void what_is_missing_added_or_in_another_order_is_found(void **state)
{
    static const char *const cases[] = {
        "DELETE FROM decision WHERE seq = 2",
        "DELETE FROM audit WHERE id = (SELECT MIN(id) FROM kept_audit)",
        "DELETE FROM ledger WHERE kind = 3 AND chain > 0 AND seq = 4",
        "DELETE FROM ledger WHERE chain > 0",
        "DELETE FROM ledger WHERE chain = 0",
        "INSERT INTO decision SELECT site_id, comment_id, seq + 5, decided_ms, actor_id, action, "
        "from_status, to_status, revision, clause, reason, record, standards_id FROM kept_decision",
        "INSERT INTO audit SELECT site_id, id + 5, actor_id, action, target_id, detail FROM "
        "kept_audit",
        "INSERT INTO ledger SELECT site_id, chain, seq + 100, made_ms, kind, subject_id, "
        "subject_seq, record_digest, digest, hash FROM kept_ledger WHERE kind = 3",
        "UPDATE ledger SET seq = CASE WHEN seq = 4 THEN -5 ELSE -4 END WHERE chain > 0 AND seq IN "
        "(4, 5)",
        "UPDATE decision SET actor_id = 1 - actor_id WHERE seq = 2",
        "UPDATE standards_version SET document = document || ' '",
        "UPDATE standards_version SET version = '0123456789abcdef'",
        "UPDATE standards_version SET id = id + 1",
        "UPDATE standards_version SET first_used_ms = 1",
        "DELETE FROM standards_version",
        "INSERT INTO standards_version SELECT site_id, id + 1, 'fedcba9876543210', document, "
        "first_used_ms FROM kept_standards_version",
    };
    struct fixture *f = *state;
    live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    intruder_keep(&in, tables);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ledger_seen_expect_found(f, &in, tables, cases[i]);
    intruder_leave(&in);
}

static void swapped_records_name_both_comments(void **state)
{
    struct fixture *f = *state;
    int64_t id = live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    char sql[200];
    intruder_drop_triggers(&in);
    snprintf(sql, sizeof sql,
             "UPDATE decision SET record = (SELECT MAX(d.record) FROM decision d WHERE d.seq = 1 "
             "AND d.comment_id <> %lld) WHERE comment_id = %lld AND seq = 1",
             (long long)id, (long long)id);
    intruder_run(&in, sql);
    intruder_leave(&in);
    struct ledger_seen seen = ledger_seen_verify(f, NULL, 0);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.comment_id, id);
    assert_int_equal(seen.decision_seq, 1);
}

static void a_tail_that_was_cut_shows_against_a_kept_head(void **state)
{
    struct fixture *f = *state;
    struct ledger_head *heads;
    size_t count;
    live_a_little(f);
    assert_ok(ledger_heads(&f->reader, f->arena, &heads, &count));
    assert_int_equal(ledger_seen_verify(f, heads, count).count, 0);
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    /* The last thing done, with its entry: nothing in the database speaks of it any more. */
    intruder_run(&in, "DELETE FROM audit WHERE id = (SELECT MAX(id) FROM audit)");
    intruder_run(&in, "DELETE FROM ledger WHERE kind = 4 AND seq = (SELECT MAX(seq) FROM ledger)");
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 0);
    assert_int_equal(ledger_seen_verify(f, heads, count).count, 1);
    intruder_leave(&in);
}

static void the_database_refuses_to_change_what_was_entered(void **state)
{
    static const char *const cases[] = {
        "UPDATE ledger SET made_ms = 1",
        "DELETE FROM ledger",
        "UPDATE audit SET detail = ''",
        "DELETE FROM audit",
        "DELETE FROM decision",
        "UPDATE decision SET reason = 'another'",
        "UPDATE decision SET record = '{}'",
        "UPDATE decision SET record = NULL, actor_id = 3",
    };
    struct fixture *f = *state;
    live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!intruder_refused(&in, cases[i]))
            fail_msg("not refused: %s", cases[i]);
    intruder_run(&in, "UPDATE decision SET record = NULL");
    intruder_leave(&in);
    assert_true(ledger_seen_verify(f, NULL, 0).count > 0);
}

static void an_author_who_deletes_erases_the_record_and_not_the_decision(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Author", ROLE_READER);
    int64_t id = fixture_post(f, &reader, 0, "This is fucking great");
    struct comment_deletion op = {
        .job = {.community = f->community, .arena = f->arena}, .actor = reader, .comment_id = id};
    assert_ok(community_run(comment_delete_submit, &op.job));
    ledger_seen_expect_whole(f);
    struct comment_decision *d;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &reader, id, f->arena, &d, &count));
    assert_int_equal(count, 2);
    assert_int_equal(d[0].record.n, 0);
    /* The same text put back is no harm to the hash, but it was erased. */
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    intruder_run(&in, "UPDATE decision SET record = 'anything' WHERE seq = 1");
    intruder_leave(&in);
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 1);
}

/* The words that were decided on, of now and from before an edit. */
static void a_text_changed_behind_the_programs_back_names_its_comment(void **state)
{
    static const char *const changes[] = {
        "UPDATE comment SET body = body || ' not' WHERE id",
        "UPDATE comment SET body = '' WHERE id",
        "UPDATE comment SET revision = 9 WHERE id",
        "UPDATE comment_revision SET body = 'Quite harmless' WHERE comment_id",
        "DELETE FROM comment_revision WHERE comment_id",
    };
    struct fixture *f = *state;
    struct actor moderator = fixture_actor(f, "Editor", ROLE_MODERATOR);
    int64_t id = live_a_little(f);
    char sql[200];
    assert_ok(fixture_decide(f, &moderator, MODERATION_EDIT, id));
    ledger_seen_expect_whole(f);
    struct intruder in = intruder_enter(&f->store);
    intruder_run(&in, "CREATE TABLE kept_comment AS SELECT * FROM comment");
    intruder_run(&in, "CREATE TABLE kept_revision AS SELECT * FROM comment_revision");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        snprintf(sql, sizeof sql, "%s = %lld", changes[i], (long long)id);
        intruder_run(&in, sql);
        struct ledger_seen seen = ledger_seen_verify(f, NULL, 0);
        if (seen.count == 0 || seen.comment_id != id)
            fail_msg("unseen: %s", sql);
        intruder_run(&in, "DELETE FROM comment");
        intruder_run(&in, "INSERT INTO comment SELECT * FROM kept_comment");
        intruder_run(&in, "DELETE FROM comment_revision");
        intruder_run(&in, "INSERT INTO comment_revision SELECT * FROM kept_revision");
        ledger_seen_expect_whole(f);
    }
    intruder_leave(&in);
}

/* What readers see is what was decided, and a comment that was decided on is there. */
static void a_comment_that_does_not_stand_as_decided_is_found(void **state)
{
    static const struct {
        const char *change, *back;
    } cases[] = {
        {"UPDATE comment SET status = 0 WHERE status = 3", "UPDATE comment SET status = 3 WHERE "
                                                           "body LIKE 'Damn%'"},
        {"UPDATE comment SET status = 2 WHERE body LIKE 'A plain%'",
         "UPDATE comment SET status = 0 WHERE body LIKE 'A plain%'"},
        {"UPDATE comment SET site_id = 2 WHERE body LIKE 'Damn%'",
         "UPDATE comment SET site_id = 1 WHERE body LIKE 'Damn%'"},
    };
    struct fixture *f = *state;
    live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        intruder_run(&in, cases[i].change);
        if (ledger_seen_verify(f, NULL, 0).count == 0)
            fail_msg("unseen: %s", cases[i].change);
        intruder_run(&in, cases[i].back);
        ledger_seen_expect_whole(f);
    }
    intruder_leave(&in);
}

/* A document of the same short name, made on purpose: the ledger holds the whole hash. */
static void a_document_exchanged_for_one_of_the_same_name_is_found(void **state)
{
    struct fixture *f = *state;
    struct ledger_digest hash = ledger_digest_of_record(STR("Another document"));
    char name[LEDGER_HASH_TEXT_SIZE], sql[200];
    live_a_little(f);
    ledger_hash_text(&hash, name);
    struct intruder in = intruder_enter(&f->store);
    snprintf(sql, sizeof sql,
             "UPDATE standards_version SET document = 'Another document', version = '%.16s'", name);
    intruder_run(&in, sql);
    intruder_leave(&in);
    struct ledger_seen seen = ledger_seen_verify(f, NULL, 0);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.first, "standards 1: were changed after they were entered");
}

static void a_document_of_a_stored_name_and_another_text_is_not_taken(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct intruder in = intruder_enter(&f->store);
    intruder_run(&in, "UPDATE standards_version SET document = document || ' '");
    intruder_leave(&in);
    assert_int_equal(community_load_standards(f->community, fixture_standards(), STR("test"),
                                              f->signals, &problem),
                     RC_CORRUPT);
}

/* Otherwise an emptied ledger would be begun anew by the very command that looks for it. */
static void looking_on_begins_no_ledger(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct community *looker;
    const struct community_config config = {
        .store = f->store.store, .clock = &f->clock, .looks_on = true};
    live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    intruder_run(&in, "DELETE FROM ledger");
    intruder_leave(&in);
    assert_ok(community_new(&config, &looker, &problem));
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 7);
    community_free(looker);
}

static void rows_from_before_the_ledger_are_taken_in_once(void **state)
{
    struct fixture *f = *state;
    live_a_little(f);
    struct intruder in = intruder_enter(&f->store);
    intruder_drop_triggers(&in);
    intruder_run(&in, "DELETE FROM ledger");
    intruder_leave(&in);
    assert_int_equal(ledger_seen_verify(f, NULL, 0).count, 7);
    fixture_restart(f);
    ledger_seen_expect_whole(f);
    fixture_restart(f);
    struct ledger_seen seen = {0};
    struct ledger_check check = {.found = ledger_seen_note, .ctx = &seen};
    assert_ok(ledger_verify(&f->reader, &check));
    assert_int_equal(check.ret_entries, 11);
    assert_int_equal(check.ret_findings, 0);
}

/* Most of these leave a ledger that is not whole. */
static int tear_down(void **state)
{
    fixture_release(*state);
    return 0;
}
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_living_site_has_a_whole_ledger),
        CASE(what_a_job_left_undone_left_no_entry),
        CASE(each_start_is_a_chain_that_names_the_ones_before),
        CASE(a_change_in_any_column_is_found),
        CASE(what_is_missing_added_or_in_another_order_is_found),
        CASE(swapped_records_name_both_comments),
        CASE(a_tail_that_was_cut_shows_against_a_kept_head),
        CASE(the_database_refuses_to_change_what_was_entered),
        CASE(an_author_who_deletes_erases_the_record_and_not_the_decision),
        CASE(a_text_changed_behind_the_programs_back_names_its_comment),
        CASE(a_comment_that_does_not_stand_as_decided_is_found),
        CASE(a_document_exchanged_for_one_of_the_same_name_is_found),
        CASE(a_document_of_a_stored_name_and_another_text_is_not_taken),
        CASE(looking_on_begins_no_ledger),
        CASE(rows_from_before_the_ledger_are_taken_in_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
