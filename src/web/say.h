/*
 * Numbers and times as the reader of a page writes them: in the language of its words, in the site's time zone.
 *
 * Ownership: texts live in the request's arena.
 *
 * Must not: be used for what programs read (dates_iso, JSON).
 */
#ifndef COMITY_WEB_SAY_H
#define COMITY_WEB_SAY_H

#include "web/request.h"

/* "21 November 2026, 18:40" */
struct str say_time(const struct request *r, int64_t ms);
/* "21 November 2026" */
struct str say_day(const struct request *r, int64_t ms);
/* "Saturday 21 November 2026" */
struct str say_long_day(const struct request *r, int64_t ms);
/* "1,234" */
struct str say_number(const struct request *r, int64_t n);
/* "0.50" with that many places behind the point; and "0.85", with as many as it needs. */
struct str say_fixed(const struct request *r, double value, int places);
struct str say_measured(const struct request *r, double value);
/* "+1", "-4" */
struct str say_signed(const struct request *r, double value);
/* "one", "one and two", "one, two and three"; the empty view for none. */
struct str say_list(const struct request *r, const struct str *items, size_t count);

#endif
