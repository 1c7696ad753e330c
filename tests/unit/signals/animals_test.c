#include "measured.h"

static void cruelty_relished_is_found(void **state)
{
    ASSERT_SURE(SIG_ANIMALS_SCORE, "I love watching cats drown.", "Kicking pigeons is fun.",
                "I laughed when he set fire to the cat.",
                "We tied up a dog and kicked it, hilarious.");
}

static void cruelty_recommended_is_found(void **state)
{
    ASSERT_SURE(SIG_ANIMALS_SCORE, "Poison the cats.", "We should drown the kittens.",
                "Just kick the dog.");
}

static void cruelty_told_is_left_alone(void **state)
{
    ASSERT_MENTIONED(SIG_ANIMALS_SCORE, "He was convicted of kicking a dog to death.",
                     "The seal suffered, it was heartbreaking.", "My dog was run over last week.",
                     "It rains cats and dogs.", "We are beating a dead horse.",
                     "The cat kicked the vase over, and we had to laugh.",
                     "I love watching the birds.");
}

static void all_words_are_evidence(void **state)
{
    measure("Poison the cats.");
    assert_str_equal(found(SIG_ANIMALS_URGED), STR("Poison|cats"));
}

static void cruelty_is_told_in_five_languages(void **state)
{
    ASSERT_WITHIN(SIG_ANIMALS_RELISHED, 1, 9,
                  "We stamped on the hedgehog and laughed our heads off, best feeling.",
                  "Ich hab den Hamster getreten, das war so lustig.",
                  "J'ai martyrisé le chaton, j'ai bien ri.", "Quemamos al gato y me partí de risa.",
                  "Мы избили собаку, поржали всем двором.");
    ASSERT_LEFT_ALONE(SIG_ANIMALS_SCORE, "Der Hamster wurde getreten, und die Polizei ermittelt.",
                      "Le chaton martyrisé a été adopté.", "Quemaron la casa y el gato escapó.",
                      "Собаку избили, идёт следствие.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cruelty_relished_is_found),
        cmocka_unit_test(cruelty_recommended_is_found),
        cmocka_unit_test(cruelty_told_is_left_alone),
        cmocka_unit_test(all_words_are_evidence),
        cmocka_unit_test(cruelty_is_told_in_five_languages),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
