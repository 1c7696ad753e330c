/*
 * Time, injected. Times are int64_t milliseconds since 1970-01-01 UTC, as in the database.
 *
 * Code that decides never asks the system for the time: it is handed a `struct clock`, so that a test, a
 * replay or a simulation sets it. Only src/cli and src/http make the system clock.
 */
#ifndef COMITY_BASE_CLOCK_H
#define COMITY_BASE_CLOCK_H

#include <stdint.h>

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

struct clock {
    int64_t (*now_ms)(const struct clock *c);
    int64_t fixed_ms; /* what a fixed clock answers; tests may change it between calls */
};

/* The operating system's clock. */
struct clock clock_system(void);
/* A clock that stands still at `now_ms`. */
struct clock clock_fixed(int64_t now_ms);
static inline int64_t clock_now_ms(const struct clock *c)
{
    return c->now_ms(c);
}
/* A monotonic reading in nanoseconds, for measuring how long something took; never for deciding. */
int64_t clock_monotonic_ns(void);

#endif
