#include "measured.h"

static void belittling_is_found(void **state)
{
    ASSERT_SURE(SIG_AGGRESSION_SCORE, "Nobody asked you.", "Cry me a river.",
                "I feel sorry for your children.", "Dich hat keiner gefragt.",
                "Personne ne t'a rien demandé.", "Vete a llorar.", "Тебя никто не спрашивал.");
}

static void jeering_weighs_less(void **state)
{
    measure("Nice try.");
    assert_true(number(SIG_AGGRESSION_SNEERS) == 1 && number(SIG_AGGRESSION_BELITTLES) == 0);
    assert_true(number(SIG_AGGRESSION_SCORE) < 0.6);
}

static void several_count(void **state)
{
    measure("Nobody asked you. Go cry to your mother.");
    assert_true(number(SIG_AGGRESSION_BELITTLES) == 2);
}

static void ordinary_talk_is_left_alone(void **state)
{
    ASSERT_MENTIONED(SIG_AGGRESSION_SCORE, "Nobody asked the people in the valley.",
                     "Have you read the second page?", "I had to cry about the dog.",
                     "It is hard to cope with such a loss.", "He told me to get over myself.",
                     "You have no idea how glad I am.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(belittling_is_found),
        cmocka_unit_test(jeering_weighs_less),
        cmocka_unit_test(several_count),
        cmocka_unit_test(ordinary_talk_is_left_alone),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
