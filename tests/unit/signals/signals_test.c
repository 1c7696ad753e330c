#include "measured.h"

#include <stdlib.h>

static void every_signal_is_named_and_described(void **state)
{
    for (int id = 0; id < SIGNAL_COUNT; id++) {
        assert_non_null(strchr(signal_table[id].name, '.'));
        assert_true(strlen(signal_table[id].text) > 10);
        assert_int_equal(signal_find(str_from_cstr(signal_table[id].name)), id);
    }
    assert_int_equal(signal_find(STR("no.such")), SIGNAL_COUNT);
}

static void the_version_names_the_tables(void **state)
{
    struct signals *a, *b;
    assert_ok(signals_new(&a, NULL));
    assert_ok(signals_new(&b, NULL));
    assert_true(signals_version(a).n >= 16);
    assert_str_equal(signals_version(a), signals_version(b));
    signals_free(a);
    signals_free(b);
}

static void an_empty_comment_is_measured(void **state)
{
    measure("");
    assert_true(number(SIG_TEXT_LENGTH) == 0);
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
    assert_false(known(SIG_LANGUAGE_CODE));
}

static void counts_are_of_characters_words_and_sentences(void **state)
{
    measure("Ja, genau so. Schön!");
    assert_true(number(SIG_TEXT_LENGTH) == 20);
    assert_true(number(SIG_TEXT_WORDS) == 4);
    assert_true(number(SIG_TEXT_SENTENCES) == 2);
}

static void the_author_s_rate_is_unknown_unless_given(void **state)
{
    struct signal_context context = {0};
    measure_in(STR("hello"), &context);
    assert_false(known(SIG_RATE_MINUTE));
    context.author.known = true;
    context.author.comments_last_minute = 3;
    measure_in(STR("hello"), &context);
    assert_true(number(SIG_RATE_MINUTE) == 3);
    assert_true(number(SIG_RATE_HOUR) == 0);
}

static void check_wanted(const struct signals *s, struct arena *a, struct str comment,
                         const struct signal_context *context)
{
    struct text t;
    struct facts all, some;
    assert_ok(text_prepare(a, comment, &t));
    assert_ok(signals_measure(s, &t, context, a, &all));
    for (int id = 0; id < SIGNAL_COUNT; id++) {
        struct signals_wanted wanted = {0};
        signals_want(&wanted, (enum signal_id)id);
        assert_ok(signals_measure_wanted(s, &t, context, wanted, a, &some));
        if (some.value[id].known != all.value[id].known ||
            some.value[id].number != all.value[id].number ||
            !str_eq(some.value[id].string, all.value[id].string))
            fail_msg("%s of \"%.*s\" is another when it alone is asked for", signal_table[id].name,
                     STR_ARG(comment));
    }
}

static void a_signal_is_the_same_when_it_alone_is_asked_for(void **state)
{
    static const char *const comments[] = {
        "You are an idiot, marta.keller@example.com, and I will kill you. THE WHOLE THING IS SHIT!",
        "Kill all of them, they are vermin. He said \"you fucking moron\" to the Jews next door.",
        "Easy money! Write to me on telegram @winner and click https://bit.ly/x1 for casino "
        "coupons.",
        "The author of this paper is a paid liar and a clown. From: Anna\nTo: Bert\nSubject: no",
        "Vote for Tom on list 4, paid for by his friends. Du bist ein Arschloch und ein Idiot, "
        "wirklich.",
        "asdkjh qwelkj zxcmnb 4111 1111 1111 1111 go and hang yourself, take 40 pills, sh1t f*** a "
        "a a",
    };
    struct signal_context context = {.site_language = STR("en"),
                                     .author = {.known = true},
                                     .article_text = STR("The harbour and its casino coupons."),
                                     .is_reply = true};
    struct arena *a = arena_new(64 << 20);
    struct signals *s;
    assert_ok(signals_new(&s, NULL));
    for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++)
        check_wanted(s, a, str_from_cstr(comments[i]), &context);
    arena_free(a);
    signals_free(s);
}

static double seconds_for(const char *unit, size_t bytes)
{
    static char text[TEXT_BYTES_MAX];
    struct signal_context context = {.site_language = STR("en")};
    size_t n = strlen(unit), used = 0;
    for (; used + n <= bytes; used += n)
        memcpy(text + used, unit, n);
    int64_t begin = work_ns();
    measure_in(str_make(text, used), &context);
    return (double)(work_ns() - begin) / 1e9;
}

/* Quadratic work on 60 kB would take seconds; a sanitizer slows the linear work by ten at most. */
static void hostile_texts_take_linear_time(void **state)
{
    const char *const units[] = {
        "f",        "f*",      "f u ",  "f.",   "fu",    "*",       "#@%!",       "\"",
        "> ",       "a@",      "1",     "1 ",   "12-",   "www.",    "a.b.",       "you ",
        "idiot ",   "fuck ",   "t.me/", "\n",   "aA",    "AA ",     "@",          "x-",
        "f--",      "\u2014f", "+1",    "DE",   "DE00 ", "free # ", "earn $5 a ", "you are a ",
        "s h i t ", "ff",      "uu",    "f***", "hххуу", "«",       "http://",    "a at b dot "};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        double small = seconds_for(units[i], 6000), large = seconds_for(units[i], 60000);
        if (large > 0.4 && large > small * 30)
            fail_msg("\"%s\" took %.3f s for 6 kB and %.3f s for 60 kB", units[i], small, large);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_signal_is_named_and_described),
        cmocka_unit_test(the_version_names_the_tables),
        cmocka_unit_test(an_empty_comment_is_measured),
        cmocka_unit_test(counts_are_of_characters_words_and_sentences),
        cmocka_unit_test(the_author_s_rate_is_unknown_unless_given),
        cmocka_unit_test(a_signal_is_the_same_when_it_alone_is_asked_for),
        cmocka_unit_test(hostile_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
