#include "text/table.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "../test.h"

/* Hands out the bytes a few at a time, so that every record is met half. */
struct drip {
    struct str rest;
    size_t step;
};

static enum rc read_drip(void *context, char *p, size_t size, size_t *ret_count)
{
    struct drip *d = context;
    return table_read_bytes(&d->rest, p, size < d->step ? size : d->step, ret_count);
}

static struct drip drip;
static struct problem problem;

static enum rc open_bytes(struct str bytes, const char *name, struct table_options options,
                          struct table **ret)
{
    drip = (struct drip){.rest = bytes, .step = 7};
    problem = (struct problem){0};
    struct table_source source = {.read = read_drip, .context = &drip, .name = str_from_cstr(name)};
    return table_open(&source, &options, ret, &problem);
}

static struct table *opened(struct str bytes, const char *name, struct table_options options)
{
    struct table *t = NULL;
    if (open_bytes(bytes, name, options, &t) != RC_OK)
        fail_msg("%s", problem.message);
    return t;
}

/* All rows of the columns asked for, as "LINE:cell|cell\n"; what is absent as "~". */
static struct str rows_of(struct table *t, const char *const *columns, size_t count,
                          struct buf *out)
{
    const struct table_row *row;
    size_t cell;
    for (size_t i = 0; i < count; i++)
        if (table_want(t, str_from_cstr(columns[i]), &cell, &problem) != RC_OK)
            fail_msg("%s", problem.message);
    buf_clear(out);
    for (;;) {
        assert_ok(table_next(t, &row, &problem));
        if (row == NULL)
            return buf_str(out);
        buf_printf(out, "%lld:", (long long)row->line);
        for (size_t i = 0; i < count; i++)
            buf_printf(out, "%s%.*s", i > 0 ? "|" : "",
                       STR_ARG(row->cells[i].p != NULL ? row->cells[i] : STR("~")));
        buf_put_char(out, '\n');
    }
}

static const char *const a_and_b[] = {"a", "b"};

static struct buf out;

static void expect_rows(struct str bytes, const char *name, struct table_options options,
                        struct str rows)
{
    struct table *t = opened(bytes, name, options);
    assert_str_equal(rows_of(t, a_and_b, 2, &out), rows);
    assert_int_equal(table_tally(t)->broken, 0);
    table_close(t);
}

static void reads_rfc_4180(void **state)
{
    expect_rows(STR("a,b,c\r\n"
                    "1,\"two, with a comma\",3\r\n"
                    "\"a \"\"quoted\"\" word\",\"over\ntwo lines\",\r\n"
                    "\n"
                    "last,without a line end,3"),
                "x.csv", (struct table_options){0},
                STR("2:1|two, with a comma\n3:a \"quoted\" word|over\ntwo lines\n"
                    "6:last|without a line end\n"));
}

static void gives_cells_in_the_order_of_asking(void **state)
{
    static const char *const columns[] = {"#3", "a", "c"};
    struct table *t = opened(STR("a,b,c\n1,2,3\n"), "x.csv", (struct table_options){0});
    assert_str_equal(rows_of(t, columns, 3, &out), STR("2:3|1|3\n"));
    table_close(t);
}

static void reads_spreadsheets_with_semicolons(void **state)
{
    expect_rows(STR("a;b\n1,5;\"x;y\"\n"), "x.csv", (struct table_options){0}, STR("2:1,5|x;y\n"));
}

static void takes_quotes_in_tsv_for_what_they_are(void **state)
{
    expect_rows(
        STR("a\tb\n\"He said\tno\"\n\"properly \"\"quoted\"\"\"\t1\n\"begins\" a cell\t2\n"),
        "x.tsv", (struct table_options){0},
        STR("2:\"He said|no\"\n3:properly \"quoted\"|1\n4:\"begins\" a cell|2\n"));
    expect_rows(STR("a\tb\n\"x\"\t1\n"), "x.tsv",
                (struct table_options){.quotes = TABLE_QUOTES_NONE}, STR("2:\"x\"|1\n"));
    expect_rows(STR("a\tb\n\"x\ny\"\t1\n"), "x.tsv",
                (struct table_options){.quotes = TABLE_QUOTES_YES}, STR("2:x\ny|1\n"));
}

static void numbers_columns_without_a_header(void **state)
{
    static const char *const columns[] = {"#2", "#1"};
    struct table *t = opened(STR("ham\tsee you\nspam\twin\n"), "x.tsv",
                             (struct table_options){.no_header = true});
    assert_str_equal(rows_of(t, columns, 2, &out), STR("1:see you|ham\n2:win|spam\n"));
    table_close(t);
}

static void finds_paths_in_json_lines(void **state)
{
    static const char *const columns[] = {"user.name", "scores[1]", "a.b",
                                          "no.such",   "flag",      "spans"};
    struct table *t =
        opened(STR("{\"user\":{\"name\":\"Ann\"},\"scores\":[1,2.5],\"a.b\":\"dot\",\"flag\":true,"
                   "\"spans\":[[1,2]]}\n\n{\"user\":null}\n"),
               "x.jsonl", (struct table_options){0});
    assert_int_equal(table_column_count(t), 5);
    assert_str_equal(table_column_name(t, 0), STR("user.name"));
    assert_str_equal(rows_of(t, columns, 6, &out),
                     STR("1:Ann|2.5|dot|~|true|[[1,2]]\n3:~|~|~|~|~|~\n"));
    table_close(t);
}

static void expect_faults(struct str bytes, const char *name, struct str rows, const char *faults)
{
    struct table *t = opened(bytes, name, (struct table_options){0});
    struct buf told;
    buf_init(&told, 65536);
    assert_str_equal(rows_of(t, a_and_b, 2, &out), rows);
    for (size_t i = 0; i < table_tally(t)->fault_count; i++)
        buf_printf(&told, "%lld: %s\n", (long long)table_tally(t)->faults[i].line,
                   table_tally(t)->faults[i].reason);
    assert_str_equal(buf_str(&told), str_from_cstr(faults));
    buf_release(&told);
    table_close(t);
}

static void tells_broken_rows_and_goes_on(void **state)
{
    expect_faults(STR("a,b\n1,2,3\n1\n\"x\"y,2\n1,2,,\n3,4\n"), "x.csv", STR("5:1|2\n6:3|4\n"),
                  "2: 3 cells where the header has 2\n3: 1 cells where the header has 2\n"
                  "4: text behind a closing quote\n");
    expect_faults(
        STR("{\"a\":1,\"b\":2}\n{\"a\":\n[1]\n{\"a\":3,\"b\":\"x\"}\n{\"a\":\"\\u0000\"}\n"),
        "x.jsonl", STR("1:1|2\n4:3|x\n"),
        "2: no JSON: unexpected token near end of file (column 5)\n3: no JSON object\n"
        "5: no JSON: a zero character, \\u0000 (column 13)\n");
}

static void loses_only_the_row_whose_quote_stays_open(void **state)
{
    expect_faults(STR("a,b\n1,2\n3,\"open\n5,6\n7,8\n"), "x.csv", STR("2:1|2\n4:5|6\n5:7|8\n"),
                  "3: a quote is opened and never closed\n");
}

static void counts_broken_rows_past_those_it_keeps(void **state)
{
    struct table *t = opened(STR("a,b\n1\n2\n3\n4\n5\n6\n7\n"), "x.csv", (struct table_options){0});
    assert_str_equal(rows_of(t, a_and_b, 2, &out), STR(""));
    assert_int_equal(table_tally(t)->broken, 7);
    assert_int_equal(table_tally(t)->rows, 0);
    assert_int_equal(table_tally(t)->fault_count, TABLE_FAULTS_KEPT);
    table_close(t);
}

static void counts_rows_their_user_refuses(void **state)
{
    struct table *t = opened(STR("a,b\n1,2\n3,4\n"), "x.csv", (struct table_options){0});
    const struct table_row *row;
    assert_ok(table_next(t, &row, &problem));
    table_refuse(t, "%d is no label", 2);
    assert_str_equal(rows_of(t, a_and_b, 2, &out), STR("3:3|4\n"));
    assert_int_equal(table_tally(t)->rows, 1);
    assert_int_equal(table_tally(t)->broken, 1);
    assert_string_equal(table_tally(t)->faults[0].reason, "2 is no label");
    assert_int_equal(table_tally(t)->faults[0].line, 2);
    table_close(t);
}

static void refuses_zero_bytes_but_reads_on(void **state)
{
    expect_faults(STR("a,b\n1,\0002\n3,4\n"), "x.csv", STR("3:3|4\n"), "2: a zero byte\n");
}

/* --- encodings --- */

static void drops_a_byte_order_mark(void **state)
{
    expect_rows(STR("\xEF\xBB\xBF"
                    "a,b\n1,2\n"),
                "x.csv", (struct table_options){0}, STR("2:1|2\n"));
}

static struct str utf16(struct str s, bool big, bool mark, char *p)
{
    size_t n = 0;
    if (mark) {
        p[n++] = big ? '\xFE' : '\xFF';
        p[n++] = big ? '\xFF' : '\xFE';
    }
    for (size_t i = 0; i < s.n; i++) {
        p[n + !big] = 0;
        p[n + big] = s.p[i];
        n += 2;
    }
    return str_make(p, n);
}

static void converts_utf16_of_both_kinds(void **state)
{
    char p[128];
    for (int kind = 0; kind < 4; kind++)
        expect_rows(utf16(STR("a,b\nx,\"y\nz\"\n"), (kind & 1) != 0, (kind & 2) != 0, p), "x.csv",
                    (struct table_options){0}, STR("2:x|y\nz\n"));
}

static void joins_the_halves_of_utf16_pairs(void **state)
{
    /* "a,b\n", U+1F600, ",", half of a pair, "\n" */
    struct table *t = opened(STR("\xFF\xFE"
                                 "a\0,\0b\0\n\0\x3D\xD8\x00\xDE,\0\x3D\xD8\n\0"),
                             "x.csv", (struct table_options){0});
    assert_str_equal(rows_of(t, a_and_b, 2, &out), STR("2:\xF0\x9F\x98\x80|\xEF\xBF\xBD\n"));
    assert_int_equal(table_tally(t)->replaced, 1);
    assert_str_equal(table_encoding_name(t), STR("UTF-16LE"));
    table_close(t);
}

static void reads_rows_that_are_not_utf8_as_windows_1252(void **state)
{
    struct table *t = opened(STR("a,b\ncaf\xE9,\x80 5\n\"d\xFC\"\"nn\"\"\",x\nna\xC3\xAFve,2\n"),
                             "x.csv", (struct table_options){0});
    assert_str_equal(rows_of(t, a_and_b, 2, &out),
                     STR("2:caf\xC3\xA9|\xE2\x82\xAC 5\n3:d\xC3\xBC\"nn\"|x\n4:na\xC3\xAFve|2\n"));
    assert_int_equal(table_tally(t)->converted, 2);
    table_close(t);
}

static void refuses_them_when_told_that_all_is_utf8(void **state)
{
    struct table *t = opened(STR("a,b\ncaf\xE9,1\nx,2\n"), "x.csv",
                             (struct table_options){.encoding = TABLE_UTF8});
    assert_str_equal(rows_of(t, a_and_b, 2, &out), STR("3:x|2\n"));
    assert_int_equal(table_tally(t)->broken, 1);
    table_close(t);
}

/* --- what is no table --- */

static void expect_refusal(struct str bytes, const char *name, const char *words)
{
    struct table *t = NULL;
    assert_int_equal(open_bytes(bytes, name, (struct table_options){0}, &t), RC_INVALID);
    if (strstr(problem.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", problem.message, words);
    assert_null(t);
}

static void names_the_remedy_for_what_is_no_table(void **state)
{
    expect_refusal(STR("\x1F\x8B\x08\x00rest"), "x.csv.gz", "gunzip");
    expect_refusal(STR("PK\x03\x04rest"), "x.xlsx", "as CSV");
    expect_refusal(STR(" [{\"a\":1}]"), "x.json", "jq -c '.[]'");
    expect_refusal(STR("a,\"b\nc"), "x.csv", "line 1, which should be the header: a quote");
}

static void names_the_columns_there_are(void **state)
{
    struct table *t = opened(STR("comment,label\nx,1\n"), "x.csv", (struct table_options){0});
    size_t cell;
    assert_int_equal(table_want(t, STR("coment"), &cell, &problem), RC_NOT_FOUND);
    assert_string_equal(problem.message,
                        "x.csv has no column \"coment\"; did you mean \"comment\"? It has: "
                        "comment, label");
    problem = (struct problem){0};
    assert_int_equal(table_want(t, STR("#3"), &cell, &problem), RC_NOT_FOUND);
    table_close(t);
}

static void an_empty_source_has_no_columns(void **state)
{
    struct table *t = opened(STR(""), "x.csv", (struct table_options){0});
    const struct table_row *row;
    assert_int_equal(table_column_count(t), 0);
    assert_ok(table_next(t, &row, &problem));
    assert_null(row);
    table_close(t);
}

/* --- long sources --- */

struct endless {
    struct str piece; /* given again and again */
    size_t at;
    int64_t left; /* bytes still to give */
};

static enum rc read_endless(void *context, char *p, size_t size, size_t *ret_count)
{
    struct endless *e = context;
    size_t n = 0;
    for (; n < size && e->left > 0; n++, e->left--) {
        p[n] = e->piece.p[e->at];
        e->at = (e->at + 1) % e->piece.n;
    }
    *ret_count = n;
    return RC_OK;
}

static struct table *open_endless(struct endless *e)
{
    struct table_source source = {.read = read_endless, .context = e, .name = STR("x.csv")};
    struct table_options options = {.no_header = true};
    struct table *t = NULL;
    assert_ok(table_open(&source, &options, &t, &problem));
    return t;
}

/* The arenas of a table refuse to grow past their maximum, so that reading through is the proof. */
static void reads_long_sources_in_bounded_memory(void **state)
{
    struct endless e = {.piece = STR("\"a quoted, cell\nwith a line\",b,3\n"), .left = 32 << 20};
    struct table *t = open_endless(&e);
    const struct table_row *row;
    int64_t lines = 0, rows = 0;
    do {
        assert_ok(table_next(t, &row, &problem));
        if (row != NULL)
            lines = row->line;
        rows += row != NULL;
    } while (row != NULL);
    assert_true(rows > 900000);
    assert_int_equal(lines, 2 * rows - 1 + 2 * table_tally(t)->broken);
    assert_true(table_tally(t)->broken <= 1); /* the last may be cut */
    table_close(t);
}

static void passes_over_rows_that_are_too_long(void **state)
{
    struct endless e = {.piece = STR("no line end here "), .left = 5 << 20};
    struct table *t = open_endless(&e);
    const struct table_row *row;
    assert_ok(table_next(t, &row, &problem));
    assert_null(row);
    assert_int_equal(table_tally(t)->broken, 1);
    table_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rfc_4180),
        cmocka_unit_test(gives_cells_in_the_order_of_asking),
        cmocka_unit_test(reads_spreadsheets_with_semicolons),
        cmocka_unit_test(takes_quotes_in_tsv_for_what_they_are),
        cmocka_unit_test(numbers_columns_without_a_header),
        cmocka_unit_test(finds_paths_in_json_lines),
        cmocka_unit_test(tells_broken_rows_and_goes_on),
        cmocka_unit_test(loses_only_the_row_whose_quote_stays_open),
        cmocka_unit_test(counts_broken_rows_past_those_it_keeps),
        cmocka_unit_test(counts_rows_their_user_refuses),
        cmocka_unit_test(refuses_zero_bytes_but_reads_on),
        cmocka_unit_test(drops_a_byte_order_mark),
        cmocka_unit_test(converts_utf16_of_both_kinds),
        cmocka_unit_test(joins_the_halves_of_utf16_pairs),
        cmocka_unit_test(reads_rows_that_are_not_utf8_as_windows_1252),
        cmocka_unit_test(refuses_them_when_told_that_all_is_utf8),
        cmocka_unit_test(names_the_remedy_for_what_is_no_table),
        cmocka_unit_test(names_the_columns_there_are),
        cmocka_unit_test(an_empty_source_has_no_columns),
        cmocka_unit_test(reads_long_sources_in_bounded_memory),
        cmocka_unit_test(passes_over_rows_that_are_too_long),
    };
    buf_init(&out, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_release(&out);
    return failed;
}
