/* Reads version 2 TZif files: the 64-bit block, then the POSIX rule in the footer for what comes after it. */
#include "web/timezone.h"

#include <stdio.h>

#include "base/buf.h"
#include "web/dates.h"

#define ZONE_FOLDER    "/usr/share/zoneinfo/"
#define FILE_BYTES_MAX ((size_t)256 * 1024)
#define HEADER_BYTES   44

/* "M3.2.0/2": the week'th weekday of a month, at a local time. */
struct rule_day {
    int month, week, weekday;
    int second;
};

struct timezone {
    const int64_t *at;   /* ascending instants */
    const int32_t *then; /* the offset from that instant on */
    size_t count;
    int32_t first;            /* before the first instant */
    int32_t standard, summer; /* of the rule, seconds east */
    bool has_rule, has_summer;
    struct rule_day begin, end; /* of summer time */
};

static uint64_t read_be(const char *p, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | (uint8_t)p[i];
    return v;
}

struct counts {
    size_t isut, isstd, leap, time, type, chars;
};

static bool read_header(struct str s, struct counts *ret)
{
    if (s.n < HEADER_BYTES || memcmp(s.p, "TZif", 4) != 0)
        return false;
    const char *p = s.p + 20;
    *ret = (struct counts){read_be(p, 4),      read_be(p + 4, 4),  read_be(p + 8, 4),
                           read_be(p + 12, 4), read_be(p + 16, 4), read_be(p + 20, 4)};
    return ret->time < 10000 && ret->type > 0 && ret->type < 256 && ret->chars < 10000 &&
           ret->leap < 1000 && ret->isut < 256 && ret->isstd < 256;
}

static size_t block_bytes(const struct counts *c, size_t time_bytes)
{
    return c->time * time_bytes + c->time + c->type * 6 + c->chars + c->leap * (time_bytes + 4) +
           c->isstd + c->isut;
}

/* --- the footer: "EST5EDT,M3.2.0,M11.1.0" --- */
static bool skip_name(struct str *s)
{
    size_t n = 0;
    if (s->n > 0 && s->p[0] == '<') {
        n = str_find_char(*s, '>', 0);
        n = n == STR_NONE ? 0 : n + 1;
    } else {
        while (n < s->n && char_is_alpha(s->p[n]))
            n++;
    }
    *s = str_slice(*s, n, s->n);
    return n > 0;
}

static bool take_number(struct str *s, int *ret)
{
    size_t n = 0;
    int v = 0;
    while (n < s->n && n < 4 && char_is_digit(s->p[n]))
        v = v * 10 + (s->p[n++] - '0');
    *s = str_slice(*s, n, s->n);
    *ret = v;
    return n > 0;
}

static bool take_char(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_slice(*s, 1, s->n);
    return true;
}

/* "[+-]hh[:mm[:ss]]" as seconds. */
static bool take_time(struct str *s, int *ret)
{
    bool negative = take_char(s, '-');
    int part[3] = {0, 0, 0};
    if (!negative)
        take_char(s, '+');
    if (!take_number(s, &part[0]))
        return false;
    for (int i = 1; i < 3 && take_char(s, ':'); i++) {
        if (!take_number(s, &part[i]))
            return false;
    }
    *ret = part[0] * 3600 + part[1] * 60 + part[2];
    *ret = negative ? -*ret : *ret;
    return true;
}

static bool take_day(struct str *s, struct rule_day *ret)
{
    ret->second = 7200;
    bool ok = take_char(s, ',') && take_char(s, 'M') && take_number(s, &ret->month) &&
              take_char(s, '.') && take_number(s, &ret->week) && take_char(s, '.') &&
              take_number(s, &ret->weekday);
    if (ok && take_char(s, '/'))
        ok = take_time(s, &ret->second);
    return ok && ret->month >= 1 && ret->month <= 12 && ret->week >= 1 && ret->week <= 5 &&
           ret->weekday <= 6;
}

static bool parse_rule(struct str s, struct timezone *z)
{
    int west = 0;
    s = str_trim(s);
    if (s.n == 0)
        return true;
    if (!skip_name(&s) || !take_time(&s, &west))
        return false;
    z->has_rule = true;
    z->standard = -west;
    if (s.n == 0)
        return true;
    if (!skip_name(&s))
        return false;
    z->summer = z->standard + 3600;
    if (s.n > 0 && s.p[0] != ',') {
        if (!take_time(&s, &west))
            return false;
        z->summer = -west;
    }
    z->has_summer = take_day(&s, &z->begin) && take_day(&s, &z->end);
    return z->has_summer && s.n == 0;
}

/* Seconds since 1970 of local midnight of that day plus its time, as if the zone were UTC. */
static int64_t rule_second(const struct rule_day *d, int64_t year)
{
    int64_t first = dates_days_from_civil(year, d->month, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7;
    int64_t day = first + (d->weekday - weekday + 7) % 7 + 7 * (d->week - 1);
    int64_t next = d->month == 12 ? dates_days_from_civil(year + 1, 1, 1)
                                  : dates_days_from_civil(year, d->month + 1, 1);
    while (day >= next)
        day -= 7;
    return day * 86400 + d->second;
}

static int rule_offset(const struct timezone *z, int64_t unix_s)
{
    if (!z->has_summer)
        return z->standard;
    int64_t year = dates_civil(unix_s + z->standard).year;
    int64_t begin = rule_second(&z->begin, year) - z->standard;
    int64_t end = rule_second(&z->end, year) - z->summer;
    bool summer = begin < end ? unix_s >= begin && unix_s < end : unix_s >= begin || unix_s < end;
    return summer ? z->summer : z->standard;
}

int timezone_offset_s(const struct timezone *z, int64_t unix_s)
{
    if (z == NULL)
        return 0;
    if (z->count == 0 || unix_s < z->at[0])
        return z->count == 0 && z->has_rule ? rule_offset(z, unix_s) : z->first;
    if (unix_s >= z->at[z->count - 1])
        return z->has_rule ? rule_offset(z, unix_s) : z->then[z->count - 1];
    size_t low = 0, high = z->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (z->at[middle] <= unix_s)
            low = middle;
        else
            high = middle;
    }
    return z->then[low];
}

static enum rc read_block(struct str s, const struct counts *c, struct arena *a, struct timezone *z)
{
    const char *times = s.p + HEADER_BYTES, *indexes = times + c->time * 8;
    const char *types = indexes + c->time;
    int64_t *at = ARENA_ARRAY(a, c->time, int64_t);
    int32_t *then = ARENA_ARRAY(a, c->time, int32_t);
    if (at == NULL || then == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < c->time; i++) {
        size_t type = (uint8_t)indexes[i];
        if (type >= c->type)
            return RC_CORRUPT;
        at[i] = (int64_t)read_be(times + i * 8, 8);
        then[i] = (int32_t)read_be(types + type * 6, 4);
        if (i > 0 && at[i] <= at[i - 1])
            return RC_CORRUPT;
    }
    z->first = (int32_t)read_be(types, 4);
    z->at = at;
    z->then = then;
    z->count = c->time;
    return RC_OK;
}

enum rc timezone_parse(struct str file, struct arena *a, const struct timezone **ret)
{
    struct counts c;
    struct timezone *z = ARENA_NEW(a, struct timezone);
    if (z == NULL)
        return RC_NO_MEMORY;
    if (!read_header(file, &c) || file.p[4] < '2' || file.n < HEADER_BYTES + block_bytes(&c, 4))
        return RC_CORRUPT;
    struct str second = str_slice(file, HEADER_BYTES + block_bytes(&c, 4), file.n);
    if (!read_header(second, &c) || second.n < HEADER_BYTES + block_bytes(&c, 8))
        return RC_CORRUPT;
    enum rc rc = read_block(second, &c, a, z);
    struct str footer = str_slice(second, HEADER_BYTES + block_bytes(&c, 8), second.n);
    if (rc == RC_OK && !parse_rule(footer, z))
        rc = RC_CORRUPT;
    if (rc == RC_OK)
        *ret = z;
    return rc;
}

static bool name_is_safe(struct str name)
{
    if (name.n == 0 || name.n > 64 || !char_is_alpha(name.p[0]))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!char_is_alpha(c) && !char_is_digit(c) && c != '/' && c != '_' && c != '-' && c != '+')
            return false;
    }
    return true;
}

enum rc timezone_load(struct str name, struct arena *a, const struct timezone **ret,
                      struct problem *problem)
{
    char path[128];
    if (!name_is_safe(name))
        return problem_set(problem, RC_NOT_FOUND,
                           "\"%.*s\" is no time zone: write one such as Europe/Lisbon",
                           STR_ARG(name));
    snprintf(path, sizeof(path), ZONE_FOLDER "%.*s", STR_ARG(name));
    FILE *f = fopen(path, "rbe");
    if (f == NULL)
        return problem_set(problem, RC_NOT_FOUND,
                           "time zone %.*s is not in %s: install tzdata or choose another",
                           STR_ARG(name), ZONE_FOLDER);
    char *bytes = arena_alloc(a, FILE_BYTES_MAX);
    size_t n = bytes != NULL ? fread(bytes, 1, FILE_BYTES_MAX, f) : 0;
    fclose(f);
    enum rc rc = bytes != NULL ? timezone_parse(str_make(bytes, n), a, ret) : RC_NO_MEMORY;
    return rc == RC_OK ? RC_OK : problem_set(problem, rc, "%s: %s", path, rc_text(rc));
}
