#include "measured.h"

static void email_addresses_are_found(void **state)
{
    measure("Write to jane.doe+news@mail.example.org, she answers.");
    assert_true(number(SIG_PRIVACY_EMAIL) == 1);
    assert_str_equal(found(SIG_PRIVACY_EMAIL), STR("jane.doe+news@mail.example.org"));
}

static void spelt_email_addresses_are_found(void **state)
{
    measure("jim at example dot com or john (at) mail.example.com or ann [at] example [dot] org");
    assert_str_equal(
        found(SIG_PRIVACY_EMAIL),
        STR("jim at example dot com|john (at) mail.example.com|ann [at] example [dot] org"));
}

static void what_only_looks_like_an_address_is_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_EMAIL, "@minister said so", "look at example dot com",
                      "5 apples @ 2 euros", "meet @ noon", "a@b", "we met at lunch, dot the i");
}

static void phone_numbers_are_found(void **state)
{
    measure("+49 30 1234567, 030/1234567, 0171-2345678, (212) 555-0123, 212-555-0199, 8 (912) "
            "345-67-89");
    assert_str_equal(found(SIG_PRIVACY_PHONE), STR("+49 30 1234567|030/1234567|0171-2345678|(212) "
                                                   "555-0123|212-555-0199|8 (912) 345-67-89"));
    measure("07700 900123 or +7 912 345 67 89 or 06 12 34 56 78");
    assert_true(number(SIG_PRIVACY_PHONE) == 3);
    measure("call me on 5551234567");
    assert_str_equal(found(SIG_PRIVACY_PHONE), STR("5551234567"));
}

static void wide_digits_are_digits(void **state)
{
    measure("\uff0b\uff14\uff19 30 1234567");
    assert_true(number(SIG_PRIVACY_PHONE) == 1);
}

static void other_numbers_are_no_phone_numbers(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_PHONE, "from 1914-1918 and 2019-2024", "on 12.03.2024 10:30",
                      "01.02.2024 12:30", "2024-03-12 10:30", "1.000.000 euros, 100 000 000 people",
                      "they won 3-2 and 21-19", "ISBN 978-3-16-148410-0", "192.168.10.24",
                      "0.123456789", "1234567890 views", "population 8 945 123",
                      "https://example.com/article/20240312445566", "case no. A-0301234567",
                      "50-60-70 per cent");
}

static void cards_are_found_by_issuer_and_check_digit(void **state)
{
    measure("4111 1111 1111 1111, 5500-0000-0000-0004 and 340000000000009");
    assert_true(number(SIG_PRIVACY_CARD) == 3);
    assert_str_equal(found(SIG_PRIVACY_CARD),
                     STR("4111 1111 1111 1111|5500-0000-0000-0004|340000000000009"));
    assert_true(number(SIG_PRIVACY_PHONE) == 0);
}

static void numbers_that_fail_their_check_are_no_cards(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_CARD, "4111 1111 1111 1112", "9999 9999 9999 9995",
                      "0000 0000 0000 0000", "4111.1111.1111.1111");
}

static void ibans_are_found_by_country_length_and_check_digits(void **state)
{
    measure("IBAN DE89 3704 0044 0532 0130 00, GB82WEST12345698765432.");
    assert_str_equal(found(SIG_PRIVACY_IBAN),
                     STR("DE89 3704 0044 0532 0130 00|GB82WEST12345698765432"));
}

static void ibans_that_fail_their_check_are_none(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_IBAN, "DE89 3704 0044 0532 0130 01", "ZZ82WEST12345698765432",
                      "DE89 3704 0044", "DE12 is a road");
}

static void extensions_belong_to_the_number(void **state)
{
    measure("986.291.2294x751 or (212) 555-0123 ext. 9");
    assert_str_equal(found(SIG_PRIVACY_PHONE), STR("986.291.2294x751|(212) 555-0123 ext. 9"));
}

static void numbers_written_out_or_set_apart_are_found(void **state)
{
    measure("It is 0 7 7 0 0 9 0 0 1 2 3, ask for Ann");
    assert_str_equal(found(SIG_PRIVACY_PHONE), STR("0 7 7 0 0 9 0 0 1 2 3"));
    measure("ring zero seven seven double oh nine zero zero one two three tonight");
    assert_str_equal(found(SIG_PRIVACY_PHONE),
                     STR("zero seven seven double oh nine zero zero one two three"));
    ASSERT_LEFT_ALONE(SIG_PRIVACY_PHONE, "one two three four five six seven eight nine ten",
                      "1 2 3 4 5 6 7 8 9 10 11", "It ended zero to two, oh well, one more",
                      "ISBN 0375403744", "order no. 0301234567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(email_addresses_are_found),
        cmocka_unit_test(spelt_email_addresses_are_found),
        cmocka_unit_test(what_only_looks_like_an_address_is_left_alone),
        cmocka_unit_test(phone_numbers_are_found),
        cmocka_unit_test(wide_digits_are_digits),
        cmocka_unit_test(other_numbers_are_no_phone_numbers),
        cmocka_unit_test(cards_are_found_by_issuer_and_check_digit),
        cmocka_unit_test(numbers_that_fail_their_check_are_no_cards),
        cmocka_unit_test(ibans_are_found_by_country_length_and_check_digits),
        cmocka_unit_test(ibans_that_fail_their_check_are_none),
        cmocka_unit_test(extensions_belong_to_the_number),
        cmocka_unit_test(numbers_written_out_or_set_apart_are_found),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
