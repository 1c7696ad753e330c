/*
 * Dates as a reader sees them, in the site's time zone, and as a machine does.
 *
 * Days are counted in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
 * algorithms", 2014). Times in are milliseconds since 1970 UTC, as everywhere.
 *
 * Ownership: texts live in the arena given.
 *
 * Invariant: any int64_t is answered with some text; nothing fails but the arena.
 *
 * Must not: read the clock.
 */
#ifndef COMITY_WEB_DATES_H
#define COMITY_WEB_DATES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct timezone;

struct civil {
    int64_t year;
    int month, day; /* 1 to 12, 1 to 31 */
    int hour, minute, second;
    int weekday; /* 0 is Sunday */
};
struct civil dates_civil(int64_t unix_s);
struct civil dates_local(const struct timezone *z, int64_t ms);
int64_t dates_days_from_civil(int64_t year, int month, int day);

/* Days since 1970-01-01 in the zone: changes at its midnight. */
int64_t dates_day_number(const struct timezone *z, int64_t ms);
/* When such a day begins there. */
int64_t dates_day_begin_ms(const struct timezone *z, int64_t day);

/* Days as browsers send and take them, "2026-11-22". RC_INVALID: that is none. */
enum rc dates_day_parse(struct str s, int64_t *ret_day) MUST_CHECK;
struct str dates_day_text(int64_t day, struct arena *a);

/* "21 November 2026, 18:40": English; pages say it with say_time. */
struct str dates_time(const struct timezone *z, int64_t ms, struct arena *a);
/* "2026-11-21T18:40:00+01:00", for datetime attributes */
struct str dates_iso(const struct timezone *z, int64_t ms, struct arena *a);

#endif
