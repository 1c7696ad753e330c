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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cruelty_relished_is_found),
        cmocka_unit_test(cruelty_recommended_is_found),
        cmocka_unit_test(cruelty_told_is_left_alone),
        cmocka_unit_test(all_words_are_evidence),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
