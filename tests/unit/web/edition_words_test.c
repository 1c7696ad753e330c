#include "../test.h"

#include "policy/edition.h"
#include "web/edition_words.h"

static struct arena *arena;

static int make_arena(void **state)
{
    arena = arena_new((size_t)1024 * 1024);
    return arena == NULL;
}

static int drop_arena(void **state)
{
    arena_free(arena);
    return 0;
}

static const struct edition_words *in(const char *language)
{
    return edition_words_for(str_from_cstr(language));
}

static size_t holes(struct str words)
{
    size_t count = 0;
    for (size_t at = 0; (at = str_find(words, STR("{}"), at)) != STR_NONE; at += 2)
        count++;
    return count;
}

static void every_row_speaks_all_languages_with_the_same_places_for_values(void **state)
{
    static const char *const languages[] = {"de", "fr", "es", "ru", "ar"};
    for (int w = 0; w < WORD_COUNT; w++) {
        struct str english = edition_words_get(in("en"), (enum edition_word)w);
        for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
            struct str words = edition_words_get(in(languages[i]), (enum edition_word)w);
            assert_int_equal(holes(words), holes(english));
            assert_true((words.n == 0) <= (english.n == 0));
        }
    }
}

static void every_shipped_edition_has_words_of_its_own(void **state)
{
    size_t count;
    const struct str *languages = standards_shipped_languages(&count);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        assert_str_equal(edition_words_language(edition_words_for(languages[i])), languages[i]);
        assert_false(str_eq(edition_words_own_name(languages[i]), languages[i]));
    }
}

static void a_language_without_words_gets_english_and_says_so(void **state)
{
    assert_str_equal(edition_words_language(in("cy")), STR("en"));
    assert_str_equal(edition_words_language(in("")), STR("en"));
    assert_str_equal(edition_words_language(in("de-AT")), STR("de"));
    assert_str_equal(edition_words_own_name(STR("cy")), STR("Cymraeg"));
    assert_str_equal(edition_words_own_name(STR("tlh")), STR("tlh"));
}

static void every_category_of_a_statement_of_reasons_has_its_words(void **state)
{
    static const char *const categories[] = {
#define REASON(words, name_) words,
#include "policy/reasons.def"
#undef REASON
    };
    size_t count = sizeof(categories) / sizeof(categories[0]);
    assert_int_equal(count, WORD_CATEGORY_LAST - WORD_CATEGORY_FIRST + 1);
    for (size_t i = 0; i < count; i++)
        assert_str_equal(
            edition_words_get(in("en"), (enum edition_word)(WORD_CATEGORY_FIRST + (int)i)),
            str_from_cstr(categories[i]));
}

static void values_fill_their_places_in_order_and_are_not_looked_into(void **state)
{
    const struct str two[] = {STR("{}"), STR("9%")};
    assert_str_equal(edition_words_fill(in("en"), WORD_CHECK_SHARES, two, 2, arena),
                     STR("{} of the comments published, 9% of those the program held or removed."));
}

static void numbers_and_dates_are_written_as_the_language_does(void **state)
{
    assert_str_equal(edition_words_number(in("en"), -4, arena), STR("-4"));
    assert_str_equal(edition_words_number(in("de"), 0.5, arena), STR("0,5"));
    assert_str_equal(edition_words_number(in("en"), 12.25, arena), STR("12.25"));
    assert_str_equal(edition_words_number(in("en"), 1.05, arena), STR("1.05"));
    assert_str_equal(edition_words_number(in("en"), 0, arena), STR("0"));
    assert_str_equal(edition_words_percent(in("en"), 0.02, arena), STR("2%"));
    assert_str_equal(edition_words_percent(in("fr"), 0.025, arena), STR("2,5\u00a0%"));
    assert_str_equal(edition_words_day(in("en"), 2026, 11, 2, arena), STR("2 November 2026"));
    assert_str_equal(edition_words_day(in("de"), 2026, 3, 22, arena), STR("22. März 2026"));
    assert_str_equal(edition_words_day(in("es"), 2026, 1, 1, arena), STR("1 de enero de 2026"));
    assert_str_equal(edition_words_day(in("ru"), 2026, 12, 31, arena), STR("31 декабря 2026\u202fг."));
    assert_str_equal(edition_words_number(in("ar"), 1234.5, arena), STR("١٬٢٣٤٫٥"));
    assert_str_equal(edition_words_day(in("ar"), 2026, 11, 2, arena), STR("٢ نوفمبر ٢٠٢٦"));
}

static void conditions_are_read_in_words_and_texts_in_them_stay(void **state)
{
    assert_str_equal(
        edition_words_condition(in("en"), STR("a.b >= 2 && !(c <= 1 || d == 0)"), arena),
        STR("a.b ≥ 2 and not (c ≤ 1 or d = 0)"));
    assert_str_equal(edition_words_condition(in("de"), STR("!has(x) || y != 'a && !b'"), arena),
                     STR("nicht has(x) oder y ≠ 'a && !b'"));
    assert_str_equal(edition_words_condition(in("en"), STR("x == \"a\\\" && b\" && y"), arena),
                     STR("x = \"a\\\" && b\" and y"));
    assert_str_equal(edition_words_condition(in("en"), STR("x == 'open &&"), arena),
                     STR("x = 'open &&"));
    assert_str_equal(edition_words_condition(in("en"), STR("x == 'end\\"), arena),
                     STR("x = 'end\\"));
    assert_str_equal(edition_words_condition(in("en"), STR(""), arena), STR(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_speaks_all_languages_with_the_same_places_for_values),
        cmocka_unit_test(every_shipped_edition_has_words_of_its_own),
        cmocka_unit_test(a_language_without_words_gets_english_and_says_so),
        cmocka_unit_test(every_category_of_a_statement_of_reasons_has_its_words),
        cmocka_unit_test(values_fill_their_places_in_order_and_are_not_looked_into),
        cmocka_unit_test(numbers_and_dates_are_written_as_the_language_does),
        cmocka_unit_test(conditions_are_read_in_words_and_texts_in_them_stay),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
