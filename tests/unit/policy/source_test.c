#include "../test.h"

#include "policy/source.h"

static const struct str texts[] = {STR_INIT(""), STR_INIT("\n"), STR_INIT("one line"),
                                   STR_INIT("a\n\nb\r\nc\n"), STR_INIT("\n\n\nend")};

static void test_lines_are_the_same_with_and_without_an_index(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena *a = arena_new(4096);
        struct source counted = {.document = texts[i], .end = texts[i].n};
        struct source indexed = counted;
        assert_ok(source_index(a, &indexed));
        int line = 1;
        for (size_t at = 0; at <= texts[i].n; at++) {
            assert_int_equal(source_line(&indexed, at), line);
            assert_int_equal(source_line(&counted, at), line);
            line += at < texts[i].n && texts[i].p[at] == '\n';
        }
        assert_int_equal(source_line(&indexed, texts[i].n + 9), source_line(&indexed, texts[i].n));
        arena_free(a);
    }
}

static void test_a_place_counts_from_its_piece(void **state)
{
    (void)state;
    const struct source_piece pieces[] = {{.at = 0, .name = STR("site"), .line = 7},
                                          {.at = 5, .name = STR("shipped"), .line = 40}};
    struct source s = {.document = STR("one\n\ntwo\nthree"),
                       .name = STR("site"),
                       .end = 14,
                       .pieces = pieces,
                       .piece_count = 2};
    struct arena *a = arena_new(4096);
    assert_ok(source_index(a, &s));
    struct source_place place = source_place(&s, 4);
    assert_str_equal(place.name, STR("site"));
    assert_int_equal(place.line, 8);
    place = source_place(&s, 11);
    assert_str_equal(place.name, STR("shipped"));
    assert_int_equal(place.line, 41);
    assert_int_equal(place.column, 3);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_the_same_with_and_without_an_index),
        cmocka_unit_test(test_a_place_counts_from_its_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
