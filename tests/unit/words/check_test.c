/* What the catalogue compiler lets pass and what it refuses. */
#include "words_tool.h"

#include "../test.h"

static void expect(const char *english, const char *other, const char *forms, const char *words)
{
    struct problem p = {0};
    const struct pair pair = {str_from_cstr(english), str_from_cstr(other)};
    enum rc rc = check_pair(&pair, str_from_cstr(forms), &p);
    if (words == NULL ? rc != RC_OK : strstr(p.message, words) == NULL)
        fail_msg("%s => %s: got \"%s\"", english, other, p.message);
}

static void markers_may_move_but_not_go_or_come(void **state)
{
    expect("{a} <1>to {b}</1> <2/>", "<2/> <1>{b} zu</1> {a}", "ox", NULL);
    expect("{a} and {b}", "{b} und {b}", "ox", "a is missing");
    expect("{a}", "{a} {c}", "ox", "c is not in the English");
    expect("<1>x</1>", "x", "ox", "<1> is missing");
    expect("a < b { c", "a < b { c", "ox", NULL);
}

static void elements_are_closed_in_order_and_stand_once(void **state)
{
    expect("<1>a</1> <2>b</2>", "<1>a <2>b</2></1>", "ox", NULL);
    expect("<1>a</1> <2>b</2>", "<1>a <2>b</1></2>", "ox", "closes nothing here");
    expect("<1>a</1>", "</1>a<1>", "ox", "closes nothing here");
    expect("<1>a</1>", "<1>a</1> <1>b</1>", "ox", "stands twice");
}

static void plurals_have_the_forms_of_their_language(void **state)
{
    static const char english[] = "{0, plural, one {# word} other {# words}} of {1}";
    expect(english, "{1}: {0, plural, one {# a} few {# b} many {# c} other {# d}}", "ofm", NULL);
    expect(english, "{1}: {0, plural, one {# a} other {# d}}", "ofm", "\"few\" is missing");
    expect(english, "{1}: {0, plural, one {# a} few {# b} many {# c}}", "ofm",
           "\"other\" is missing");
    expect(english, "{1}: {0, plural, eins {# a} other {# d}}", "ox", "no plural form");
    expect(english, "{1}: {0, plural, one {# a}, other {# d}}", "ox", "no plural form");
    expect(english, "{0} {1}", "ox", NULL);
    expect("for {days, plural, one {# day} other {# days}}",
           "{days, plural, one {# d} other {# D}}", "ofm", "\"few\" is missing");
    expect("for {days, plural, one {# day} other {# days}}", "{tage, plural, one {x} other {y}}",
           "ox", "days is missing");
    expect("for {days}", "{days, plural, one {# d}", "ox", "cannot be read");
    expect(english, "{1}: {0, plural, one {# a} other {# d}", "ox", "cannot be read");
    expect("{0, plural, one {clause} other {clauses}}", "{0, plural, one {Regel} other {Regeln}}",
           "ox", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markers_may_move_but_not_go_or_come),
        cmocka_unit_test(elements_are_closed_in_order_and_stand_once),
        cmocka_unit_test(plurals_have_the_forms_of_their_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
