/*
 * The numbers of Article 15(1)(a): orders of authorities by kind of law and member state, with the median of the hours until the
 * authority was told that its order has come, and until effect was given to it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/statements.h"
#include "community/discipline/authority_order.h"

#define ORDERS_MAX 4096 /* of a period */

struct order {
    const char *category;
    char state[3];
    bool for_information;
    double receipt_h, effect_h; /* below 0: not yet */
};

struct orders {
    struct order list[ORDERS_MAX];
    size_t count;
    double hours[ORDERS_MAX]; /* for one median after the other */
};

static double hours_until(int64_t begun_ms, int64_t ended_ms)
{
    if (ended_ms == 0)
        return -1;
    return ended_ms > begun_ms ? (double)(ended_ms - begun_ms) / (double)HOUR_MS : 0;
}

static void add(struct orders *t, const struct authority_order *o)
{
    struct order *mine = &t->list[t->count++];
    *mine = (struct order){.category = statements_category(o->category),
                           .for_information = o->lane == LEGAL_NOTICE_INQUIRY,
                           .receipt_h = hours_until(o->received_ms, o->acknowledged_ms),
                           .effect_h = hours_until(o->received_ms, o->effect_ms)};
    memcpy(mine->state, o->state.p, o->state.n < 2 ? o->state.n : 2);
}

static enum rc read_orders(struct statements_command *c, struct orders *t)
{
    const struct actor actor = app_actor();
    int64_t after_ms = c->period.since_ms - 1, after_id = INT64_MAX;
    struct authority_order *list;
    size_t n = 1;
    enum rc rc = RC_OK;
    while (rc == RC_OK && n > 0) {
        arena_reset(c->arena);
        rc = authority_orders(&c->site.app.reader, &actor, &after_ms, &after_id, c->period.until_ms,
                              c->arena, &list, &n);
        if (rc == RC_OK && t->count + n > ORDERS_MAX)
            rc = RC_TOO_LARGE;
        for (size_t i = 0; rc == RC_OK && i < n; i++)
            add(t, &list[i]);
    }
    return rc;
}

static int by_kind(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    int order = strcmp(x->category, y->category);
    return order != 0 ? order : strcmp(x->state, y->state);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void put_median(struct buf *out, const char *what, const char *category, const char *state,
                       double *hours, size_t n)
{
    if (n == 0)
        return;
    qsort(hours, n, sizeof hours[0], by_size);
    statements_put_row(out, "a", what, category, state, (hours[(n - 1) / 2] + hours[n / 2]) / 2);
}

/* Those from `first` up to `end`, as one line of each number. */
static void put_group(struct buf *out, struct orders *t, size_t first, size_t end,
                      const char *category, const char *state)
{
    size_t for_information = 0, told = 0, given = 0;
    for (size_t i = first; i < end; i++)
        for_information += t->list[i].for_information;
    statements_put_row(out, "a", "orders to act against content", category, state,
                       (double)(end - first - for_information));
    statements_put_row(out, "a", "orders to give information", category, state,
                       (double)for_information);
    for (size_t i = first; i < end; i++)
        if (t->list[i].receipt_h >= 0)
            t->hours[told++] = t->list[i].receipt_h;
    put_median(out, "hours until the receipt was confirmed: median", category, state, t->hours,
               told);
    for (size_t i = first; i < end; i++)
        if (t->list[i].effect_h >= 0)
            t->hours[given++] = t->list[i].effect_h;
    put_median(out, "hours until effect was given: median", category, state, t->hours, given);
}

static void put_all(struct buf *out, struct orders *t)
{
    qsort(t->list, t->count, sizeof t->list[0], by_kind);
    for (size_t first = 0, end; first < t->count; first = end) {
        end = first + 1;
        while (end < t->count && by_kind(&t->list[first], &t->list[end]) == 0)
            end++;
        put_group(out, t, first, end, t->list[first].category, t->list[first].state);
    }
    put_group(out, t, 0, t->count, "all", "");
}

int statements_orders(struct statements_command *c, struct buf *out)
{
    struct arena *a = arena_new(2 * sizeof(struct orders));
    struct orders *t = a != NULL ? ARENA_NEW(a, struct orders) : NULL;
    enum rc rc = t != NULL ? read_orders(c, t) : RC_NO_MEMORY;
    if (rc == RC_OK)
        put_all(out, t);
    arena_free(a);
    if (rc == RC_TOO_LARGE)
        return cli_fail_text("there are more than %d orders: give a shorter time", ORDERS_MAX);
    return rc == RC_OK
               ? EXIT_DONE
               : cli_fail_text("the orders cannot be read: %s", db_error(c->site.app.reader.db));
}
