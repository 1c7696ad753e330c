/*
 * Ids: 63-bit, made in C, ordered by time.
 *
 *   bits 62..22  milliseconds since 1970 (41 bits: until 2039-09-07)
 *   bits 21..12  node (10 bits: which Comity process made it)
 *   bits 11..0   sequence within the millisecond
 *
 * A command beside the server has the server's node: their sequences begin a millisecond at different numbers, each
 * maker's own, so that two that make an id in the same millisecond hardly ever make the same.
 *
 * Ids from one maker strictly ascend, even when the clock steps back or a millisecond is full: the maker then
 * borrows from the next one. Thread-safe. Id 0 is never made and means "none".
 */
#ifndef COMITY_BASE_ID_H
#define COMITY_BASE_ID_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"

struct id_maker {
    const struct clock *clock;
    int64_t node_bits;
    int64_t first;        /* where the sequence of a millisecond begins */
    _Atomic int64_t last; /* time and sequence of the newest id, without the node */
};

/* `node` is 0 to 1023; `chance` any number, another for each maker. The clock outlives the maker. */
void id_maker_init(struct id_maker *m, const struct clock *clock, unsigned node, uint64_t chance);
int64_t id_make(struct id_maker *m);
/* The smallest id that could have been made at `time_ms`: for imports that keep the original order, and as a bound of searches.
 * 0 before 1970, and INT64_MAX behind the last millisecond that ids have. */
static inline int64_t id_from_time(int64_t time_ms)
{
    if (time_ms < 0)
        return 0;
    return time_ms > INT64_MAX >> 22 ? INT64_MAX : time_ms << 22;
}
static inline int64_t id_time_ms(int64_t id)
{
    return id >> 22;
}

#endif
