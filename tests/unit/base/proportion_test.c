#include "base/proportion.h"
#include "../test.h"

#include <math.h>

static void assert_near(double got, double expected)
{
    if (fabs(got - expected) > 0.00005)
        fail_msg("%.6f is not %.4f", got, expected);
}

static void the_interval_is_the_one_in_the_literature(void **state)
{
    (void)state;
    /* Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
    static const struct {
        double hits, n, low, high;
    } known[] = {
        {81, 263, 0.2553, 0.3662},
        {15, 148, 0.0624, 0.1605},
        {0, 20, 0.0000, 0.1611},
        {1, 29, 0.0061, 0.1718},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct proportion p = proportion_wilson(known[i].hits, known[i].n);
        assert_near(p.share, known[i].hits / known[i].n);
        assert_near(p.low, known[i].low);
        assert_near(p.high, known[i].high);
    }
}

static void hits_and_misses_mirror_each_other(void **state)
{
    (void)state;
    for (int n = 1; n <= 40; n++) {
        for (int hits = 0; hits <= n; hits++) {
            struct proportion p = proportion_wilson(hits, n), q = proportion_wilson(n - hits, n);
            assert_near(p.low, 1 - q.high);
            assert_true(0 <= p.low && p.low <= p.share && p.share <= p.high && p.high <= 1);
        }
    }
}

static void nothing_looked_at_tells_nothing(void **state)
{
    (void)state;
    struct proportion_sample none = {0};
    struct proportion p = proportion_of(&none);
    assert_near(p.share, 0);
    assert_near(p.low, 0);
    assert_near(p.high, 1);
}

static void equal_weights_change_nothing(void **state)
{
    (void)state;
    struct proportion_sample s = {0};
    for (int i = 0; i < 148; i++)
        proportion_add(&s, 50000, i < 15);
    struct proportion p = proportion_of(&s);
    assert_int_equal(s.count, 148);
    assert_int_equal(s.hits, 15);
    assert_near(p.low, 0.0624);
    assert_near(p.high, 0.1605);
}

static void a_thing_that_stands_for_more_counts_for_more_and_widens_the_interval(void **state)
{
    (void)state;
    struct proportion_sample s = {0};
    /* 100 drawn one in ten without a hit, 100 drawn one in fifty with ten hits. */
    for (int i = 0; i < 100; i++) {
        proportion_add(&s, 10000, 0);
        proportion_add(&s, 50000, i < 10);
    }
    struct proportion p = proportion_of(&s), equal = proportion_wilson(10, 200);
    assert_near(p.share, 500.0 / 6000);
    assert_true(p.high - p.low > equal.high - equal.low);
    /* (1000 + 5000)^2 / (100 * 100 + 100 * 2500) */
    struct proportion same = proportion_wilson(138.4615385 / 12, 138.4615385);
    assert_near(p.low, same.low);
    assert_near(p.high, same.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_the_one_in_the_literature),
        cmocka_unit_test(hits_and_misses_mirror_each_other),
        cmocka_unit_test(nothing_looked_at_tells_nothing),
        cmocka_unit_test(equal_weights_change_nothing),
        cmocka_unit_test(a_thing_that_stands_for_more_counts_for_more_and_widens_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
