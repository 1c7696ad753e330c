#include "measured.h"

#include "text/fingerprint.h"

static uint64_t fingerprint(const char *original)
{
    struct arena *a = arena_new(1 << 20);
    struct text t;
    uint64_t print;
    assert_ok(text_prepare(a, str_from_cstr(original), &t));
    print = fingerprint_text(&t);
    arena_free(a);
    return print;
}

static const char remark[] =
    "The council should have asked the people of the harbour before it sold the old fish market";

static void the_same_comment_again_is_similar(void **state)
{
    const uint64_t recent[] = {
        fingerprint("Something else entirely was said about the weather in May"),
        fingerprint(remark)};
    struct signal_context context = {
        .author = {.known = true, .recent_fingerprints = recent, .recent_fingerprint_count = 2}};
    measure_in(str_from_cstr(remark), &context);
    assert_true(number(SIG_REPEAT_SIMILARITY) == 1);
    assert_str_equal(found(SIG_REPEAT_SIMILARITY), str_from_cstr(remark));
}

static void another_comment_is_not(void **state)
{
    const uint64_t recent[] = {
        fingerprint("Something else entirely was said about the weather in May")};
    struct signal_context context = {
        .author = {.known = true, .recent_fingerprints = recent, .recent_fingerprint_count = 1}};
    measure_in(str_from_cstr(remark), &context);
    assert_true(number(SIG_REPEAT_SIMILARITY) < 0.5);
    measure(remark);
    assert_false(known(SIG_REPEAT_SIMILARITY));
}

static void characters_words_and_sentences_repeat(void **state)
{
    measure("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_true(number(SIG_REPEAT_WITHIN) == 1);
    measure("no no no no no no no no no no");
    assert_true(number(SIG_REPEAT_WITHIN) > 0.9);
    measure("Vote for him! Vote for him! Vote for him! Vote for him!");
    assert_true(number(SIG_REPEAT_WITHIN) > 0.6);
}

static void ordinary_emphasis_is_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(
        SIG_REPEAT_WITHIN, "It was a very very long road, and a long wait at the end of it.",
        "Hahaha!!!",
        "The first point is cost. The second point is time. The third point is trust.");
}

static void a_phrase_again_and_again_repeats(void **state)
{
    measure("GOAL GOAL GOAL");
    assert_str_equal(found(SIG_REPEAT_WITHIN), STR("GOAL GOAL GOAL"));
    measure("They are all the same they are all the same, they are all the same.");
    assert_str_equal(found(SIG_REPEAT_WITHIN),
                     STR("They are all the same they are all the same, they are all the same"));
    assert_true(number(SIG_REPEAT_WITHIN) > 0.9);
    ASSERT_LEFT_ALONE(SIG_REPEAT_WITHIN, "No, no, no.",
                      "Day by day and week by week the town gets smaller.",
                      "What is done is done, and what is said is said.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_comment_again_is_similar),
        cmocka_unit_test(another_comment_is_not),
        cmocka_unit_test(characters_words_and_sentences_repeat),
        cmocka_unit_test(ordinary_emphasis_is_left_alone),
        cmocka_unit_test(a_phrase_again_and_again_repeats),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
