#include "base/epoch.h"

#include "../test.h"

static void count(void *what)
{
    (*(int *)what)++;
}

static struct epochs *list(void)
{
    struct epochs *l = NULL;
    assert_int_equal(epochs_new(&l), RC_OK);
    return l;
}

static void what_nobody_pinned_is_disposed_of_at_once(void **state)
{
    struct epochs *l = list();
    int disposed = 0;
    epochs_retire(l, count, &disposed);
    assert_int_equal(disposed, 0);
    assert_int_equal(epochs_collect(l), 0);
    assert_int_equal(disposed, 1);
    assert_int_equal(epochs_collect(l), 0);
    assert_int_equal(disposed, 1);
    epochs_free(l);
}

static void a_pin_keeps_what_it_saw_and_what_came_after(void **state)
{
    struct epochs *l = list();
    int old = 0, newer = 0;
    struct epoch *before = epochs_pin(l);
    epochs_retire(l, count, &old);
    struct epoch *between = epochs_pin(l);
    epochs_retire(l, count, &newer);
    assert_int_equal(epochs_collect(l), 2);
    epoch_unpin(l, between);
    assert_int_equal(epochs_collect(l), 2);
    assert_int_equal(old + newer, 0);
    epoch_unpin(l, before);
    assert_int_equal(epochs_collect(l), 0);
    assert_int_equal(old, 1);
    assert_int_equal(newer, 1);
    epochs_free(l);
}

static void a_later_pin_does_not_keep_what_was_replaced_before_it(void **state)
{
    struct epochs *l = list();
    int old = 0, newer = 0;
    epochs_retire(l, count, &old);
    struct epoch *after = epochs_pin(l);
    epochs_retire(l, count, &newer);
    assert_int_equal(epochs_collect(l), 1);
    assert_int_equal(old, 1);
    assert_int_equal(newer, 0);
    epoch_unpin(l, after);
    epochs_free(l);
    assert_int_equal(newer, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_pinned_is_disposed_of_at_once),
        cmocka_unit_test(a_pin_keeps_what_it_saw_and_what_came_after),
        cmocka_unit_test(a_later_pin_does_not_keep_what_was_replaced_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
