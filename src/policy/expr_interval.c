/* What sums, products and functions make of intervals. */
#include <math.h>

#include "policy/expr_solve.h"

static const struct expr_interval whole = {-INFINITY, INFINITY};
static const struct expr_interval empty = {1, 0};

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static bool finite_interval(struct expr_interval i)
{
    return isfinite(i.low) && isfinite(i.high);
}

/* From four corners; nothing is promised where one is no number. */
static struct expr_interval hull4(double a, double b, double c, double d)
{
    if (isnan(a) || isnan(b) || isnan(c) || isnan(d))
        return whole;
    return (struct expr_interval){smaller(smaller(a, b), smaller(c, d)),
                                  larger(larger(a, b), larger(c, d))};
}

static struct expr_interval divided(struct expr_interval a, struct expr_interval b)
{
    if (b.low == 0 && b.high == 0)
        return empty;
    if (b.low <= 0 && b.high >= 0)
        return whole;
    return hull4(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
}

static struct expr_interval multiplied(struct expr_interval a, struct expr_interval b)
{
    if (finite_interval(a) && finite_interval(b))
        return hull4(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
    return a.low >= 0 && b.low >= 0 ? (struct expr_interval){a.low * b.low, INFINITY} : whole;
}

static struct expr_interval calculated(enum expr_operator operation, struct expr_interval a,
                                       struct expr_interval b)
{
    switch (operation) {
    case EXPR_OP_ADD:
        return hull4(a.low + b.low, a.high + b.high, a.low + b.low, a.high + b.high);
    case EXPR_OP_SUB:
        return hull4(a.low - b.high, a.high - b.low, a.low - b.high, a.high - b.low);
    case EXPR_OP_MUL:
        return multiplied(a, b);
    default:
        return divided(a, b);
    }
}

static struct expr_interval called(const struct expr_store *s, const struct expr_node *n)
{
    if (n->function == EXPR_FUNCTION_SIZE)
        return (struct expr_interval){0, EXPR_TEXT_MAX};
    struct expr_interval a = expr_store_range(s, n->a), b = expr_store_range(s, n->b);
    if (a.low > a.high || b.low > b.high)
        return empty;
    if (n->function == EXPR_FUNCTION_LEAST)
        return (struct expr_interval){smaller(a.low, b.low), smaller(a.high, b.high)};
    return (struct expr_interval){larger(a.low, b.low), larger(a.high, b.high)};
}

static struct expr_interval chosen(const struct expr_store *s, const struct expr_node *n)
{
    struct expr_interval b = expr_store_range(s, n->b), c = expr_store_range(s, n->c);
    if (b.low > b.high)
        return c;
    if (c.low > c.high)
        return b;
    return (struct expr_interval){smaller(b.low, c.low), larger(b.high, c.high)};
}

/* Without what is assumed about `n` as a whole. */
static struct expr_interval derived(const struct expr_store *s, const struct expr_node *n)
{
    struct expr_interval a, b;
    switch (n->kind) {
    case EXPR_NODE_LITERAL:
        return (struct expr_interval){n->number, n->number};
    case EXPR_NODE_NEGATE:
        a = expr_store_range(s, n->a);
        return (struct expr_interval){-a.high, -a.low};
    case EXPR_NODE_BINARY:
        a = expr_store_range(s, n->a);
        b = expr_store_range(s, n->b);
        return a.low > a.high || b.low > b.high ? empty : calculated(n->operation, a, b);
    case EXPR_NODE_CALL:
        return called(s, n);
    case EXPR_NODE_SELECT:
        return chosen(s, n);
    default: {
        struct fact_range r = fact_range(s->names, n->fact);
        return (struct expr_interval){r.low, r.high};
    }
    }
}

struct expr_interval expr_store_range(const struct expr_store *s, const struct expr_node *n)
{
    struct expr_interval i = derived(s, n);
    for (size_t k = 0; k < s->term_count; k++) {
        const struct expr_term *t = &s->terms[k];
        if (t->other == NULL && expr_node_same(t->node, n))
            return (struct expr_interval){larger(i.low, t->interval.low),
                                          smaller(i.high, t->interval.high)};
    }
    return i;
}
