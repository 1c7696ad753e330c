#include <string.h>

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

static enum rc add(struct db *db, void *in)
{
    return note_note_add(db, in);
}

static const struct note_note_get_in first = {.site_id = 1, .note_id = 1};

static void every_type_comes_back_as_it_went(void **state)
{
    struct test_store *t = *state;
    static const char bytes[] = {0, 1, '\'', (char)0xff};
    struct note_note_add_in in = {.site_id = 1,
                                  .note_id = INT64_MIN,
                                  .text = STR("Zoë \U0001F600"),
                                  .has_path = true,
                                  .path = {bytes, sizeof bytes},
                                  .has_score = true,
                                  .score = -0.1,
                                  .held = true};
    assert_ok(store_write_wait(t->store, add, &in));
    struct note_note_get_row row;
    assert_ok(note_note_get(t->db, &(struct note_note_get_in){1, INT64_MIN}, t->arena, &row));
    assert_str_equal(row.text, in.text);
    assert_int_equal(row.text.p[row.text.n], 0);
    assert_true(row.has_path && row.has_score && row.held);
    assert_str_equal(row.path, in.path);
    assert_true(row.score == -0.1);
}

static void null_and_empty_are_two_things(void **state)
{
    struct test_store *t = *state;
    struct note_note_add_in in = {.site_id = 1, .note_id = 1, .has_path = true};
    assert_ok(store_write_wait(t->store, add, &in));
    struct note_note_get_row row;
    assert_ok(note_note_get(t->db, &first, t->arena, &row));
    assert_true(row.has_path && !row.has_score && !row.held);
    assert_int_equal(row.path.n, 0);
    assert_non_null(row.text.p);
    in = (struct note_note_add_in){.site_id = 1, .note_id = 2};
    assert_ok(store_write_wait(t->store, add, &in));
    assert_ok(note_note_get(t->db, &(struct note_note_get_in){1, 2}, t->arena, &row));
    assert_false(row.has_path);
}

static void a_row_that_is_not_there_leaves_the_output_alone(void **state)
{
    struct test_store *t = *state;
    struct note_note_get_row row = {.score = 7};
    assert_int_equal(note_note_get(t->db, &first, t->arena, &row), RC_NOT_FOUND);
    assert_true(row.score == 7);
}

static void a_null_the_header_does_not_allow_is_corrupt(void **state)
{
    struct test_store *t = *state;
    struct note_note_add_in in = {.site_id = 1, .note_id = 1};
    assert_ok(store_write_wait(t->store, add, &in));
    struct note_note_path_wrongly_row row;
    assert_int_equal(
        note_note_path_wrongly(t->db, &(struct note_note_path_wrongly_in){1, 1}, t->arena, &row),
        RC_CORRUPT);
    assert_non_null(strstr(db_error(t->db), "path"));
}

static void text_that_is_not_utf8_or_holds_nul_is_refused(void **state)
{
    struct test_store *t = *state;
    struct note_note_add_in in = {.site_id = 1, .note_id = 1, .text = STR("a\xff")};
    assert_int_equal(store_write_wait(t->store, add, &in), RC_INVALID);
    in.text = STR("a\0b");
    assert_int_equal(store_write_wait(t->store, add, &in), RC_INVALID);
    assert_int_equal(note_total(t), 0);
}

static enum rc add_range(struct db *db, void *count)
{
    enum rc rc = RC_OK;
    for (int64_t i = 1; i <= *(int64_t *)count && rc == RC_OK; i++)
        rc = note_add_job(db, &i);
    return rc;
}

static void many_rows_come_in_order_and_whole(void **state)
{
    struct test_store *t = *state;
    int64_t n = 1000;
    assert_ok(store_write_wait(t->store, add_range, &n));
    struct note_note_list_row *rows = NULL;
    size_t count = 0;
    struct note_note_list_in in = {.site_id = 1, .after = 0, .max = 2000};
    assert_ok(note_note_list(t->db, &in, t->arena, &rows, &count));
    assert_int_equal(count, 1000);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].note_id, i + 1);
        assert_str_equal(rows[i].text, STR("a note"));
    }
    in.after = 5000;
    assert_ok(note_note_list(t->db, &in, t->arena, &rows, &count));
    assert_int_equal(count, 0);
}

static void the_bounded_form_stops_at_its_bound(void **state)
{
    struct test_store *t = *state;
    int64_t n = 10;
    assert_ok(store_write_wait(t->store, add_range, &n));
    struct note_note_list_row rows[4] = {0};
    size_t count = 0;
    struct note_note_list_in in = {.site_id = 1, .max = 100};
    assert_ok(note_note_list_into(t->db, &in, t->arena, rows, 3, &count));
    assert_int_equal(count, 3);
    assert_int_equal(rows[2].note_id, 3);
    assert_int_equal(rows[3].note_id, 0);
    /* The statement was left in the middle: it must start anew. */
    assert_ok(note_note_list_into(t->db, &in, t->arena, rows, 1, &count));
    assert_int_equal(rows[0].note_id, 1);
}

static void an_arena_too_small_is_an_error(void **state)
{
    struct test_store *t = *state;
    int64_t n = 1000;
    assert_ok(store_write_wait(t->store, add_range, &n));
    struct arena *small = arena_new(20000);
    struct note_note_list_row *rows = NULL;
    size_t count = 77;
    struct note_note_list_in in = {.site_id = 1, .max = 2000};
    assert_int_equal(note_note_list(t->db, &in, small, &rows, &count), RC_NO_MEMORY);
    assert_int_equal(count, 77);
    arena_free(small);
    assert_ok(note_note_list(t->db, &in, t->arena, &rows, &count));
}

static void a_reader_cannot_write(void **state)
{
    struct test_store *t = *state;
    int64_t id = 1;
    assert_int_equal(note_add_job(t->db, &id), RC_BUG);
    assert_int_equal(note_total(t), 0);
}

static void a_snapshot_does_not_see_later_writes(void **state)
{
    struct test_store *t = *state;
    int64_t id = 1;
    assert_ok(db_begin_read(t->db));
    assert_int_equal(note_total(t), 0);
    assert_ok(store_write_wait(t->store, note_add_job, &id));
    assert_int_equal(note_total(t), 0);
    db_end_read(t->db);
    assert_int_equal(note_total(t), 1);
}

static enum rc count_changes(struct db *db, void *changed)
{
    int64_t *n = changed;
    struct note_note_add_once_in in = {.site_id = 1, .note_id = 1, .text = STR("x")};
    enum rc rc = note_note_add_once(db, &in, &n[0]);
    if (rc == RC_OK)
        rc = note_note_add_once(db, &in, &n[1]);
    if (rc == RC_OK)
        rc = note_note_delete_all(db, &n[2]);
    return rc;
}

static void changed_rows_are_counted(void **state)
{
    struct test_store *t = *state;
    int64_t n[3] = {9, 9, 9};
    assert_ok(store_write_wait(t->store, count_changes, n));
    assert_int_equal(n[0], 1);
    assert_int_equal(n[1], 0);
    assert_int_equal(n[2], 1);
}

static void a_variant_is_taken_by_engine_and_a_missing_one_is_said(void **state)
{
    struct test_store *t = *state;
    struct note_engine_name_row row;
    assert_ok(note_engine_name(t->db, t->arena, &row));
    assert_str_equal(row.name, test_store_is_postgres() ? STR("postgres") : STR("sqlite"));
    struct note_only_sqlite_row one;
    assert_int_equal(note_only_sqlite(t->db, t->arena, &one),
                     test_store_is_postgres() ? RC_UNSUPPORTED : RC_OK);
}

static void urls_are_told_apart(void **state)
{
    struct problem problem = {0};
    struct store *s = NULL;
    (void)state;
    assert_int_equal(store_open(STR("mysql://secret@host/x"), &s, &problem), RC_INVALID);
    assert_null(strstr(problem.message, "secret"));
    assert_null(s);
    problem = (struct problem){0};
    assert_int_equal(store_open(STR("sqlite:/nowhere/at/all.db"), &s, &problem), RC_IO);
    assert_non_null(strstr(problem.message, "/nowhere/at/all.db"));
    problem = (struct problem){0};
    assert_int_equal(store_open(STR("postgresql://x@/x?host=/nowhere"), &s, &problem),
                     RC_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_type_comes_back_as_it_went, setup, teardown),
        cmocka_unit_test_setup_teardown(null_and_empty_are_two_things, setup, teardown),
        cmocka_unit_test_setup_teardown(a_row_that_is_not_there_leaves_the_output_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_null_the_header_does_not_allow_is_corrupt, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(text_that_is_not_utf8_or_holds_nul_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(many_rows_come_in_order_and_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(the_bounded_form_stops_at_its_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(an_arena_too_small_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reader_cannot_write, setup, teardown),
        cmocka_unit_test_setup_teardown(a_snapshot_does_not_see_later_writes, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_rows_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(a_variant_is_taken_by_engine_and_a_missing_one_is_said,
                                        setup, teardown),
        cmocka_unit_test(urls_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
