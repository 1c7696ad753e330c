#include "base/str.h"
#include "../test.h"

static void numbers_parse_whole_strings_only(void **state)
{
    (void)state;
    uint64_t u = 7;
    int64_t i = 7;
    assert_ok(str_to_u64(STR("18446744073709551615"), &u));
    assert_true(u == UINT64_MAX);
    assert_int_equal(str_to_u64(STR("18446744073709551616"), &u), RC_INVALID);
    assert_int_equal(str_to_u64(STR(""), &u), RC_INVALID);
    assert_int_equal(str_to_u64(STR("1 "), &u), RC_INVALID);
    assert_int_equal(str_to_u64(STR("-1"), &u), RC_INVALID);
    assert_ok(str_to_i64(STR("-9223372036854775808"), &i));
    assert_true(i == INT64_MIN);
    assert_int_equal(str_to_i64(STR("9223372036854775808"), &i), RC_INVALID);
    assert_true(i == INT64_MIN);
}

static void split_visits_every_part(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,");
    assert_str_equal(str_split(&rest, ','), STR("a"));
    assert_str_equal(str_split(&rest, ','), STR(""));
    assert_str_equal(str_split(&rest, ','), STR("b"));
    assert_non_null(rest.p);
    assert_str_equal(str_split(&rest, ','), STR(""));
    assert_null(rest.p);
}

static void find_respects_bounds(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("banana"), STR("an"), 2), 3);
    assert_true(str_find(STR("banana"), STR("an"), 4) == STR_NONE);
    assert_true(str_find(STR("a"), STR("a"), 9) == STR_NONE);
    assert_int_equal(str_rfind_char(STR("a/b/c"), '/'), 3);
    assert_str_equal(str_slice(STR("abc"), 2, 99), STR("c"));
    assert_str_equal(str_slice(STR("abc"), 5, 9), STR(""));
    assert_str_equal(str_trim(STR(" \t x y \n")), STR("x y"));
}

static void order_is_bytewise(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("\xff"), STR("a")) > 0);
    assert_int_equal(str_compare(STR(""), STR("")), 0);
    assert_true(str_eq_ascii_case(STR("Content-LENGTH"), STR("content-length")));
    assert_false(str_eq_ascii_case(STR("k"), STR("\xe2\x84\xaa")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_parse_whole_strings_only),
        cmocka_unit_test(split_visits_every_part),
        cmocka_unit_test(find_respects_bounds),
        cmocka_unit_test(order_is_bytewise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
