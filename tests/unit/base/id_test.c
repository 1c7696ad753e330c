#include "base/id.h"
#include "../test.h"

static void ids_ascend_when_the_clock_does_not(void **state)
{
    (void)state;
    struct clock clock = clock_fixed(1700000000000);
    struct id_maker m;
    id_maker_init(&m, &clock, 5, 77);
    int64_t last = 0;
    for (int i = 0; i < 10000; i++) {
        if (i == 5000)
            clock.fixed_ms -= 60000;
        int64_t id = id_make(&m);
        assert_true(id > last);
        assert_int_equal(id >> 12 & 1023, 5);
        last = id;
    }
    assert_true(id_time_ms(last) - 1700000000000 < 5);
    assert_true(id_from_time(1700000000000) <= last);
}

static void a_time_without_ids_is_before_or_behind_all_of_them(void **state)
{
    (void)state;
    const int64_t last_ms = 2199023255551; /* 2039-09-07 */
    assert_int_equal(id_from_time(last_ms), last_ms << 22);
    assert_int_equal(id_from_time(last_ms + 1), INT64_MAX);
    assert_int_equal(id_from_time(4102531200000), INT64_MAX);
    assert_int_equal(id_from_time(INT64_MAX), INT64_MAX);
    assert_int_equal(id_from_time(-1), 0);
}

static void makers_of_one_node_make_others_in_the_same_millisecond(void **state)
{
    (void)state;
    struct clock clock = clock_fixed(1700000000000);
    struct id_maker server, command;
    id_maker_init(&server, &clock, 0, 0x7FFFF000000007FF);
    id_maker_init(&command, &clock, 0, 12);
    int64_t one = id_make(&server), other = id_make(&command);
    assert_int_not_equal(one, other);
    assert_int_equal(id_time_ms(one), 1700000000000);
    assert_int_equal(id_time_ms(other), 1700000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_ascend_when_the_clock_does_not),
        cmocka_unit_test(a_time_without_ids_is_before_or_behind_all_of_them),
        cmocka_unit_test(makers_of_one_node_make_others_in_the_same_millisecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
