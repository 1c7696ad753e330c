#include "base/random.h"
#include "../test.h"

static void seeded_source_repeats_and_covers_its_range(void **state)
{
    (void)state;
    struct random a = random_seeded(1), b = random_seeded(1), c = random_seeded(2);
    uint64_t first = random_u64(&a);
    assert_true(first == random_u64(&b));
    assert_true(first != random_u64(&c));
    int seen[6] = {0};
    for (int i = 0; i < 6000; i++)
        seen[random_below(&a, 6)]++;
    for (int i = 0; i < 6; i++)
        assert_in_range(seen[i], 800, 1200);
}

static void system_source_differs_between_calls(void **state)
{
    (void)state;
    struct random r = random_system();
    assert_true(random_u64(&r) != random_u64(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeded_source_repeats_and_covers_its_range),
        cmocka_unit_test(system_source_differs_between_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
