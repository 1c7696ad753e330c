#include "signals/number.h"

static bool is_separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* The next digit within two separators of `at`, or `at` when the number ends here. */
static size_t next_group(struct str s, size_t at, char *ret_separator)
{
    size_t i = at;
    while (i < s.n && i < at + 3 && is_separator(s.p[i]))
        i++;
    if (i == at || i >= s.n || !char_is_digit(s.p[i]) ||
        (i > at + 1 && s.p[at] == ' ' && s.p[at + 1] == ' '))
        return at;
    *ret_separator = s.p[at];
    return i;
}

bool number_read(struct str s, size_t at, struct number *n)
{
    size_t i = at;
    char separator = 0;
    *n = (struct number){.begin = at, .end = at + 1};
    n->plus = s.p[i] == '+';
    i += n->plus;
    while (i < s.n && i < at + 3 && (s.p[i] == '(' || (n->plus && s.p[i] == ' ')))
        i++;
    while (i < s.n && char_is_digit(s.p[i]) && n->groups < NUMBER_GROUPS_MAX) {
        size_t begin = i, next;
        for (; i < s.n && char_is_digit(s.p[i]); i++) {
            if (n->digits < NUMBER_DIGITS_MAX)
                n->digit[n->digits] = s.p[i];
            n->digits++;
        }
        n->separator[n->groups] = separator;
        n->group[n->groups++] = (int)(i - begin);
        n->end = i;
        next = next_group(s, i, &separator);
        if (next == i)
            break;
        i = next;
    }
    return n->digits > 0 && n->digits <= NUMBER_DIGITS_MAX;
}

static int leading(const struct number *n, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + (n->digit[i] - '0');
    return value;
}

static bool is_between(int value, int low, int high)
{
    return value >= low && value <= high;
}

/* Issuers by their first digits and the lengths they give out. */
static bool issuer_known(const struct number *n)
{
    int two = leading(n, 2), three = leading(n, 3), four = leading(n, 4), length = n->digits;
    if (n->digit[0] == '4')
        return length == 13 || length == 16 || length == 19;
    if (is_between(two, 51, 55) || is_between(four, 2221, 2720))
        return length == 16;
    if (two == 34 || two == 37)
        return length == 15;
    if (four == 6011 || two == 65 || is_between(three, 644, 649) || is_between(four, 3528, 3589))
        return is_between(length, 16, 19);
    if (is_between(three, 300, 305) || two == 36 || two == 38)
        return length == 14;
    return (two == 62 && is_between(length, 16, 19)) ||
           (is_between(four, 2200, 2204) && is_between(length, 16, 19));
}

static bool luhn_holds(const struct number *n)
{
    int sum = 0;
    for (int i = 0; i < n->digits; i++) {
        int digit = n->digit[n->digits - 1 - i] - '0';
        digit *= i % 2 ? 2 : 1;
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

static bool separated_by(const struct number *n, const char *set)
{
    for (int i = 1; i < n->groups; i++) {
        if (!strchr(set, n->separator[i]))
            return false;
    }
    return true;
}

static bool all_equal(const struct number *n)
{
    for (int i = 1; i < n->digits; i++) {
        if (n->digit[i] != n->digit[0])
            return false;
    }
    return true;
}

bool number_is_card(const struct number *n)
{
    if (n->plus || n->digits < 13 || n->digits > 19 || !separated_by(n, " -") || all_equal(n))
        return false;
    for (int i = 0; i + 1 < n->groups; i++) {
        if (n->group[i] < 3) /* cards are printed in groups of four, or 4-6-5 */
            return false;
    }
    return issuer_known(n) && luhn_holds(n);
}

struct iban_country {
    char code[3];
    unsigned char length;
};

/* The IBAN registry's countries and lengths. */
static const struct iban_country iban_countries[] = {
    {"ad", 24}, {"ae", 23}, {"al", 28}, {"at", 20}, {"az", 28}, {"ba", 20}, {"be", 16}, {"bg", 22},
    {"bh", 22}, {"bi", 27}, {"br", 29}, {"by", 28}, {"ch", 21}, {"cr", 22}, {"cy", 28}, {"cz", 24},
    {"de", 22}, {"dj", 27}, {"dk", 18}, {"do", 28}, {"ee", 20}, {"eg", 29}, {"es", 24}, {"fi", 18},
    {"fk", 18}, {"fo", 18}, {"fr", 27}, {"gb", 22}, {"ge", 22}, {"gi", 23}, {"gl", 18}, {"gr", 27},
    {"gt", 28}, {"hr", 21}, {"hu", 28}, {"ie", 22}, {"il", 23}, {"iq", 23}, {"is", 26}, {"it", 27},
    {"jo", 30}, {"kw", 30}, {"kz", 20}, {"lb", 28}, {"lc", 32}, {"li", 21}, {"lt", 20}, {"lu", 20},
    {"lv", 21}, {"ly", 25}, {"mc", 27}, {"md", 24}, {"me", 22}, {"mk", 19}, {"mn", 20}, {"mr", 27},
    {"mt", 31}, {"mu", 30}, {"ni", 28}, {"nl", 18}, {"no", 15}, {"om", 23}, {"pk", 24}, {"pl", 28},
    {"ps", 29}, {"pt", 25}, {"qa", 29}, {"ro", 24}, {"rs", 22}, {"ru", 33}, {"sa", 24}, {"sc", 31},
    {"sd", 18}, {"se", 24}, {"si", 19}, {"sk", 24}, {"sm", 27}, {"so", 23}, {"st", 25}, {"sv", 28},
    {"tl", 23}, {"tn", 24}, {"tr", 26}, {"ua", 29}, {"va", 22}, {"vg", 24}, {"xk", 20}, {"ye", 30},
};

static int iban_length(struct str s, size_t at)
{
    for (size_t i = 0; i < sizeof(iban_countries) / sizeof(iban_countries[0]); i++) {
        if (memcmp(iban_countries[i].code, s.p + at, 2) == 0)
            return iban_countries[i].length;
    }
    return 0;
}

static int mod97(int value, char c)
{
    if (char_is_digit(c))
        return (value * 10 + (c - '0')) % 97;
    return (value * 100 + (c - 'a' + 10)) % 97;
}

size_t number_iban_end(struct str s, size_t at)
{
    char compact[40];
    int length, count = 0, check = 0;
    size_t i = at;
    if (at + 15 > s.n || !char_is_alpha(s.p[at + 1]) || !char_is_digit(s.p[at + 2]) ||
        !char_is_digit(s.p[at + 3]))
        return at;
    length = iban_length(s, at);
    for (; i < s.n && count < length; i++) {
        char c = s.p[i];
        if (char_is_alpha(c) || char_is_digit(c))
            compact[count++] = c;
        else if ((c != ' ' && c != '-' && c != '.') || is_separator(s.p[i - 1]))
            break;
    }
    if (length == 0 || count < length ||
        (i < s.n && (char_is_alpha(s.p[i]) || char_is_digit(s.p[i]))))
        return at;
    for (int k = 0; k < length; k++) /* the first four go to the end */
        check = mod97(check, compact[(k + 4) % length]);
    return check == 1 ? i : at;
}
