#include "text/date.h"

#include "../test.h"

static void dates_of_the_wild_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2024-02-29T12:00:00Z", 1709208000000},
        {"2024-02-29T12:00:00.25+02:00", 1709200800250},
        {"2024-02-29 12:00", 1709208000000},
        {"2024-02-29T07:00-0500", 1709208000000},
        {"2024-02-29", 1709164800000},
        {"Thu, 29 Feb 2024 12:00:00 GMT", 1709208000000},
        {"29 Feb 2024 12:00 UT", 1709208000000},
        {"Thursday, 29-Feb-24 12:00:00 GMT", 1709208000000},
        {"Thu, 29 February 2024 07:00:00 EST", 1709208000000},
        {"Thu,29 Feb 2024 14:00:00 GMT+0200", 1709208000000},
        {"Thu, 29 Feb 2024 14:00:00 +02:00", 1709208000000},
        {"February 29, 2024 12:00", 1709208000000},
        {" Thu, 29 Feb 2024 12:00:00 Z ", 1709208000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = -1;
        if (date_parse(str_from_cstr(cases[i].written), &ms) != RC_OK || ms != cases[i].ms)
            fail_msg("%s gives %lld", cases[i].written, (long long)ms);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "yesterday",
        "2024-02-30",
        "2023-02-29T00:00:00Z",
        "2024-13-01",
        "2024-01-01T25:00:00Z",
        "2024-01-01T00:61:00Z",
        "2024-01-01Tnoon",
        "1969-12-31",
        "2400-01-01",
        "29 Fxb 2024",
        "2024",
        "2024-01-01T00:00:00+99:00",
        "12:00:00",
        "Thu, 29 Feb",
        "2024-01-01T00:00:00Zjunk1",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms = 77;
        if (date_parse(str_from_cstr(cases[i]), &ms) != RC_INVALID)
            fail_msg("\"%s\" was read as %lld", cases[i], (long long)ms);
        assert_int_equal(ms, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_the_wild_are_read),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
