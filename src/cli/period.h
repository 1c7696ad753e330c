/*
 * The time span a command is to look at, as people give it: `--since 7d --until 2026-05-01`.
 *
 * Must not: ask for the time; it is handed what now is.
 */
#ifndef COMITY_CLI_PERIOD_H
#define COMITY_CLI_PERIOD_H

#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

struct period {
    struct str since, until; /* as given; empty: not */
    int64_t since_ms, until_ms;
    int64_t after_id, before_id; /* ids of that time lie between the two */
};

/* The rows of an option table for a period. */
#define PERIOD_OPTIONS(ret)                                                                        \
    {"since", "WHEN", "from this time on: a date, or 12h, 7d, 4w before now", &(ret)->since,       \
     NULL},                                                                                        \
    {                                                                                              \
        "until", "WHEN", "up to this time; now when not given", &(ret)->until, NULL                \
    }

/* Reads `since` and `until`; without `since` everything from the beginning. RC_INVALID names the remedy. */
enum rc period_read(struct period *p, int64_t now_ms, struct problem *problem) MUST_CHECK;

/* One moment, given with the option `option`: a date, or "7d" before now. RC_INVALID names the remedy. */
enum rc period_moment(struct str s, const char *option, int64_t now_ms, int64_t *ret_ms,
                      struct problem *problem) MUST_CHECK;

#endif
