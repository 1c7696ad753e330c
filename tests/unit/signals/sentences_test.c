#include "measured.h"

#define TEN "and then we went there and saw it all again "

static void endless_text_is_missing_its_sentences(void **state)
{
    measure(TEN TEN TEN TEN TEN TEN);
    assert_true(number(SIG_SENTENCES_LONGEST) == 60);
    assert_true(number(SIG_SENTENCES_MISSING) == 1);
    assert_true(found(SIG_SENTENCES_MISSING).n > 200);
}

static void sentences_and_lines_break_a_text(void **state)
{
    ASSERT_LEFT_ALONE(SIG_SENTENCES_MISSING, TEN TEN ". " TEN TEN "! " TEN TEN,
                      TEN TEN "\n" TEN TEN "\n" TEN TEN, "A short remark without a full stop");
    measure("One two three. Four five");
    assert_true(number(SIG_SENTENCES_LONGEST) == 3);
}

static void one_long_sentence_among_others_is_style(void **state)
{
    measure(TEN TEN TEN TEN TEN ". That is so. " TEN ". And more of it.");
    assert_true(number(SIG_SENTENCES_LONGEST) == 50);
    assert_true(number(SIG_SENTENCES_MISSING) == 0);
}

static void one_long_sentence_with_care_is_one(void **state)
{
    measure(
        "If your position is that the harbour, which the town built with its own money and which "
        "its people have kept up for a hundred years, is worth no more than the price that was "
        "paid for it, then I would like to see the table.");
    assert_true(number(SIG_SENTENCES_MISSING) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endless_text_is_missing_its_sentences),
        cmocka_unit_test(sentences_and_lines_break_a_text),
        cmocka_unit_test(one_long_sentence_among_others_is_style),
        cmocka_unit_test(one_long_sentence_with_care_is_one),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
