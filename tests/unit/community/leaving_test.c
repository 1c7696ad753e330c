#include "community/leaving/leaving.h"

#include <stdio.h>
#include <string.h>

#include "community/record/ledger_verify.h"
#include "community/moderation/report.h"
#include "community/account/session.h"
#include "unit/community/fixture.h"
#include "unit/community/intruder.h"

#define TEXT_FINE  "A calm and reasonable remark about the ferry."
#define TEXT_HELD  "The ferry is late again, what a fucking mess."
#define TEXT_REPLY "Do you take the ferry every day, then?"

/* --- what stands in the database --- */

struct dump {
    char text[65536];
    size_t n;
};

static void dump_add(struct dump *d, const char *s)
{
    int n = snprintf(d->text + d->n, sizeof d->text - d->n, "%s|", s != NULL ? s : "NULL");
    assert_true(n >= 0 && d->n + (size_t)n < sizeof d->text);
    d->n += (size_t)n;
}

static int dump_row(void *ctx, int count, char **values, char **names)
{
    (void)names;
    for (int i = 0; i < count; i++)
        dump_add(ctx, values[i]);
    return 0;
}

static void dump_query(struct fixture *f, const char *sql, struct dump *d)
{
    struct intruder in = intruder_enter(&f->store);
    if (in.sqlite != NULL) {
        assert_int_equal(sqlite3_exec(in.sqlite, sql, dump_row, d, NULL), SQLITE_OK);
    } else {
        PGresult *r = PQexec(in.postgres, sql);
        assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
        for (int row = 0; row < PQntuples(r); row++)
            for (int i = 0; i < PQnfields(r); i++)
                dump_add(d, PQgetisnull(r, row, i) ? NULL : PQgetvalue(r, row, i));
        PQclear(r);
    }
    intruder_leave(&in);
}

/* Everything but what counts changes and sessions. */
static void dump_all(struct fixture *f, struct dump *d)
{
    static const char *const queries[] = {
        "SELECT id, article_id, shown, parent_id, account_id, status, revision, reply_count, "
        "edited_ms, standards_id, "
        "body, context FROM comment ORDER BY id",
        "SELECT article_id, mode, comment_count, last_comment_ms FROM thread ORDER BY article_id",
        "SELECT id, name, name_skeleton, email, role, status, hidden, published_count, "
        "removed_count FROM account "
        "ORDER BY id",
        "SELECT comment_id, reporter_id, words, outcome FROM report ORDER BY 1, 2",
        "SELECT comment_id, revision, state, again FROM verify_item ORDER BY comment_id, revision",
        "SELECT comment_id, revision, body FROM comment_revision ORDER BY comment_id, revision",
        "SELECT comment_id, seq, action, record FROM decision ORDER BY comment_id, seq",
        "SELECT account_id, id, kind FROM trust_event ORDER BY account_id, id",
        "SELECT count(*) FROM hidden_comment",
        "SELECT count(*) FROM leaving",
    };
    d->n = 0;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        dump_query(f, queries[i], d);
}

static int64_t count_of(struct fixture *f, const char *sql)
{
    struct dump d = {.n = 0};
    int64_t n = 0;
    dump_query(f, sql, &d);
    for (const char *p = d.text; *p >= '0' && *p <= '9'; p++)
        n = 10 * n + (*p - '0');
    return n;
}

/* --- going and coming --- */

struct move {
    struct community_job job;
    int64_t account_id, by_id, purge_ms;
    enum leaving_kind kind;
};

static enum rc run_hide(struct db *db, struct community_job *job)
{
    struct move *m = (struct move *)job;
    return leaving_hide(job, db, m->account_id, m->kind, m->by_id, &m->purge_ms);
}

static enum rc run_show(struct db *db, struct community_job *job)
{
    struct move *m = (struct move *)job;
    return leaving_show(job, db, m->account_id, m->kind);
}

static enum rc submit_hide(struct community_job *job)
{
    job->run = run_hide;
    return community_submit(job);
}

static enum rc submit_show(struct community_job *job)
{
    job->run = run_show;
    return community_submit(job);
}

static enum rc move(struct fixture *f, enum rc (*submit)(struct community_job *job),
                    int64_t account_id, enum leaving_kind kind)
{
    struct move m = {.job = {.community = f->community, .arena = f->arena},
                     .account_id = account_id,
                     .by_id = account_id,
                     .kind = kind};
    return community_run(submit, &m.job);
}

static enum rc hide(struct fixture *f, const struct actor *a)
{
    return move(f, submit_hide, a->account_id, LEAVING_OWN);
}

static enum rc show(struct fixture *f, const struct actor *a)
{
    return move(f, submit_show, a->account_id, LEAVING_OWN);
}

static void finish(struct fixture *f)
{
    struct problem problem = {0};
    assert_ok(leaving_finish(f->community, &problem));
}

/* --- a reader with everything a reader can have --- */

struct scene {
    struct actor leaver, other, moderator;
    int64_t leaf, parent, reply, held, removed, flagged, edited;
};

static void report(struct fixture *f, const struct actor *by, int64_t comment_id)
{
    struct report_submission op = {.job = {.community = f->community, .arena = f->arena},
                                   .actor = *by,
                                   .comment_id = comment_id,
                                   .clause = STR("mild"),
                                   .words = STR("words of a report")};
    assert_ok(community_run(report_submit, &op.job));
}

static struct scene set_scene(struct fixture *f)
{
    struct scene s = {.leaver = fixture_actor(f, "leaver", ROLE_READER),
                      .other = fixture_actor(f, "other", ROLE_READER),
                      .moderator = fixture_actor(f, "mod", ROLE_MODERATOR)};
    s.leaf = fixture_post(f, &s.leaver, 0, TEXT_FINE);
    s.parent = fixture_post(f, &s.leaver, 0, "Another remark, with a reply under it.");
    s.reply = fixture_post(f, &s.other, s.parent, TEXT_REPLY);
    s.flagged = fixture_post(f, &s.leaver, s.reply, "Late again, damn it.");
    s.held = fixture_post(f, &s.leaver, 0, TEXT_HELD);
    s.removed = fixture_post(f, &s.leaver, 0, "This one a moderator takes away.");
    s.edited = fixture_post(f, &s.leaver, 0, "This one a moderator rewrites.");
    assert_ok(fixture_decide(f, &s.moderator, MODERATION_REMOVE, s.removed));
    assert_ok(fixture_decide(f, &s.moderator, MODERATION_EDIT, s.edited));
    report(f, &s.other, s.leaf);
    report(f, &s.leaver, s.reply);
    return s;
}

static void what_comes_back_is_exactly_what_was_there(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    static struct dump before, between, after;
    dump_all(f, &before);
    assert_ok(hide(f, &s.leaver));
    dump_all(f, &between);
    assert_string_not_equal(before.text, between.text);
    finish(f);
    assert_ok(show(f, &s.leaver));
    finish(f);
    dump_all(f, &after);
    assert_string_equal(before.text, after.text);
}

static void a_deleted_account_is_out_of_sight_on_every_path(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    const struct actor nobody = {.account_id = 0};
    struct discussion_thread thread;
    struct discussion_page page;
    struct discussion_latest *latest;
    struct moderation_item *items;
    struct account_view account;
    struct comment_own *own;
    struct comment_view v;
    struct comment_revision *revisions;
    struct comment_decision *decisions;
    size_t count;
    int64_t next;
    assert_ok(discussion_thread(&f->reader, f->article_id, &thread));
    assert_int_equal(thread.comment_count, 5);
    assert_ok(hide(f, &s.leaver));
    assert_ok(discussion_thread(&f->reader, f->article_id, &thread));
    assert_int_equal(thread.comment_count, 1);
    /* Only the parent stays, for the reply that hangs there. */
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    assert_int_equal(page.count, 2);
    assert_true(page.comments[0].tombstone);
    assert_int_equal(page.comments[0].status, COMMENT_DELETED);
    assert_int_equal(page.comments[0].account_id, 0);
    assert_int_equal(page.comments[0].author_name.n + page.comments[0].body.n, 0);
    assert_int_equal(page.comments[1].id, s.reply);
    assert_int_equal(page.comments[1].parent_author.n, 0);
    assert_ok(discussion_latest(&f->reader, 10, f->arena, &latest, &count));
    assert_int_equal(count, 1);
    assert_int_equal(comment_get(&f->reader, &nobody, s.leaf, f->arena, &v), RC_NOT_FOUND);
    assert_ok(comment_get(&f->reader, &s.moderator, s.removed, f->arena, &v));
    assert_int_equal(v.status, COMMENT_DELETED);
    assert_int_equal(v.body.n, 0);
    assert_ok(comment_history(&f->reader, &s.moderator, s.edited, f->arena, &revisions, &count));
    assert_int_equal(count, 0);
    assert_ok(comment_decisions(&f->reader, &s.moderator, s.held, f->arena, &decisions, &count));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(decisions[i].record.n, 0);
    assert_int_equal(account_get(&f->reader, &nobody, s.leaver.account_id, f->arena, &account),
                     RC_NOT_FOUND);
    assert_int_equal(account_get_by_name(&f->reader, &nobody, STR("leaver"), f->arena, &account),
                     RC_NOT_FOUND);
    assert_ok(comment_list_by_account(&f->reader, &nobody, s.leaver.account_id, 0, 10, f->arena,
                                      &own, &count, &next));
    assert_int_equal(count, 0);
    assert_ok(moderation_queue(&f->reader, &s.moderator, MODERATION_ALL, 0, f->arena, &items,
                               &count, &next));
    /* The other's comment, which the account had reported, and nothing of its own. */
    assert_int_equal(count, 1);
    assert_int_equal(items[0].comment.id, s.reply);
    assert_int_equal(items[0].parent_body.n, 0);
    assert_int_equal(items[0].report_count, 1);
    assert_int_equal(items[0].reports[0].reporter_name.n + items[0].reports[0].words.n, 0);
}

static void a_deleted_account_cannot_write_nor_be_answered(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    struct comment_draft *draft, *late;
    struct problem problem = {0};
    const struct comment_input answer = {
        .article_id = f->article_id, .parent_id = s.parent, .body = STR("Are you still there?")};
    const struct comment_input last = {.article_id = f->article_id,
                                       .body = STR("My very last word on the ferry.")};
    /* Prepared before, committed after. */
    assert_ok(comment_prepare(&f->reader, &s.leaver, &last, f->arena, &late, &problem));
    assert_ok(hide(f, &s.leaver));
    assert_int_not_equal(community_run(comment_commit_submit, &late->job), RC_OK);
    assert_int_equal(fixture_try(f, &s.other, &answer, &draft), RC_NOT_FOUND);
    assert_int_equal(hide(f, &s.leaver), RC_CONFLICT);
}

static void thousands_of_comments_go_in_steps_and_none_is_seen_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct actor leaver = fixture_actor(f, "leaver", ROLE_READER);
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    const struct actor nobody = {.account_id = 0};
    int64_t first = fixture_post(f, &leaver, 0, "Remark number 0 about the ferry.");
    fixture_post(f, &leaver, 0, TEXT_HELD);
    for (int i = 1; i < LEAVING_STEP + 20; i++)
        fixture_post(f, &leaver, 0,
                     arena_printf(f->arena, "Remark number %d about the ferry.", i).p);
    static struct dump before, after;
    dump_all(f, &before);
    /* The steps that are left are another node's, which is away: this one only deletes. */
    struct intruder in = intruder_enter(&f->store);
    assert_ok(hide(f, &leaver));
    finish(f);
    intruder_run(&in, "UPDATE comment SET status = 0, shown = 1, body = 'left behind' WHERE id = "
                      "(SELECT MIN(id) FROM comment)");
    struct discussion_page page;
    struct comment_view v;
    struct moderation_item *items;
    size_t count;
    int64_t next;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    assert_int_equal(page.count, 1);
    assert_true(page.comments[0].tombstone);
    assert_int_equal(page.comments[0].body.n, 0);
    assert_int_equal(comment_get(&f->reader, &nobody, first, f->arena, &v), RC_NOT_FOUND);
    assert_ok(moderation_queue(&f->reader, &moderator, MODERATION_ALL, 0, f->arena, &items, &count,
                               &next));
    assert_int_equal(count, 0);
    intruder_run(&in, "UPDATE comment SET status = 4, shown = 0, body = '' WHERE id = "
                      "(SELECT MIN(id) FROM comment)");
    intruder_leave(&in);
    assert_int_equal(count_of(f, "SELECT count(*) FROM hidden_comment"), LEAVING_STEP + 21);
    assert_ok(show(f, &leaver));
    finish(f);
    dump_all(f, &after);
    assert_string_equal(before.text, after.text);
}

static void travel(struct fixture *f, int64_t ms)
{
    f->clock.fixed_ms += ms;
    assert_ok(community_sweep(f->community));
    finish(f);
}

static void after_thirty_days_nothing_of_it_is_left_but_numbers_and_verdicts(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    static struct dump d;
    assert_ok(hide(f, &s.leaver));
    travel(f, LEAVING_KEPT_MS - 1000);
    assert_int_equal(count_of(f, "SELECT count(*) FROM hidden_comment"), 6);
    travel(f, 2000);
    assert_int_equal(show(f, &s.leaver), RC_EXPIRED);
    dump_all(f, &d);
    static const char *const gone[] = {"leaver",     "remark",   "Late again",         "fucking",
                                       "takes away", "rewrites", "words of a report|1"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        assert_null(strstr(d.text, gone[i]));
    assert_non_null(strstr(d.text, TEXT_REPLY));
    assert_int_equal(count_of(f, "SELECT count(*) FROM hidden_comment"), 0);
    assert_int_equal(count_of(f, "SELECT count(*) FROM decision WHERE clause = 'strong'"), 1);
    assert_int_equal(count_of(f, "SELECT count(*) FROM leaving WHERE state = 5"), 1);
    /* The name is free again, and its new owner is another person. */
    struct actor next = fixture_actor(f, "leaver", ROLE_READER);
    assert_int_not_equal(next.account_id, s.leaver.account_id);
}

static void a_sanction_takes_over_and_gives_back_to_the_deletion_there_was(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    int64_t id = s.leaver.account_id;
    assert_ok(hide(f, &s.leaver));
    assert_ok(move(f, submit_hide, id, LEAVING_SANCTION));
    assert_int_equal(move(f, submit_hide, id, LEAVING_SANCTION), RC_CONFLICT);
    assert_int_equal(show(f, &s.leaver), RC_FORBIDDEN);
    assert_ok(move(f, submit_show, id, LEAVING_SANCTION));
    /* Its owner had deleted it before, and that stands. */
    assert_int_equal(count_of(f, "SELECT count(*) FROM account WHERE hidden = 1"), 1);
    assert_int_equal(move(f, submit_show, id, LEAVING_SANCTION), RC_FORBIDDEN);
    assert_ok(show(f, &s.leaver));
    assert_int_equal(count_of(f, "SELECT count(*) FROM account WHERE hidden = 1"), 0);
}

static void what_only_a_sanction_deleted_only_it_gives_back(void **state)
{
    struct fixture *f = *state;
    struct scene s = set_scene(f);
    int64_t id = s.leaver.account_id;
    assert_ok(move(f, submit_hide, id, LEAVING_SANCTION));
    assert_int_equal(show(f, &s.leaver), RC_FORBIDDEN);
    assert_ok(move(f, submit_show, id, LEAVING_SANCTION));
    assert_int_equal(show(f, &s.leaver), RC_NOT_FOUND);
    assert_int_equal(count_of(f, "SELECT count(*) FROM account WHERE hidden = 1"), 0);
}

/* --- nothing forgotten --- */

static bool has_line(const char *table)
{
    static const char *const tables[] = {
#define ERASE(table, query) #table,
#define KEEP(table, why)    #table,
#define COMMENTS(table)     #table,
#define WITH(table, what)   #table,
#include "community/leaving/erase.def"
#undef ERASE
#undef KEEP
#undef COMMENTS
#undef WITH
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strcmp(tables[i], table) == 0)
            return true;
    return false;
}

static int check_column(void *ctx, int count, char **values, char **names)
{
    static const char *const personal[] = {"account_id",  "by_id",     "actor_id",     "author_id",
                                           "reporter_id", "editor_id", "answered_by",  "taken_by",
                                           "decided_by",  "muted_id",  "released_by",  "target_id",
                                           "email",       "address",   "name_skeleton"};
    int *seen = ctx;
    assert_int_equal(count, 2);
    (void)names;
    for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++) {
        if (strcmp(values[1], personal[i]) != 0)
            continue;
        ++*seen;
        if (!has_line(values[0]))
            fail_msg("%s.%s: the table has no line in src/community/leaving/erase.def", values[0],
                     values[1]);
    }
    return 0;
}

static void every_table_with_a_person_in_it_says_what_erasing_does_to_it(void **state)
{
    struct fixture *f = *state;
    int seen = 0;
    if (test_store_is_postgres())
        return;
    struct intruder in = intruder_enter(&f->store);
    assert_int_equal(sqlite3_exec(in.sqlite,
                                  "SELECT m.name, c.name FROM sqlite_master m, "
                                  "pragma_table_info(m.name) c WHERE m.type = 'table'",
                                  check_column, &seen, NULL),
                     SQLITE_OK);
    intruder_leave(&in);
    assert_true(seen > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(what_comes_back_is_exactly_what_was_there),
        FIXTURE_CASE(a_deleted_account_is_out_of_sight_on_every_path),
        FIXTURE_CASE(a_deleted_account_cannot_write_nor_be_answered),
        FIXTURE_CASE(thousands_of_comments_go_in_steps_and_none_is_seen_meanwhile),
        FIXTURE_CASE(after_thirty_days_nothing_of_it_is_left_but_numbers_and_verdicts),
        FIXTURE_CASE(a_sanction_takes_over_and_gives_back_to_the_deletion_there_was),
        FIXTURE_CASE(what_only_a_sanction_deleted_only_it_gives_back),
        FIXTURE_CASE(every_table_with_a_person_in_it_says_what_erasing_does_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
