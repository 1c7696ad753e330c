/* A site's correction applied to a text, and what is kept of it. */
#include "signals/correction.h"

#include <string.h>

#include "measured.h"

struct bench {
    struct arena *arena;
    struct correction_word words[3];
    struct correction correction;
};

/* The hash of the text's last word or pair. */
static uint64_t hash_of(struct arena *a, const char *body)
{
    struct text t;
    struct correction_places places;
    assert_ok(text_prepare(a, str_from_cstr(body), &t));
    assert_ok(correction_places(&t, a, &places));
    assert_true(places.count > 0);
    return places.items[places.count - 1].hash;
}

static void add(struct bench *b, const char *word, enum head head, int16_t change)
{
    struct correction_word *w = &b->words[b->correction.word_count++];
    *w = (struct correction_word){.hash = hash_of(b->arena, word)};
    w->change[head] = change;
    for (; w > b->words && w[-1].hash > w->hash; w--) {
        struct correction_word other = w[-1];
        w[-1] = *w;
        *w = other;
    }
}

static void begin(struct bench *b)
{
    *b = (struct bench){.arena = arena_new(1 << 22)};
    b->correction = (struct correction){.version = 7, .change_max = 2500, .words = b->words};
    add(b, "walnut", HEAD_INSULT, 1500);
    add(b, "you walnut", HEAD_INSULT, 1400);
    add(b, "teapot", HEAD_INSULT, -1500);
}

static void measure_corrected(const struct bench *b, const char *body)
{
    const struct signal_context context = {.site_language = STR("en"),
                                           .correction = &b->correction};
    measure_in(str_from_cstr(body), &context);
}

static void without_a_correction_nothing_is_known(void **state)
{
    (void)state;
    measure("What a walnut that minister is");
    assert_true(known(SIG_MODEL_INSULT));
    assert_false(known(SIG_LEARNED_INSULT));
}

static void a_word_shifts_its_head_and_no_other(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    measure_corrected(&b, "What a walnut that minister is");
    assert_true(number(SIG_LEARNED_INSULT) > number(SIG_MODEL_INSULT));
    assert_true(number(SIG_LEARNED_TOXIC) == number(SIG_MODEL_TOXIC));
    measure_corrected(&b, "What a teapot that minister is");
    assert_true(number(SIG_LEARNED_INSULT) < number(SIG_MODEL_INSULT));
    measure_corrected(&b, "What a kettle that minister is");
    assert_true(number(SIG_LEARNED_INSULT) == number(SIG_MODEL_INSULT));
    arena_free(b.arena);
}

static void the_word_is_evidence_as_it_is_written(void **state)
{
    (void)state;
    struct bench b;
    begin(&b);
    measure_corrected(&b, "Shut up, you stupid W4LNUUUUT");
    assert_true(number(SIG_LEARNED_INSULT) >= 0.5);
    assert_int_not_equal(str_find(found(SIG_LEARNED_INSULT), STR("W4LNUUUUT"), 0), STR_NONE);
    arena_free(b.arena);
}

static struct correction_sum apply(struct bench *b, const struct correction *c, const char *body,
                                   struct correction *ret_met)
{
    struct text t;
    struct correction_places places;
    struct correction_sum sum;
    assert_ok(text_prepare(b->arena, str_from_cstr(body), &t));
    assert_ok(correction_places(&t, b->arena, &places));
    assert_ok(correction_apply(c, &places, b->arena, &sum, ret_met));
    return sum;
}

static void a_sum_is_bounded_and_a_word_counts_once(void **state)
{
    (void)state;
    struct bench b;
    struct correction met;
    begin(&b);
    assert_int_equal(apply(&b, &b.correction, "walnut", &met).change[HEAD_INSULT], 1500);
    assert_int_equal(apply(&b, &b.correction, "walnut, walnut! Walnut", &met).change[HEAD_INSULT],
                     1500);
    assert_int_equal(apply(&b, &b.correction, "you walnut", &met).change[HEAD_INSULT], 2500);
    assert_int_equal(met.word_count, 2);
    assert_int_equal(apply(&b, &b.correction, "the kettle", &met).change[HEAD_INSULT], 0);
    assert_int_equal(met.word_count, 0);
    arena_free(b.arena);
}

static void what_was_met_gives_the_same_again(void **state)
{
    (void)state;
    struct bench b;
    struct correction met, read, again;
    begin(&b);
    const char *body = "you walnut, not a teapot";
    struct correction_sum sum = apply(&b, &b.correction, body, &met);
    struct buf out;
    buf_init(&out, 4096);
    correction_write(&out, &met);
    assert_ok(correction_parse(buf_str(&out), b.arena, &read));
    struct correction_sum same = apply(&b, &read, body, &again);
    assert_memory_equal(&sum, &same, sizeof sum);
    assert_int_equal(again.word_count, read.word_count);
    buf_release(&out);
    arena_free(b.arena);
}

/* More words than are kept: the strongest, whatever their order in the text. */
static void of_many_words_the_strongest_are_met(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 22);
    struct text t;
    struct correction_places places;
    struct correction met;
    struct correction_sum sum;
    struct correction_word words[60];
    struct buf body;
    buf_init(&body, 4096);
    for (int i = 0; i < 60; i++)
        buf_printf(&body, "xq%c%cz. ", 'a' + i / 10, 'a' + i % 10);
    assert_ok(text_prepare(a, buf_str(&body), &t));
    assert_ok(correction_places(&t, a, &places));
    assert_int_equal(places.count, 60);
    for (int i = 0; i < 60; i++) {
        int at = i;
        for (; at > 0 && words[at - 1].hash > places.items[i].hash; at--)
            words[at] = words[at - 1];
        words[at] = (struct correction_word){.hash = places.items[i].hash,
                                             .change = {[HEAD_SPAM] = (int16_t)(i + 1)}};
    }
    const struct correction c = {
        .version = 1, .change_max = 100000, .words = words, .word_count = 60};
    assert_ok(correction_apply(&c, &places, a, &sum, &met));
    assert_int_equal(met.word_count, CORRECTION_MET_MAX);
    int expected = 0;
    for (int i = 60 - CORRECTION_MET_MAX; i < 60; i++)
        expected += i + 1;
    assert_int_equal(sum.change[HEAD_SPAM], expected);
    buf_release(&body);
    arena_free(a);
}

static void what_is_no_correction_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "12",
        "12.2500.0",
        "12.2500.0.900.1",
        "12.2500.0.900/",
        "12.2500.0.900/0123456789abcde",
        "12.2500.0.900/0123456789abcdeg",
        "12.2500.0.900/0123456789abcdefp",
        "12.2500.0.900/0123456789abcdefp0",
        "12.2500.0.900/0123456789abcdefp10001",
        "12.2500.0.900/0123456789abcdefx5",
        "12.2500.0.900/0123456789abcdefq5p5",
        "12.2500.0.900/0123456789abcdefp5/0123456789abcdefp5",
        "12.2500.256.900",
        "-1.2500.0.900",
    };
    struct arena *a = arena_new(1 << 20);
    struct correction c;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (correction_parse(str_from_cstr(bad[i]), a, &c) != RC_INVALID)
            fail_msg("taken: %s", bad[i]);
    assert_ok(correction_parse(STR("12.2500.0.900/0123456789abcdefp5w-7"), a, &c));
    assert_int_equal(c.words[0].change[HEAD_SPAM], -7);
    arena_free(a);
}

static void a_probability_is_shifted_by_its_log_odds(void **state)
{
    (void)state;
    assert_true(correction_shift(0.1234, 0) == 0.1234);
    assert_true(correction_shift(0.5, 1000) == 0.7311);
    assert_true(correction_shift(0.7311, -1000) < 0.5002);
    assert_true(correction_shift(1, -1000) < 1);
    assert_true(correction_shift(0, 1000) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_correction_nothing_is_known),
        cmocka_unit_test(a_word_shifts_its_head_and_no_other),
        cmocka_unit_test(the_word_is_evidence_as_it_is_written),
        cmocka_unit_test(a_sum_is_bounded_and_a_word_counts_once),
        cmocka_unit_test(what_was_met_gives_the_same_again),
        cmocka_unit_test(of_many_words_the_strongest_are_met),
        cmocka_unit_test(what_is_no_correction_is_refused),
        cmocka_unit_test(a_probability_is_shifted_by_its_log_odds),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
