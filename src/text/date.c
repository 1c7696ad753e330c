#include "text/date.h"

#define YEAR_MIN 1970
#define YEAR_MAX 2100

struct moment {
    int64_t year, month, day, hour, minute, second, millisecond;
    int64_t offset_minutes; /* east of UTC */
};

struct cursor {
    struct str s;
    size_t at;
};

static char peek(const struct cursor *c)
{
    return c->at < c->s.n ? c->s.p[c->at] : '\0';
}

static bool take(struct cursor *c, char want)
{
    if (peek(c) != want)
        return false;
    c->at++;
    return true;
}

static void skip_blanks(struct cursor *c)
{
    while (char_is_space(peek(c)) || peek(c) == ',')
        c->at++;
}

/* Between `least` and `most` digits. */
static bool take_number(struct cursor *c, unsigned least, unsigned most, int64_t *ret)
{
    unsigned digits = 0;
    int64_t value = 0;
    for (; digits < most && char_is_digit(peek(c)); digits++)
        value = value * 10 + (c->s.p[c->at++] - '0');
    *ret = value;
    return digits >= least;
}

static struct str take_word(struct cursor *c)
{
    size_t begin = c->at;
    while (char_is_alpha(peek(c)))
        c->at++;
    return str_slice(c->s, begin, c->at);
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_possible(const struct moment *m)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m->year < YEAR_MIN || m->year > YEAR_MAX || m->month < 1 || m->month > 12)
        return false;
    int64_t last = days[m->month - 1] + (m->month == 2 && is_leap(m->year));
    return m->day >= 1 && m->day <= last && m->hour <= 24 && m->minute <= 59 && m->second <= 60;
}

/* Days since 1970-01-01 of a Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_since_epoch(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static enum rc finish(const struct moment *m, int64_t *ret_ms)
{
    if (!is_possible(m))
        return RC_INVALID;
    int64_t minutes = (days_since_epoch(m->year, m->month, m->day) * 24 + m->hour) * 60 + m->minute;
    *ret_ms = ((minutes - m->offset_minutes) * 60 + m->second) * 1000 + m->millisecond;
    return RC_OK;
}

/* "+02:00", "-0500", "+02"; false when something else stands there. */
static bool take_offset(struct cursor *c, int64_t *ret)
{
    int64_t hours, minutes = 0;
    int64_t sign = peek(c) == '-' ? -1 : 1;
    if (!take(c, '+') && !take(c, '-'))
        return false;
    if (!take_number(c, 2, 2, &hours))
        return false;
    (void)take(c, ':');
    (void)take_number(c, 0, 2, &minutes);
    *ret = sign * (hours * 60 + minutes);
    return hours <= 14 && minutes <= 59;
}

/* The zones of RFC 822 and those that are met in the wild, in minutes. An unknown one counts as UTC (RFC 5322,
 * section 4.3). */
static int64_t zone_offset(struct str name)
{
    static const struct {
        const char *name;
        int64_t minutes;
    } zones[] = {
        {"EST", -300},  {"EDT", -240},  {"CST", -360}, {"CDT", -300}, {"MST", -420}, {"MDT", -360},
        {"PST", -480},  {"PDT", -420},  {"CET", 60},   {"CEST", 120}, {"MET", 60},   {"MEST", 120},
        {"EET", 120},   {"EEST", 180},  {"BST", 60},   {"WEST", 60},  {"MSK", 180},  {"JST", 540},
        {"KST", 540},   {"AEST", 600},  {"AEDT", 660}, {"NZST", 720}, {"NZDT", 780}, {"HST", -600},
        {"AKST", -540}, {"AKDT", -480},
    };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (str_eq_ascii_case(name, str_from_cstr(zones[i].name)))
            return zones[i].minutes;
    }
    return 0;
}

static bool take_zone(struct cursor *c, struct moment *m)
{
    skip_blanks(c);
    struct str name = take_word(c);
    m->offset_minutes = zone_offset(name);
    if (name.n == 0 && c->at < c->s.n)
        return take_offset(c, &m->offset_minutes);
    /* "GMT+0200". */
    if (peek(c) == '+' || peek(c) == '-')
        return take_offset(c, &m->offset_minutes);
    return true;
}

static bool take_time(struct cursor *c, struct moment *m)
{
    if (!take_number(c, 1, 2, &m->hour) || !take(c, ':') || !take_number(c, 2, 2, &m->minute))
        return false;
    if (take(c, ':') && !take_number(c, 2, 2, &m->second))
        return false;
    if (!take(c, '.') && !take(c, ','))
        return true;
    int64_t scale = 100;
    for (; char_is_digit(peek(c)); scale /= 10)
        m->millisecond += (c->s.p[c->at++] - '0') * scale;
    return true;
}

static enum rc parse_internet(struct str s, int64_t *ret_ms)
{
    struct cursor c = {.s = s};
    struct moment m = {0};
    if (!take_number(&c, 4, 4, &m.year) || !take(&c, '-') || !take_number(&c, 1, 2, &m.month) ||
        !take(&c, '-') || !take_number(&c, 1, 2, &m.day))
        return RC_INVALID;
    if (c.at == s.n)
        return finish(&m, ret_ms);
    if (!take(&c, 'T') && !take(&c, 't') && !take(&c, ' '))
        return RC_INVALID;
    if (!take_time(&c, &m) || !take_zone(&c, &m) || c.at != s.n)
        return RC_INVALID;
    return finish(&m, ret_ms);
}

static bool take_month(struct cursor *c, int64_t *ret)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    struct str word = take_word(c);
    for (int64_t i = 0; i < 12 && word.n >= 3; i++) {
        if (str_eq_ascii_case(str_slice(word, 0, 3), str_make(names + 3 * i, 3))) {
            *ret = i + 1;
            return true;
        }
    }
    return false;
}

static bool take_day_and_month(struct cursor *c, struct moment *m)
{
    if (char_is_digit(peek(c))) {
        if (!take_number(c, 1, 2, &m->day))
            return false;
        while (char_is_space(peek(c)) || peek(c) == '-')
            c->at++;
        return take_month(c, &m->month);
    }
    if (!take_month(c, &m->month))
        return false;
    skip_blanks(c);
    return take_number(c, 1, 2, &m->day);
}

static enum rc parse_mail(struct str s, int64_t *ret_ms)
{
    struct cursor c = {.s = s};
    struct moment m = {0};
    size_t comma = str_find_char(s, ',', 0);
    if (comma != STR_NONE && comma <= 9 && char_is_alpha(peek(&c)) &&
        !char_is_digit(s.p[comma - 1]))
        c.at = comma + 1;
    skip_blanks(&c);
    if (!take_day_and_month(&c, &m))
        return RC_INVALID;
    while (char_is_space(peek(&c)) || peek(&c) == ',' || peek(&c) == '-')
        c.at++;
    size_t digits = c.at;
    if (!take_number(&c, 2, 4, &m.year))
        return RC_INVALID;
    if (c.at - digits == 2)
        m.year += m.year < 70 ? 2000 : 1900;
    skip_blanks(&c);
    if (c.at < s.n && (!take_time(&c, &m) || !take_zone(&c, &m)))
        return RC_INVALID;
    return finish(&m, ret_ms);
}

enum rc date_parse(struct str s, int64_t *ret_ms)
{
    s = str_trim(s);
    if (s.n < 8 || s.n > 64)
        return RC_INVALID;
    bool internet = char_is_digit(s.p[0]) && char_is_digit(s.p[3]) && s.p[4] == '-';
    return internet ? parse_internet(s, ret_ms) : parse_mail(s, ret_ms);
}
