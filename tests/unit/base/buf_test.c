#include "base/buf.h"
#include "../test.h"

static void failure_latches_and_keeps_what_was_written(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 8);
    BUF_PUT(&b, "12345678");
    assert_ok(buf_status(&b));
    buf_put_char(&b, '9');
    assert_int_equal(buf_status(&b), RC_TOO_LARGE);
    assert_str_equal(buf_str(&b), STR("12345678"));
    buf_clear(&b);
    assert_ok(buf_status(&b));
    BUF_PUT(&b, "x");
    assert_str_equal(buf_str(&b), STR("x"));
    buf_release(&b);
}

static void numbers_cover_their_range(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    buf_put_i64(&b, INT64_MIN);
    buf_put_char(&b, ' ');
    buf_put_u64(&b, UINT64_MAX);
    buf_printf(&b, " %s", "z");
    assert_str_equal(buf_str(&b), STR("-9223372036854775808 18446744073709551615 z"));
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_latches_and_keeps_what_was_written),
        cmocka_unit_test(numbers_cover_their_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
