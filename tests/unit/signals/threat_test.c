#include "measured.h"

static void violence_announced_is_a_threat(void **state)
{
    ASSERT_SURE(SIG_THREAT_SCORE, "I will kill you.", "I'm going to stab you, Keller.",
                "We'll beat up the mayor.", "You should be hanged.",
                "Someone should shoot that judge.", "I know where you live.");
}

static void the_target_is_told_apart(void **state)
{
    measure("I will kill you.");
    assert_true(number(SIG_THREAT_DIRECT) == 1 && number(SIG_THREAT_OTHERS) == 0);
    measure("The mayor should be hanged.");
    assert_true(number(SIG_THREAT_DIRECT) == 0 && number(SIG_THREAT_OTHERS) == 1);
    measure("I hope you get cancer.");
    assert_true(number(SIG_THREAT_WISHES) == 1);
}

static void figures_of_speech_are_no_threats(void **state)
{
    ASSERT_LEFT_ALONE(SIG_THREAT_SCORE, "I'll shoot you an e-mail.", "I will beat you at chess.",
                      "That would kill the mood.", "I would kill for a coffee.",
                      "This traffic is murder.", "It won't kill you to wait.",
                      "The bill was killed in committee.",
                      "We will kill two birds with one stone.");
}

static void reports_and_denials_are_no_threats(void **state)
{
    ASSERT_MENTIONED(SIG_THREAT_SCORE, "He wrote that he will kill you.",
                     "\"I will kill you\", said the letter.", "I will never hurt you.",
                     "He was sentenced because he told her \"I will shoot you\".",
                     "If you come near me I will kill you, said the wolf.");
}

static void other_languages_have_a_first_stock(void **state)
{
    ASSERT_SURE(SIG_THREAT_SCORE, "Ich bring dich um.", "Ich werde dich umbringen.",
                "Je vais te tuer.", "Te voy a matar.", "Я тебя убью.");
}

static void disguise_is_seen_through(void **state)
{
    ASSERT_SURE(SIG_THREAT_SCORE, "I will k1ll you.", "I'm going to sh00t you.");
}

static void all_words_of_a_threat_are_evidence(void **state)
{
    measure("Wait. I will kill you all.");
    assert_str_equal(found(SIG_THREAT_DIRECT), STR("I will kill you"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(violence_announced_is_a_threat),
        cmocka_unit_test(the_target_is_told_apart),
        cmocka_unit_test(figures_of_speech_are_no_threats),
        cmocka_unit_test(reports_and_denials_are_no_threats),
        cmocka_unit_test(other_languages_have_a_first_stock),
        cmocka_unit_test(disguise_is_seen_through),
        cmocka_unit_test(all_words_of_a_threat_are_evidence),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
