#include "measured.h"

static void addresses_are_found_without_the_punctuation_around_them(void **state)
{
    measure("See https://example.com/a(b)?x=1. And [this](http://example.org/x), www.example.de, "
            "shop.example.net!");
    assert_str_equal(
        found(SIG_LINKS_COUNT),
        STR("https://example.com/a(b)?x=1|http://example.org/x|www.example.de|shop.example.net"));
    assert_true(number(SIG_LINKS_BARE) == 2);
}

static void own_and_allowed_domains_are_not_foreign(void **state)
{
    const struct str own[] = {STR_INIT("paper.example.com")};
    struct signal_context context = {.site_domains = own, .site_domain_count = 1};
    measure_in(
        STR("https://www.paper.example.com/a https://other.example.com notpaper.example.com/b"),
        &context);
    assert_true(number(SIG_LINKS_COUNT) == 3);
    assert_str_equal(found(SIG_LINKS_FOREIGN),
                     STR("https://other.example.com|notpaper.example.com/b"));
}

static void shorteners_are_known(void **state)
{
    measure("read bit.ly/3abc and https://tinyurl.com/x");
    assert_true(number(SIG_LINKS_SHORTENER) == 2);
    assert_str_equal(found(SIG_LINKS_SHORTENER), STR("bit.ly/3abc|https://tinyurl.com/x"));
}

static void spelt_domains_are_links(void **state)
{
    measure("just go to example dot com");
    assert_str_equal(found(SIG_LINKS_BARE), STR("example dot com"));
}

static void missing_spaces_and_abbreviations_are_no_links(void **state)
{
    ASSERT_LEFT_ALONE(SIG_LINKS_COUNT, "At that time.It was bad.So what",
                      "e.g. this, i.e. that, U.S. and Ph.D.", "end.The next",
                      "see readme.md and script.py", "3.5 million, 10.30 p.m.", "jane@example.com",
                      "wait...what");
}

static void messenger_invitations_are_found(void **state)
{
    measure("t.me/somechannel or wa.me/441234567890");
    assert_str_equal(found(SIG_CONTACT_MESSENGER), STR("t.me/somechannel|wa.me/441234567890"));
    measure("WhatsApp: +44 7700 900123");
    assert_str_equal(found(SIG_CONTACT_MESSENGER), STR("WhatsApp: +44 7700 900123"));
    measure("find @coinqueen on telegram");
    assert_str_equal(found(SIG_CONTACT_MESSENGER), STR("@coinqueen on telegram"));
}

static void talking_of_messengers_is_no_invitation(void **state)
{
    ASSERT_LEFT_ALONE(SIG_CONTACT_MESSENGER, "I use Telegram and Signal.",
                      "I left WhatsApp. @minister was right", "Telegram has 900 million users",
                      "this is a signal to voters");
}

static void a_shortener_talked_about_leads_nowhere(void **state)
{
    ASSERT_LEFT_ALONE(SIG_LINKS_SHORTENER, "I never click on bit.ly addresses.",
                      "What is t.co for?", "bit.ly, tinyurl.com",
                      "See https://bit.ly for the company");
    ASSERT_LEFT_ALONE(SIG_CONTACT_MESSENGER, "discord.com was down again", "t.me is blocked there");
    measure("see bit.ly/x1");
    assert_str_equal(found(SIG_LINKS_SHORTENER), STR("bit.ly/x1"));
}

static void handles_may_have_underscores_and_figures(void **state)
{
    measure("Telegram: @btc_doubler_24");
    assert_str_equal(found(SIG_CONTACT_MESSENGER), STR("Telegram: @btc_doubler_24"));
    measure("ask @fast_visa_help on telegram");
    assert_str_equal(found(SIG_CONTACT_MESSENGER), STR("@fast_visa_help on telegram"));
    ASSERT_LEFT_ALONE(SIG_CONTACT_MESSENGER, "@harbour_master was wrong. Telegram said so",
                      "as @some_reader wrote, the ministry is on telegram now");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_found_without_the_punctuation_around_them),
        cmocka_unit_test(own_and_allowed_domains_are_not_foreign),
        cmocka_unit_test(shorteners_are_known),
        cmocka_unit_test(spelt_domains_are_links),
        cmocka_unit_test(missing_spaces_and_abbreviations_are_no_links),
        cmocka_unit_test(messenger_invitations_are_found),
        cmocka_unit_test(talking_of_messengers_is_no_invitation),
        cmocka_unit_test(a_shortener_talked_about_leads_nowhere),
        cmocka_unit_test(handles_may_have_underscores_and_figures),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
