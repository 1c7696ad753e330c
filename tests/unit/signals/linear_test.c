/* No text makes measuring it slow: eight times the text takes some eight times as long, whatever is in it. */
#include "measured.h"

#include <math.h>

#define SHORT 4000
#define LONG  32000
/* What is linear takes 8 times as long, what is quadratic 64 times; between them there is room for a busy machine. */
#define TIMES_MAX 26
/* Below this the clock says more than the text. */
#define SHORT_MS_MIN 0.2

/* The quickest of some. */
static double time_of(const char *piece, size_t bytes, int times)
{
    static char text[LONG];
    size_t n = strlen(piece);
    double best = 1e9;
    for (size_t i = 0; i < bytes; i++)
        text[i] = piece[i % n];
    for (int i = 0; i < times; i++) {
        int64_t begin = work_ns();
        measure_in(str_make(text, bytes - bytes % n), &(struct signal_context){.is_reply = false});
        double took = (double)(work_ns() - begin) / 1e6;
        best = took < best ? took : best;
    }
    return best;
}

static void assert_linear(const char *const *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double first = fmax(time_of(pieces[i], SHORT, 2), SHORT_MS_MIN);
        double second = time_of(pieces[i], LONG, 2);
        /* A busy machine disturbs the caches too: looked at once more, longer, before it is said. */
        if (second > first * TIMES_MAX)
            second = fmin(second, time_of(pieces[i], LONG, 10));
        if (second > first * TIMES_MAX)
            fail_msg("\"%s\" over and over: %d bytes take %.1f ms, %d take %.1f", pieces[i], SHORT,
                     first, LONG, second);
    }
}
#define ASSERT_LINEAR(...)                                                                         \
    do {                                                                                           \
        const char *const pieces[] = {__VA_ARGS__};                                                \
        assert_linear(pieces, sizeof(pieces) / sizeof(pieces[0]));                                 \
    } while (0)

static void a_word_without_an_end_is_looked_over_once(void **state)
{
    ASSERT_LINEAR("shit", "fuuuuuck", "a", "youstupididiot", "pieceofshit");
}

static void disguises_without_a_space_are_looked_over_once(void **state)
{
    ASSERT_LINEAR("fu-ck-", "f.u.c.k.", "s_h_i_t_", "a*", "$@!", "a@", "5h1t.");
}

static void a_sentence_without_an_end_is_looked_over_once(void **state)
{
    ASSERT_LINEAR("he said \"all jews should die\" ", "kill all jews ", "nigger ",
                  "the word \"nigger\" is ", "you idiot ", "as a gay man I ", "I will kill you ");
}

static void much_of_anything_is_measured_in_time(void **state)
{
    ASSERT_LINEAR("f u c k ", "http://a.b/c ", "+1 555 123 4567, ", "\"a\" ", "> ", "a\n", "No. ",
                  "f*ck ", "(", "take 20 paracetamol ", "buy cheap viagra ", "a@b.co ");
}

static void what_uses_the_steps_up_hides_no_plain_word(void **state)
{
    static const char piece[] = "f--f--f--f--f--f bollocks ";
    static char text[LONG];
    size_t n = 0;
    for (; n + sizeof(piece) - 1 <= sizeof(text); n += sizeof(piece) - 1)
        memcpy(text + n, piece, sizeof(piece) - 1);
    measure_in(str_make(text, n), &(struct signal_context){.is_reply = false});
    assert_true(number(SIG_PROFANITY_COUNT) == (double)(n / (sizeof(piece) - 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_without_an_end_is_looked_over_once),
        cmocka_unit_test(disguises_without_a_space_are_looked_over_once),
        cmocka_unit_test(a_sentence_without_an_end_is_looked_over_once),
        cmocka_unit_test(much_of_anything_is_measured_in_time),
        cmocka_unit_test(what_uses_the_steps_up_hides_no_plain_word),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
