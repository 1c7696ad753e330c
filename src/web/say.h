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
/* "one", "one and two", "one, two and three"; the empty view for none. */
struct str say_list(const struct request *r, const struct str *items, size_t count);

#endif
