#include "text/fingerprint.h"

#include <stdio.h>

#include "../test.h"
#include "base/random.h"

static struct arena *arena;

static uint64_t print_of(struct str s)
{
    struct text t;
    assert_ok(text_prepare(arena, s, &t));
    return fingerprint_text(&t);
}

#define PRINT(literal) print_of(STR(literal))

static void disguise_and_punctuation_change_nothing(void **state)
{
    (void)state;
    assert_int_equal(PRINT("The bridge will never be built by these people"),
                     PRINT("the BRIDGE... will never bе built, by these people!!!"));
    assert_int_equal(PRINT("First"), PRINT("FIRST"));
    assert_int_equal(PRINT(""), 0);
    assert_int_not_equal(PRINT("😀"), 0);
    assert_int_not_equal(PRINT("😀"), PRINT("😡"));
}

static void a_changed_word_stays_near(void **state)
{
    (void)state;
    uint64_t a =
        PRINT("Our minister signed this shameful treaty at night because somebody paid for it, and "
              "everybody in the capital has known that for weeks, ask any driver.");
    uint64_t b =
        PRINT("Our minister signed this disgraceful treaty at night because somebody paid for it, "
              "and everybody in the capital has known that for months, ask any driver.");
    assert_in_range(fingerprint_distance(a, b), 1, FINGERPRINT_NEAR);
}

static void different_short_texts_are_far(void **state)
{
    (void)state;
    assert_true(fingerprint_distance(PRINT("I agree"), PRINT("I disagree")) > FINGERPRINT_NEAR);
    assert_true(fingerprint_distance(PRINT("No to war"), PRINT("Yes to war")) > FINGERPRINT_NEAR);
}

/* Thirty words each from the same vocabulary of two hundred, common ones oftener, as in one thread.
 */
static uint64_t random_comment(struct random *r)
{
    char text[512];
    size_t n = 0;
    for (int i = 0; i < 30; i++) {
        uint64_t word = random_below(r, 200);
        if (random_below(r, 2))
            word = random_below(r, 20);
        n += (size_t)snprintf(text + n, sizeof text - n, "%c%c%cword ", (char)('a' + word % 26),
                              (char)('a' + word / 26), word < 20 ? ' ' : 'x');
    }
    return print_of(str_make(text, n));
}

static void unrelated_comments_of_one_thread_are_far(void **state)
{
    (void)state;
    struct random r = random_seeded(7);
    uint64_t prints[200];
    for (size_t i = 0; i < 200; i++) {
        arena_reset(arena);
        prints[i] = random_comment(&r);
        for (size_t k = 0; k < i; k++)
            assert_true(fingerprint_distance(prints[i], prints[k]) > FINGERPRINT_NEAR);
    }
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(disguise_and_punctuation_change_nothing),
        cmocka_unit_test(a_changed_word_stays_near),
        cmocka_unit_test(different_short_texts_are_far),
        cmocka_unit_test(unrelated_comments_of_one_thread_are_far),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
