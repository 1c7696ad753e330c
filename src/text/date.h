/*
 * Dates as feeds and pages write them.
 *
 * Must not: ask for the time; a date without a year or a day is not a date.
 */
#ifndef COMITY_TEXT_DATE_H
#define COMITY_TEXT_DATE_H

#include <stdint.h>

#include "base/str.h"

/* RFC 3339 ("2024-05-06T07:08:09.5+02:00"; also a blank for the T, no seconds, "+0200", no zone, a date alone)
 * or RFC 822 and its relatives ("Mon, 06 May 2024 07:08 EDT"; day name, seconds and zone may be missing, the year
 * may have two digits). Without zone UTC is meant, an unknown zone name counts as UTC. RC_INVALID otherwise, and
 * outside the years 1970 to 2100. */
enum rc date_parse(struct str s, int64_t *ret_ms) MUST_CHECK;

#endif
