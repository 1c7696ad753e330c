#include "policy/expr.h"
#include "../test.h"

/* A sheet on which the context facts are set by the test and every signal is unknown. */
struct fixture {
    struct arena *arena;
    struct facts signals;
    struct fact_sheet sheet;
};

static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    f->arena = arena_new(1 << 20);
    f->sheet.signals = &f->signals;
    struct {
        enum fact_id fact;
        double number;
    } known[] = {{FACT_AUTHOR_STAFF, 1},
                 {FACT_COMMENT_IS_REPLY, 0},
                 {FACT_COMMENT_CHARACTERS, 300},
                 {FACT_COMMENT_WORDS, 50}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        f->sheet.context[known[i].fact - SIGNAL_COUNT] =
            (struct fact_value){.known = true, .number = known[i].number};
    f->sheet.context[FACT_ARTICLE_SECTION - SIGNAL_COUNT] =
        (struct fact_value){.known = true, .string = STR("sport")};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    test_free(f);
    return 0;
}

static enum rc compile(struct fixture *f, const char *source, const struct expr **ret,
                       struct problem *problem)
{
    struct source s = {
        .document = str_from_cstr(source), .name = STR("doc"), .end = strlen(source)};
    return expr_compile(f->arena, &s, NULL, ret, problem);
}

static const char *const truth_names[] = {"false", "true", "unknown"};

static void expect(struct fixture *f, const char *source, enum expr_truth wanted)
{
    const struct expr *e;
    struct problem problem = {0};
    if (compile(f, source, &e, &problem) != RC_OK)
        fail_msg("%s: %s", source, problem.message);
    enum expr_truth got = expr_evaluate(e, &f->sheet);
    if (got != wanted)
        fail_msg("%s is %s, want %s", source, truth_names[got], truth_names[wanted]);
}

static void conditions_have_their_value(void **state)
{
    static const struct {
        const char *source;
        enum expr_truth value;
    } table[] = {
        {"true", EXPR_TRUE},
        {"false", EXPR_FALSE},
        {"author.staff", EXPR_TRUE},
        {"!author.staff", EXPR_FALSE},
        {"!!author.staff", EXPR_TRUE},
        {"comment.is_reply", EXPR_FALSE},
        {"1 + 2 * 3 == 7", EXPR_TRUE},
        {"(1 + 2) * 3 == 9", EXPR_TRUE},
        {"10 - 2 - 3 == 5", EXPR_TRUE},
        {"16 / 4 / 2 == 2", EXPR_TRUE},
        {"-3 < -2", EXPR_TRUE},
        {"--3 == 3", EXPR_TRUE},
        {"2 - -2 == 4", EXPR_TRUE},
        {"0.86 >= 0.86", EXPR_TRUE},
        {"1e3 == 1000.0", EXPR_TRUE},
        {"2.5e-1 == 0.25", EXPR_TRUE},
        {"3 <= 2", EXPR_FALSE},
        {"3 > 2 && 2 > 3", EXPR_FALSE},
        {"3 > 2 || 2 > 3", EXPR_TRUE},
        {"false && false || true", EXPR_TRUE},
        {"true || true && false", EXPR_TRUE},
        {"true == author.staff", EXPR_TRUE},
        {"comment.characters / comment.words == 6", EXPR_TRUE},
        {"article.section == \"sport\"", EXPR_TRUE},
        {"article.section != 'sport'", EXPR_FALSE},
        {"article.section in [\"world\", \"sport\"]", EXPR_TRUE},
        {"article.section in ['world']", EXPR_FALSE},
        {"comment.words in [10, 50, -1]", EXPR_TRUE},
        {"'a\\n\\'\\\\' == \"a\\n'\\\\\"", EXPR_TRUE},
        {"'a#b' == \"a#b\" # a comment", EXPR_TRUE},
        {"author.staff ? 1 < 2 : 1 > 2", EXPR_TRUE},
        {"article.section.startsWith(\"sp\")", EXPR_TRUE},
        {"article.section.startsWith(\"rt\")", EXPR_FALSE},
        {"article.section.endsWith(\"rt\")", EXPR_TRUE},
        {"article.section.contains(\"por\")", EXPR_TRUE},
        {"!article.section.contains(\"world\")", EXPR_TRUE},
        {"article.section.size() == size(\"h\xC3\xA9l\xC3\xA9n\")", EXPR_TRUE},
        {"min(comment.words, 70, 60) == 50", EXPR_TRUE},
        {"max(3, comment.words - 1, -2) == 49", EXPR_TRUE},
        {"max(1, min(comment.words, 4)) + 1 == 5", EXPR_TRUE},
        {"comment.is_reply ? true : author.staff ? false : true", EXPR_FALSE},
        {"(author.staff ? 10 : 20) == 10", EXPR_TRUE},
        {"author.staff\n  && # both\n  comment.words > 40", EXPR_TRUE},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(*state, table[i].source, table[i].value);
}

static void the_unknown_spreads_unless_the_other_side_settles_it(void **state)
{
    static const struct {
        const char *source;
        enum expr_truth value;
    } table[] = {
        {"thread.comments > 5", EXPR_UNKNOWN},
        {"!(thread.comments > 5)", EXPR_UNKNOWN},
        {"thread.comments == thread.comments", EXPR_UNKNOWN},
        {"thread.comments + 1 > 0", EXPR_UNKNOWN},
        {"-thread.comments < 1", EXPR_UNKNOWN},
        {"thread.comments * 0 == 0", EXPR_UNKNOWN},
        {"thread.comments in [1, 2]", EXPR_UNKNOWN},
        {"max(thread.comments, 5) > 3", EXPR_UNKNOWN},
        {"language.code.startsWith(\"e\")", EXPR_UNKNOWN},
        {"size(language.code) == 0", EXPR_UNKNOWN},
        {"false && thread.comments > 5", EXPR_FALSE},
        {"thread.comments > 5 && false", EXPR_FALSE},
        {"true && thread.comments > 5", EXPR_UNKNOWN},
        {"true || thread.comments > 5", EXPR_TRUE},
        {"thread.comments > 5 || true", EXPR_TRUE},
        {"thread.comments > 5 || false", EXPR_UNKNOWN},
        {"thread.comments > 5 || article.age_hours > 1", EXPR_UNKNOWN},
        {"has(thread.comments)", EXPR_FALSE},
        {"has(comment.words)", EXPR_TRUE},
        {"has(thread.comments) && thread.comments > 5", EXPR_FALSE},
        {"!has(thread.comments) || thread.comments > 5", EXPR_TRUE},
        {"thread.comments > 5 ? true : true", EXPR_UNKNOWN},
        {"author.staff ? true : thread.comments > 5", EXPR_TRUE},
        {"author.staff ? thread.comments > 5 : true", EXPR_UNKNOWN},
        {"comment.words / 0 > 1", EXPR_UNKNOWN},
        {"1e308 * 10 > 1", EXPR_UNKNOWN},
        {"profanity.score >= 0", EXPR_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(*state, table[i].source, table[i].value);
}

static void expect_refused(struct fixture *f, const char *source, const char *part)
{
    const struct expr *e = NULL;
    struct problem problem = {0};
    assert_int_equal(compile(f, source, &e, &problem), RC_INVALID);
    if (strstr(problem.message, part) == NULL)
        fail_msg("got %s, want %s", problem.message, part);
}

static void depth_length_and_number_of_parts_are_bounded(void **state)
{
    struct fixture *f = *state;
    char source[EXPR_BYTES_MAX + 64] = "";
    memset(source, '(', EXPR_DEPTH_MAX);
    expect_refused(f, source, "nested too deeply");
    memset(source, '!', 1000);
    expect_refused(f, source, "nested too deeply");
    memset(source, ' ', EXPR_BYTES_MAX + 1);
    expect_refused(f, source, "longer than 4096 bytes");
    memset(source, 0, sizeof source);
    for (size_t n = 0; n + 6 < EXPR_BYTES_MAX; n += 3)
        memcpy(source + n, "1==", 3);
    expect_refused(f, source, "do not chain");
    memset(source, 0, sizeof source);
    for (size_t n = 0; n + 2 < EXPR_BYTES_MAX; n += 2)
        memcpy(source + n, "1+", 2);
    expect_refused(f, source, "too many parts");
    memset(source, 0, sizeof source);
    for (size_t n = 0; n < EXPR_DEPTH_MAX - 2; n++)
        memcpy(source + n * 4, "1+(1", 4);
    size_t n = (EXPR_DEPTH_MAX - 2) * 4;
    memset(source + n, ')', EXPR_DEPTH_MAX - 2);
    memcpy(source + n + EXPR_DEPTH_MAX - 2, " > 0", 4);
    expect(f, source, EXPR_TRUE);
}

static void tests_are_the_innermost_comparisons_each_once(void **state)
{
    struct fixture *f = *state;
    const struct expr *e;
    size_t count;
    assert_ok(compile(f,
                      "author.staff && (comment.words > 40 || comment.words > 40) && "
                      "(comment.characters + comment.words) * 2 > 3 && "
                      "article.section in ['a'] && has(thread.comments)",
                      &e, NULL));
    const struct expr_test *tests = expr_tests(e, &count);
    static const char *const want[] = {"author.staff",
                                       "comment.words > 40",
                                       "(comment.characters + comment.words) * 2 > 3",
                                       "(comment.characters + comment.words) * 2 > 3",
                                       "article.section in ['a']",
                                       "has(thread.comments)"};
    assert_int_equal(count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < count; i++)
        assert_str_equal(tests[i].source, str_from_cstr(want[i]));
    const int *facts = expr_facts(e, &count);
    assert_int_equal(count, 5);
    for (size_t i = 1; i < count; i++)
        assert_true(facts[i - 1] < facts[i]);
}

static void names_of_facts_are_unique_and_found(void **state)
{
    (void)state;
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        int found;
        assert_ok(fact_find(NULL, str_from_cstr(fact_info(fact).name), &found));
        assert_int_equal(found, fact);
    }
}

static void facts_of_the_document_are_found_and_read(void **state)
{
    struct fixture *f = *state;
    const struct fact_info table[] = {{"list.rivals", SIGNAL_NUMBER, ""},
                                      {"list.nicknames", SIGNAL_NUMBER, ""}};
    const struct fact_names names = {.table = table, .count = 2};
    const struct fact_value values[] = {{.known = true, .number = 3}, {.known = true, .number = 0}};
    const struct source s = {.document = STR("list.rivals == 3 && list.nicknames == 0"),
                             .name = STR("doc"),
                             .end = strlen("list.rivals == 3 && list.nicknames == 0")};
    const struct expr *e;
    assert_ok(expr_compile(f->arena, &s, &names, &e, NULL));
    assert_int_equal(expr_evaluate(e, &f->sheet), EXPR_UNKNOWN);
    f->sheet.defined = values;
    f->sheet.defined_count = 2;
    assert_int_equal(expr_evaluate(e, &f->sheet), EXPR_TRUE);
    int fact;
    assert_ok(fact_find(&names, STR("list.nicknames"), &fact));
    assert_int_equal(fact, FACT_COUNT + 1);
    assert_string_equal(fact_info_in(&names, fact).name, "list.nicknames");
    assert_str_equal(fact_suggest(&names, STR("list.rivalz")), STR("list.rivals"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(conditions_have_their_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_unknown_spreads_unless_the_other_side_settles_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_length_and_number_of_parts_are_bounded, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(tests_are_the_innermost_comparisons_each_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(facts_of_the_document_are_found_and_read, set_up,
                                        tear_down),
        cmocka_unit_test(names_of_facts_are_unique_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
