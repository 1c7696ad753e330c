/*
 * What ICU knows about writing numbers, plurals and dates, written down once while building: so the program formats as ICU
 * does and carries a few hundred bytes a language instead of ICU.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "words_tool.h"

#define TEXT_MAX 256
#define LARGE    1000

struct locale {
    const char *id;
    struct buf *out;
    UErrorCode error;
};

/* English as the British write it; every other language as CLDR has it, digits and all. */
static const char *locale_id(struct str language)
{
    if (str_eq(language, STR("en")) || str_eq(language, STR("qps")))
        return "en_GB";
    return language.p;
}

static void put_utf16(struct locale *l, const char *field, const UChar *s)
{
    char text[TEXT_MAX];
    int32_t n = 0;
    u_strToUTF8(text, sizeof(text), &n, s, -1, &l->error);
    if (U_FAILURE(l->error))
        return;
    buf_printf(l->out, "%s", field);
    put_c_string(l->out, str_make(text, (size_t)n));
    BUF_PUT(l->out, ",\n");
}

/* --- numbers --- */
static void put_symbol(struct locale *l, const UNumberFormat *f, const char *field,
                       UNumberFormatSymbol symbol)
{
    UChar text[TEXT_MAX];
    unum_getSymbol(f, symbol, text, TEXT_MAX, &l->error);
    put_utf16(l, field, text);
}

static void put_zero(struct locale *l, const UNumberFormat *f)
{
    UChar text[TEXT_MAX];
    UChar32 zero = '0';
    int32_t n = unum_getSymbol(f, UNUM_ZERO_DIGIT_SYMBOL, text, TEXT_MAX, &l->error);
    if (U_SUCCESS(l->error))
        U16_GET(text, 0, 0, n, zero);
    buf_printf(l->out, "      .zero = 0x%04X,\n", (unsigned)zero);
}

static void put_affix(struct locale *l, const UNumberFormat *f, const char *field,
                      UNumberFormatTextAttribute tag)
{
    UChar text[TEXT_MAX];
    unum_getTextAttribute(f, tag, text, TEXT_MAX, &l->error);
    put_utf16(l, field, text);
}

/* Whether four digits go without a separator, as in Spanish: unum_format does not know, the newer formatter does. */
static int ungrouped_digits(struct locale *l)
{
    UChar text[TEXT_MAX];
    UNumberFormatter *f = unumf_openForSkeletonAndLocale(u"", 0, l->id, &l->error);
    UFormattedNumber *number = unumf_openResult(&l->error);
    unumf_formatInt(f, 1234, number, &l->error);
    int32_t n = unumf_resultToString(number, text, TEXT_MAX, &l->error);
    unumf_closeResult(number);
    unumf_close(f);
    return n == 4 ? 4 : 3;
}

static void put_numbers(struct locale *l)
{
    UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, l->id, NULL, &l->error);
    UNumberFormat *percent = unum_open(UNUM_PERCENT, NULL, 0, l->id, NULL, &l->error);
    if (U_SUCCESS(l->error)) {
        BUF_PUT(l->out, "     .numbers = {\n");
        put_zero(l, f);
        put_symbol(l, f, "      .point = STR_INIT", UNUM_DECIMAL_SEPARATOR_SYMBOL);
        put_symbol(l, f, "      .separator = STR_INIT", UNUM_GROUPING_SEPARATOR_SYMBOL);
        put_symbol(l, f, "      .minus = STR_INIT", UNUM_MINUS_SIGN_SYMBOL);
        put_symbol(l, f, "      .plus = STR_INIT", UNUM_PLUS_SIGN_SYMBOL);
        put_affix(l, percent, "      .percent_before = STR_INIT", UNUM_POSITIVE_PREFIX);
        put_affix(l, percent, "      .percent_after = STR_INIT", UNUM_POSITIVE_SUFFIX);
        int group = unum_getAttribute(f, UNUM_GROUPING_SIZE);
        int above = unum_getAttribute(f, UNUM_SECONDARY_GROUPING_SIZE);
        buf_printf(l->out, "      .group = %d, .group_above = %d, .ungrouped_digits = %d},\n",
                   group, above > 0 ? above : group, ungrouped_digits(l));
    }
    unum_close(percent);
    unum_close(f);
}

/* --- plurals --- */
static char form_of(const UPluralRules *rules, int64_t n, UErrorCode *error)
{
    static const char *const names[] = {"zero", "one", "two", "few", "many"};
    UChar keyword[TEXT_MAX];
    char name[TEXT_MAX];
    uplrules_select(rules, (double)n, keyword, TEXT_MAX, error);
    u_austrncpy(name, keyword, TEXT_MAX);
    for (size_t i = 0; U_SUCCESS(*error) && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return "zotfm"[i];
    return 'x';
}

/* The tables must say what the rules say, beyond the numbers they were made from. */
static bool tables_hold(const UPluralRules *rules, const char *large, char million,
                        UErrorCode *error)
{
    for (int64_t n = LARGE; n < (int64_t)1 << 45; n += 1 + n / 37) {
        if (form_of(rules, n, error) != (n % 1000000 == 0 ? million : large[n % LARGE]))
            return false;
    }
    return form_of(rules, 7000000, error) == million;
}

struct plural_tables {
    char small[LARGE], large[LARGE], million;
};

static enum rc fill_plurals(const char *id, struct plural_tables *t, struct problem *problem)
{
    UErrorCode error = U_ZERO_ERROR;
    UPluralRules *rules = uplrules_open(id, &error);
    for (int i = 0; i < LARGE && U_SUCCESS(error); i++) {
        t->small[i] = form_of(rules, i, &error);
        t->large[i] = form_of(rules, i + LARGE * 11, &error);
    }
    t->million = form_of(rules, 2000000, &error);
    bool holds = U_SUCCESS(error) && tables_hold(rules, t->large, t->million, &error);
    uplrules_close(rules);
    return holds ? RC_OK
                 : problem_set(
                       problem, RC_UNSUPPORTED,
                       "the plural rules of \"%s\" look at more than a number's last three digits",
                       id);
}

enum rc locale_plural_forms(struct str language, struct arena *arena, struct str *ret,
                            struct problem *problem)
{
    static const char forms[] = "zotfmx";
    struct plural_tables t;
    char found[sizeof(forms)];
    size_t n = 0;
    enum rc rc = fill_plurals(locale_id(language), &t, problem);
    for (const char *f = forms; rc == RC_OK && *f != 0; f++)
        if (memchr(t.small, *f, LARGE) != NULL || memchr(t.large, *f, LARGE) != NULL)
            found[n++] = *f;
    if (rc == RC_OK)
        *ret = arena_dup(arena, str_make(found, n));
    return rc;
}

static enum rc put_plurals(struct locale *l, struct problem *problem)
{
    struct plural_tables t;
    enum rc rc = fill_plurals(l->id, &t, problem);
    if (rc != RC_OK)
        return rc;
    BUF_PUT(l->out, "     .plurals = {\n      .small = ");
    put_c_string(l->out, str_make(t.small, LARGE));
    BUF_PUT(l->out, ",\n      .large = ");
    put_c_string(l->out, str_make(t.large, LARGE));
    buf_printf(l->out, ",\n      .million = '%c'},\n", t.million);
    return RC_OK;
}

/* --- dates --- */
static void put_names(struct locale *l, const UDateFormat *f, const char *field,
                      UDateFormatSymbolType type, int first, int count)
{
    UChar text[TEXT_MAX];
    buf_printf(l->out, "      %s = {\n", field);
    for (int i = first; i < first + count; i++) {
        udat_getSymbols(f, type, i, text, TEXT_MAX, &l->error);
        put_utf16(l, "       STR_INIT", text);
    }
    BUF_PUT(l->out, "      },\n");
}

static void put_pattern(struct locale *l, UDateTimePatternGenerator *g, const char *field,
                        const char *skeleton)
{
    UChar wanted[TEXT_MAX], text[TEXT_MAX];
    u_uastrcpy(wanted, skeleton);
    int32_t n = udatpg_getBestPattern(g, wanted, -1, text, TEXT_MAX - 1, &l->error);
    if (U_FAILURE(l->error))
        return;
    text[n] = 0;
    put_utf16(l, field, text);
}

/* English is written as the site always wrote it: without commas but before the time. */
static void put_patterns(struct locale *l)
{
    if (strcmp(l->id, "en_GB") == 0) {
        BUF_PUT(
            l->out,
            "      .day = STR_INIT(\"d MMMM y\"),\n      .long_day = STR_INIT(\"EEEE d MMMM y\"),\n"
            "      .moment = STR_INIT(\"d MMMM y, HH:mm\"),\n");
        return;
    }
    UDateTimePatternGenerator *g = udatpg_open(l->id, &l->error);
    if (U_SUCCESS(l->error)) {
        put_pattern(l, g, "      .day = STR_INIT", "yMMMMd");
        put_pattern(l, g, "      .long_day = STR_INIT", "yMMMMEEEEd");
        put_pattern(l, g, "      .moment = STR_INIT", "yMMMMdHHmm");
    }
    udatpg_close(g);
}

static void put_calendar(struct locale *l)
{
    UDateFormat *f = udat_open(UDAT_LONG, UDAT_LONG, l->id, NULL, 0, NULL, 0, &l->error);
    if (U_FAILURE(l->error))
        return;
    BUF_PUT(l->out, "     .calendar = {\n");
    put_names(l, f, ".months", UDAT_MONTHS, 0, 12);
    put_names(l, f, ".months_alone", UDAT_STANDALONE_MONTHS, 0, 12);
    put_names(l, f, ".weekdays", UDAT_WEEKDAYS, 1, 7);
    put_patterns(l);
    BUF_PUT(l->out, "     },\n");
    udat_close(f);
}

static void put_own_name(struct locale *l, struct str language)
{
    UChar text[TEXT_MAX], upper[TEXT_MAX];
    UErrorCode unknown = U_ZERO_ERROR;
    const char *id = str_eq(language, STR("qps")) ? "en" : language.p;
    uloc_getDisplayName(id, id, text, TEXT_MAX, &unknown);
    if (unknown == U_USING_DEFAULT_WARNING)
        l->error = U_MISSING_RESOURCE_ERROR;
    u_strToTitle(upper, TEXT_MAX, text, -1, NULL, id, &l->error);
    put_utf16(l, "     .own_name = STR_INIT", upper);
}

enum rc locale_write(struct str language, struct buf *out, struct problem *problem)
{
    struct locale l = {.id = locale_id(language), .out = out, .error = U_ZERO_ERROR};
    put_own_name(&l, language);
    buf_printf(out, "     .is_rtl = %s,\n", uloc_isRightToLeft(l.id) ? "true" : "false");
    put_numbers(&l);
    put_calendar(&l);
    if (U_FAILURE(l.error))
        return problem_set(problem, RC_UNSUPPORTED, "ICU does not know the language \"%.*s\" (%s)",
                           STR_ARG(language), u_errorName(l.error));
    return put_plurals(&l, problem);
}
