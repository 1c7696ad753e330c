#include "../test.h"
#include "text/text.h"

static struct arena *arena;

/* Joins the sentences with "|" for comparing. */
static struct str sentences(const char *s)
{
    struct text t;
    struct str joined = {0};
    arena_reset(arena);
    assert_ok(text_prepare(arena, str_from_cstr(s), &t));
    for (size_t i = 0; i < t.sentence_count; i++) {
        struct str one = str_slice(t.original, t.sentences[i].begin, t.sentences[i].end);
        joined = arena_printf(arena, "%.*s%s%.*s", STR_ARG(joined), i ? "|" : "", STR_ARG(one));
    }
    return joined;
}

#define assert_sentences(text, want) assert_str_equal(sentences(text), STR(want))

static void enders_split_and_closers_stay(void **state)
{
    (void)state;
    assert_sentences("One. Two! Three?! \"Four.\" (Five.) Six",
                     "One.|Two!|Three?!|\"Four.\"|(Five.)|Six");
    assert_sentences("Wait... what? No… Yes", "Wait... what?|No…|Yes");
    assert_sentences("  ", "");
    assert_sentences("one line\nanother line\r\n\r\nthird", "one line|another line|third");
}

static void stops_inside_words_and_numbers_do_not_split(void **state)
{
    (void)state;
    assert_sentences("Mr. Smith paid 3.5 per cent. Dr. No did not.",
                     "Mr. Smith paid 3.5 per cent.|Dr. No did not.");
    assert_sentences("Some, e.g. the U.S. and J. Doe, agreed. See example.com for more.",
                     "Some, e.g. the U.S. and J. Doe, agreed.|See example.com for more.");
    assert_sentences("So did I. You know.", "So did I.|You know.");
    assert_sentences("Apples, pears etc. are fruit. Read no. 5 first.",
                     "Apples, pears etc. are fruit.|Read no. 5 first.");
}

static void text_without_capitals_is_split_too(void **state)
{
    (void)state;
    assert_sentences("i was there. you were not. why? because.",
                     "i was there.|you were not.|why?|because.");
}

static void other_scripts_end_sentences_their_way(void **state)
{
    (void)state;
    assert_sentences("你好。再见！好", "你好。|再见！|好");
    assert_sentences("यह है। वह था।", "यह है।|वह था।");
    assert_sentences("Привет. Пока.", "Привет.|Пока.");
    assert_sentences("You are wrong.They said so.", "You are wrong.|They said so.");
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
        cmocka_unit_test(enders_split_and_closers_stay),
        cmocka_unit_test(stops_inside_words_and_numbers_do_not_split),
        cmocka_unit_test(text_without_capitals_is_split_too),
        cmocka_unit_test(other_scripts_end_sentences_their_way),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
