#include "http/encoding.h"

#include "../test.h"

#define ALL 7u

static void the_smallest_encoding_the_client_takes_is_picked(void **state)
{
    assert_int_equal(encoding_pick(STR("gzip, deflate, br"), ALL), ENCODING_BROTLI);
    assert_int_equal(encoding_pick(STR("gzip;q=1.0, br;q=0.1"), ALL), ENCODING_BROTLI);
    assert_int_equal(encoding_pick(STR("GZIP"), ALL), ENCODING_GZIP);
    assert_int_equal(encoding_pick(STR("br"), 1u << ENCODING_IDENTITY | 1u << ENCODING_GZIP),
                     ENCODING_IDENTITY);
    assert_int_equal(encoding_pick(STR(""), ALL), ENCODING_IDENTITY);
    assert_int_equal(encoding_pick((struct str){0}, ALL), ENCODING_IDENTITY);
    assert_int_equal(encoding_pick(STR("brotli"), ALL), ENCODING_IDENTITY);
}

static void weights_of_zero_refuse_and_a_star_takes_the_rest(void **state)
{
    assert_int_equal(encoding_pick(STR("br;q=0, gzip"), ALL), ENCODING_GZIP);
    assert_int_equal(encoding_pick(STR("br; q=0.000, *"), ALL), ENCODING_GZIP);
    assert_int_equal(encoding_pick(STR("br;q=0.001"), ALL), ENCODING_BROTLI);
    assert_int_equal(encoding_pick(STR("*"), ALL), ENCODING_BROTLI);
    assert_int_equal(encoding_pick(STR("*;q=0"), ALL), ENCODING_IDENTITY);
}

static void an_etag_matches_in_a_list_weak_or_strong_or_by_a_star(void **state)
{
    struct str etag = STR("\"abc-b\"");
    assert_true(etag_matches(STR("\"abc-b\""), etag));
    assert_true(etag_matches(STR("\"x\", W/\"abc-b\""), etag));
    assert_true(etag_matches(STR("*"), etag));
    assert_false(etag_matches(STR("\"abc-g\""), etag));
    assert_false(etag_matches(STR("abc-b"), etag));
    assert_false(etag_matches(STR(""), etag));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_encoding_the_client_takes_is_picked),
        cmocka_unit_test(weights_of_zero_refuse_and_a_star_takes_the_rest),
        cmocka_unit_test(an_etag_matches_in_a_list_weak_or_strong_or_by_a_star),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
