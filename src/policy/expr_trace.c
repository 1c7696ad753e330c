/* How a condition came out, part by part: for explanations. Walks the tree; judging runs the code, and a fuzz target
 * holds the two against each other. */
#include <math.h>

#include "policy/expr_internal.h"
#include "policy/fact_range.h"

struct tracer {
    struct arena *arena;
    const struct expr *expr;
    const struct fact_sheet *sheet;
    const struct expr_node *flipped; /* this test's outcome is taken as `outcome` */
    bool outcome;
    expr_report report;
    void *context;
};

static struct fact_value value_of(const struct tracer *t, const struct expr_node *n);

static struct fact_value truth(bool known, bool value)
{
    return (struct fact_value){.known = known, .number = value};
}

static struct fact_value member(const struct tracer *t, const struct expr_node *n)
{
    struct fact_value a = value_of(t, n->a);
    bool found = false;
    for (const struct expr_node *i = n->list; a.known && i != NULL && !found; i = i->next)
        found = n->a->type == SIGNAL_STRING ? str_eq(i->text, a.string) : i->number == a.number;
    return truth(a.known, found);
}

static struct fact_value choice(const struct tracer *t, const struct expr_node *n)
{
    struct fact_value a = value_of(t, n->a);
    return a.known ? value_of(t, a.number != 0 ? n->b : n->c) : truth(false, false);
}

static struct fact_value value_of(const struct tracer *t, const struct expr_node *n)
{
    struct fact_value a;
    if (n == t->flipped)
        return truth(true, t->outcome);
    switch (n->kind) {
    case EXPR_NODE_LITERAL:
        return (struct fact_value){.known = true, .number = n->number, .string = n->text};
    case EXPR_NODE_FACT:
        return fact_sheet_value(t->sheet, n->fact);
    case EXPR_NODE_HAS:
        return truth(true, fact_sheet_value(t->sheet, n->fact).known);
    case EXPR_NODE_NOT:
        a = value_of(t, n->a);
        return truth(a.known, a.number == 0);
    case EXPR_NODE_NEGATE:
        a = value_of(t, n->a);
        a.number = -a.number;
        return a;
    case EXPR_NODE_IN:
        return member(t, n);
    case EXPR_NODE_SELECT:
        return choice(t, n);
    default:
        a = value_of(t, n->a);
        return expr_apply(expr_code_of(n), a, n->b != NULL ? value_of(t, n->b) : a);
    }
}

static enum expr_truth outcome(struct fact_value v)
{
    return !v.known ? EXPR_UNKNOWN : v.number != 0 ? EXPR_TRUE : EXPR_FALSE;
}

/* Whether a boolean node is made of others that are worth showing by themselves. */
static bool splits(const struct expr_node *n)
{
    return n->kind == EXPR_NODE_NOT || (n->kind == EXPR_NODE_SELECT && n->type == SIGNAL_BOOL) ||
           (n->kind == EXPR_NODE_BINARY && n->a->type == SIGNAL_BOOL);
}

static bool decides(const struct tracer *t, const struct expr_node *n)
{
    struct tracer other = *t;
    bool met = outcome(value_of(t, t->expr->root)) == EXPR_TRUE;
    other.flipped = n;
    other.outcome = outcome(value_of(t, n)) != EXPR_TRUE;
    bool changed = (outcome(value_of(&other, t->expr->root)) == EXPR_TRUE) != met;
    if (changed || outcome(value_of(t, n)) != EXPR_UNKNOWN)
        return changed;
    other.outcome = false;
    return (outcome(value_of(&other, t->expr->root)) == EXPR_TRUE) != met;
}

/* A quarter of the range, or of the threshold: near enough to be looked at. */
static bool is_near(const struct tracer *t, const struct expr_node *n)
{
    if (n->kind != EXPR_NODE_BINARY || n->a->kind != EXPR_NODE_FACT ||
        n->b->kind != EXPR_NODE_LITERAL || n->a->type != SIGNAL_NUMBER)
        return false;
    struct fact_value v = fact_sheet_value(t->sheet, n->a->fact);
    struct fact_range r = fact_range(t->expr->names, n->a->fact);
    double reach = isfinite(r.high) ? (r.high - r.low) / 4 : fabs(n->b->number) / 4;
    if (!isfinite(r.high) && reach < 1)
        reach = 1;
    return v.known && v.number != 0 && fabs(v.number - n->b->number) <= reach;
}

static size_t collect_facts(const struct expr_node *n, int *facts, size_t count)
{
    if (n == NULL)
        return count;
    bool names = n->kind == EXPR_NODE_FACT || n->kind == EXPR_NODE_HAS;
    for (size_t i = 0; names && i < count; i++)
        names = facts[i] != n->fact;
    if (names)
        facts[count++] = n->fact;
    count = collect_facts(n->a, facts, count);
    count = collect_facts(n->b, facts, count);
    return collect_facts(n->c, facts, count);
}

static void trace(const struct tracer *t, const struct expr_node *n, int depth)
{
    struct arena_mark mark = arena_mark(t->arena);
    struct expr_part part = {.depth = depth, .whole_test = !splits(n)};
    part.source = str_slice(t->expr->source.document, n->begin, n->end);
    part.truth = outcome(value_of(t, n));
    if (part.whole_test) {
        int *facts = ARENA_ARRAY(t->arena, t->expr->fact_count, int);
        part.fact_count = facts != NULL ? collect_facts(n, facts, 0) : 0;
        part.facts = facts;
        part.decisive = decides(t, n);
        part.near = part.truth == EXPR_FALSE && is_near(t, n);
    }
    t->report(t->context, &part);
    arena_rewind(t->arena, mark);
    if (part.whole_test)
        return;
    const struct expr_node *children[] = {n->a, n->b, n->c};
    for (size_t i = 0; i < 3; i++)
        if (children[i] != NULL)
            trace(t, children[i], depth + 1);
}

void expr_trace(struct arena *a, const struct expr *e, const struct fact_sheet *sheet,
                expr_report report, void *context)
{
    const struct tracer t = {
        .arena = a, .expr = e, .sheet = sheet, .report = report, .context = context};
    trace(&t, e->root, 0);
}
