#include "unit/community/fixture.h"

#include <sqlite3.h>
#include <string.h>

#include "queries.h"

/* Queries that may read a whole site or sort: short tables, and what administrators ask for now and then. */
static const char *const exempt[] = {
    "article_count",
    "account_count",
    "section_list",
    "site_get",
    "account_count_administrators",
    "article_tag_list",
    "section_add",
    "standards_version_add",
    "standards_version_list",
    "ledger_count",
    "learning_state_get",
    "learning_state_learned",
    "learning_words_get",
    "redress_staff",     /* an index of few */
    "redress_count",     /* bounded, of what is open */
    "mail_domain_count", /* a thousand at most */
};

static bool is_exempt(const char *name)
{
    for (size_t i = 0; i < sizeof exempt / sizeof exempt[0]; i++)
        if (strcmp(name, exempt[i]) == 0)
            return true;
    return strstr(name, "sweep") != NULL;
}

static void check_plan(sqlite3 *db, const struct db_query *q, struct arena *a)
{
    struct str sql = arena_printf(a, "EXPLAIN QUERY PLAN %s", q->sql[STORE_SQLITE]);
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(st, 3);
        if (strstr(step, "(site_id=?)") != NULL || strstr(step, "TEMP B-TREE") != NULL)
            fail_msg("%s: %s", q->name, step);
    }
    sqlite3_finalize(st);
}

static void no_query_searches_a_whole_site_or_sorts(void **state)
{
    (void)state;
    struct fixture f;
    sqlite3 *db;
    fixture_init(&f);
    assert_int_equal(
        sqlite3_open_v2(f.store.url + strlen("sqlite:"), &db, SQLITE_OPEN_READONLY, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < q_queries_count; i++)
        if (q_queries[i]->sql[STORE_SQLITE] != NULL && !is_exempt(q_queries[i]->name))
            check_plan(db, q_queries[i], f.arena);
    sqlite3_close(db);
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_query_searches_a_whole_site_or_sorts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
