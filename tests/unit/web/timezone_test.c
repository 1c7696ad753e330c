#include "../test.h"

#include "web/dates.h"
#include "web/timezone.h"

#define ARENA_MAX ((size_t)4 * 1024 * 1024)

static int64_t at(int64_t year, int month, int day, int hour, int minute)
{
    return dates_days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static const struct timezone *load(struct arena *a, const char *name)
{
    const struct timezone *z = NULL;
    assert_ok(timezone_load(str_from_cstr(name), a, &z, NULL));
    return z;
}

static void lisbon_changes_on_the_last_sundays_of_march_and_october(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    const struct timezone *z = load(a, "Europe/Lisbon");
    assert_int_equal(timezone_offset_s(z, at(2026, 3, 29, 0, 59)), 0);
    assert_int_equal(timezone_offset_s(z, at(2026, 3, 29, 1, 0)), 3600);
    assert_int_equal(timezone_offset_s(z, at(2026, 10, 25, 0, 59)), 3600);
    assert_int_equal(timezone_offset_s(z, at(2026, 10, 25, 1, 0)), 0);
    arena_free(a);
}

static void the_rule_holds_long_after_the_files_last_instant(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    const struct timezone *z = load(a, "America/New_York");
    /* 2090-03-12 and 2090-11-05 are the second and the first Sunday of their months. */
    assert_int_equal(timezone_offset_s(z, at(2090, 3, 12, 6, 59)), -5 * 3600);
    assert_int_equal(timezone_offset_s(z, at(2090, 3, 12, 7, 0)), -4 * 3600);
    assert_int_equal(timezone_offset_s(z, at(2090, 11, 5, 5, 59)), -4 * 3600);
    assert_int_equal(timezone_offset_s(z, at(2090, 11, 5, 6, 0)), -5 * 3600);
    arena_free(a);
}

static void summer_of_the_southern_half_spans_the_new_year(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    const struct timezone *z = load(a, "Australia/Sydney");
    assert_int_equal(timezone_offset_s(z, at(2090, 1, 10, 0, 0)), 11 * 3600);
    assert_int_equal(timezone_offset_s(z, at(2090, 7, 10, 0, 0)), 10 * 3600);
    assert_int_equal(timezone_offset_s(z, at(2090, 12, 10, 0, 0)), 11 * 3600);
    arena_free(a);
}

static void history_is_exact(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    const struct timezone *z = load(a, "Europe/Berlin");
    /* Double summer time of 1945. */
    assert_int_equal(timezone_offset_s(z, at(1945, 6, 15, 12, 0)), 3 * 3600);
    assert_int_equal(timezone_offset_s(z, at(1975, 7, 1, 12, 0)), 3600);
    arena_free(a);
}

static void utc_and_no_zone_at_all_stand_still(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    assert_int_equal(timezone_offset_s(load(a, "UTC"), at(2026, 7, 1, 0, 0)), 0);
    assert_int_equal(timezone_offset_s(NULL, 0), 0);
    arena_free(a);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const names[] = {"", "../../../etc/passwd", "/etc/passwd", "Europe/../UTC",
                                        "Europe/Atlantis"};
    struct arena *a = arena_new(ARENA_MAX);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct timezone *z = NULL;
        assert_int_equal(timezone_load(str_from_cstr(names[i]), a, &z, NULL), RC_NOT_FOUND);
        assert_null(z);
    }
    arena_free(a);
}

static void broken_files_are_refused(void **state)
{
    struct arena *a = arena_new(ARENA_MAX);
    const struct timezone *z = NULL;
    char bytes[88] = "TZif2";
    assert_int_equal(timezone_parse(STR(""), a, &z), RC_CORRUPT);
    assert_int_equal(timezone_parse(STR("TZif2"), a, &z), RC_CORRUPT);
    memset(bytes + 20, 0x7f, 24);
    assert_int_equal(timezone_parse(str_make(bytes, sizeof(bytes)), a, &z), RC_CORRUPT);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lisbon_changes_on_the_last_sundays_of_march_and_october),
        cmocka_unit_test(the_rule_holds_long_after_the_files_last_instant),
        cmocka_unit_test(summer_of_the_southern_half_spans_the_new_year),
        cmocka_unit_test(history_is_exact),
        cmocka_unit_test(utc_and_no_zone_at_all_stand_still),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(broken_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
