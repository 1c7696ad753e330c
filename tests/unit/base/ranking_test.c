#include "base/ranking.h"

#include <math.h>

#include "../test.h"

static struct arena *arena;

static struct ranking ranking_of(const double *scores, const uint8_t *positive, size_t n)
{
    struct ranking r;
    assert_ok(ranking_make(arena, scores, positive, n, &r));
    return r;
}

static void assert_near(double got, double want)
{
    if (!(fabs(got - want) < 1e-9))
        fail_msg("got %.12f, want %.12f", got, want);
}

static void assert_proportion(struct proportion got, double share, double low, double high)
{
    assert_near(got.share, share);
    assert_near(got.low, low);
    assert_near(got.high, high);
}

/* Positives .8 and .4, negatives .6 and .2: three pairs of four in order. Placements are 1, .5 and .5, 1: each kind's mean has
 * the variance .125 / 2, so that the area's error is the root of .125. */
static void the_area_by_hand(void **state)
{
    static const double scores[] = {0.6, 0.8, 0.2, 0.4};
    static const uint8_t positive[] = {0, 1, 0, 1};
    struct ranking r = ranking_of(scores, positive, 4);
    double error = sqrt(0.125) / (0.75 * 0.25), z = 1.959963984540054;
    assert_proportion(ranking_area(&r), 0.75, 1 / (1 + exp(-(log(3) - z * error))),
                      1 / (1 + exp(-(log(3) + z * error))));
    assert_near(ranking_average_precision(&r).share, (1 + 2.0 / 3) / 2);
}

static const double first[] = {.9, .8, .7, .7, .6, .5, .5, .4, .3, .1};
static const double second[] = {.2, .9, .6, .8, .6, .7, .3, .4, .5, .1};
static const uint8_t kinds[] = {1, 1, 0, 1, 1, 0, 1, 0, 0, 0};

/* Reference figures from the definition over all pairs, with ties. */
static void areas_with_ties(void **state)
{
    struct ranking a = ranking_of(first, kinds, 10), b = ranking_of(second, kinds, 10);
    assert_proportion(ranking_area(&a), 0.88, 0.47316976798854327, 0.9835733054770328);
    assert_proportion(ranking_area(&b), 0.62, 0.22591785527758332, 0.9011976301196282);
    assert_near(ranking_average_precision(&a).share, 0.8528571428571429);
    assert_near(ranking_average_precision(&b).share, 0.731111111111111);
}

static void the_difference_of_two_scores_of_the_same_things(void **state)
{
    struct ranking a = ranking_of(first, kinds, 10), b = ranking_of(second, kinds, 10);
    struct ranking_difference d = ranking_compare(&a, &b);
    assert_near(d.difference, 0.26);
    assert_near(d.low, -0.1329715569756974);
    assert_near(d.high, 0.6529715569756974);
    assert_near(d.p, 0.19471304213689783);
    d = ranking_compare(&a, &a);
    assert_near(d.difference, 0);
    assert_near(d.p, 1);
}

/* Ranks 1 2 3 4 against 2 1 3 4: 1 - 6 * 2 / (4 * 15). With ties they share the mean of theirs. */
static void the_correlation_of_ranks(void **state)
{
    static const double x[] = {.1, .2, .3, .4}, y[] = {20, 10, 30, 40}, tied[] = {1, 1, 2, 2},
                        same[] = {1, 1, 1, 1};
    struct ranking a = ranking_of(x, kinds, 4), b = ranking_of(y, kinds, 4);
    struct ranking c = ranking_of(tied, kinds, 4), d = ranking_of(same, kinds, 4);
    assert_near(ranking_correlation(arena, &a, &b), 0.8);
    assert_near(ranking_correlation(arena, &a, &c), 4 / sqrt(5 * 4));
    assert_true(isnan(ranking_correlation(arena, &a, &d)));
}

static void equal_scores_tell_nothing(void **state)
{
    static const double same[] = {.5, .5, .5, .5};
    static const uint8_t positive[] = {1, 0, 1, 0};
    struct ranking r = ranking_of(same, positive, 4);
    assert_near(ranking_area(&r).share, 0.5);
    assert_near(ranking_average_precision(&r).share, 0.5);
}

static void a_perfect_score_is_not_certain(void **state)
{
    static const double scores[] = {.9, .8, .2, .1, .1};
    static const uint8_t positive[] = {1, 1, 0, 0, 0};
    struct ranking r = ranking_of(scores, positive, 5);
    struct proportion wilson = proportion_wilson(2, 2);
    assert_proportion(ranking_area(&r), 1, wilson.low, 1);
    assert_near(ranking_average_precision(&r).share, 1);
}

/* A sum of many quotients is not exactly 1, and the logit's interval has no bounds there. */
static void a_nearly_perfect_score_has_a_narrow_interval(void **state)
{
    double scores[128];
    uint8_t positive[128];
    for (size_t i = 0; i < 128; i++) {
        scores[i] = 1 - (double)i / 128;
        positive[i] = i < 63 || i == 64;
    }
    struct ranking r = ranking_of(scores, positive, 128);
    struct proportion got = ranking_average_precision(&r);
    assert_true(got.share > 0.999 && got.share < 1);
    assert_true(got.low > 0.9 && got.high > got.share);
}

static void one_kind_alone_has_no_area(void **state)
{
    static const uint8_t all[] = {1, 1}, none[] = {0, 0};
    struct ranking r = ranking_of(first, all, 2);
    assert_proportion(ranking_area(&r), 0, 0, 1);
    assert_int_equal(ranking_counts_at(&r, 0.85).hits, 1);
    r = ranking_of(first, none, 2);
    assert_proportion(ranking_area(&r), 0, 0, 1);
    assert_proportion(ranking_average_precision(&r), 0, 0, 1);
    assert_near(ranking_compare(&r, &r).p, 1);
    r = ranking_of(first, none, 0);
    assert_proportion(ranking_area(&r), 0, 0, 1);
}

static void counts_at_a_threshold_include_it(void **state)
{
    struct ranking r = ranking_of(first, kinds, 10);
    struct ranking_counts c = ranking_counts_at(&r, 0.7);
    assert_int_equal(c.hits, 3);
    assert_int_equal(c.false_alarms, 1);
    assert_int_equal(c.misses, 2);
    assert_int_equal(c.rejections, 4);
}

static void a_threshold_for_a_share_of_false_alarms(void **state)
{
    static const double tied[] = {.9, .9, .1};
    static const uint8_t positive[] = {1, 0, 0};
    struct ranking r = ranking_of(first, kinds, 10);
    double threshold = -1;
    assert_true(ranking_threshold(&r, 0.2, &threshold));
    assert_near(threshold, 0.6); /* .5 would be reached by a second negative of five */
    assert_true(ranking_threshold(&r, 0, &threshold));
    assert_near(threshold, 0.8);
    assert_true(ranking_threshold(&r, 1, &threshold));
    assert_near(threshold, 0.1);
    r = ranking_of(tied, positive, 3);
    assert_false(ranking_threshold(&r, 0.4, &threshold));
}

static int begin(void **state)
{
    arena = arena_new((size_t)1 << 20);
    return arena == NULL;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_area_by_hand),
        TEST(areas_with_ties),
        TEST(the_difference_of_two_scores_of_the_same_things),
        TEST(the_correlation_of_ranks),
        TEST(equal_scores_tell_nothing),
        TEST(a_perfect_score_is_not_certain),
        TEST(a_nearly_perfect_score_has_a_narrow_interval),
        TEST(one_kind_alone_has_no_area),
        TEST(counts_at_a_threshold_include_it),
        TEST(a_threshold_for_a_share_of_false_alarms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
