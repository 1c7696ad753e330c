#include <stdio.h>
#include <string.h>

#include "../test.h"
#include "querygen_emit.h"
#include "querygen_parse.h"

static int setup(void **state)
{
    *state = arena_new((size_t)4 << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static struct query_list parse(struct arena *a, struct str text)
{
    struct query_list list = {0};
    struct problem problem = {0};
    if (query_parse(a, "a.sql", text, &list, &problem) != RC_OK)
        fail_msg("%d:%d: %s", problem.line, problem.column, problem.message);
    return list;
}

/* The statement as one engine gets it. */
static struct str rewritten(struct arena *a, const struct query *q, enum sql_engine engine)
{
    struct str names[QUERY_FIELDS_MAX];
    struct buf b;
    buf_init(&b, 10000);
    for (size_t i = 0; i < q->in.count; i++)
        names[i] = q->in.list[i].name;
    sql_write(&b, q->sql[engine], engine, names, q->in.count);
    struct str s = arena_dup(a, str_trim(buf_str(&b)));
    buf_release(&b);
    return s;
}

static void parameters_are_numbered_by_the_header_wherever_they_stand(void **state)
{
    struct query_list list =
        parse(*state, STR("-- query: a :exec\n"
                          "-- in: x i64, y str?\n"
                          "UPDATE t SET y = :y WHERE x = :x AND :y <> '' OR x=:x;\n"));
    assert_str_equal(rewritten(*state, list.first, SQL_SQLITE),
                     STR("UPDATE t SET y = ?2 WHERE x = ?1 AND ?2 <> '' OR x=?1"));
    assert_str_equal(rewritten(*state, list.first, SQL_POSTGRES),
                     STR("UPDATE t SET y = $2 WHERE x = $1 AND $2 <> '' OR x=$1"));
}

static void strings_comments_names_and_casts_are_not_parameters(void **state)
{
    struct query_list list = parse(
        *state, STR("-- query: a :one postgres\n-- in: x i64\n-- out: n str\n"
                    "SELECT ':a''b;' || \":c;\" || $$:d;$$ -- :e;\n /* :f; */ || :x::BIGINT::TEXT"
                    " FROM t WHERE a[1:2] = 1;\n"));
    assert_str_equal(
        rewritten(*state, list.first, SQL_POSTGRES),
        STR("SELECT ':a''b;' || \":c;\" || $$:d;$$ || $1::BIGINT::TEXT FROM t WHERE a[1:2] = 1"));
    assert_int_equal(list.first->sql[SQL_SQLITE].n, 0);
}

static void words_are_mapped_outside_strings_and_only_in_capitals(void **state)
{
    struct buf b;
    buf_init(&b, 1000);
    struct str text =
        STR("CREATE TABLE t (a BIGINT, b BLOB, blob TEXT DEFAULT 'BLOB', c BOOLEAN, "
            "d DOUBLE PRECISION CHECK (d > 0)) STRICT, WITHOUT ROWID;\nSELECT (a) strict;");
    sql_write(&b, text, SQL_POSTGRES, NULL, 0);
    assert_str_equal(buf_str(&b),
                     STR("CREATE TABLE t (a BIGINT, b BYTEA, blob TEXT DEFAULT 'BLOB', c BOOLEAN, "
                         "d DOUBLE PRECISION CHECK (d > 0)); SELECT (a)"));
    buf_clear(&b);
    sql_write(&b, text, SQL_SQLITE, NULL, 0);
    assert_str_equal(buf_str(&b),
                     STR("CREATE TABLE t (a INTEGER, b BLOB, blob TEXT DEFAULT 'BLOB', c INTEGER, "
                         "d REAL CHECK (d > 0)) STRICT, WITHOUT ROWID; SELECT (a) strict"));
    buf_release(&b);
}

static void variants_join_into_one_query(void **state)
{
    struct query_list list =
        parse(*state, STR("-- query: a :one sqlite\n-- out: n i64\nSELECT 1;\n"
                          "-- query: b :exec\nDELETE FROM t\n\n"
                          "-- query: a :one postgres\n-- out: n i64\nSELECT 2;\n"));
    assert_int_equal(list.count, 2);
    assert_str_equal(rewritten(*state, list.first, SQL_SQLITE), STR("SELECT 1"));
    assert_str_equal(rewritten(*state, list.first, SQL_POSTGRES), STR("SELECT 2"));
}

static void fields_may_go_on_in_the_next_lines(void **state)
{
    struct query_list list = parse(
        *state,
        STR("-- query: a :one\n-- What it is for.\n-- in: x i64,\n--     y f64?\n-- in: z bool\n"
            "-- out: n bytes\nSELECT n FROM t WHERE x = :x AND y = :y AND z = :z;\n"));
    assert_int_equal(list.first->in.count, 3);
    assert_true(list.first->in.list[1].nullable);
    assert_str_equal(list.first->in.list[2].name, STR("z"));
}

static void the_c_code_is_what_architecture_promises(void **state)
{
    struct query_list list =
        parse(*state, STR("-- query: t_get :one\n-- Why.\n-- in: x i64\n"
                          "-- out: a str, b i64?\nSELECT a, b FROM t WHERE x = :x;\n"
                          "-- query: t_list :many\n-- out: a str\nSELECT a FROM t LIMIT 9;\n"
                          "-- query: t_drop :count\nDELETE FROM t;\n"));
    struct emit_options o = {.prefix = STR("q"), .header = STR("queries.h"), .first = 5};
    static const char *const lines[] = {
        "    bool has_b;\n    int64_t b;\n",
        "/* a.sql:1\n * Why. */\n",
        "enum rc q_t_get(struct db *db, const struct q_t_get_in *in, struct arena *arena, struct "
        "q_t_get_row *ret) MUST_CHECK;",
        "enum rc q_t_list(struct db *db, struct arena *arena, struct q_t_list_row **ret_rows, "
        "size_t "
        "*ret_count) MUST_CHECK;",
        "enum rc q_t_list_into(struct db *db, struct arena *arena, struct q_t_list_row *rows, "
        "size_t max, "
        "size_t *ret_count) MUST_CHECK;",
        "enum rc q_t_drop(struct db *db, int64_t *ret_changed) MUST_CHECK;",
        "    .number = 7, .kind = DB_COUNT};",
        "const size_t q_queries_count = 3;",
    };
    struct buf b;
    buf_init(&b, 100000);
    emit_header(&b, &list, &o);
    emit_source(&b, &list, &o);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (str_find(buf_str(&b), str_from_cstr(lines[i]), 0) == STR_NONE)
            fail_msg("missing: %s\nin: %.*s", lines[i], STR_ARG(buf_str(&b)));
    buf_release(&b);
}

static void a_shape_is_written_out_where_it_is_taken(void **state)
{
    struct query_list list =
        parse(*state, STR("-- shape: name\n-- Of t.\n-- has: a str, b i64?\nt.a,\n  t.b\n\n"
                          "-- shape: full\n-- has: {name}, c i64\n{name}, t.c\n"
                          "-- shape: key\n-- has: x i64, y i64\n"
                          "-- query: get :one\n-- in: {key}\n-- out: {name}\n"
                          "SELECT {name} FROM t WHERE x = :x AND '{name}' = :y;\n"
                          "-- query: more :many\n-- in: {key}, z i64\n-- out: d i64, {full}\n"
                          "SELECT d, {full} FROM t WHERE x = :x AND y = :y AND z = :z;\n"));
    assert_int_equal(list.count, 2);
    assert_str_equal(rewritten(*state, list.first, SQL_SQLITE),
                     STR("SELECT t.a, t.b FROM t WHERE x = ?1 AND '{name}' = ?2"));
    struct emit_options o = {.prefix = STR("q"), .header = STR("queries.h")};
    static const char *const lines[] = {
        "struct q_name {\n    struct str a;\n    bool has_b;\n    int64_t b;\n};\n",
        "struct q_full {\n    struct q_name name;\n    int64_t c;\n};\n",
        "struct q_more_in {\n    struct q_key key;\n    int64_t z;\n};\n",
        "struct q_more_row {\n    int64_t d;\n    struct q_full full;\n};\n",
        "enum rc q_get(struct db *db, const struct q_key *in, struct arena *arena, struct q_name "
        "*ret)",
        "{\"b\", DB_I64, true, offsetof(struct q_name, b), offsetof(struct q_name, has_b)}",
        "{\"b\", DB_I64, true, offsetof(struct q_more_row, full.name.b), offsetof(struct "
        "q_more_row, full.name.has_b)}",
        "{\"y\", DB_I64, false, offsetof(struct q_more_in, key.y), 0}",
        ".row_size = sizeof(struct q_name)",
    };
    struct buf b;
    buf_init(&b, 100000);
    emit_header(&b, &list, &o);
    emit_source(&b, &list, &o);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (str_find(buf_str(&b), str_from_cstr(lines[i]), 0) == STR_NONE)
            fail_msg("missing: %s\nin: %.*s", lines[i], STR_ARG(buf_str(&b)));
    buf_release(&b);
}

static void every_fault_has_its_place(void **state)
{
    static const struct {
        const char *text;
        int line, column;
        const char *said;
    } faults[] = {
        {"", 1, 1, "no query"},
        {"-- a comment\n\n", 1, 1, "no query"},
        {"SELECT 1;\n", 1, 1, "without its line"},
        {"-- query: A :exec\nDELETE FROM t;", 1, 11, "no query name"},
        {"-- query: int :exec\nDELETE FROM t;", 1, 11, "no query name"},
        {"-- query: a exec\nDELETE FROM t;", 1, 13, "unknown kind"},
        {"-- query: a :exec oracle\nDELETE FROM t;", 1, 19, "unknown engine"},
        {"-- query: a :exec sqlite x\nDELETE FROM t;", 1, 26, "nothing may follow"},
        {"-- query: a :exec\n-- in: x int\nDELETE FROM t WHERE x = :x;", 2, 10,
         "unknown type \"int\""},
        {"-- query: a :exec\n-- in: x\nDELETE FROM t WHERE x = :x;", 2, 9, "unknown type"},
        {"-- query: a :exec\n-- in: x i64 y i64\nDELETE FROM t;", 2, 14, "comma is missing"},
        {"-- query: a :exec\n-- in: x i64, x str\nDELETE FROM t WHERE x = :x;", 2, 15,
         "declared twice"},
        {"-- query: a :exec\n-- in: x i64, long i64\nDELETE FROM t WHERE x = :x;", 2, 15,
         "no field name"},
        {"-- query: a :exec\n-- in: x i64\nDELETE FROM t;", 2, 8, "\"x\" is not used"},
        {"-- query: a :exec\nDELETE FROM t\n  WHERE y = :y;", 3, 13, ":y is not declared"},
        {"-- query: a :exec\nDELETE FROM t WHERE y = ?;", 2, 25, "positional"},
        {"-- query: a :exec\nDELETE FROM t WHERE y = $1;", 2, 25, "positional"},
        {"-- query: a :exec\nDELETE FROM t WHERE y = 'x;", 2, 25, "does not end"},
        {"-- query: a :exec\nDELETE FROM t; /* y", 2, 16, "does not end"},
        {"-- query: a :exec\nDELETE FROM t;\nDELETE FROM u;", 3, 1, "second statement"},
        {"-- query: a :exec\n-- query: b :exec\nDELETE FROM u;", 2, 1, "no statement"},
        {"-- query: a :exec\n-- out: x i64\nSELECT 1;", 2, 9, "gives no rows"},
        {"-- query: a :one\nSELECT 1;", 1, 11, "needs its columns"},
        {"-- query: a :one\n-- out: x i64, y i64\nSELECT f(1, 2), (SELECT 3, 4), 5 FROM t;", 3, 1,
         "gives 3 columns"},
        {"-- query: a :one\n-- out: x i64\nSELECT t.* FROM t;", 3, 1, "instead of *"},
        {"-- query: a :one\n-- out: x i64\nINSERT INTO t VALUES (1);", 3, 1, "RETURNING"},
        {"-- query: a :one\n-- out: x i64\nINSERT INTO t VALUES (1) RETURNING x, y;", 3, 26,
         "gives 2 columns"},
        {"-- query: a :exec\nDELETE FROM t;\n-- query: a :exec\nDELETE FROM t;", 3, 11,
         "already at a.sql:1"},
        {"-- query: a :exec sqlite\nDELETE FROM t;\n-- query: a :exec sqlite\nDELETE FROM t;", 3,
         11, "already"},
        {"-- query: a :exec sqlite\nDELETE FROM t;\n-- query: a :count postgres\nDELETE FROM t;", 3,
         11, "both variants"},
        {"-- shape: A\n-- has: x i64\nx\n", 1, 11, "no shape's name"},
        {"-- shape: a\nx\n", 1, 11, "needs its columns"},
        {"-- shape: a\n-- has: x i64\nx;\n", 3, 1, "take the ; away"},
        {"-- shape: a\n-- has: x i64\nx\n-- shape: a\n-- has: x i64\nx\n", 4, 11, "already there"},
        {"-- query: a :one\n-- out: {b}\nSELECT {b};", 2, 9, "no shape \"b\""},
        {"-- query: a :one\n-- out: x i64\nSELECT {b};", 3, 9, "no shape \"b\""},
        {"-- query: a :one\n-- out: x i64\nSELECT { b };", 3, 9, "a brace opens"},
        {"-- shape: b\n-- has: x i64\n-- query: a :one\n-- out: {b}\nSELECT {b};", 5, 9,
         "no SQL of its own"},
        {"-- shape: b\n-- has: x i64\nx\n-- query: a :one\n-- out: {b}, x i64\nSELECT {b}, x;", 5,
         14, "declared twice"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct query_list list = {0};
        struct problem p = {0};
        enum rc rc = query_parse(*state, "a.sql", str_from_cstr(faults[i].text), &list, &p);
        if (rc != RC_INVALID || p.line != faults[i].line || p.column != faults[i].column ||
            strstr(p.message, faults[i].said) == NULL)
            fail_msg("%s\ngave %d:%d: %s", faults[i].text, p.line, p.column, p.message);
    }
}

static void a_star_that_multiplies_is_no_column_list(void **state)
{
    parse(*state, STR("-- query: a :one\n-- out: x i64, y i64\nSELECT 2 * x, count(*) FROM t WHERE "
                      "x = 3 * 4;\n"));
    parse(*state, STR("-- query: a :one\n-- out: x i64\nWITH u AS (SELECT 1, 2) SELECT x FROM u "
                      "UNION SELECT 1;\n"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(parameters_are_numbered_by_the_header_wherever_they_stand),
        T(strings_comments_names_and_casts_are_not_parameters),
        T(words_are_mapped_outside_strings_and_only_in_capitals),
        T(variants_join_into_one_query),
        T(fields_may_go_on_in_the_next_lines),
        T(the_c_code_is_what_architecture_promises),
        T(a_shape_is_written_out_where_it_is_taken),
        T(every_fault_has_its_place),
        T(a_star_that_multiplies_is_no_column_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
