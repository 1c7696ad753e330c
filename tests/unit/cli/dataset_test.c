#include "cli/dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../test.h"

static struct arena *arena;
static struct problem problem;

static int begin(void **state)
{
    arena = arena_new((size_t)64 << 20);
    problem = (struct problem){0};
    return arena == NULL;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

/* --- rules --- */

static struct dataset_rule rule_of(const char *text)
{
    struct dataset_rule rule;
    if (dataset_rule_parse(arena, str_from_cstr(text), &rule, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    for (size_t i = 0; i < rule.count; i++)
        rule.conditions[i].cell = i;
    return rule;
}

/* The cells belong to the conditions in their order. */
static enum rule_answer ask(const char *text, const char *first, const char *second)
{
    struct dataset_rule rule = rule_of(text);
    struct str cells[] = {str_from_cstr(first), str_from_cstr(second)};
    enum rule_answer answer;
    double number;
    assert_ok(dataset_rule_ask(&rule, cells, &answer, &number, &problem));
    return answer;
}

static void rules_compare_numbers(void **state)
{
    assert_int_equal(ask("toxic >= 0.5", "0.5", ""), RULE_IS_YES);
    assert_int_equal(ask("toxic>=0.5", "0.49", ""), RULE_IS_NO);
    assert_int_equal(ask("n < 3", "-1e2", ""), RULE_IS_YES);
    assert_int_equal(ask("n <= 3", "3.0", ""), RULE_IS_YES);
    assert_int_equal(ask("n > 3", "3", ""), RULE_IS_NO);
}

static void rules_compare_words_without_regard_to_case(void **state)
{
    assert_int_equal(ask("label = Hate", "hate", ""), RULE_IS_YES);
    assert_int_equal(ask("label = 1", "1.0", ""), RULE_IS_YES);
    assert_int_equal(ask("label != 1", "0", ""), RULE_IS_YES);
    assert_int_equal(ask("label in hate|offensive", "Offensive", ""), RULE_IS_YES);
    assert_int_equal(ask("label in hate | offensive", "normal", ""), RULE_IS_NO);
    assert_int_equal(ask("\"my label\" = \"two words; one\"", "two words; one", ""), RULE_IS_YES);
    assert_int_equal(ask("targets has black|asian", "['wom', 'asian']", ""), RULE_IS_YES);
    assert_int_equal(ask("targets has black|asian", "", ""), RULE_IS_NO);
}

static void rules_know_yes_and_no_in_many_words(void **state)
{
    static const char *const yes[] = {"1", "True", "toxic", "spam", "0.7", "hateful"};
    static const char *const no[] = {"0", "false", "ham", "non-hateful", "0.2", "Nontoxic"};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(ask("is_it", yes[i], ""), RULE_IS_YES);
        assert_int_equal(ask("is_it", no[i], ""), RULE_IS_NO);
    }
    assert_int_equal(ask("yes", "", ""), RULE_IS_YES);
    assert_int_equal(ask("no", "", ""), RULE_IS_NO);
}

static void an_empty_cell_answers_nothing(void **state)
{
    assert_int_equal(ask("toxic >= 0.5", "", ""), RULE_UNKNOWN);
    assert_int_equal(ask("toxic", " nan ", ""), RULE_UNKNOWN);
    assert_int_equal(ask("label != x", "", ""), RULE_UNKNOWN);
}

static void rules_are_joined_by_and_or_by_or(void **state)
{
    assert_int_equal(ask("a = 1 or b = 1", "0", "1"), RULE_IS_YES);
    assert_int_equal(ask("a = 1 or b = 1", "", "1"), RULE_IS_YES);
    assert_int_equal(ask("a = 1 or b = 1", "", "0"), RULE_UNKNOWN);
    assert_int_equal(ask("a = 1 and b = 1", "1", "1"), RULE_IS_YES);
    assert_int_equal(ask("a = 1 and b = 1", "", "0"), RULE_IS_NO);
    assert_int_equal(ask("a = 1 and b = 1", "", "1"), RULE_UNKNOWN);
}

static void a_cell_that_cannot_be_read_is_refused(void **state)
{
    struct dataset_rule rule = rule_of("toxic >= 0.5");
    struct str cell = STR("much");
    enum rule_answer answer;
    double number;
    assert_int_equal(dataset_rule_ask(&rule, &cell, &answer, &number, &problem), RC_INVALID);
    assert_string_equal(problem.message, "\"much\" in column \"toxic\" is no number");
}

static void a_label_keeps_its_number(void **state)
{
    struct dataset_rule rule = rule_of("toxic >= 0.5");
    struct str cell = STR("0.25");
    enum rule_answer answer;
    double number = 0;
    assert_ok(dataset_rule_ask(&rule, &cell, &answer, &number, &problem));
    assert_true(number == 0.25);
    rule = rule_of("yes");
    assert_ok(dataset_rule_ask(&rule, &cell, &answer, &number, &problem));
    assert_true(isnan(number));
}

static void faulty_rules_are_refused(void **state)
{
    static const char *const faulty[] = {"",     "toxic >=", "toxic >= much", "a = 1 b",
                                         "a in", "a = 1 or", "a or b and c",  "= 1",
                                         "\"a",  "a in x|",  "a = \"open",    "(a)"};
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        struct dataset_rule rule;
        problem = (struct problem){0};
        if (dataset_rule_parse(arena, str_from_cstr(faulty[i]), &rule, &problem) != RC_INVALID)
            fail_msg("\"%s\" was taken", faulty[i]);
    }
}

/* --- maps --- */

static void a_map_is_one_line(void **state)
{
    struct dataset_map m;
    assert_ok(dataset_map_parse(
        arena,
        STR("dir/c.csv; text: comment_text; label toxic: target >= 0.5; label hate: class in "
            "hate|offensive; group black: black >= 0.5; language: = en; parent: \"the parent\"; "
            "score toxic: api; by: kind; only: set = test; weight: 0.5; use: train; header: no; "
            "quotes: none; encoding: latin-1; separator: tab; format: tsv"),
        &m, &problem));
    assert_str_equal(m.path, STR("dir/c.csv"));
    assert_str_equal(m.name, STR("c.csv"));
    assert_str_equal(m.text, STR("comment_text"));
    assert_str_equal(m.parent, STR("the parent"));
    assert_str_equal(m.language_given, STR("en"));
    assert_int_equal(m.label_count, 2);
    assert_str_equal(m.labels[1].name, STR("hate"));
    assert_int_equal(m.labels[1].rule.conditions[0].value_count, 2);
    assert_int_equal(m.group_count, 1);
    assert_str_equal(m.scores[0].column, STR("api"));
    assert_int_equal(m.only.count, 1);
    assert_true(m.weight == 0.5);
    assert_str_equal(m.use, STR("train"));
    assert_true(m.table.no_header);
    assert_int_equal(m.table.quotes, TABLE_QUOTES_NONE);
    assert_int_equal(m.table.encoding, TABLE_LATIN1);
    assert_int_equal(m.table.separator, '\t');
    assert_int_equal(m.table.format, TABLE_TSV);
}

static void faulty_maps_are_refused(void **state)
{
    static const char *const faulty[] = {
        "",
        "; text: a",
        "f; text",
        "f; texts: a",
        "f; text: a b",
        "f; text:",
        "f; label: toxic",
        "f; label toxic rude: a",
        "f; label a: x; label a: y",
        "f; weight: much",
        "f; weight: -1",
        "f; header: maybe",
        "f; language: =",
    };
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        struct dataset_map m;
        problem = (struct problem){0};
        if (dataset_map_parse(arena, str_from_cstr(faulty[i]), &m, &problem) != RC_INVALID)
            fail_msg("\"%s\" was taken", faulty[i]);
        assert_true(problem.message[0] != '\0');
    }
}

static void a_manifest_is_maps_in_lines(void **state)
{
    struct dataset_map *maps;
    size_t count;
    assert_ok(dataset_manifest_parse(arena,
                                     STR("# sets\n\na.csv; text: x; \\\n  label toxic: y\n"
                                         "/b.csv; name: both\n"),
                                     STR("data"), &maps, &count, &problem));
    assert_int_equal(count, 2);
    assert_str_equal(maps[0].path, STR("data/a.csv"));
    assert_int_equal(maps[0].label_count, 1);
    assert_str_equal(maps[1].path, STR("/b.csv"));
    assert_str_equal(maps[1].name, STR("both"));
    assert_int_equal(dataset_manifest_parse(arena, STR("a; \\\n text: x\n\nb; nonsense\n"), STR(""),
                                            &maps, &count, &problem),
                     RC_INVALID);
    assert_int_equal(problem.line, 4);
}

/* --- files --- */

static struct str file_with(struct str bytes)
{
    char name[] = "/tmp/comity-dataset-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    close(fd);
    return arena_dup(arena, str_from_cstr(name));
}

static struct dataset *open_set(struct str bytes, const char *items, struct dataset_map *map)
{
    struct dataset *d = NULL;
    struct str path = file_with(bytes);
    assert_ok(dataset_map_parse(arena, path, map, &problem));
    assert_ok(dataset_map_add(arena, str_from_cstr(items), map, &problem));
    if (dataset_open(map, arena, &d, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    unlink(arena_cstr(arena, path));
    return d;
}

static const struct dataset_row *next(struct dataset *d)
{
    const struct dataset_row *row;
    assert_ok(dataset_next(d, &row, &problem));
    return row;
}

static void rows_have_what_the_map_says(void **state)
{
    struct dataset_map map;
    struct dataset *d = open_set(STR("c,t,g,api,p\n one ,0.7,1,0.9,before\ntwo,0.1,0,,\n"),
                                 "text: c; label toxic: t >= 0.5; group men: g = 1; score toxic: "
                                 "api; parent: p; language: = en",
                                 &map);
    const struct dataset_row *row = next(d);
    assert_str_equal(row->text, STR(" one "));
    assert_int_equal(row->labels[0], RULE_IS_YES);
    assert_true(row->groups[0]);
    assert_true(row->scores[0] == 0.9 && row->numbers[0] == 0.7);
    assert_str_equal(row->parent, STR("before"));
    assert_str_equal(row->language, STR("en"));
    row = next(d);
    assert_int_equal(row->line, 3);
    assert_int_equal(row->labels[0], RULE_IS_NO);
    assert_false(row->groups[0]);
    assert_true(isnan(row->scores[0]));
    assert_null(next(d));
    dataset_close(d);
}

static void every_row_is_given_or_counted(void **state)
{
    struct dataset_map map;
    struct dataset *d =
        open_set(STR("c\tt\tset\na\t1\tx\n \t1\tx\nb\tmuch\tx\nc\t0\ty\nd\t\tx\ne\n"),
                 "text: c; label toxic: t = 1 or t > 5; only: set = x", &map);
    int64_t given = 0;
    while (next(d) != NULL)
        given++;
    const struct table_tally *tally = table_tally(dataset_table(d));
    assert_int_equal(given, 2); /* "a", and "d" without a label */
    assert_int_equal(dataset_left(d)->without_text, 1);
    assert_int_equal(dataset_left(d)->left_out, 1);
    assert_int_equal(tally->broken, 2);
    assert_int_equal(tally->faults[0].line, 4);
    assert_int_equal(tally->faults[1].line, 7);
    dataset_close(d);
}

static void columns_are_guessed_by_their_names(void **state)
{
    struct dataset_map map;
    struct dataset *d =
        open_set(STR("id,comment_text,toxic,severe_toxic,parent\n7,hello,0,1,p\n"), "", &map);
    assert_str_equal(dataset_guess(d),
                     STR("text: \"comment_text\"; id: \"id\"; parent: \"parent\"; label toxic: "
                         "\"toxic\"; label severe: \"severe_toxic\""));
    const struct dataset_row *row = next(d);
    assert_str_equal(row->text, STR("hello"));
    assert_str_equal(row->id, STR("7"));
    assert_int_equal(row->labels[0], RULE_IS_NO);
    assert_int_equal(row->labels[1], RULE_IS_YES);
    dataset_close(d);
}

static void what_is_missing_is_named(void **state)
{
    struct dataset_map map;
    struct dataset *d = NULL;
    assert_ok(dataset_map_parse(arena, STR("/nonexistent/x.csv; text: a"), &map, &problem));
    assert_int_equal(dataset_open(&map, arena, &d, &problem), RC_NOT_FOUND);
    assert_non_null(strstr(problem.message, "/nonexistent/x.csv"));
    struct str path = file_with(STR("one,two\n1,2\n"));
    problem = (struct problem){0};
    assert_ok(dataset_map_parse(arena, path, &map, &problem));
    assert_int_equal(dataset_open(&map, arena, &d, &problem), RC_NOT_FOUND);
    assert_non_null(strstr(problem.message, "--map 'text: COLUMN"));
    problem = (struct problem){0};
    assert_ok(dataset_map_add(arena, STR("text: one; label toxic: tow"), &map, &problem));
    assert_int_equal(dataset_open(&map, arena, &d, &problem), RC_NOT_FOUND);
    assert_non_null(strstr(problem.message, "did you mean \"two\""));
    unlink(arena_cstr(arena, path));
}

static void an_empty_file_has_no_rows(void **state)
{
    struct dataset_map map;
    struct dataset *d = open_set(STR(""), "text: a", &map);
    assert_null(next(d));
    dataset_close(d);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rules_compare_numbers),
        TEST(rules_compare_words_without_regard_to_case),
        TEST(rules_know_yes_and_no_in_many_words),
        TEST(an_empty_cell_answers_nothing),
        TEST(rules_are_joined_by_and_or_by_or),
        TEST(a_cell_that_cannot_be_read_is_refused),
        TEST(a_label_keeps_its_number),
        TEST(faulty_rules_are_refused),
        TEST(a_map_is_one_line),
        TEST(faulty_maps_are_refused),
        TEST(a_manifest_is_maps_in_lines),
        TEST(rows_have_what_the_map_says),
        TEST(every_row_is_given_or_counted),
        TEST(columns_are_guessed_by_their_names),
        TEST(what_is_missing_is_named),
        TEST(an_empty_file_has_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
