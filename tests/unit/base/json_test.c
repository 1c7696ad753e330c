#include "base/json.h"
#include "../test.h"

#include <math.h>

static void nesting_places_every_comma(void **state)
{
    (void)state;
    struct buf b;
    struct json j;
    buf_init(&b, 4096);
    json_init(&j, &b);
    json_begin_object(&j);
    JSON_I64(&j, "a", -1);
    json_key(&j, STR("b"));
    json_begin_array(&j);
    json_put_null(&j);
    json_begin_object(&j);
    json_end(&j);
    json_bool(&j, true);
    json_end(&j);
    JSON_F64(&j, "c", 0.1);
    JSON_F64(&j, "d", NAN);
    json_end(&j);
    assert_str_equal(buf_str(&b), STR("{\"a\":-1,\"b\":[null,{},true],\"c\":0.1,\"d\":null}"));
    buf_release(&b);
}

static void quoting_leaves_nothing_to_inject(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 4096);
    json_quote(&b, STR("\"\\\n\x1b[31m</script>\xe2\x80\xa8\xe2\x80\xa6"));
    assert_str_equal(buf_str(&b),
                     STR("\"\\\"\\\\\\n\\u001b[31m\\u003c/script>\\u2028\xe2\x80\xa6\""));
    buf_release(&b);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct buf b;
    struct json j;
    buf_init(&b, 4096);
    json_init(&j, &b);
    for (int i = 0; i <= JSON_DEPTH_MAX; i++)
        json_begin_array(&j);
    assert_int_equal(buf_status(&b), RC_BUG);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nesting_places_every_comma),
        cmocka_unit_test(quoting_leaves_nothing_to_inject),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
