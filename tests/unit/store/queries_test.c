#include "../test.h"
#include "engine_queries.h"
#include "note.h"
#include "queries.h"

/* The one thing a generator cannot know: whether the engine agrees. */
static int check_all(struct db *db, const struct db_query *const *queries, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct problem problem = {0};
        enum rc rc = db_query_check(db, queries[i], &problem);
        if (rc == RC_OK || rc == RC_UNSUPPORTED)
            continue;
        print_error("%s\n", problem.message);
        wrong++;
    }
    return wrong;
}

static void every_query_of_the_program_is_prepared_and_keeps_its_header(void **state)
{
    (void)state;
    struct test_store t;
    struct problem problem = {0};
    test_store_init(&t);
    if (store_migrate(t.store, NULL, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_int_equal(check_all(t.db, q_queries, q_queries_count), 0);
    assert_int_equal(check_all(t.db, engine_queries, engine_queries_count), 0);
    test_store_release(&t);
}

static void a_query_that_breaks_its_header_is_found(void **state)
{
    (void)state;
    struct test_store t;
    note_init(&t);
    assert_int_equal(check_all(t.db, note_queries, note_queries_count), 0);
    static const struct db_field out[] = {{.name = "a", .type = DB_I64},
                                          {.name = "b", .type = DB_I64}};
    const struct db_query wrong[] = {
        {.name = "columns",
         .sql = {"SELECT 1", "SELECT 1"},
         .out = out,
         .out_count = 2,
         .number = 1},
        {.name = "inputs",
         .sql = {"SELECT ?1 + ?2", "SELECT $1::bigint + $2::bigint"},
         .in = out,
         .in_count = 1,
         .out = out,
         .out_count = 1,
         .number = 2},
        {.name = "table",
         .sql = {"SELECT a FROM nothing", "SELECT a FROM nothing"},
         .out = out,
         .out_count = 1,
         .number = 3},
        {.name = "number",
         .sql = {"SELECT 1", "SELECT 1"},
         .out = out,
         .out_count = 1,
         .number = DB_QUERIES_MAX},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct problem problem = {0};
        assert_int_not_equal(db_query_check(t.db, &wrong[i], &problem), RC_OK);
        assert_non_null(strstr(problem.message, wrong[i].name));
    }
    test_store_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_of_the_program_is_prepared_and_keeps_its_header),
        cmocka_unit_test(a_query_that_breaks_its_header_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
