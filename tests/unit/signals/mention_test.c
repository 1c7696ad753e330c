#include <stdio.h>

#include "measured.h"

static void a_comma_ends_a_denial(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "They never learn, gypsies should be gassed.");
}

static void saying_by_oneself_is_no_report(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "I say Muslims are vermin.", "I told you Jews are rats.");
    ASSERT_MENTIONED(SIG_HATE_SCORE, "She says Muslims are vermin.",
                     "Muslims are vermin, he said.");
}

static void a_quoted_line_is_a_mention(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "> Muslims are vermin\nThat is beneath you.");
}

static void apostrophes_may_quote(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "'Muslims are vermin' is all you have to say.",
                     "To ‘Muslims are vermin’ I have no answer.");
    ASSERT_SURE(SIG_HATE_SCORE, "It's the Muslims' fault, Muslims are vermin, and that's it.");
}

static void half_a_quotation_is_a_use(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "\"Our dear\" Muslims are vermin.");
}

static void the_next_sentence_does_not_excuse(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Muslims are vermin. The police should know.");
}

static void words_of_a_phrase_do_not_speak_against_it(void **state)
{
    ASSERT_SURE(SIG_AGGRESSION_SCORE,
                "Nobody cares what you think, and nobody takes you seriously.");
}

static void a_long_sentence_is_read_within_a_bound(void **state)
{
    char text[6000];
    size_t n = 0;
    while (n < sizeof(text) - 64)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "i will kill you and the rest ");
    measure(text);
    assert_true(number(SIG_THREAT_SCORE) == 1);
    assert_true(number(SIG_THREAT_DIRECT) == 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comma_ends_a_denial),
        cmocka_unit_test(saying_by_oneself_is_no_report),
        cmocka_unit_test(a_quoted_line_is_a_mention),
        cmocka_unit_test(apostrophes_may_quote),
        cmocka_unit_test(half_a_quotation_is_a_use),
        cmocka_unit_test(the_next_sentence_does_not_excuse),
        cmocka_unit_test(words_of_a_phrase_do_not_speak_against_it),
        cmocka_unit_test(a_long_sentence_is_read_within_a_bound),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
