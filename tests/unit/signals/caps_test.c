#include "measured.h"

static void shouting_is_measured_with_its_words(void **state)
{
    measure("STOP LYING TO US, everybody knows");
    assert_true(number(SIG_CAPS_WORDS) == 4);
    assert_str_equal(found(SIG_CAPS_WORDS), STR("STOP LYING TO US"));
    assert_true(number(SIG_CAPS_RATIO) > 0.4);
}

static void a_comment_in_capitals_has_ratio_one(void **state)
{
    measure("THIS GOVERNMENT HAS FAILED ALL OF US");
    assert_true(number(SIG_CAPS_RATIO) == 1);
}

static void cyrillic_capitals_count_too(void **state)
{
    measure("ВСЕ ЭТО СОВЕРШЕННО НЕПРАВИЛЬНО");
    assert_true(number(SIG_CAPS_RATIO) == 1);
}

static void acronyms_are_forgiven(void **state)
{
    ASSERT_LEFT_ALONE(SIG_CAPS_WORDS, "NATO and the BBC said so about EU policy",
                      "The USA, the UK and the UN agreed in 1948", "I think so");
    measure("the nato chief and NATO spoke to the BBC yesterday evening");
    assert_true(number(SIG_CAPS_RATIO) == 0);
}

static void short_comments_have_no_ratio(void **state)
{
    measure("OK, YES");
    assert_false(known(SIG_CAPS_RATIO));
}

static void scripts_without_case_have_no_ratio(void **state)
{
    measure("这个决定是完全错误的，大家都知道这一点，没有人会同意");
    assert_false(known(SIG_CAPS_RATIO));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shouting_is_measured_with_its_words),
        cmocka_unit_test(a_comment_in_capitals_has_ratio_one),
        cmocka_unit_test(cyrillic_capitals_count_too),
        cmocka_unit_test(acronyms_are_forgiven),
        cmocka_unit_test(short_comments_have_no_ratio),
        cmocka_unit_test(scripts_without_case_have_no_ratio),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
