#include <pthread.h>
#include <string.h>

#include "../test.h"
#include "note.h"
#include "store/store_location.h"

static int setup(void **state)
{
    static struct test_store t;
    test_store_init(&t);
    *state = &t;
    return 0;
}

static int teardown(void **state)
{
    test_store_release(*state);
    return 0;
}

/* A copy of the notes' schema to falsify. */
static struct db_migration copy[3];
static struct db_schema schema_copy(size_t count)
{
    for (size_t i = 0; i < note_schema.count; i++)
        copy[i] = note_schema.migrations[i];
    return (struct db_schema){.migrations = copy, .count = count};
}

static void migrations_run_once(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    int applied = -1;
    assert_ok(store_migrate_to(t->store, &note_schema, &applied, &problem));
    assert_int_equal(applied, 2);
    assert_ok(store_migrate_to(t->store, &note_schema, &applied, &problem));
    assert_int_equal(applied, 0);
    int64_t id = 1;
    assert_ok(store_write_wait(t->store, note_add_job, &id));
    assert_int_equal(note_total(t), 1);
}

static void later_migrations_are_added_to_earlier_ones(void **state)
{
    struct test_store *t = *state;
    struct db_schema first = schema_copy(1);
    int applied = -1;
    assert_ok(store_migrate_to(t->store, &first, &applied, NULL));
    assert_int_equal(applied, 1);
    assert_ok(store_migrate_to(t->store, &note_schema, &applied, NULL));
    assert_int_equal(applied, 1);
}

static void the_schema_of_the_program_is_in_order(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    int applied = -1;
    if (store_migrate(t->store, &applied, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_int_equal(applied, schema_built_in.count);
    for (size_t i = 0; i < schema_built_in.count; i++)
        assert_int_equal(schema_built_in.migrations[i].version, i + 1);
}

static void a_changed_file_is_named(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    assert_ok(store_migrate_to(t->store, &note_schema, NULL, NULL));
    struct db_schema changed = schema_copy(2);
    copy[1].checksum = "00000000000000000000000000000000";
    int applied = 77;
    assert_int_equal(store_migrate_to(t->store, &changed, &applied, &problem), RC_CORRUPT);
    assert_non_null(strstr(problem.message, "0002_mark"));
    assert_int_equal(applied, 77);
}

static void an_unknown_migration_is_named(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    assert_ok(store_migrate_to(t->store, &note_schema, NULL, NULL));
    struct db_schema older = schema_copy(1);
    assert_int_equal(store_migrate_to(t->store, &older, NULL, &problem), RC_CORRUPT);
    assert_non_null(strstr(problem.message, "0002_mark"));
    assert_non_null(strstr(problem.message, "newer"));
}

static void a_failing_migration_leaves_nothing_and_is_named(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    struct db_schema broken = schema_copy(2);
    copy[1].sql[0] = copy[1].sql[1] = "CREATE TABLE half (a BIGINT); CREATE TABLE note (b BIGINT)";
    assert_int_equal(store_migrate_to(t->store, &broken, NULL, &problem), RC_BUG);
    assert_non_null(strstr(problem.message, "0002_mark"));
    /* Not even the table before the failure is left: the same one can be made. */
    copy[1].sql[0] = copy[1].sql[1] = "CREATE TABLE half (a BIGINT)";
    int applied = 0;
    assert_ok(store_migrate_to(t->store, &broken, &applied, NULL));
    assert_int_equal(applied, 1);
}

#define NODES 4

static void *migrate_in_thread(void *context)
{
    static __thread struct problem problem;
    struct test_store *t = context;
    struct store *own = NULL;
    int applied = -1;
    if (store_open(str_from_cstr(t->url), &own, &problem) != RC_OK ||
        store_migrate_to(own, &note_schema, &applied, &problem) != RC_OK)
        print_error("%s\n", problem.message);
    store_close(own);
    return (void *)(intptr_t)applied;
}

static void nodes_that_start_at_once_migrate_one_after_the_other(void **state)
{
    struct test_store *t = *state;
    pthread_t threads[NODES];
    for (int i = 0; i < NODES; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_in_thread, t), 0);
    intptr_t total = 0;
    for (int i = 0; i < NODES; i++) {
        void *applied;
        pthread_join(threads[i], &applied);
        assert_true((intptr_t)applied >= 0);
        total += (intptr_t)applied;
    }
    assert_int_equal(total, 2);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(migrations_run_once),
        T(later_migrations_are_added_to_earlier_ones),
        T(the_schema_of_the_program_is_in_order),
        T(a_changed_file_is_named),
        T(an_unknown_migration_is_named),
        T(a_failing_migration_leaves_nothing_and_is_named),
        T(nodes_that_start_at_once_migrate_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
