#include "community/discipline/sanction_rules.h"

static int64_t end_of(const struct sanction *s)
{
    return s->until_ms != 0 ? s->until_ms : INT64_MAX;
}

bool sanction_in_force(const struct sanction *s, int64_t now_ms)
{
    if (s->end != SANCTION_STANDS)
        return false;
    return s->kind == SANCTION_WARNING ? s->acknowledged_ms == 0 : end_of(s) > now_ms;
}

/* A reader who has had no time to see a warning has not been warned. */
static bool warns(const struct sanction *s, int64_t warning_ms, int64_t now_ms)
{
    bool told = s->acknowledged_ms != 0 || now_ms - s->at_ms >= DAY_MS;
    if (s->end == SANCTION_ANNULLED || now_ms - s->at_ms >= warning_ms)
        return false;
    return s->kind == SANCTION_SUSPENSION || s->kind == SANCTION_BLOCK ||
           (s->kind == SANCTION_WARNING && s->end == SANCTION_STANDS && told);
}

struct record {
    const struct sanction *block, *held, *deletion, *warned;
    int64_t suspended_until_ms;
    int64_t numbers[SANCTION_KIND_COUNT];
};

static void read_record(const struct sanction *list, size_t count, int64_t warning_ms,
                        int64_t now_ms, struct record *ret)
{
    for (size_t i = 0; i < count; i++) {
        const struct sanction *s = &list[i];
        bool in_force = sanction_in_force(s, now_ms);
        if (s->kind == SANCTION_BLOCK && in_force)
            ret->block = s;
        if (s->kind == SANCTION_PREMODERATION && in_force)
            ret->held = s;
        if (s->kind == SANCTION_DELETION && in_force)
            ret->deletion = s;
        if (s->kind == SANCTION_SUSPENSION && in_force && s->until_ms > ret->suspended_until_ms)
            ret->suspended_until_ms = s->until_ms;
        if (ret->warned == NULL && warns(s, warning_ms, now_ms))
            ret->warned = s;
        if (s->end != SANCTION_ANNULLED)
            ret->numbers[s->kind]++;
    }
}

static void set_bar(struct sanction_outlook *o, enum sanction_kind kind, const struct record *r,
                    bool is_deleted)
{
    if (r->deletion != NULL || (is_deleted && kind < SANCTION_BLOCK)) {
        o->bar = SANCTION_BAR_DELETED;
        o->in_the_way = r->deletion;
    } else if (r->block != NULL && kind != SANCTION_DELETION) {
        o->bar = SANCTION_BAR_BLOCKED;
        o->in_the_way = r->block;
    } else if (r->held != NULL && kind == SANCTION_PREMODERATION) {
        o->bar = SANCTION_BAR_HELD;
        o->in_the_way = r->held;
    }
}

void sanction_weigh(const struct sanction *list, size_t count, const struct sanction_rules *rules,
                    bool is_deleted, int64_t now_ms,
                    struct sanction_outlook ret[static SANCTION_KIND_COUNT])
{
    struct record r = {0};
    bool literal = rules->mode == SANCTION_LITERAL;
    read_record(list, count, rules->warning_ms, now_ms, &r);
    ret[0] = (struct sanction_outlook){.bar = SANCTION_FREE};
    for (int kind = SANCTION_WARNING; kind < SANCTION_KIND_COUNT; kind++) {
        struct sanction_outlook *o = &ret[kind];
        *o = (struct sanction_outlook){
            .needs_reasons = !literal || kind == SANCTION_WARNING,
            .needs_grave = !literal && kind >= SANCTION_SUSPENSION && r.warned == NULL,
            .number = r.numbers[kind] + 1,
            .warned = r.warned,
        };
        o->is_final = literal && kind == SANCTION_BLOCK && o->number >= 2;
        if (kind == SANCTION_SUSPENSION)
            o->suspended_until_ms = r.suspended_until_ms;
        set_bar(o, (enum sanction_kind)kind, &r, is_deleted);
    }
}

struct sanction_state sanction_state_of(const struct sanction *list, size_t count, int64_t now_ms)
{
    struct sanction_state state = {.status = ACCOUNT_ACTIVE};
    for (size_t i = 0; i < count; i++) {
        const struct sanction *s = &list[i];
        if (!sanction_in_force(s, now_ms))
            continue;
        if (s->kind == SANCTION_BLOCK)
            state.status = ACCOUNT_BLOCKED;
        if (s->kind == SANCTION_SUSPENSION && s->until_ms > state.suspended_until_ms)
            state.suspended_until_ms = s->until_ms;
        if (s->kind == SANCTION_PREMODERATION && end_of(s) > state.premoderated_until_ms)
            state.premoderated_until_ms = end_of(s);
        if (s->kind == SANCTION_WARNING)
            state.warning_id = s->id; /* the oldest that waits: they are read in order */
    }
    if (state.status == ACCOUNT_ACTIVE && state.suspended_until_ms != 0)
        state.status = ACCOUNT_SUSPENDED;
    return state;
}
