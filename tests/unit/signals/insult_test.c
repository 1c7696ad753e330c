#include "measured.h"

static void insults_aimed_at_the_reader_weigh_most(void **state)
{
    measure("You are a pathetic liar and everybody here knows it.");
    assert_true(number(SIG_INSULT_SCORE) > 0.9);
    assert_true(number(SIG_INSULT_DIRECTED) == 2);
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("pathetic|liar"));
    measure("Idiots like you ruin this country");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("Idiots"));
    measure("Du bist ein Idiot");
    assert_true(number(SIG_INSULT_SCORE) > 0.86);
    measure("ты дебил");
    assert_true(number(SIG_INSULT_SCORE) > 0.86);
}

static void phrases_that_are_aimed_as_they_stand_count(void **state)
{
    measure("Shut up and go to hell");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("Shut up|go to hell"));
}

static void insulting_words_about_others_weigh_less(void **state)
{
    measure("The minister is a liar.");
    assert_true(number(SIG_INSULT_DIRECTED) == 0);
    assert_true(number(SIG_INSULT_SCORE) > 0.2 && number(SIG_INSULT_SCORE) < 0.6);
    measure("You think this stupid law works?");
    assert_true(number(SIG_INSULT_DIRECTED) == 0);
}

static void a_quotation_mentions_and_does_not_insult(void **state)
{
    measure("He called the minister a \"pathetic liar\" on live television.");
    assert_true(number(SIG_MENTION_QUOTED) == 1);
    assert_true(number(SIG_INSULT_SCORE) < 0.3);
    measure("„Du bist ein Idiot“ ist kein Argument");
    assert_true(number(SIG_MENTION_QUOTED) == 1);
    measure("> you are an idiot\nThat is no argument.");
    assert_true(number(SIG_MENTION_QUOTED) == 1);
}

static void one_unquoted_insult_is_a_use(void **state)
{
    measure("You \"expert\" idiot, he said \"liar\" too");
    assert_true(number(SIG_MENTION_QUOTED) == 0);
    assert_true(number(SIG_INSULT_SCORE) > 0.8);
}

static void a_denied_insult_is_none(void **state)
{
    measure("You are not an idiot, you missed the point.");
    assert_true(number(SIG_MENTION_NEGATED) == 1);
    assert_true(number(SIG_INSULT_DIRECTED) == 0);
    assert_true(number(SIG_INSULT_SCORE) < 0.3);
}

static void everyday_words_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_INSULT_SCORE, "The child was sick and the cow ate a snake",
                      "Pigs are clever animals, crazy weather",
                      "You have a dog and the farmer has a pig",
                      "His lazy river holiday was useless weather-wise");
    measure("You pig");
    assert_true(number(SIG_INSULT_DIRECTED) == 1);
}

static void between_you_and_the_insult_stands_a_copula_or_adjectives(void **state)
{
    measure("You, sir, are a scoundrel. You pathetic little coward. Why are you so stupid");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("scoundrel|pathetic|coward|stupid"));
    measure("Keep believing that, you idiot!");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("idiot"));
    ASSERT_LEFT_ALONE(SIG_INSULT_DIRECTED, "You elected an incompetent mayor twice.",
                      "How dare you call me a liar.", "You confuse the morons with the voters.",
                      "I hope you find the idiot who did this.",
                      "Reverting (as you did) is stupid.");
}

static void conditions_and_reports_are_no_insults(void **state)
{
    ASSERT_LEFT_ALONE(SIG_INSULT_DIRECTED, "He said you are a moron.",
                      "She thinks that you are a liar.", "I do not think you are stupid.",
                      "It depends on whether you are a fool.", "If you are stupid, so am I.");
    measure("I said you are a moron and I stand by it.");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("moron"));
    measure("You are an idiot if you believe this.");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("idiot"));
}

static void phrases_about_others_are_not_aimed(void **state)
{
    ASSERT_LEFT_ALONE(SIG_INSULT_SCORE, "I'm beginning to get lost in this discussion.",
                      "The tourists get lost here.", "Perhaps I should shut up now.",
                      "They told him to get lost.", "Are you ready for crazy weather?",
                      "Leave you a joke", "It will drive you nuts.");
    measure("Get lost, all of you.");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("Get lost"));
}

static void marks_behind_an_insult_hide_none_of_it(void **state)
{
    measure("Go on believing it, you idiot!!! Your a liar!?");
    assert_str_equal(found(SIG_INSULT_DIRECTED), STR("idiot|liar"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insults_aimed_at_the_reader_weigh_most),
        cmocka_unit_test(phrases_that_are_aimed_as_they_stand_count),
        cmocka_unit_test(insulting_words_about_others_weigh_less),
        cmocka_unit_test(a_quotation_mentions_and_does_not_insult),
        cmocka_unit_test(one_unquoted_insult_is_a_use),
        cmocka_unit_test(a_denied_insult_is_none),
        cmocka_unit_test(everyday_words_are_left_alone),
        cmocka_unit_test(between_you_and_the_insult_stands_a_copula_or_adjectives),
        cmocka_unit_test(conditions_and_reports_are_no_insults),
        cmocka_unit_test(phrases_about_others_are_not_aimed),
        cmocka_unit_test(marks_behind_an_insult_hide_none_of_it),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
