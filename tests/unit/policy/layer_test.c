#include "policy/standards.h"
#include "../test.h"

#include <stdio.h>

#include "policy/fact.h"
#include "policy/list.h"

#define BASE                                                                                       \
    "# Rules\n\n```standards\nlanguage: en\n```\n\nBe kind.\n\n"                                   \
    "## How {#how}\n\nLike this.\n\n```trust\nlevels: low 0, high 9\n```\n\n"                      \
    "## Shouting {#shouting}\n\nPlease do not.\n\n"                                                \
    "```clause\nwhen: caps.ratio > 0.5\nthen: hold\nfor high: flag\n```\n\n"                       \
    "```examples\nkeep  Calm.\n```\n\nIt hurts.\n\n"                                               \
    "```list rude\nboo\n```\n\n"                                                                   \
    "## Rudeness {#rude}\n\nNo.\n\n```clause\nwhen: list.rude > 0\nthen: nudge\n```\n\n"           \
    "## Contact {#contact}\n\nWrite to us.\n"

#define LAYER(settings, rest) "# Ours\n\n```standards\nextends: shipped\n" settings "```\n\n" rest

static enum rc compose(const char *layer, struct standards **ret, struct problem *problem)
{
    return standards_load_layers(STR(BASE), STR("base"), str_from_cstr(layer), STR("site"), ret,
                                 problem);
}

static struct standards *composed(const char *layer)
{
    struct standards *s = NULL;
    struct problem problem = {0};
    if (compose(layer, &s, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    return s;
}

/* The slugs in their order, "a b c". */
static void assert_sections(const struct standards *s, const char *expected)
{
    char got[256] = "";
    size_t count, n = 0;
    const struct standards_section *sections = standards_sections(s, &count);
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(got + n, sizeof got - n, "%s%.*s", i > 0 ? " " : "",
                              STR_ARG(sections[i].slug));
    assert_string_equal(got, expected);
}

/* What a layer is composed into must be the same document when it is loaded by itself. */
static void assert_stands_alone(const struct standards *s)
{
    struct standards *again = NULL;
    struct problem problem = {0};
    if (standards_load(standards_composed(s), STR("stored"), &again, &problem) != RC_OK)
        fail_msg("%s\n%.*s", problem.message, STR_ARG(standards_composed(s)));
    assert_str_equal(standards_version(again), standards_version(s));
    assert_str_equal(standards_composed(again), standards_composed(s));
    size_t a, b;
    standards_sections(again, &a);
    standards_sections(s, &b);
    assert_int_equal(a, b);
    standards_free(again);
}

static void a_layer_that_says_nothing_changes_nothing_but_the_title(void **state)
{
    (void)state;
    struct standards *s = composed(LAYER("", ""));
    assert_str_equal(standards_title(s), STR("Ours"));
    assert_str_equal(standards_introduction(s), STR("Be kind."));
    assert_sections(s, "how shouting rude contact");
    assert_false(standards_front_by_site(s));
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_str_equal(c->prose_markdown, STR("Please do not.\n\n\n\nIt hurts."));
    assert_int_equal(c->example_count, 1);
    assert_int_equal(c->level_count, 1);
    assert_int_equal(standards_trust(s)->level_count, 2);
    assert_stands_alone(s);
    standards_free(s);
}

static void prose_replaces_prose_and_leaves_the_rest(void **state)
{
    (void)state;
    struct standards *s =
        composed(LAYER("", "Welcome.\n\n## Volume {#shouting}\n\nSoftly, softly.\n"));
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_str_equal(c->title, STR("Volume"));
    assert_str_equal(c->prose_markdown, STR("Softly, softly."));
    assert_str_equal(c->branches[0].condition, STR("caps.ratio > 0.5"));
    assert_int_equal(c->example_count, 1);
    assert_str_equal(standards_introduction(s), STR("Welcome."));
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    assert_true(sections[1].by_site);
    assert_false(sections[2].by_site);
    assert_stands_alone(s);
    standards_free(s);
}

static void a_clause_replaces_the_clause_and_examples_are_added(void **state)
{
    (void)state;
    struct standards *s =
        composed(LAYER("", "## Shouting {#shouting}\n\n"
                           "```clause\nwhen: caps.ratio > 0.9\nthen: remove\n```\n"
                           "```examples\nremove  LOUD\n```\n"));
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_str_equal(c->branches[0].condition, STR("caps.ratio > 0.9"));
    assert_int_equal(c->branch_count, 1);
    assert_int_equal(c->level_count, 0);
    assert_int_equal(c->example_count, 2);
    assert_str_equal(c->prose_markdown, STR("Please do not.\n\n\n\nIt hurts."));
    size_t count;
    assert_false(standards_sections(s, &count)[1].by_site);
    assert_stands_alone(s);
    standards_free(s);
}

static void examples_instead_stand_alone(void **state)
{
    (void)state;
    struct standards *s =
        composed(LAYER("", "## Shouting {#shouting}\n\n```examples instead\nhold  LOUD\n```\n"));
    const struct standards_clause *c = standards_find_clause(s, STR("shouting"));
    assert_int_equal(c->example_count, 1);
    assert_str_equal(c->examples[0].text, STR("LOUD"));
    assert_stands_alone(s);
    standards_free(s);
}

#define CLAUSE(title, slug, before)                                                                \
    "## " title " {#" slug "}\n\nWords.\n\n```clause\n" before "when: true\nthen: flag\n```\n\n"

static void new_sections_stand_where_they_ask_or_behind_the_last_clause(void **state)
{
    (void)state;
    struct standards *s =
        composed(LAYER("", CLAUSE("One", "one", "") CLAUSE("Two", "two", "before: shouting\n")
                               CLAUSE("Three", "three", "before: shouting # here\n")
                                   CLAUSE("Four", "four", "before: contact\n")));
    assert_sections(s, "how two three shouting rude one four contact");
    assert_stands_alone(s);
    standards_free(s);
}

static double rude_words(const struct standards *s, const char *text)
{
    struct arena *a = arena_new(1 << 20);
    struct text t;
    struct list_matches m;
    int fact;
    assert_ok(text_prepare(a, str_from_cstr(text), &t));
    assert_ok(list_set_match(standards_lists(s), &t, a, &m));
    assert_ok(fact_find(standards_fact_names(s), STR("list.rude"), &fact));
    double number = m.values[fact - FACT_COUNT].number;
    arena_free(a);
    return number;
}

static void sections_switched_off_are_gone(void **state)
{
    (void)state;
    struct standards *s = composed(LAYER("off: shouting, how\n", ""));
    assert_sections(s, "rude contact");
    assert_true(standards_is_off(s, STR("shouting")));
    assert_false(standards_is_off(s, STR("rude")));
    assert_null(standards_find_clause(s, STR("shouting")));
    assert_int_equal(standards_trust(s)->level_count, 2);
    assert_true(rude_words(s, "boo") == 1);
    assert_stands_alone(s);
    standards_free(s);
}

static void rules_of_the_layer_take_the_place_of_the_base_s(void **state)
{
    (void)state;
    struct standards *s = composed(
        LAYER("", "```trust\nlevels: fresh 0, high 50\n```\n\n```brake\nshare: 3 %\n```\n"));
    assert_str_equal(standards_trust(s)->levels[0].name, STR("fresh"));
    assert_int_equal(standards_trust(s)->levels[1].points, 50);
    assert_true(standards_brake(s)->share > 0.029 && standards_brake(s)->share < 0.031);
    assert_stands_alone(s);
    standards_free(s);
}

static void lists_are_replaced_or_added_to(void **state)
{
    (void)state;
    struct standards *s = composed(LAYER("", "```list add to: rude\nbah\n```\n\n"
                                             "```list own\nx\n```\n\n"
                                             "```list add to: rude\npah*\n```\n"));
    assert_true(rude_words(s, "boo bah pahlease bih") == 3);
    assert_int_equal(standards_fact_names(s)->count, 2);
    assert_stands_alone(s);
    standards_free(s);
    s = composed(LAYER("", "```list rude\nbah\n```\n"));
    assert_true(rude_words(s, "boo bah pah") == 1);
    assert_int_equal(standards_fact_names(s)->count, 1);
    assert_stands_alone(s);
    standards_free(s);
}

static void lines_are_known_by_the_file_they_were_written_in(void **state)
{
    (void)state;
    struct standards *s = composed(LAYER("", CLAUSE("One", "one", "before: rude\n")));
    struct standards_place place =
        standards_place(s, standards_find_clause(s, STR("one"))->branches[0].line);
    assert_str_equal(place.file, STR("site"));
    assert_int_equal(place.line, 13);
    place = standards_place(s, standards_find_clause(s, STR("rude"))->line);
    assert_str_equal(place.file, STR("base"));
    assert_int_equal(place.line, 37);
    place = standards_place(s, standards_find_clause(s, STR("shouting"))->examples[0].line);
    assert_int_equal(place.line, 28);
    standards_free(s);
}

struct faulty {
    const char *layer, *message;
};

static void faults_name_file_and_line(void **state)
{
    static const struct faulty cases[] = {
        {LAYER("off: shoutin\n", ""),
         "site:5:6: the section to switch off \"shoutin\" is not in the document this one extends; "
         "did you mean \"shouting\"?"},
        {LAYER("off: nowhere\n", ""), "site:5:6: the section to switch off \"nowhere\" is not in "
                                      "the document this one extends"},
        {LAYER("off: rude\n", "## Rude {#rude}\n\nWords.\n"),
         "site:5:6: \"rude\" is switched off here and written below; do one of the two"},
        {LAYER("", CLAUSE("One", "one", "before: rud\n")),
         "site:12:9: the section to stand before, \"rud\" is not in the document this one extends; "
         "did you mean \"rude\"?"},
        {LAYER("", "## Rude {#rude}\n\n```clause\nbefore: how\nwhen: true\nthen: hold\n```\n"),
         "site:10:1: \"before:\" says where a new section of a layer stands; only a clause that "
         "\"extends: shipped\" does not know yet may have it"},
        {LAYER("", "## Rude {#rude}\n\n```clause\nwhen: list.rud > 0\nthen: hold\n```\n"),
         "site:10:7: unknown signal \"list.rud\"; did you mean \"list.rude\"?"},
        {LAYER("", "```list add to: rud\nx\n```\n"),
         "site:7:9: there is no list \"rud\" in the document this one extends; write \"list rud\" "
         "for a new one"},
        {LAYER("", "~~~list add to: rude\n```\n~~~\n"),
         "site:8:1: a list cannot hold a fence; take it out"},
        {LAYER("", "## A {#rude}\n\nX.\n\n## B {#rude}\n\nX.\n"),
         "site:11:1: {#rude} is the name of the section on line 7 already; choose another"},
        {LAYER("", "```trust\nlevels: a 0\n```\n\n```trust\nlevels: a 0\n```\n"),
         "site:11:1: a second block \"trust\" like the one on line 7; keep one of the two"},
        {LAYER("", "```trust\nlevels: low 0\n```\n"),
         "base:24:5: there is no level of trust \"high\"; there is low"},
        {LAYER("", "## A {#how}\n\nX.\n\n```c\nint x;\n"),
         "site:7:1: something here is not closed and swallows the sections behind it; look for a "
         "code block without its end"},
        {LAYER("", "## New {#new}\n\nX.\n\n```examples\nkeep  A.\n```\n"),
         "site:11:1: examples without a clause; add a block \"clause\" to this section"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct standards *s = NULL;
        struct problem problem = {0};
        assert_int_equal(compose(cases[i].layer, &s, &problem), RC_INVALID);
        assert_string_equal(problem.message, cases[i].message);
    }
}

static void the_shipped_document_takes_a_layer(void **state)
{
    (void)state;
    struct standards *s = NULL;
    struct problem problem = {0};
    if (standards_load(STR(LAYER("", CLAUSE("One", "one", "before: law\n"))), STR("site"), &s,
                       &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_true(standards_is_shipped(s));
    assert_non_null(standards_find_clause(s, STR("insults")));
    assert_non_null(standards_find_clause(s, STR("one")));
    assert_stands_alone(s);
    standards_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_that_says_nothing_changes_nothing_but_the_title),
        cmocka_unit_test(prose_replaces_prose_and_leaves_the_rest),
        cmocka_unit_test(a_clause_replaces_the_clause_and_examples_are_added),
        cmocka_unit_test(examples_instead_stand_alone),
        cmocka_unit_test(new_sections_stand_where_they_ask_or_behind_the_last_clause),
        cmocka_unit_test(sections_switched_off_are_gone),
        cmocka_unit_test(rules_of_the_layer_take_the_place_of_the_base_s),
        cmocka_unit_test(lists_are_replaced_or_added_to),
        cmocka_unit_test(lines_are_known_by_the_file_they_were_written_in),
        cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(the_shipped_document_takes_a_layer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
