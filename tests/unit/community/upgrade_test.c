/* A database of the first version, before contexts, trust, ledger and reports, is brought up to date with all that is
 * in it, on both engines. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "community/record/ledger_verify.h"
#include "community/comment/path.h"
#include "community/record/replay.h"
#include "community/discipline/sanction.h"
#include "community/moderation/trust.h"
#include "queries.h"
#include "store/store_location.h"
#include "unit/community/fixture.h"
#include "unit/community/intruder.h"

#define FORMER_MIGRATIONS 3
#define FORMER_NOW_MS     1780000000000
#define FORMER_DOCUMENT                                                                            \
    "# Former\n\n```standards\nlanguage: en\n```\n\n## Strong words {#strong}\n\nNone.\n\n"        \
    "```clause\nwhen: profanity.score >= 0.7\nthen: hold\n```\n"

enum { AUTHOR = 1, MODERATOR = 2, BLOCKED = 3, UNKNOWN_BLOCKED = 4 };

/* Comments, one of each status; ids hold the time of their making. */
static int64_t id_of(int number)
{
    return (FORMER_NOW_MS + number * 1000) << 22;
}

static const struct {
    int status;
    const char *body, *record;
} comments[] = {
    {COMMENT_PUBLISHED, "A plain comment", NULL},
    {COMMENT_FLAGGED, "Damn, a word", "{\"consequence\":\"flag\",\"findings\":[],\"versions\":{}}"},
    {COMMENT_HELD, "This is fucking great",
     "{\"consequence\":\"hold\",\"findings\":[{\"clause\":\"strong\",\"title\":\"Strong words\","
     "\"consequence\":\"hold\",\"condition\":\"profanity.score >= 0.7\",\"measures\":[],"
     "\"evidence\":[{\"signal\":\"profanity.score\",\"begin\":8,\"end\":15,\"quote\":\"fucking\"}]"
     "}],\"versions\":{\"standards\":\"x\",\"signals\":\"1\",\"program\":\"0.1.0\"}}"},
    {COMMENT_REMOVED, "Taken away by a moderator", NULL},
    {COMMENT_DELETED, "", NULL},
};
#define COMMENTS (sizeof comments / sizeof comments[0])

static void put_account(struct intruder *in, int id, const char *name, enum role role)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT INTO account (site_id, id, name, name_skeleton, email, email_key, "
             "password_hash, role, status, standards_consent, privacy_consent, published_count, "
             "removed_count) VALUES (1, %d, '%s', '%s', 'a@example.org', 'a@example.org', 'none', "
             "%d, 0, '1', '1', 2, 1)",
             id, name, name, role);
    intruder_run(in, sql);
}

static void put_decision(struct intruder *in, size_t n, int seq, int actor, int action,
                         const char *record)
{
    char sql[1000];
    snprintf(sql, sizeof sql,
             "INSERT INTO decision (site_id, comment_id, seq, decided_ms, actor_id, action, "
             "from_status, to_status, revision, clause, reason, record, standards_id) VALUES (1, "
             "%lld, %d, %lld, %d, %d, NULL, %d, 0, 'strong', NULL, %s%s%s, 1)",
             (long long)id_of((int)n), seq, (long long)FORMER_NOW_MS, actor, action,
             comments[n].status, record ? "'" : "", record ? record : "NULL", record ? "'" : "");
    intruder_run(in, sql);
}

static void put_comment(struct intruder *in, size_t n)
{
    int64_t id = id_of((int)n);
    struct path path = path_root(id);
    struct str bytes = path_str(&path);
    char hex[200], sql[600];
    sodium_bin2hex(hex, sizeof hex, (const unsigned char *)bytes.p, bytes.n);
    snprintf(sql, sizeof sql,
             "INSERT INTO comment (site_id, article_id, shown, path, id, parent_id, account_id, "
             "status, revision, reply_count, edited_ms, standards_id, body) VALUES (1, 10, %d, "
             "%s%s', %lld, NULL, %d, %d, 0, 0, NULL, 1, '%s')",
             comments[n].status <= COMMENT_FLAGGED, in->sqlite != NULL ? "x'" : "'\\x", hex,
             (long long)id, AUTHOR, comments[n].status, comments[n].body);
    intruder_run(in, sql);
    if (comments[n].record != NULL)
        put_decision(in, n, 1, 0, DECISION_JUDGED, comments[n].record);
    else if (comments[n].status == COMMENT_REMOVED)
        put_decision(in, n, 1, MODERATOR, DECISION_REMOVED, NULL);
    else if (comments[n].status == COMMENT_DELETED)
        put_decision(in, n, 1, AUTHOR, DECISION_DELETED, NULL);
}

static void put_standards(struct intruder *in)
{
    struct ledger_digest hash = ledger_digest_of_record(STR(FORMER_DOCUMENT));
    char name[LEDGER_HASH_TEXT_SIZE], sql[600];
    ledger_hash_text(&hash, name);
    snprintf(sql, sizeof sql, "INSERT INTO standards_version VALUES (1, 1, '%.16s', '%s', %lld)",
             name, FORMER_DOCUMENT, (long long)FORMER_NOW_MS);
    intruder_run(in, sql);
}

/* One whose block is in the log, twice, and one of whose block nothing is known. */
static void put_blocks(struct intruder *in)
{
    char sql[200];
    put_account(in, BLOCKED, "Blocked", ROLE_READER);
    put_account(in, UNKNOWN_BLOCKED, "Unknown", ROLE_READER);
    intruder_run(in, "UPDATE account SET status = 1 WHERE id >= 3");
    intruder_run(in, "INSERT INTO audit VALUES (1, 78, 2, 'block', 3, 'the first time')");
    snprintf(sql, sizeof sql, "INSERT INTO audit VALUES (1, %lld, 2, 'block', 3, 'spam')",
             (long long)id_of(0));
    intruder_run(in, sql);
}

static void live_as_before(struct fixture *f)
{
    const struct db_schema former = {schema_built_in.migrations, FORMER_MIGRATIONS};
    struct problem problem = {0};
    int applied;
    if (store_migrate_to(f->store.store, &former, &applied, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_int_equal(applied, FORMER_MIGRATIONS);
    struct intruder in = intruder_enter(&f->store);
    intruder_run(&in, "INSERT INTO site VALUES (1, 'The Courier', '', 'en', 'UTC', "
                      "'https://courier.example')");
    put_account(&in, AUTHOR, "Author", ROLE_READER);
    put_account(&in, MODERATOR, "Moderator", ROLE_MODERATOR);
    intruder_run(&in, "INSERT INTO article VALUES (1, 10, 'the-ferry', '', 'en', 'The ferry', '', "
                      "'', 1, 1, '', '', '', '', 0, 0, '', 'test:1', 0, '', '')");
    intruder_run(&in, "INSERT INTO thread VALUES (1, 10, 0, 2, 1)");
    intruder_run(&in, "INSERT INTO audit VALUES (1, 77, 2, 'thread mode', 10, 'open')");
    put_blocks(&in);
    put_standards(&in);
    for (size_t n = 0; n < COMMENTS; n++)
        put_comment(&in, n);
    intruder_leave(&in);
}

static int set_up(void **state)
{
    static struct fixture f;
    memset(&f, 0, sizeof f);
    test_store_init(&f.store);
    live_as_before(&f);
    fixture_open(&f);
    f.article_id = 10;
    *state = &f;
    return 0;
}

static void what_was_there_is_whole_and_entered(void **state)
{
    struct fixture *f = *state;
    struct q_ledger_count_row counts;
    assert_ok(
        q_ledger_count(f->reader.db, &(struct q_ledger_count_in){.site_id = 1}, f->arena, &counts));
    assert_int_equal(counts.decisions, 4);
    assert_int_equal(counts.actions, 3);
    assert_int_equal(counts.comments, COMMENTS);
    for (size_t n = 0; n < COMMENTS; n++) {
        struct comment_view c = fixture_comment(f, id_of((int)n));
        assert_int_equal(c.status, comments[n].status);
        assert_str_equal(c.body, str_from_cstr(comments[n].body));
    }
}

static void what_was_decided_before_is_shown_and_judged_again_as_far_as_known(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct replay *replay;
    const struct actor author = {.account_id = AUTHOR, .role = ROLE_READER};
    assert_ok(replay_new(&f->reader, f->signals, &replay));
    for (size_t n = 0; n < COMMENTS; n++) {
        struct replay_item item;
        struct replay_outcome out;
        struct comment_decision *list;
        size_t count;
        assert_ok(comment_decisions(&f->reader, &author, id_of((int)n), f->arena, &list, &count));
        assert_int_equal(count, n > 0);
        assert_ok(replay_get(&f->reader, id_of((int)n), 0, f->arena, &item, &problem));
        if (replay_run(replay, &item, f->arena, &out, &problem) != RC_OK)
            fail_msg("%s", problem.message);
        assert_int_not_equal(out.result, REPLAY_REPRODUCED);
    }
    replay_free(replay);
}

static void who_was_blocked_is_blocked_and_it_can_be_lifted(void **state)
{
    struct fixture *f = *state;
    const struct actor console = {.role = ROLE_ADMINISTRATOR};
    struct sanction s;
    assert_ok(sanction_active(f->community, f->reader.db, BLOCKED, SANCTION_BLOCK, f->arena, &s));
    assert_int_equal(s.by_id, MODERATOR);
    assert_int_equal(s.at_ms, FORMER_NOW_MS);
    assert_str_equal(s.reason, STR("spam"));
    assert_false(s.is_final);
    assert_ok(
        sanction_active(f->community, f->reader.db, UNKNOWN_BLOCKED, SANCTION_BLOCK, f->arena, &s));
    struct sanction_lift_order op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = console,
                                     .lifting = {.account_id = UNKNOWN_BLOCKED,
                                                 .sanction_id = s.id,
                                                 .end = SANCTION_LIFTED,
                                                 .why = STR("It is long ago.")}};
    assert_ok(community_run(sanction_lift_submit, &op.job));
    assert_int_equal(
        sanction_active(f->community, f->reader.db, UNKNOWN_BLOCKED, SANCTION_BLOCK, f->arena, &s),
        RC_NOT_FOUND);
}

static void trust_begins_at_nothing(void **state)
{
    struct fixture *f = *state;
    const struct actor author = {.account_id = AUTHOR, .role = ROLE_READER};
    struct trust_view v;
    assert_ok(trust_get(&f->reader, &author, AUTHOR, f->arena, &v));
    assert_int_equal(v.points, 0);
    assert_false(v.is_verified);
}

/* Every kind of decision on rows of then; the tear down holds the ledger against it. */
static void life_goes_on_with_the_comments_of_then(void **state)
{
    struct fixture *f = *state;
    const struct actor mod = {.account_id = MODERATOR, .role = ROLE_MODERATOR};
    const struct actor author = {.account_id = AUTHOR, .role = ROLE_READER};
    assert_ok(fixture_decide(f, &mod, MODERATION_REMOVE, id_of(0)));
    assert_ok(fixture_decide(f, &mod, MODERATION_UNDO, id_of(0)));
    assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id_of(1)));
    assert_ok(fixture_decide(f, &mod, MODERATION_RESTORE, id_of(3)));
    struct comment_deletion op = {.job = {.community = f->community, .arena = f->arena},
                                  .actor = author,
                                  .comment_id = id_of(2)};
    assert_ok(community_run(comment_delete_submit, &op.job));
    struct comment_decision *list;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &author, id_of(2), f->arena, &list, &count));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].record.n, 0);
    fixture_post(f, &author, id_of(1), "An answer to a comment of then");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(what_was_there_is_whole_and_entered),
        CASE(what_was_decided_before_is_shown_and_judged_again_as_far_as_known),
        CASE(who_was_blocked_is_blocked_and_it_can_be_lifted),
        CASE(trust_begins_at_nothing),
        CASE(life_goes_on_with_the_comments_of_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
