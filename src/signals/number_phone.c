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

static bool is_announced(struct str s, size_t begin, const struct str *cues, size_t count)
{
    struct str before = str_slice(s, begin > CUE_BYTES ? begin - CUE_BYTES : 0, begin);
    for (size_t i = 0; i < count; i++) {
        if (str_find(before, cues[i], 0) != STR_NONE)
            return true;
    }
    return false;
}

/* Words that announce a number of another kind. */
static bool is_called_otherwise(struct str s, size_t begin)
{
    static const struct str cues[] = {
        STR_INIT("isbn"),   STR_INIT("issn"),     STR_INIT("doi"),    STR_INIT("pmid"),
        STR_INIT("oclc"),   STR_INIT("invoice"),  STR_INIT("ticket"), STR_INIT("order n"),
        STR_INIT("serial"), STR_INIT("tracking"), STR_INIT("case n"), STR_INIT("patent")};
    return is_announced(s, begin, cues, sizeof(cues) / sizeof(cues[0]));
}

static bool has_cue(struct str s, size_t begin)
{
    static const struct str cues[] = {
        STR_INIT("tel"),      STR_INIT("phone"),    STR_INIT("call"),  STR_INIT("mobile"),
        STR_INIT("whatsapp"), STR_INIT("viber"),    STR_INIT("ring "), STR_INIT("text me"),
        STR_INIT("sms"),      STR_INIT("handy"),    STR_INIT("anruf"), STR_INIT("rufnummer"),
        STR_INIT("móvil"),    STR_INIT("portable"), STR_INIT("тел"),   STR_INIT("звон"),
        STR_INIT("номер")};
    return is_announced(s, begin, cues, sizeof(cues) / sizeof(cues[0]));
}

/* "0 7 7 0 0 9 0 0 1 2 3": digits set apart one by one. */
static bool is_spaced(const struct number *n)
{
    for (int i = 0; i < n->groups; i++) {
        if (n->group[i] != 1 || (i > 1 && n->separator[i] != n->separator[1]))
            return false;
    }
    return n->groups >= 9;
}

/* Trunk prefix 0 and an area: "030 1234567", "06 12 34 56 78", "07700 900123"; not 0.123, not 00. */
static bool is_trunk(const struct number *n)
{
    return n->digit[0] == '0' && n->digit[1] != '0' && n->digits >= 9 && n->digits <= 12 &&
           (n->group[0] >= 2 || is_spaced(n));
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

size_t number_phone_end(struct str s, const struct number *n)
{
    static const struct str marks[] = {STR_INIT("x"), STR_INIT(" x"), STR_INIT(" ext. "),
                                       STR_INIT(" ext "), STR_INIT("ext")};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t end = n->end + marks[i].n, begin = end;
        if (!str_starts(str_slice(s, n->end, s.n), marks[i]))
            continue;
        while (end < s.n && end < begin + 6 && char_is_digit(s.p[end]))
            end++;
        if (end > begin && (end == s.n || !char_is_alpha(s.p[end])))
            return end;
    }
    return n->end;
}

bool number_is_phone(struct str s, const struct number *n)
{
    char after = n->end < s.n ? s.p[n->end] : ' ';
    bool extended = number_phone_end(s, n) > n->end;
    bool goes_on =
        (char_is_alpha(after) && !extended) || after == '%' || after == '_' || after == '@';
    if (n->digits < 7 || n->digits > 17 || goes_on || (!groups_look_dialled(n) && !is_spaced(n)))
        return false;
    if (is_date(n) || is_isbn(n) || (is_amount(n) && !n->plus && n->digit[0] != '0'))
        return false;
    if (!n->plus && is_called_otherwise(s, n->begin))
        return false;
    if (is_international(n) || is_trunk(n) || is_north_american(n) || is_russian(n))
        return true;
    return has_cue(s, n->begin) && n->digits <= 15;
}
