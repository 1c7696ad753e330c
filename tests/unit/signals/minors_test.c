#include "measured.h"

static void children_in_a_sexual_light_are_found(void **state)
{
    ASSERT_SURE(SIG_MINORS_SCORE, "That schoolgirl is sexy.", "Pedophilia is natural.",
                "The age of consent should be abolished.", "Selling child porn links, dm me.");
}

static void news_law_and_prevention_are_left_alone(void **state)
{
    ASSERT_MENTIONED(SIG_MINORS_SCORE, "He was jailed for having sex with a minor.",
                     "Child porn is a crime.", "Sex education protects children.",
                     "The new car is sexy, the child seat is not.",
                     "The police seized child pornography.");
}

static void a_number_decides_who_is_a_child(void **state)
{
    measure("The 12 year old attends Hillside Primary School.");
    assert_true(number(SIG_MINORS_PLACED) == 1);
    measure("The 42 year old attends Hillside Primary School.");
    assert_true(number(SIG_MINORS_PLACED) == 0);
}

static void a_child_given_away_by_name_is_found(void **state)
{
    measure("The boy is called Tom Keller, all know it.");
    assert_str_equal(found(SIG_MINORS_NAMED), STR("is called Tom Keller"));
    measure("The girl's name is Zoë Müller.");
    assert_str_equal(found(SIG_MINORS_NAMED), STR("name is Zoë Müller"));
    ASSERT_LEFT_ALONE(SIG_MINORS_NAMED, "The boy is called Tom.",
                      "The bridge is called Tower Bridge.", "The minister is called Peter Marsh.",
                      "The boy is not called Tom Keller, \"is called Tom Keller\" is a lie.");
}

static void a_child_given_away_by_place_is_found(void **state)
{
    measure("The kid lives in Mill Lane.");
    assert_str_equal(found(SIG_MINORS_PLACED), STR("lives in Mill Lane"));
    ASSERT_LEFT_ALONE(SIG_MINORS_PLACED, "The kid lives in a small town.",
                      "The mayor lives in Mill Lane.", "My children go to school by ferry.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_in_a_sexual_light_are_found),
        cmocka_unit_test(news_law_and_prevention_are_left_alone),
        cmocka_unit_test(a_number_decides_who_is_a_child),
        cmocka_unit_test(a_child_given_away_by_name_is_found),
        cmocka_unit_test(a_child_given_away_by_place_is_found),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
