#include "measured.h"

static void easy_money_is_bait(void **state)
{
    measure("I earn $500 per day working from home, check my profile");
    assert_true(number(SIG_PROMO_SCORE) > 0.7);
    assert_true(number(SIG_PROMO_FAMILIES) == 2);
    assert_str_equal(found(SIG_PROMO_FAMILIES),
                     STR("earn $500 per day|working from home|check my profile"));
}

static void a_contact_beside_the_bait_weighs(void **state)
{
    double alone;
    measure("Guaranteed profit with my trading platform");
    alone = number(SIG_PROMO_SCORE);
    measure("Guaranteed profit with my trading platform, WhatsApp +1 555 234 5678");
    assert_true(number(SIG_PROMO_SCORE) > alone + 0.1);
    assert_str_equal(found(SIG_PROMO_SCORE),
                     STR("Guaranteed profit|trading platform|WhatsApp +1 555 234 5678"));
}

static void coupons_and_offers_are_bait_in_other_languages_too(void **state)
{
    measure("Jetzt kaufen! Rabattcode: FROH20");
    assert_true(number(SIG_PROMO_SCORE) > 0.5);
    measure("Заработок в интернете без вложений, пиши в лс");
    assert_true(number(SIG_PROMO_SCORE) > 0.5);
}

static void news_about_trade_is_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PROMO_SCORE, "The casino was closed after the vote and crypto is a risk.",
                      "The union refused the offer; the limit was raised.",
                      "Banks must recover the losses themselves",
                      "The minister will visit the site of the accident",
                      "Read my comment again, please");
    measure("Nurses earn $15 an hour and that is a shame");
    assert_true(number(SIG_PROMO_SCORE) < 0.5);
}

static void begging_for_subscribers_and_prizes_promote(void **state)
{
    measure("Please check out my new channel");
    assert_true(number(SIG_PROMO_SCORE) >= 0.5);
    assert_str_equal(found(SIG_PROMO_FAMILIES), STR("check out my new channel"));
    measure("You have won a cash prize, text WIN to 80082");
    assert_str_equal(found(SIG_PROMO_FAMILIES), STR("You have won a cash prize|text WIN to 80082"));
    measure("I subscribe to two papers and I never miss the new video of the harbour.");
    assert_true(number(SIG_PROMO_SCORE) < 0.1);
}

static void friends_who_follow_are_no_promotion(void **state)
{
    const char *const texts[] = {
        "Do your homework before you write.", "She had better follow me back.",
        "a box with the code point in it", "The side that you have won over"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        assert_true(number(SIG_PROMO_FAMILIES) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easy_money_is_bait),
        cmocka_unit_test(a_contact_beside_the_bait_weighs),
        cmocka_unit_test(coupons_and_offers_are_bait_in_other_languages_too),
        cmocka_unit_test(news_about_trade_is_left_alone),
        cmocka_unit_test(begging_for_subscribers_and_prizes_promote),
        cmocka_unit_test(friends_who_follow_are_no_promotion),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
