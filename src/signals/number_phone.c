/* Telephone numbers: international, and the national forms that cannot be taken for something else. */
#include "signals/number.h"

/* Bytes before a number in which a word announces it ("tel.", "call me on"). */
#define CUE_BYTES 24

/* Dates and amounts written like groups of a telephone number. */
static bool is_date(const struct number *n)
{
    if (n->groups < 3)
        return false;
    return (n->group[0] <= 2 && n->group[1] <= 2 && n->group[2] == 4 &&
            (n->digit[0] <= '3' || n->group[0] == 1)) ||
           (n->group[0] == 4 && n->group[1] <= 2 && n->group[2] <= 2);
}

static bool is_amount(const struct number *n)
{
    if (n->digit[0] == '0' || n->group[0] > 3 || n->groups < 2)
        return false;
    for (int i = 1; i < n->groups; i++) {
        if (n->group[i] != 3 || n->separator[i] == '-')
            return false;
    }
    return true;
}

static bool is_isbn(const struct number *n)
{
    return n->digits == 13 && n->digit[0] == '9' && n->digit[1] == '7' &&
           (n->digit[2] == '8' || n->digit[2] == '9');
}

/* A last group of one digit is a count that follows: it is not announced by any form of numbers. */
static bool groups_look_dialled(const struct number *n)
{
    int long_groups = 0;
    for (int i = 0; i < n->groups; i++)
        long_groups += n->group[i] >= 2;
    return n->groups == 1 || long_groups >= n->groups - 1;
}

static bool has_cue(struct str s, size_t begin)
{
    static const struct str cues[] = {
        STR_INIT("tel"),      STR_INIT("phone"),    STR_INIT("call"),  STR_INIT("mobile"),
        STR_INIT("whatsapp"), STR_INIT("viber"),    STR_INIT("ring "), STR_INIT("text me"),
        STR_INIT("sms"),      STR_INIT("handy"),    STR_INIT("anruf"), STR_INIT("rufnummer"),
        STR_INIT("móvil"),    STR_INIT("portable"), STR_INIT("тел"),   STR_INIT("звон"),
        STR_INIT("номер")};
    struct str before = str_slice(s, begin > CUE_BYTES ? begin - CUE_BYTES : 0, begin);
    for (size_t i = 0; i < sizeof(cues) / sizeof(cues[0]); i++) {
        if (str_find(before, cues[i], 0) != STR_NONE)
            return true;
    }
    return false;
}

/* Trunk prefix 0 and an area: "030 1234567", "06 12 34 56 78", "07700 900123"; not 0.123, not 00. */
static bool is_trunk(const struct number *n)
{
    return n->digit[0] == '0' && n->digit[1] != '0' && n->digits >= 9 && n->digits <= 12 &&
           n->group[0] >= 2;
}

/* "(212) 555-0123", "212-555-0123", "1 212 555 0123". */
static bool is_north_american(const struct number *n)
{
    int skip = n->groups == 4 && n->group[0] == 1 && n->digit[0] == '1';
    if (n->groups != 3 + skip || n->digits != 10 + skip)
        return false;
    return n->group[skip] == 3 && n->group[skip + 1] == 3 && n->group[skip + 2] == 4 &&
           n->digit[skip] >= '2' && n->digit[skip + 3] >= '2';
}

/* "8 (912) 345-67-89". */
static bool is_russian(const struct number *n)
{
    return n->digits == 11 && n->digit[0] == '8' && n->group[0] == 1 && n->groups >= 4 &&
           n->group[1] == 3;
}

static bool is_international(const struct number *n)
{
    if (n->plus)
        return n->digit[0] != '0' && n->digits >= 8 && n->digits <= 15;
    return n->digit[0] == '0' && n->digit[1] == '0' && n->digit[2] != '0' && n->digits >= 11 &&
           n->digits <= 17;
}

bool number_is_phone(struct str s, const struct number *n)
{
    char after = n->end < s.n ? s.p[n->end] : ' ';
    bool goes_on = char_is_alpha(after) || after == '%' || after == '_' || after == '@';
    if (n->digits < 7 || n->digits > 17 || goes_on || !groups_look_dialled(n))
        return false;
    if (is_date(n) || is_isbn(n) || (is_amount(n) && !n->plus && n->digit[0] != '0'))
        return false;
    if (is_international(n) || is_trunk(n) || is_north_american(n) || is_russian(n))
        return true;
    return has_cue(s, n->begin) && n->digits <= 15 && n->digits >= 7;
}
