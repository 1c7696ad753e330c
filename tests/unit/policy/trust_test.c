#include "policy/trust.h"
#include "../test.h"

#define DAY ((int64_t)24 * 60 * 60 * 1000)
#define NOW (1000 * DAY)

static const struct standards_level levels[] = {
    {STR_INIT("new"), 0}, {STR_INIT("member"), 3}, {STR_INIT("trusted"), 12}};
static const struct standards_trust rules = {.levels = levels,
                                             .level_count = 3,
                                             .verified_comment = 1,
                                             .upheld_removal = -4,
                                             .half_life_days = 180};

static int64_t points(int64_t good, int64_t bad, int64_t days_ago)
{
    struct trust_event events[64];
    size_t count = 0;
    for (int64_t i = 0; i < good + bad; i++)
        events[count++] =
            (struct trust_event){.kind = i < good ? TRUST_VERIFIED_COMMENT : TRUST_UPHELD_REMOVAL,
                                 .at_ms = NOW - days_ago * DAY};
    return trust_points(&rules, events, count, NOW);
}

static void good_comments_earn_and_upheld_removals_cost(void **state)
{
    (void)state;
    assert_int_equal(points(0, 0, 0), 0);
    assert_int_equal(points(5, 0, 0), 5);
    assert_int_equal(points(5, 1, 0), 1);
    assert_int_equal(points(1, 1, 0), -3);
}

static void every_point_halves_with_the_half_life(void **state)
{
    (void)state;
    assert_int_equal(points(16, 0, 180), 8);
    assert_int_equal(points(16, 0, 360), 4);
    assert_int_equal(points(0, 4, 180), -8);
    assert_int_equal(points(16, 0, 3600), 0);
    assert_int_equal(points(3, 0, 1), 3);
}

static void what_lies_in_the_future_counts_as_now(void **state)
{
    (void)state;
    assert_int_equal(points(4, 0, -400), 4);
}

static void levels_begin_at_their_points_and_the_lowest_has_no_floor(void **state)
{
    (void)state;
    assert_str_equal(trust_level(&rules, -100), STR("new"));
    assert_str_equal(trust_level(&rules, 2), STR("new"));
    assert_str_equal(trust_level(&rules, 3), STR("member"));
    assert_str_equal(trust_level(&rules, 11), STR("member"));
    assert_str_equal(trust_level(&rules, 12), STR("trusted"));
    assert_str_equal(trust_level(&rules, INT64_MAX), STR("trusted"));
}

static void the_order_of_events_does_not_matter(void **state)
{
    (void)state;
    struct trust_event e[] = {{TRUST_VERIFIED_COMMENT, NOW - 10 * DAY},
                              {TRUST_UPHELD_REMOVAL, NOW - 400 * DAY},
                              {TRUST_VERIFIED_COMMENT, NOW - 90 * DAY},
                              {TRUST_VERIFIED_COMMENT, NOW - 200 * DAY}};
    int64_t first = trust_points(&rules, e, 4, NOW);
    for (size_t i = 0; i < 4; i++) {
        struct trust_event moved = e[0];
        memmove(e, e + 1, 3 * sizeof *e);
        e[3] = moved;
        assert_int_equal(trust_points(&rules, e, 4, NOW), first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_comments_earn_and_upheld_removals_cost),
        cmocka_unit_test(every_point_halves_with_the_half_life),
        cmocka_unit_test(what_lies_in_the_future_counts_as_now),
        cmocka_unit_test(levels_begin_at_their_points_and_the_lowest_has_no_floor),
        cmocka_unit_test(the_order_of_events_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
