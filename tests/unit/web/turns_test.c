#include "web/turns.h"

#include "../test.h"

/* A batch of so many pieces. */
struct work {
    int left;
    int done_at; /* the step it ended with */
};

static bool do_piece(void *ctx)
{
    struct work *w = ctx;
    return --w->left > 0;
}

/* Runs steps until nothing is left or there were `most`; how many were run in all. */
static int run(struct turns *t, int step, int most)
{
    const struct turn *next;
    while (step < most && (next = turns_next(t)) != NULL) {
        const struct turn turn = *next;
        bool more = turn.piece(turn.ctx);
        step++;
        if (!more)
            ((struct work *)turn.ctx)->done_at = step;
        turns_done(t, turn.ctx, more);
    }
    return step;
}

static void a_small_batch_ends_while_a_big_one_is_under_way(void **state)
{
    struct turns t = {0};
    struct work big = {.left = 1000}, small = {.left = 2};
    assert_true(turns_add(&t, 1, do_piece, &big));
    assert_int_equal(run(&t, 0, 10), 10);
    assert_true(turns_add(&t, 2, do_piece, &small));
    assert_int_equal(run(&t, 10, 100), 100);
    assert_true(small.done_at <= 14);
    assert_int_equal(big.left, 1000 - 98);
    assert_int_equal(run(&t, 100, 5000), 1002);
    assert_int_equal(big.done_at, 1002);
}

static void many_batches_of_one_key_have_one_keys_turns(void **state)
{
    struct turns t = {0};
    struct work many[16], one = {.left = 5};
    for (size_t i = 0; i < 16; i++) {
        many[i] = (struct work){.left = 5};
        assert_true(turns_add(&t, 1, do_piece, &many[i]));
    }
    assert_true(turns_add(&t, 2, do_piece, &one));
    assert_int_equal(turns_count(&t, 1), 16);
    assert_int_equal(run(&t, 0, 1000), 85);
    assert_true(one.done_at <= 10);
    for (size_t i = 1; i < 16; i++)
        assert_true(many[i - 1].done_at < many[i].done_at);
}

/* Little batches, one always waiting when the last is done, do not keep a big one from its turns either. */
static void a_key_that_comes_again_and_again_does_not_jump_the_queue(void **state)
{
    struct turns t = {0};
    struct work big = {.left = 50}, little[100] = {{0}};
    assert_true(turns_add(&t, 1, do_piece, &big));
    int step = 0;
    for (size_t i = 0; i < 100; i++) {
        little[i].left = 1;
        assert_true(turns_add(&t, 2, do_piece, &little[i]));
        step = run(&t, step, step + 1);
    }
    assert_true(big.left <= 1);
}

static void there_is_no_room_without_end(void **state)
{
    struct turns t = {0};
    struct work w[TURNS_MAX + 1] = {{0}};
    for (size_t i = 0; i < TURNS_MAX; i++)
        assert_true(turns_add(&t, (int64_t)i, do_piece, &w[i]));
    assert_false(turns_add(&t, 7, do_piece, &w[TURNS_MAX]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_batch_ends_while_a_big_one_is_under_way),
        cmocka_unit_test(many_batches_of_one_key_have_one_keys_turns),
        cmocka_unit_test(a_key_that_comes_again_and_again_does_not_jump_the_queue),
        cmocka_unit_test(there_is_no_room_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
