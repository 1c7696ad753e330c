/* Plurals, numbers and dates against ICU itself, from whose tables they were made. */
#include <stdio.h>
#include <unicode/udat.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "../test.h"
#include "words/catalogue.h"
#include "words/words.h"

#define TEXT_MAX 256

static struct arena *arena;

static const char *locale_of(const struct words *w)
{
    if (str_eq(w->language, STR("en")) || str_eq(w->language, STR("qps")))
        return "en_GB";
    return w->language.p;
}

static struct str utf8(const UChar *text)
{
    static char bytes[TEXT_MAX];
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = 0;
    u_strToUTF8(bytes, TEXT_MAX, &n, text, -1, &error);
    assert_true(U_SUCCESS(error));
    return str_make(bytes, (size_t)n);
}

/* Small ones all, then further and further apart, and what lies around round ones. */
static int64_t next_number(int64_t n)
{
    return n < 2200 ? n + 1 : n + n / 97 + 1;
}

static void plural_forms_are_those_of_icu(void **state)
{
    for (size_t i = 0; i < words_catalogue_count; i++) {
        const struct words *w = &words_catalogues[i];
        UErrorCode error = U_ZERO_ERROR;
        UPluralRules *rules = uplrules_open(locale_of(w), &error);
        for (int64_t n = 0; n < (int64_t)1 << 40; n = next_number(n)) {
            UChar keyword[TEXT_MAX];
            char digits[32];
            snprintf(digits, sizeof(digits), "%lld", (long long)n);
            uplrules_select(rules, (double)n, keyword, TEXT_MAX, &error);
            const struct str value = str_from_cstr(digits);
            struct str said = words_fill(w, arena,
                                         "{0, plural, zero {zero} one {one} two {two} few {few} "
                                         "many {many} other {other}}",
                                         &value, 1);
            if (!str_eq(said, utf8(keyword)))
                fail_msg("%s %s: got %.*s", locale_of(w), digits, STR_ARG(said));
            if (n % 500 == 0)
                arena_reset(arena);
        }
        uplrules_close(rules);
        assert_true(U_SUCCESS(error));
    }
}

static void numbers_are_written_as_icu_writes_them(void **state)
{
    for (size_t i = 0; i < words_catalogue_count; i++) {
        const struct words *w = &words_catalogues[i];
        UErrorCode error = U_ZERO_ERROR;
        UNumberFormatter *f = unumf_openForSkeletonAndLocale(u"", 0, locale_of(w), &error);
        UNumberFormatter *percent =
            unumf_openForSkeletonAndLocale(u"percent", 7, locale_of(w), &error);
        UFormattedNumber *result = unumf_openResult(&error);
        for (int64_t n = -1200; n < (int64_t)1 << 40; n = next_number(n)) {
            UChar text[TEXT_MAX];
            unumf_formatInt(f, n, result, &error);
            unumf_resultToString(result, text, TEXT_MAX, &error);
            assert_str_equal(words_number(w, n, arena), utf8(text));
            unumf_formatDouble(f, (double)n / 4, result, &error);
            unumf_resultToString(result, text, TEXT_MAX, &error);
            assert_str_equal(words_decimal(w, (double)n / 4, arena), utf8(text));
            unumf_formatInt(percent, n, result, &error);
            unumf_resultToString(result, text, TEXT_MAX, &error);
            assert_str_equal(words_percent(w, (double)n / 100, arena), utf8(text));
            arena_reset(arena);
        }
        unumf_closeResult(result);
        unumf_close(percent);
        unumf_close(f);
        assert_true(U_SUCCESS(error));
    }
}

/* One day of each month, each another weekday, of years with one to five digits. */
static void dates_are_written_as_icu_writes_their_patterns(void **state)
{
    for (size_t i = 0; i < words_catalogue_count; i++) {
        const struct words *w = &words_catalogues[i];
        const struct str patterns[] = {[WORDS_DAY] = w->calendar.day,
                                       [WORDS_LONG_DAY] = w->calendar.long_day,
                                       [WORDS_MOMENT] = w->calendar.moment};
        for (int64_t day = 0; day < 400000; day += 411) {
            for (int form = WORDS_DAY; form <= WORDS_MOMENT; form++) {
                UErrorCode error = U_ZERO_ERROR;
                UChar pattern[TEXT_MAX], text[TEXT_MAX];
                int32_t n = 0;
                u_strFromUTF8(pattern, TEXT_MAX, &n, patterns[form].p, (int32_t)patterns[form].n,
                              &error);
                UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale_of(w), u"UTC", 3,
                                           pattern, n, &error);
                double ms = (double)(day * 86400 + 7 * 3600 + 5 * 60) * 1000;
                UCalendar *calendar = ucal_open(u"UTC", 3, locale_of(w), UCAL_GREGORIAN, &error);
                ucal_setMillis(calendar, ms, &error);
                const struct words_moment at = {
                    .year = ucal_get(calendar, UCAL_YEAR, &error),
                    .month = ucal_get(calendar, UCAL_MONTH, &error) + 1,
                    .day = ucal_get(calendar, UCAL_DATE, &error),
                    .weekday = ucal_get(calendar, UCAL_DAY_OF_WEEK, &error) - 1,
                    .hour = 7,
                    .minute = 5};
                udat_format(f, ms, text, TEXT_MAX, NULL, &error);
                assert_true(U_SUCCESS(error));
                assert_str_equal(words_date(w, (enum words_date)form, &at, arena), utf8(text));
                ucal_close(calendar);
                udat_close(f);
            }
            arena_reset(arena);
        }
    }
}

static void a_plural_is_chosen_by_its_number_and_holds_the_other_values(void **state)
{
    static const char message[] =
        "{1} has {0, plural, =0 {no replies} one {# reply} other {# replies}} today";
    const struct words *w = words_for(STR("en"));
    const struct {
        const char *number, *said;
    } rows[] = {{"0", "Ann has no replies today"},
                {"1", "Ann has 1 reply today"},
                {"1200", "Ann has 1,200 replies today"},
                {"-1", "Ann has -1 reply today"},
                {"many", "Ann has many replies today"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct str values[] = {str_from_cstr(rows[i].number), STR("Ann")};
        assert_str_equal(words_fill(w, arena, message, values, 2), str_from_cstr(rows[i].said));
    }
    const struct str number = STR("2");
    assert_str_equal(words_fill(w, arena, "{0, plural, one {broken", &number, 1),
                     STR("{0, plural, one {broken"));
    assert_str_equal(words_fill(w, arena, "{3, plural, other {x}} #", &number, 1),
                     STR("{3, plural, other {x}} #"));
}

static void a_problem_keeps_its_values_in_another_language(void **state)
{
    struct problem p = {0};
    const struct words *pseudo = words_for(STR("qps"));
    problem_set(&p, RC_INVALID, "The reason is longer than %zu bytes.", (size_t)1000);
    assert_str_equal(words_problem(words_for(STR("en")), &p, arena),
                     STR("The reason is longer than 1000 bytes."));
    assert_str_equal(words_problem(pseudo, &p, arena),
                     STR("⟦The reason is longer than 1,000 bytes.⟧"));
    p = (struct problem){0};
    problem_set(&p, RC_INVALID, "not in any catalogue: %s %.*s 100%%", "a", 2, "bcd");
    assert_str_equal(words_problem(pseudo, &p, arena), STR("not in any catalogue: a bc 100%"));
    assert_int_equal(p.value_count, 2);
    assert_str_equal(str_slice(str_from_cstr(p.message), p.values[1].begin, p.values[1].end),
                     STR("bc"));
}

static void figures_keep_their_places_and_take_the_signs_of_the_language(void **state)
{
    const struct {
        const char *language, *plain, *written;
    } rows[] = {{"en", "0.50", "0.50"},
                {"de", "0.50", "0,50"},
                {"de", "-12345.6", "-12.345,6"},
                {"fr", "1234.5", "1\u202f234,5"},
                {"es", "1234.5", "1234,5"},
                {"ru", "0.99", "0,99"},
                {"ar", "1234.56", "١٬٢٣٤٫٥٦"},
                {"ar", "7", "٧"},
                {"de", "1e+06", "1e+06"},
                {"de", "v1.2.3", "v1.2.3"},
                {"de", "1.", "1."},
                {"de", "", ""}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_str_equal(words_figure(words_for(str_from_cstr(rows[i].language)),
                                      str_from_cstr(rows[i].plain), arena),
                         str_from_cstr(rows[i].written));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plural_forms_are_those_of_icu),
        cmocka_unit_test(numbers_are_written_as_icu_writes_them),
        cmocka_unit_test(dates_are_written_as_icu_writes_their_patterns),
        cmocka_unit_test(a_plural_is_chosen_by_its_number_and_holds_the_other_values),
        cmocka_unit_test(figures_keep_their_places_and_take_the_signs_of_the_language),
        cmocka_unit_test(a_problem_keeps_its_values_in_another_language),
    };
    arena = arena_new((size_t)64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
