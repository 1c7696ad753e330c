#include "measured.h"

static void urging_somebody_to_it_is_found(void **state)
{
    ASSERT_WITHIN(SIG_SELFHARM_URGED, 1, 1, "Go kill yourself.", "KYS", "You should hang yourself.",
                  "Nobody would miss you.", "k1ll yourself", "Bring dich um.", "Suicide-toi.",
                  "Mátate.", "Убей себя.");
}

static void who_warns_or_reports_does_not_urge(void **state)
{
    ASSERT_LEFT_ALONE(SIG_SELFHARM_URGED, "Please do not kill yourself.",
                      "She said I should kill myself.", "It will not kill you to wait.",
                      "How to Skate and Not Kill Yourself, a book.",
                      "They wrote \"go kill yourself\" under her picture.");
}

static void methods_are_found(void **state)
{
    ASSERT_WITHIN(SIG_SELFHARM_METHODS, 1, 1, "What is the most painless way to die?",
                  "He hanged himself with a belt.");
    ASSERT_LEFT_ALONE(SIG_SELFHARM_METHODS, "My brother took his own life.",
                      "An overdose of optimism.", "Selling the ferry is political suicide.");
}

static void an_author_in_danger_is_told_apart(void **state)
{
    measure("I want to die.");
    assert_true(number(SIG_SELFHARM_CRISIS) == 1 && number(SIG_SELFHARM_URGED) == 0);
    ASSERT_LEFT_ALONE(SIG_SELFHARM_CRISIS, "He said I want to die laughing.", "I survived.",
                      "Do not kill yourself over it.");
}

static void urging_and_means_are_told_in_five_languages(void **state)
{
    ASSERT_WITHIN(SIG_SELFHARM_URGED, 1, 9, "Do everyone a favour and neck yourself.",
                  "Tu der Welt einen Gefallen und bring dich um.",
                  "Va te suicider, personne ne te regrettera.",
                  "Hazle un favor al mundo y suicídate.", "Выпились, без тебя мир станет лучше.");
    ASSERT_WITHIN(SIG_SELFHARM_METHODS, 1, 9, "Tödliche Dosis Schlaftabletten, wer weiß das",
                  "comment se pendre sans douleur", "cómo suicidarse sin dolor",
                  "лучший способ покончить с собой");
    ASSERT_LEFT_ALONE(SIG_SELFHARM_SCORE, "Die Telefonseelsorge hilft bei Suizidgedanken.",
                      "Le suicide reste un sujet tabou dans les familles.",
                      "La prevención del suicidio necesita dinero.",
                      "Самоубийство остаётся запретной темой.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urging_somebody_to_it_is_found),
        cmocka_unit_test(who_warns_or_reports_does_not_urge),
        cmocka_unit_test(methods_are_found),
        cmocka_unit_test(an_author_in_danger_is_told_apart),
        cmocka_unit_test(urging_and_means_are_told_in_five_languages),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
