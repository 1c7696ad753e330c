#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "../test.h"
#include "note.h"

static int setup(void **state)
{
    static struct test_store t;
    note_init(&t);
    *state = &t;
    return 0;
}

static int teardown(void **state)
{
    test_store_release(*state);
    return 0;
}

/* A session beside the store's own. */
static PGconn *beside(const struct test_store *t)
{
    PGconn *c = PQconnectdb(t->url);
    if (PQstatus(c) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(c));
    return c;
}

/* Recovery takes its time on a busy machine. */
static void wait_for_server(const struct test_store *t)
{
    for (int tries = 0; tries < 1200; tries++, usleep(100000)) {
        PGconn *c = PQconnectdb(t->url);
        bool up = PQstatus(c) == CONNECTION_OK;
        PQfinish(c);
        if (up)
            return;
    }
    fail_msg("the server did not come back");
}

static void run_beside(PGconn *c, const char *sql)
{
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
}

static void end_sessions(const struct test_store *t)
{
    PGconn *c = beside(t);
    run_beside(c, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                  "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    PQfinish(c);
}

static void an_ended_session_is_renewed_before_the_next_write_and_read(void **state)
{
    struct test_store *t = *state;
    for (int64_t id = 1; id <= 2; id++) {
        assert_ok(store_write_wait(t->store, note_add_job, &id));
        assert_int_equal(note_total(t), id);
        usleep(300000); /* reconnecting is tried at most four times a second */
        end_sessions(t);
    }
    int64_t id = 3;
    usleep(300000);
    assert_ok(store_write_wait(t->store, note_add_job, &id));
    assert_int_equal(note_total(t), 3);
}

static void a_snapshot_that_lost_its_session_fails_until_it_is_ended(void **state)
{
    struct test_store *t = *state;
    struct note_note_count_row row;
    struct note_note_count_in in = {.site_id = 1};
    assert_ok(db_begin_read(t->db));
    assert_ok(note_note_count(t->db, &in, t->arena, &row));
    end_sessions(t);
    assert_int_equal(note_note_count(t->db, &in, t->arena, &row), RC_UNAVAILABLE);
    assert_int_equal(note_note_count(t->db, &in, t->arena, &row), RC_UNAVAILABLE);
    db_end_read(t->db);
    usleep(300000);
    assert_ok(note_note_count(t->db, &in, t->arena, &row));
}

#define SUBMITTERS 8
#define EACH_MAX   20000

struct submitter {
    struct store *store;
    int64_t first;
    _Atomic bool *stop;
    int64_t acknowledged[EACH_MAX];
    size_t count;
};

static _Atomic size_t acknowledged_total, refused_total;

/* However busy the machine is, but not for ever. */
static void wait_until_over(_Atomic size_t *counter, size_t n)
{
    for (int tries = 0; *counter <= n && tries < 12000; tries++)
        usleep(5000);
    assert_true(*counter > n);
}

static void *submit(void *context)
{
    struct submitter *s = context;
    for (int64_t id = s->first; !*s->stop && s->count < EACH_MAX; id++) {
        enum rc rc = store_write_wait(s->store, note_add_job, &id);
        if (rc == RC_OK) {
            s->acknowledged[s->count++] = id;
            acknowledged_total++;
        } else if (rc == RC_UNAVAILABLE) {
            refused_total++;
            usleep(20000);
        } else {
            fail_msg("%s", rc_name(rc));
        }
    }
    return NULL;
}

static void a_crash_of_the_server_under_load_loses_nothing_acknowledged(void **state)
{
    struct test_store *t = *state;
    static struct submitter s[SUBMITTERS];
    pthread_t threads[SUBMITTERS];
    _Atomic bool stop = false;
    for (int i = 0; i < SUBMITTERS; i++) {
        s[i].store = t->store;
        s[i].first = (int64_t)i * 1000000 + 1;
        s[i].stop = &stop;
        assert_int_equal(pthread_create(&threads[i], NULL, submit, &s[i]), 0);
    }
    PGconn *c = beside(t);
    wait_until_over(&acknowledged_total, 500);
    /* A killed process makes the server throw all its memory away and recover from its log. */
    assert_int_equal(kill(PQbackendPID(c), SIGKILL), 0);
    wait_until_over(&refused_total, 0);
    wait_until_over(&acknowledged_total, acknowledged_total + 200);
    stop = true;
    PQfinish(c);
    for (int i = 0; i < SUBMITTERS; i++) {
        pthread_join(threads[i], NULL);
    }
    wait_for_server(t);
    test_store_reopen(t);
    for (int i = 0; i < SUBMITTERS; i++)
        for (size_t k = 0; k < s[i].count; k++) {
            struct note_note_get_row row;
            arena_reset(t->arena);
            assert_ok(note_note_get(t->db, &(struct note_note_get_in){1, s[i].acknowledged[k]},
                                    t->arena, &row));
        }
}

#define MEETINGS 5

/* Two nodes that want the same two rows in opposite order, and meet between them: one is chosen to fail. */
struct pair {
    struct store *store;
    pthread_barrier_t *meeting;
    int64_t ids[2];
    int runs;
    bool met;
    int failures;
};

static enum rc add_pair(struct db *db, void *ctx)
{
    struct pair *p = ctx;
    int64_t changed;
    p->runs++;
    for (int i = 0; i < 2; i++) {
        struct note_note_add_once_in in = {.site_id = 1, .note_id = p->ids[i], .text = STR("x")};
        enum rc rc = note_note_add_once(db, &in, &changed);
        if (rc != RC_OK)
            return rc;
        if (!p->met)
            pthread_barrier_wait(p->meeting);
        p->met = true;
    }
    return RC_OK;
}

static void *add_pairs(void *context)
{
    struct pair *p = context;
    for (int i = 0; i < MEETINGS; i++) {
        p->met = false;
        p->failures += store_write_wait(p->store, add_pair, p) != RC_OK;
        p->ids[0] += 2;
        p->ids[1] += 2;
    }
    return NULL;
}

static void deadlocks_between_nodes_are_tried_again(void **state)
{
    struct test_store *t = *state;
    struct store *other = NULL;
    pthread_t thread;
    pthread_barrier_t meeting;
    pthread_barrier_init(&meeting, NULL, 2);
    PGconn *c = beside(t);
    run_beside(c, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || "
                  "' SET deadlock_timeout = ''10ms'''; END $$");
    PQfinish(c);
    test_store_reopen(t);
    assert_ok(store_open(str_from_cstr(t->url), &other, NULL));
    struct pair ours = {.store = t->store, .meeting = &meeting, .ids = {1, 2}};
    struct pair theirs = {.store = other, .meeting = &meeting, .ids = {2, 1}};
    assert_int_equal(pthread_create(&thread, NULL, add_pairs, &theirs), 0);
    add_pairs(&ours);
    pthread_join(thread, NULL);
    store_close(other);
    pthread_barrier_destroy(&meeting);
    assert_int_equal(ours.failures + theirs.failures, 0);
    assert_true(ours.runs + theirs.runs >= 3 * MEETINGS);
    assert_int_equal(note_total(t), 2 * MEETINGS);
}

static void a_database_that_does_not_keep_utf8_is_refused_with_the_remedy(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    struct store *store = NULL;
    char url[sizeof t->url];
    PGconn *c = beside(t);
    run_beside(
        c,
        "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    snprintf(url, sizeof url, "postgresql://comity@/latin%s", strchr(t->url, '?'));
    assert_int_equal(store_open(str_from_cstr(url), &store, &problem), RC_UNSUPPORTED);
    assert_non_null(strstr(problem.message, "createdb --encoding=UTF8"));
    run_beside(c, "DROP DATABASE latin");
    PQfinish(c);
}

static void a_session_asks_for_durable_commits_whatever_the_default(void **state)
{
    struct test_store *t = *state;
    PGconn *c = beside(t);
    run_beside(c, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || "
                  "' SET synchronous_commit = off'; END $$");
    PQfinish(c);
    test_store_reopen(t);
    struct note_durable_row row;
    assert_ok(note_durable(t->db, t->arena, &row));
    assert_str_equal(row.setting, STR("on"));
}

static void a_backup_names_the_tool_for_it(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    assert_int_equal(store_backup(t->store, STR("file"), &problem), RC_UNSUPPORTED);
    assert_non_null(strstr(problem.message, "pg_dump"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(an_ended_session_is_renewed_before_the_next_write_and_read),
        T(a_snapshot_that_lost_its_session_fails_until_it_is_ended),
        T(deadlocks_between_nodes_are_tried_again),
        T(a_database_that_does_not_keep_utf8_is_refused_with_the_remedy),
        T(a_session_asks_for_durable_commits_whatever_the_default),
        T(a_backup_names_the_tool_for_it),
        T(a_crash_of_the_server_under_load_loses_nothing_acknowledged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
