/* Calendar arithmetic and the ways a date is written. */
#include "web/dates.h"

#include <stdlib.h>
#include <string.h>

#include "web/timezone.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct civil dates_civil(int64_t unix_s)
{
    int64_t days = floor_div(unix_s, 86400);
    int64_t second = unix_s - days * 86400;
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){
        .year = yoe + era * 400 + (month <= 2),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
        .hour = (int)(second / 3600),
        .minute = (int)(second / 60 % 60),
        .second = (int)(second % 60),
        .weekday = (int)(((days + 4) % 7 + 7) % 7),
    };
}

int64_t dates_days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t yoe = year - era * 400;
    int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static struct civil local(const struct timezone *z, int64_t ms, int *ret_offset)
{
    int64_t s = floor_div(ms, 1000);
    *ret_offset = timezone_offset_s(z, s);
    return dates_civil(s + *ret_offset);
}

struct civil dates_local(const struct timezone *z, int64_t ms)
{
    int offset;
    return local(z, ms, &offset);
}

int64_t dates_day_number(const struct timezone *z, int64_t ms)
{
    int64_t s = floor_div(ms, 1000);
    return floor_div(s + timezone_offset_s(z, s), 86400);
}

/* The offset is that of the day's own midnight, which is not always that of the hour before. */
int64_t dates_day_begin_ms(const struct timezone *z, int64_t day)
{
    int64_t s = day * 86400;
    int64_t first = s - timezone_offset_s(z, s);
    return (s - timezone_offset_s(z, first)) * 1000;
}

/* --- days as browsers send them --- */

static bool all_digits(struct str s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_digit(s.p[i]))
            return false;
    return s.n == n;
}

enum rc dates_day_parse(struct str s, int64_t *ret_day)
{
    int64_t year = 0, month = 0, day = 0;
    struct str rest = str_trim(s);
    struct str y = str_split(&rest, '-'), m = str_split(&rest, '-');
    if (!all_digits(y, 4) || !all_digits(m, 2) || rest.p == NULL || !all_digits(rest, 2) ||
        str_to_i64(y, &year) != RC_OK || str_to_i64(m, &month) != RC_OK ||
        str_to_i64(rest, &day) != RC_OK || month < 1 || month > 12 || day < 1 || day > 31)
        return RC_INVALID;
    int64_t number = dates_days_from_civil(year, (int)month, (int)day);
    if (dates_civil(number * 86400).day != day)
        return RC_INVALID;
    *ret_day = number;
    return RC_OK;
}

struct str dates_day_text(int64_t day, struct arena *a)
{
    struct civil c = dates_civil(day * 86400);
    return arena_printf(a, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
}

/* --- writing: a page of comments has two hundred dates, so these do without printf --- */
struct line {
    char bytes[80];
    size_t n;
};

static void put_text(struct line *l, const char *s)
{
    size_t n = strlen(s);
    memcpy(l->bytes + l->n, s, n);
    l->n += n;
}

/* At least so many digits, with zeros before. */
static void put_number(struct line *l, int64_t value, unsigned digits_min)
{
    char digits[20];
    unsigned n = 0;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    if (value < 0)
        l->bytes[l->n++] = '-';
    for (; left > 0 || n < digits_min; left /= 10)
        digits[n++] = (char)('0' + left % 10);
    while (n > 0)
        l->bytes[l->n++] = digits[--n];
}

static void put_part(struct line *l, const char *before, int value)
{
    put_text(l, before);
    put_number(l, value, 2);
}

struct str dates_time(const struct timezone *z, int64_t ms, struct arena *a)
{
    int offset;
    struct civil c = local(z, ms, &offset);
    struct line l = {.n = 0};
    put_number(&l, c.day, 1);
    put_text(&l, " ");
    put_text(&l, months[c.month - 1]);
    put_text(&l, " ");
    put_number(&l, c.year, 1);
    put_part(&l, ", ", c.hour);
    put_part(&l, ":", c.minute);
    return arena_dup(a, str_make(l.bytes, l.n));
}

struct str dates_iso(const struct timezone *z, int64_t ms, struct arena *a)
{
    int offset;
    struct civil c = local(z, ms, &offset);
    int minutes = abs(offset) / 60;
    struct line l = {.n = 0};
    put_number(&l, c.year, 4);
    put_part(&l, "-", c.month);
    put_part(&l, "-", c.day);
    put_part(&l, "T", c.hour);
    put_part(&l, ":", c.minute);
    put_part(&l, ":", c.second);
    put_part(&l, offset < 0 ? "-" : "+", minutes / 60);
    put_part(&l, ":", minutes % 60);
    return arena_dup(a, str_make(l.bytes, l.n));
}
