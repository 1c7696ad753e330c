#include "../test.h"

#include "web/dates.h"
#include "web/timezone.h"

static void days_and_civil_dates_agree_over_four_centuries(void **state)
{
    for (int64_t day = -80000; day < 80000; day += 7) {
        struct civil c = dates_civil(day * 86400);
        assert_int_equal(dates_days_from_civil(c.year, c.month, c.day), day);
    }
}

static void leap_days_and_weekdays_are_right(void **state)
{
    struct civil c = dates_civil(951782400); /* 2000-02-29 */
    assert_int_equal(c.month, 2);
    assert_int_equal(c.day, 29);
    assert_int_equal(c.weekday, 2);
    c = dates_civil(-1); /* the last second of 1969, a Wednesday */
    assert_int_equal(c.year, 1969);
    assert_int_equal(c.second, 59);
    assert_int_equal(c.weekday, 3);
}

static void dates_are_written_in_the_zones_time(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const struct timezone *z = NULL;
    assert_ok(timezone_load(STR("Europe/Vienna"), a, &z, NULL));
    int64_t ms = dates_days_from_civil(2026, 11, 21) * 86400000 + (17 * 60 + 40) * 60000;
    assert_str_equal(dates_time(z, ms, a), STR("21 November 2026, 18:40"));
    assert_str_equal(dates_time(z, ms, a), STR("21 November 2026, 18:40"));
    assert_str_equal(dates_iso(z, ms, a), STR("2026-11-21T18:40:00+01:00"));
    arena_free(a);
}

static void offsets_west_of_greenwich_keep_their_sign(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const struct timezone *z = NULL;
    assert_ok(timezone_load(STR("America/St_Johns"), a, &z, NULL));
    assert_str_equal(dates_iso(z, dates_days_from_civil(2026, 1, 1) * 86400000, a),
                     STR("2025-12-31T20:30:00-03:30"));
    arena_free(a);
}

static void the_day_changes_at_the_zones_midnight(void **state)
{
    struct arena *a = arena_new(1 << 20);
    const struct timezone *z = NULL;
    assert_ok(timezone_load(STR("Europe/Vienna"), a, &z, NULL));
    int64_t day = dates_days_from_civil(2026, 11, 22);
    int64_t midnight_ms = day * 86400000 - 3600000;
    assert_int_equal(dates_day_number(z, midnight_ms - 1), day - 1);
    assert_int_equal(dates_day_number(z, midnight_ms), day);
    assert_int_equal(dates_day_begin_ms(z, day), midnight_ms);
    day = dates_days_from_civil(2026, 3, 29); /* the clock goes on by an hour at two */
    assert_int_equal(dates_day_begin_ms(z, day + 1) - dates_day_begin_ms(z, day), 23 * 3600000);
    day = dates_days_from_civil(2026, 11, 22);
    assert_int_equal(dates_day_number(z, midnight_ms + 23 * 3600000), day);
    arena_free(a);
}

static void a_day_is_read_as_browsers_send_it(void **state)
{
    static const char *const none[] = {"",           "2026",       "2026-11",      "2026-11-",
                                       "2026-02-29", "2026-13-01", "26-11-22",     "2026-1-2",
                                       "2026-00-10", "2026-11-31", "2026-11-22-1", "2026-11-2x"};
    struct arena *a = arena_new(1 << 16);
    int64_t day = 0;
    assert_ok(dates_day_parse(STR("2028-02-29"), &day));
    assert_int_equal(day, dates_days_from_civil(2028, 2, 29));
    assert_str_equal(dates_day_text(day, a), STR("2028-02-29"));
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (dates_day_parse(str_from_cstr(none[i]), &day) == RC_OK)
            fail_msg("\"%s\" is no day", none[i]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_civil_dates_agree_over_four_centuries),
        cmocka_unit_test(leap_days_and_weekdays_are_right),
        cmocka_unit_test(dates_are_written_in_the_zones_time),
        cmocka_unit_test(the_day_changes_at_the_zones_midnight),
        cmocka_unit_test(a_day_is_read_as_browsers_send_it),
        cmocka_unit_test(offsets_west_of_greenwich_keep_their_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
