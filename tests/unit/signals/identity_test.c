#include "measured.h"

static void numbers_of_two_dozen_countries_are_found(void **state)
{
    static const char *const texts[] = {"my number is 078-05-1120, please",
                                        "her NINO: QQ is not real but JG 10 37 59 A is",
                                        "Steuer-ID 86 095 742 719",
                                        "sécu 1 85 05 78 006 084 91",
                                        "su DNI 12345678Z, lo vi",
                                        "NIE X1234567L",
                                        "codice RSSMRA85T10A562S eccolo",
                                        "112-233-445 95",
                                        "ИНН 500100732259",
                                        "паспорт 45 08 123456",
                                        "44051401359 to jej PESEL",
                                        "zijn BSN is 123456782",
                                        "85.07.30-033.28",
                                        "811218-9876",
                                        "19811218-9876",
                                        "131052-308T",
                                        "010190 10046",
                                        "CPR 010190-1234",
                                        "756.1234.5678.97",
                                        "111.444.777-35",
                                        "his SIN number 046 454 286",
                                        "Aadhaar 2345 6789 0124",
                                        "11010519491231002X",
                                        "NIF 123456789",
                                        "PPS 1234567T"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        if (number(SIG_PRIVACY_ID) != 1)
            fail_msg("not found in: %s", texts[i]);
    }
}

static void the_number_itself_is_the_evidence(void **state)
{
    measure("You are looking for 756.1234.5678.97, it is hers.");
    assert_str_equal(found(SIG_PRIVACY_ID), STR("756.1234.5678.97"));
    assert_true(number(SIG_PRIVACY_PHONE) == 0);
}

static void wrong_check_digits_make_no_number(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_ID, "756.1234.5678.98", "12345678A", "811218-9875", "000-12-3456",
                      "85.07.30-033.29", "111.444.777-36", "X1234567A", "131052-308U",
                      "Steuer-ID 86 095 742 718", "666-05-1120");
}

static void ordinary_numbers_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_ID, "1.204.500.000 in 2019", "from 1914-1918 and 1939-1945",
                      "ISBN 978-3-16-148410-0", "+44 20 7946 0958", "123456782 people",
                      "the vote was 441 111 110 to 3", "046 454 286 barrels a year",
                      "order 12345-6789", "case 2016/679", "the A10 and the B12345",
                      "2024-03-12 10:30", "Flight BA 12 at 10.30");
}

static void homes_are_found_in_five_languages(void **state)
{
    static const char *const texts[] = {
        "He lives at 14 Elm Road, just ring the bell.",
        "Her address is 221 Old Mill Lane and the dog is harmless.",
        "Er wohnt in der Lindenstraße 12, zweiter Stock.",
        "Lange Straße 7, 10969 Berlin",
        "Il habite 12 rue des Lilas, tout le monde le sait.",
        "Vive en la calle Mayor 12.",
        "Он живёт на ул. Ленина, д. 12.",
        "You find them at 3 Harbour Close, flat 4",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        if (number(SIG_PRIVACY_ADDRESS) != 1)
            fail_msg("not found in: %s", texts[i]);
    }
    measure("He lives at 14 Elm Road, just ring the bell.");
    assert_str_equal(found(SIG_PRIVACY_ADDRESS), STR("14 Elm Road"));
}

static void streets_in_the_news_are_nobodys_home(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PRIVACY_ADDRESS, "The prime minister lives at 10 Downing Street.",
                      "There was a fire at 14 Elm Road last night.",
                      "2 men on the street were hurt", "The museum in Lindenstraße 12 is closed.",
                      "In 2019 the road was closed.", "Three houses in 40 years, and no road",
                      "the 7 o'clock ferry took place",
                      "I live on the A12 and drive 3 miles to this court");
}

static void passed_on_messages_are_found(void **state)
{
    measure("She wrote to me privately: \"I never wanted the harbour sold\".");
    assert_true(number(SIG_PRIVACY_CORRESPONDENCE) == 1);
    measure("From: the mayor\nTo: the owner\nSubject: the crane\n\nDear friend");
    assert_true(number(SIG_PRIVACY_CORRESPONDENCE) == 1);
    measure("Er schrieb mir privat: \"Das bleibt unter uns, bitte.\"");
    assert_true(number(SIG_PRIVACY_CORRESPONDENCE) == 1);
}

static void letters_in_the_news_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(
        SIG_PRIVACY_CORRESPONDENCE, "The minister wrote in a private letter, it is said.",
        "I wrote to the council: nobody answered.", "From: whom it may concern\nTo: nobody",
        "He told me privately that he is tired.", "My original message was about the weather.",
        "Private letters of the poet are shown in the museum.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_two_dozen_countries_are_found),
        cmocka_unit_test(the_number_itself_is_the_evidence),
        cmocka_unit_test(wrong_check_digits_make_no_number),
        cmocka_unit_test(ordinary_numbers_are_left_alone),
        cmocka_unit_test(homes_are_found_in_five_languages),
        cmocka_unit_test(streets_in_the_news_are_nobodys_home),
        cmocka_unit_test(passed_on_messages_are_found),
        cmocka_unit_test(letters_in_the_news_are_left_alone),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
