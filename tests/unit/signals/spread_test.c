/* Which tokens of a long text the heads look at. */
#include "signals/spread.h"

#include "../test.h"

static size_t looked_at(size_t count, size_t *ret_last)
{
    size_t n = 0;
    for (size_t at = 0; (at = spread_next(count, at)) < count; at++) {
        *ret_last = at;
        n++;
    }
    return n;
}

static void every_token_of_an_ordinary_text_is_looked_at(void **state)
{
    size_t last = 0;
    for (size_t count = 1; count <= SPREAD_TOKENS; count += 13) {
        assert_int_equal(looked_at(count, &last), count);
        assert_int_equal(last, count - 1);
    }
    assert_int_equal(looked_at(0, &last), 0);
}

static void of_a_long_text_as_many_from_its_beginning_to_its_end(void **state)
{
    for (size_t count = SPREAD_TOKENS + 1; count < 70000; count += 97) {
        size_t last = 0, n = looked_at(count, &last);
        assert_in_range(n, SPREAD_TOKENS, SPREAD_TOKENS + SPREAD_WINDOWS);
        assert_true(last + SPREAD_WINDOWS >= count - 1);
    }
}

static void windows_lie_evenly_apart(void **state)
{
    size_t count = 8 * SPREAD_TOKENS, distance = (count - SPREAD_WINDOW) / (SPREAD_WINDOWS - 1);
    for (size_t window = 0; window + 1 < SPREAD_WINDOWS; window++) {
        size_t end = window * distance + SPREAD_WINDOW;
        assert_int_equal(spread_next(count, end - 1), end - 1);
        assert_int_equal(spread_next(count, end), (window + 1) * distance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_token_of_an_ordinary_text_is_looked_at),
        cmocka_unit_test(of_a_long_text_as_many_from_its_beginning_to_its_end),
        cmocka_unit_test(windows_lie_evenly_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
