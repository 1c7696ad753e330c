#include "base/arena.h"
#include "../test.h"

static void memory_is_zeroed_after_reset(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    char *p = arena_alloc(a, 100);
    memset(p, 0xAA, 100);
    arena_reset(a);
    p = arena_alloc(a, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(p[i], 0);
    assert_int_equal((uintptr_t)p % 16, 0);
    arena_free(a);
}

static void maximum_latches_until_reset(void **state)
{
    (void)state;
    struct arena *a = arena_new(64 * 1024);
    assert_non_null(arena_alloc(a, 1000));
    assert_null(arena_alloc(a, 128 * 1024));
    assert_true(arena_failed(a));
    assert_null(arena_alloc_array(a, SIZE_MAX / 2, 4));
    arena_reset(a);
    assert_false(arena_failed(a));
    assert_non_null(arena_alloc(a, 60 * 1024));
    arena_free(a);
}

static void rewind_forgets_only_what_came_later(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 22);
    struct str kept = arena_dup(a, STR("kept"));
    struct arena_mark mark = arena_mark(a);
    size_t used = arena_used(a);
    for (int i = 0; i < 100; i++)
        assert_non_null(arena_alloc(a, 10000));
    arena_rewind(a, mark);
    assert_int_equal(arena_used(a), used);
    assert_str_equal(kept, STR("kept"));
    assert_str_equal(arena_printf(a, "%d-%s", 7, "x"), STR("7-x"));
    arena_free(a);
}

static void reset_bounds_what_it_keeps(void **state)
{
    (void)state;
    /* A maximum that only holds if reset returns memory to the system or to the next allocation. */
    struct arena *a = arena_new(3 << 20);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 20; i++)
            assert_non_null(arena_alloc(a, 100 * 1024));
        assert_false(arena_failed(a));
        arena_reset(a);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_after_reset),
        cmocka_unit_test(maximum_latches_until_reset),
        cmocka_unit_test(rewind_forgets_only_what_came_later),
        cmocka_unit_test(reset_bounds_what_it_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
