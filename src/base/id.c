#include "base/id.h"

#define SEQUENCE_BITS 12
#define NODE_BITS     10

void id_maker_init(struct id_maker *m, const struct clock *clock, unsigned node, uint64_t chance)
{
    m->clock = clock;
    /* In the lower half, which leaves room for two thousand more before the next millisecond is borrowed from. */
    m->first = (int64_t)(chance & ((1u << (SEQUENCE_BITS - 1)) - 1));
    m->node_bits = (int64_t)(node & ((1u << NODE_BITS) - 1)) << SEQUENCE_BITS;
    atomic_init(&m->last, 0);
}

int64_t id_make(struct id_maker *m)
{
    /* `last` counts time and sequence as one number, so that a full millisecond carries into the next. */
    int64_t now = clock_now_ms(m->clock) << SEQUENCE_BITS | m->first;
    int64_t last = atomic_load(&m->last);
    int64_t next;
    do {
        next = now > last ? now : last + 1;
    } while (!atomic_compare_exchange_weak(&m->last, &last, next));
    int64_t time = next >> SEQUENCE_BITS;
    int64_t sequence = next & ((1 << SEQUENCE_BITS) - 1);
    return time << (NODE_BITS + SEQUENCE_BITS) | m->node_bits | sequence;
}
