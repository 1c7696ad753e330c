#include "http/cookie.h"

#include "../test.h"

static void a_cookie_is_found_by_its_exact_name(void **state)
{
    struct str h = STR("a=1; sid=x=y;sid2=\"q\"; b");
    assert_str_equal(cookie_find(h, STR("sid")), STR("x=y"));
    assert_str_equal(cookie_find(h, STR("sid2")), STR("q"));
    assert_str_equal(cookie_find(h, STR("a")), STR("1"));
    assert_int_equal(cookie_find(h, STR("SID")).n, 0);
    assert_int_equal(cookie_find(h, STR("b")).n, 0);
    assert_int_equal(cookie_find(STR(""), STR("a")).n, 0);
    assert_int_equal(cookie_find((struct str){0}, STR("a")).n, 0);
    assert_int_equal(cookie_find(h, STR("")).n, 0);
}

static void a_cookie_sent_twice_is_not_trusted(void **state)
{
    assert_int_equal(cookie_find(STR("sid=a; sid=b"), STR("sid")).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_by_its_exact_name),
        cmocka_unit_test(a_cookie_sent_twice_is_not_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
