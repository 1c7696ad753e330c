#include "base/utf8.h"
#include "../test.h"

static void malformed_sequences_are_found(void **state)
{
    (void)state;
    /* Overlong, surrogate, above U+10FFFF, lone continuation, cut off: each after eight plain bytes. */
    static const char *const bad[] = {"\xc0\xaf",         "\xe0\x80\xaf", "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80", "\x80",         "\xe2\x82",
                                      "\xf0\x9f\x98",     "\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[32] = "abcdefgh";
        memcpy(text + 8, bad[i], strlen(bad[i]) + 1);
        assert_int_equal(utf8_find_invalid(str_from_cstr(text)), 8);
    }
    assert_true(utf8_valid(STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")));
}

static void every_scalar_survives_a_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[4];
        size_t n = utf8_encode(c, bytes), length;
        assert_int_equal(utf8_decode(str_make(bytes, n), 0, &length), c);
        assert_int_equal(length, n);
    }
}

static void prefix_cuts_between_characters(void **state)
{
    (void)state;
    struct str s = STR("a\xc3\xa9\xe2\x82\xac");
    assert_int_equal(utf8_count(s), 3);
    assert_int_equal(utf8_prefix(s, 2).n, 3);
    assert_int_equal(utf8_prefix(s, 9).n, s.n);
    assert_false(utf8_boundary(s, 2));
    assert_true(utf8_boundary(s, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_sequences_are_found),
        cmocka_unit_test(every_scalar_survives_a_round_trip),
        cmocka_unit_test(prefix_cuts_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
