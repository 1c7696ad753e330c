#include "base/rc.h"
#include "base/utf8.h"
#include "../test.h"

static void first_report_wins(void **state)
{
    (void)state;
    struct problem p = {0};
    assert_int_equal(problem_set_at(&p, RC_INVALID, 3, 9, "bad %s", "thing"), RC_INVALID);
    assert_int_equal(problem_set(&p, RC_IO, "later"), RC_IO);
    assert_int_equal(p.code, RC_INVALID);
    assert_int_equal(p.line, 3);
    assert_int_equal(p.column, 9);
    assert_string_equal(p.message, "bad thing");
    assert_int_equal(problem_set(NULL, RC_IO, "nobody listens"), RC_IO);
    assert_string_equal(rc_name(RC_EXPIRED), "RC_EXPIRED");
}

static void long_messages_end_between_characters(void **state)
{
    (void)state;
    char text[2 * PROBLEM_MESSAGE_MAX];
    for (int shift = 0; shift < 3; shift++) {
        struct problem p = {0};
        size_t n = (size_t)shift;
        memset(text, 'a', n);
        while (n + 4 < sizeof text) {
            memcpy(text + n, "\xe2\x82\xac", 3);
            n += 3;
        }
        text[n] = '\0';
        problem_set(&p, RC_INVALID, "%s", text);
        struct str message = str_from_cstr(p.message);
        assert_true(utf8_valid(message));
        assert_true(str_ends(message, STR("...")));
        assert_true(message.n > PROBLEM_MESSAGE_MAX - 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_report_wins),
        cmocka_unit_test(long_messages_end_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
