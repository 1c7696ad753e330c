#include "../test.h"

#include "signals/attribute.h"

static void every_row_rests_on_a_number_from_0_to_1_and_says_what_it_means(void **state)
{
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *a = &attribute_table[i];
        assert_int_equal(signal_table[a->signal].kind, SIGNAL_NUMBER);
        assert_string_equal(signal_table[a->signal].range, "0 to 1");
        assert_true(a->text.n > 0 && a->languages.n > 0);
        assert_ptr_equal(attribute_find(a->name), a);
    }
}

static void a_version_finds_its_attribute_and_a_strange_name_none(void **state)
{
    assert_ptr_equal(attribute_find(STR("TOXICITY@6")), attribute_find(STR("TOXICITY")));
    assert_null(attribute_find(STR("TOXICITY@")));
    assert_null(attribute_find(STR("TOXICITY@six")));
    assert_null(attribute_find(STR("toxicity")));
    assert_null(attribute_find(STR("OFF_TOPIC")));
    assert_null(attribute_find(STR("FLIRTATION")));
    assert_null(attribute_find(STR("")));
}

static void a_region_is_the_same_language_and_a_script_is_not(void **state)
{
    const struct attribute *a = attribute_find(STR("TOXICITY"));
    assert_true(attribute_speaks(a, STR("en")));
    assert_true(attribute_speaks(a, STR("en-GB")));
    assert_true(attribute_speaks(a, STR("EN")));
    assert_false(attribute_speaks(a, STR("en-Latn")));
    assert_false(attribute_speaks(a, STR("hi-Latn")));
    assert_false(attribute_speaks(a, STR("om")));
    assert_false(attribute_speaks(a, STR("e")));
    assert_false(attribute_speaks(a, STR("")));
}

static void an_unknown_signal_is_no_score_unless_the_text_says_nothing(void **state)
{
    const struct attribute *a = attribute_find(STR("INSULT"));
    struct facts facts = {0};
    struct text words = {.letters = 5}, smileys = {.letters = 0};
    double score = 7;
    assert_false(attribute_score(a, &words, &facts, &score));
    assert_true(score == 7);
    assert_true(attribute_score(a, &smileys, &facts, &score));
    assert_true(score == 0);
    facts.value[a->signal].known = true;
    facts.value[a->signal].number = 0.75;
    assert_true(attribute_score(a, &words, &facts, &score));
    assert_true(score == 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_rests_on_a_number_from_0_to_1_and_says_what_it_means),
        cmocka_unit_test(a_version_finds_its_attribute_and_a_strange_name_none),
        cmocka_unit_test(a_region_is_the_same_language_and_a_script_is_not),
        cmocka_unit_test(an_unknown_signal_is_no_score_unless_the_text_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
