#include "signals/identity.h"

#define COMPACT_MAX 20
/* Bytes before a number in which a word announces it. */
#define CUE_BYTES 48

/* A number without its separators, digits as '0' to '9', letters small. */
struct compact {
    char c[COMPACT_MAX + 1];
    int n;
};

/* --- arithmetic of check digits --- */

static int digit(const struct compact *k, int i)
{
    return k->c[i] - '0';
}

static int two(const struct compact *k, int at)
{
    return digit(k, at) * 10 + digit(k, at + 1);
}

static bool is_date(int day, int month)
{
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static int weighted(const struct compact *k, const char *weights)
{
    int sum = 0;
    for (int i = 0; weights[i] != '\0'; i++)
        sum += digit(k, i) * (weights[i] <= '9' ? weights[i] - '0' : weights[i] - 'a' + 10);
    return sum;
}

static int modulo(const struct compact *k, int from, int count, int by)
{
    int rest = 0;
    for (int i = from; i < from + count; i++)
        rest = (rest * 10 + digit(k, i)) % by;
    return rest;
}

static bool luhn_from(const struct compact *k, int from)
{
    int sum = 0;
    for (int i = 0; i < k->n - from; i++) {
        int d = digit(k, k->n - 1 - i) * (i % 2 ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

/* --- what is right in each country --- */

/* Area 000, 666 and 900 up, group 00 and serial 0000 are never given out. */
static bool is_american(const struct compact *k)
{
    int area = two(k, 0) * 10 + digit(k, 2);
    return area != 0 && area != 666 && area < 900 && two(k, 3) != 0 &&
           (two(k, 5) != 0 || two(k, 7) != 0);
}

static bool is_british(const struct compact *k)
{
    return !strchr("dfiquv", k->c[0]) && !strchr("dfiquvo", k->c[1]) && strchr("abcd", k->c[8]);
}

/* Tax number: ISO/IEC 7064 mod 11,10; one digit stands two or three times in the first ten. */
static bool is_german(const struct compact *k)
{
    int product = 10, most = 0;
    int count[10] = {0};
    for (int i = 0; i < 10; i++) {
        int sum = (digit(k, i) + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
        count[digit(k, i)]++;
        most = count[digit(k, i)] > most ? count[digit(k, i)] : most;
    }
    return digit(k, 0) != 0 && most >= 2 && most <= 3 && (11 - product) % 10 == digit(k, 10);
}

static bool is_french(const struct compact *k)
{
    int month = two(k, 3);
    bool dated = (month >= 1 && month <= 12) || (month >= 20 && month <= 42);
    return (k->c[0] == '1' || k->c[0] == '2') && dated && 97 - modulo(k, 0, 13, 97) == two(k, 13);
}

static bool spanish_letter(const struct compact *k, int first)
{
    int rest = first;
    for (int i = first >= 0 ? 1 : 0; i < 8; i++)
        rest = ((rest < 0 ? 0 : rest) * 10 + digit(k, i)) % 23;
    return k->c[8] == "trwagmyfpdxbnjzsqvhlcke"[rest];
}

static bool is_spanish(const struct compact *k)
{
    return spanish_letter(k, -1);
}

static bool is_spanish_foreigner(const struct compact *k)
{
    return k->c[0] >= 'x' && k->c[0] <= 'z' && spanish_letter(k, k->c[0] - 'x');
}

/* The letters' values at odd places; a digit counts as the letter at its place. */
static bool is_italian(const struct compact *k)
{
    static const unsigned char odd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                        20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    int sum = 0;
    for (int i = 0; i < 15; i++) {
        int value = char_is_digit(k->c[i]) ? digit(k, i) : k->c[i] - 'a';
        sum += i % 2 == 0 ? odd[value] : value;
    }
    return k->c[15] == 'a' + sum % 26;
}

static bool is_russian_insurance(const struct compact *k)
{
    int sum = weighted(k, "987654321") % 101;
    return (sum == 100 ? 0 : sum) == two(k, 9);
}

static bool is_russian_tax(const struct compact *k)
{
    return weighted(k, "724a359468") % 11 % 10 == digit(k, 10) &&
           weighted(k, "3724a359468") % 11 % 10 == digit(k, 11);
}

/* The century stands in the month. */
static bool is_polish(const struct compact *k)
{
    return is_date(two(k, 4), two(k, 2) % 20) &&
           (weighted(k, "1379137913") + digit(k, 10)) % 10 == 0;
}

static bool is_dutch(const struct compact *k)
{
    return (weighted(k, "98765432") + 10 * digit(k, 8)) % 11 == 0 && modulo(k, 0, 9, 1000) > 0;
}

/* From the year 2000 on, a 2 stands before what is divided. */
static bool is_belgian(const struct compact *k)
{
    int rest = modulo(k, 0, 9, 97), later = (rest + 2 * (1000000000 % 97)) % 97;
    return is_date(two(k, 4), two(k, 2)) && (97 - rest == two(k, 9) || 97 - later == two(k, 9));
}

static bool is_swedish(const struct compact *k)
{
    int century = k->n == 12 ? 2 : 0;
    return is_date(two(k, century + 4), two(k, century + 2)) && luhn_from(k, century);
}

static bool is_finnish(const struct compact *k)
{
    char sign = k->c[6];
    struct compact serial = *k;
    if (k->n == 11 && !strchr("abcdef", sign))
        return false;
    if (k->n == 11)
        memmove(serial.c + 6, k->c + 7, 4);
    for (int i = 0; i < 9; i++)
        if (!char_is_digit(serial.c[i]))
            return false;
    return is_date(two(k, 0), two(k, 2)) &&
           serial.c[9] == "0123456789abcdefhjklmnprstuvwxy"[modulo(&serial, 0, 9, 31)];
}

static bool is_norwegian(const struct compact *k)
{
    return is_date(two(k, 0), two(k, 2)) && (weighted(k, "376189452") + digit(k, 9)) % 11 == 0 &&
           (weighted(k, "5432765432") + digit(k, 10)) % 11 == 0;
}

static bool is_danish(const struct compact *k)
{
    return is_date(two(k, 0), two(k, 2));
}

static bool is_swiss(const struct compact *k)
{
    return modulo(k, 0, 3, 1000) == 756 && (weighted(k, "131313131313") + digit(k, 12)) % 10 == 0;
}

static bool is_brazilian(const struct compact *k)
{
    int first = weighted(k, "a98765432") * 10 % 11 % 10;
    int second = weighted(k, "ba98765432") * 10 % 11 % 10;
    return first == digit(k, 9) && second == digit(k, 10);
}

static bool is_canadian(const struct compact *k)
{
    return luhn_from(k, 0);
}

/* Verhoeff's dihedral check (1969). */
static bool is_indian(const struct compact *k)
{
    static const unsigned char shuffle[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    int check = 0;
    for (int i = 0; i < k->n; i++) {
        int d = digit(k, k->n - 1 - i), turn;
        for (int times = i % 8; times > 0; times--)
            d = shuffle[d];
        turn = d % 5;
        if (check < 5)
            check = d < 5 ? (check + turn) % 5 : (check + turn) % 5 + 5;
        else
            check = d < 5 ? (check - turn + 5) % 5 + 5 : (check - turn + 5) % 5;
    }
    return check == 0 && k->c[0] >= '2';
}

static bool is_chinese(const struct compact *k)
{
    static const unsigned char weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0, century = two(k, 6);
    for (int i = 0; i < 17; i++)
        sum += digit(k, i) * weight[i];
    return (century == 19 || century == 20) && is_date(two(k, 12), two(k, 10)) &&
           k->c[17] == "10x98765432"[sum % 11];
}

static bool is_turkish(const struct compact *k)
{
    int odd = 0, even = 0, all = 0;
    for (int i = 0; i < 10; i++) {
        all += digit(k, i);
        odd += i < 9 && i % 2 == 0 ? digit(k, i) : 0;
        even += i < 9 && i % 2 == 1 ? digit(k, i) : 0;
    }
    return k->c[0] != '0' && (odd * 7 - even + 100) % 10 == digit(k, 9) && all % 10 == digit(k, 10);
}

static bool is_portuguese(const struct compact *k)
{
    int rest = weighted(k, "98765432") % 11;
    return strchr("1235689", k->c[0]) && (rest < 2 ? 0 : 11 - rest) == digit(k, 8);
}

static bool is_irish(const struct compact *k)
{
    return k->c[7] == "wabcdefghijklmnopqrstuv"[weighted(k, "8765432") % 23];
}

/* --- the forms --- */

struct form {
    const char *
        pattern; /* d: a digit, a: a letter, x: either; ~: a separator or none; others: themselves */
    bool (*right)(const struct compact *k);
    const char *cue; /* words that must announce it, separated by |; NULL: none need to */
};

static const struct form forms[] = {
    {"ddd-dd-dddd", is_american, NULL},
    {"ddd~dd~dddd", is_american, "ssn|social security"},
    {"aa dd dd dd a", is_british, NULL},
    {"aa~dd~dd~dd~a", is_british, "insurance|nino|ni number"},
    {"dd~ddd~ddd~ddd", is_german, "steuer|tax|idnr"},
    {"d~dd~dd~dd~ddd~ddd~dd", is_french, NULL},
    {"dddddddd~a", is_spanish, NULL},
    {"dd.ddd.ddd-a", is_spanish, NULL},
    {"addddddd~a", is_spanish_foreigner, NULL},
    {"a-ddddddd-a", is_spanish_foreigner, NULL},
    {"aaaaaaddaddaddda", is_italian, NULL},
    {"aaa aaa ddadd addda", is_italian, NULL},
    {"ddd-ddd-ddd~dd", is_russian_insurance, NULL},
    {"ddd ddd ddd dd", is_russian_insurance, "снилс|snils"},
    {"dddddddddddd", is_russian_tax, "инн|inn"},
    {"dd~dd~dddddd", NULL, "паспорт"},
    {"ddddddddddd", is_polish, NULL},
    {"dddd~dd~ddd", is_dutch, "bsn|burgerservice|sofi"},
    {"dd.dd.dd-ddd.dd", is_belgian, NULL},
    {"dddddd-dddd", is_swedish, NULL},
    {"dddddddd-dddd", is_swedish, NULL},
    {"dddddd-dddx", is_finnish, NULL},
    {"ddddddaxxxx", is_finnish, NULL},
    {"dddddd~ddddd", is_norwegian, NULL},
    {"dddddd~dddd", is_danish, "cpr"},
    {"ddd.dddd.dddd.dd", is_swiss, NULL},
    {"ddd.ddd.ddd-dd", is_brazilian, NULL},
    {"ddddddddddd", is_brazilian, "cpf"},
    {"ddd~ddd~ddd", is_canadian, "insurance|sin n|my sin|her sin|his sin"},
    {"dddd~dddd~dddd", is_indian, "aadhaar|aadhar"},
    {"dddddddddddddddddx", is_chinese, NULL},
    {"ddddddddddd", is_turkish, "kimlik"},
    {"ddd~ddd~ddd", is_portuguese, "nif|contribuinte"},
    {"ddddddda", is_irish, "pps"},
    {"dddddddaa", is_irish, "pps"},
};

static bool is_separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/';
}

static bool meets(char pattern, char c)
{
    switch (pattern) {
    case 'd':
        return char_is_digit(c);
    case 'a':
        return char_is_alpha(c);
    case 'x':
        return char_is_digit(c) || char_is_alpha(c);
    default:
        return pattern == c;
    }
}

/* The end of what meets the pattern from `at`, or `at`. */
static size_t pattern_end(struct str s, size_t at, const char *pattern, struct compact *k)
{
    size_t i = at;
    k->n = 0;
    for (const char *p = pattern; *p != '\0'; p++) {
        if (*p == '~') {
            i += i < s.n && is_separator(s.p[i]);
            continue;
        }
        if (i >= s.n || !meets(*p, s.p[i]))
            return at;
        if (!is_separator(*p))
            k->c[k->n++] = s.p[i];
        i++;
    }
    k->c[k->n] = '\0';
    bool goes_on = i < s.n && (char_is_digit(s.p[i]) || char_is_alpha(s.p[i]) || s.p[i] == '-');
    return goes_on ? at : i;
}

static bool is_announced(struct str s, size_t at, const char *cues)
{
    struct str before = str_slice(s, at > CUE_BYTES ? at - CUE_BYTES : 0, at);
    struct str rest = str_from_cstr(cues);
    while (rest.n > 0)
        if (str_find(before, str_split(&rest, '|'), 0) != STR_NONE)
            return true;
    return false;
}

/* Words are many, numbers that begin with letters few: these have a digit early. */
static bool may_begin(struct str s, size_t at)
{
    if (char_is_digit(s.p[at]))
        return true;
    for (size_t i = at + 1; i < s.n && i < at + 9; i++)
        if (char_is_digit(s.p[i]))
            return true;
    return false;
}

size_t identity_end(struct str s, size_t at)
{
    if (!may_begin(s, at))
        return at;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct compact k;
        if (!meets(forms[i].pattern[0], s.p[at]))
            continue;
        size_t end = pattern_end(s, at, forms[i].pattern, &k);
        if (end > at && (forms[i].right == NULL || forms[i].right(&k)) &&
            (forms[i].cue == NULL || is_announced(s, at, forms[i].cue)))
            return end;
    }
    return at;
}
