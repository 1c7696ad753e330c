#include "measured.h"

static void calls_to_violence_are_found(void **state)
{
    ASSERT_SURE(SIG_INCITE_SCORE, "Burn down the town hall.", "We should storm the parliament.",
                "Everybody attack the police station tonight.",
                "Take up arms against the council.");
}

static void other_law_breaking_is_told_apart(void **state)
{
    measure("Stop paying your taxes, all of you.");
    assert_true(number(SIG_INCITE_LAWLESS) == 1 && number(SIG_INCITE_VIOLENCE) == 0);
}

static void recruiting_praise_and_instructions_are_found(void **state)
{
    ASSERT_SURE(SIG_INCITE_SCORE, "Join ISIS, brothers.", "The shooter is a hero.",
                "Breivik was right.", "Here is how to build a pipe bomb.");
    measure("God bless the shooter.");
    assert_str_equal(found(SIG_INCITE_PRAISES), STR("God bless|the shooter"));
}

static void news_history_and_idioms_are_left_alone(void **state)
{
    ASSERT_MENTIONED(SIG_INCITE_SCORE, "He was convicted of planning to burn down the mosque.",
                     "They chanted \"burn down the town hall\".",
                     "My grandfather took up arms in the war.", "The attacker is no hero.",
                     "The Nazis were right wing.", "A storm in a teacup.", "Join the army.",
                     "The attack was brilliant and the striker scored.");
}

static void other_languages_have_a_first_stock(void **state)
{
    ASSERT_SURE(SIG_INCITE_SCORE,
                "Zündet das Rathaus an, brennt das Asylheim nieder, greift zu den Waffen.",
                "Brûlez la mairie.", "Quemad el parlamento.", "Жгите военкоматы.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_to_violence_are_found),
        cmocka_unit_test(other_law_breaking_is_told_apart),
        cmocka_unit_test(recruiting_praise_and_instructions_are_found),
        cmocka_unit_test(news_history_and_idioms_are_left_alone),
        cmocka_unit_test(other_languages_have_a_first_stock),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
