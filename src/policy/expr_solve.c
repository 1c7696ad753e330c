#include "policy/expr_solve.h"

struct solver {
    struct expr_store store;
    int steps;
};

static bool solve(struct solver *v, const struct expr_goal *goals);

/* The goal with one more in front: NULL stands for none. */
static bool solve_with(struct solver *v, const struct expr_node *n, enum expr_want want,
                       const struct expr_goal *rest)
{
    const struct expr_goal goal = {.node = n, .want = want, .rest = rest};
    return solve(v, &goal);
}

static bool solve_both(struct solver *v, const struct expr_node *a, enum expr_want want_a,
                       const struct expr_node *b, enum expr_want want_b,
                       const struct expr_goal *rest)
{
    const struct expr_goal second = {.node = b, .want = want_b, .rest = rest};
    return solve_with(v, a, want_a, &second);
}

static bool solve_unknown(struct solver *v, const struct expr_node *n, const struct expr_goal *rest)
{
    return solve_both(v, n, EXPR_WANT_NOT_TRUE, n, EXPR_WANT_NOT_FALSE, rest);
}

static enum expr_want flipped(enum expr_want want)
{
    static const enum expr_want flips[] = {EXPR_WANT_FALSE, EXPR_WANT_TRUE, EXPR_WANT_NOT_FALSE,
                                           EXPR_WANT_NOT_TRUE};
    return flips[want];
}

/* && and ||: both sides want the same, or one of them is enough. */
static bool solve_junction(struct solver *v, const struct expr_node *n, enum expr_want want,
                           const struct expr_goal *rest)
{
    bool demanding = want == EXPR_WANT_TRUE || want == EXPR_WANT_NOT_FALSE;
    if (demanding == (n->operation == EXPR_OP_AND))
        return solve_both(v, n->a, want, n->b, want, rest);
    return solve_with(v, n->a, want, rest) || solve_with(v, n->b, want, rest);
}

static bool solve_select(struct solver *v, const struct expr_node *n, enum expr_want want,
                         const struct expr_goal *rest)
{
    if (solve_both(v, n->a, EXPR_WANT_TRUE, n->b, want, rest) ||
        solve_both(v, n->a, EXPR_WANT_FALSE, n->c, want, rest))
        return true;
    return want >= EXPR_WANT_NOT_TRUE && solve_unknown(v, n->a, rest);
}

/* == and != between two truths. */
static bool solve_same(struct solver *v, const struct expr_node *n, enum expr_want want,
                       const struct expr_goal *rest)
{
    bool settles = want == EXPR_WANT_TRUE || want == EXPR_WANT_NOT_FALSE;
    bool same = settles == (n->operation == EXPR_OP_EQ);
    enum expr_want with_true = same ? EXPR_WANT_TRUE : EXPR_WANT_FALSE;
    if (solve_both(v, n->a, EXPR_WANT_TRUE, n->b, with_true, rest) ||
        solve_both(v, n->a, EXPR_WANT_FALSE, n->b, flipped(with_true), rest))
        return true;
    return want >= EXPR_WANT_NOT_TRUE &&
           (solve_unknown(v, n->a, rest) || solve_unknown(v, n->b, rest));
}

static enum expr_operator negated(enum expr_operator operation)
{
    static const enum expr_operator negations[] = {
        [EXPR_OP_EQ] = EXPR_OP_NE, [EXPR_OP_NE] = EXPR_OP_EQ, [EXPR_OP_LT] = EXPR_OP_GE,
        [EXPR_OP_LE] = EXPR_OP_GT, [EXPR_OP_GT] = EXPR_OP_LE, [EXPR_OP_GE] = EXPR_OP_LT};
    return negations[operation];
}

/* Goes on with the goals behind an assumption, and takes it back. */
static bool after(struct solver *v, bool assumed, size_t mark, const struct expr_goal *rest)
{
    bool found = assumed && solve(v, rest);
    if (!found)
        expr_store_undo(&v->store, mark);
    return found;
}

static bool solve_member(struct solver *v, const struct expr_node *n, bool truth,
                         const struct expr_goal *rest)
{
    size_t mark = expr_store_mark(&v->store);
    bool fits = true;
    for (const struct expr_node *item = n->list; item != NULL && fits; item = item->next) {
        fits = expr_store_compare(&v->store, truth ? EXPR_OP_EQ : EXPR_OP_NE, n->a, item);
        if (!truth)
            continue;
        if (after(v, fits, mark, rest))
            return true;
        fits = true;
    }
    return !truth && after(v, fits, mark, rest);
}

/* A part that is not taken apart further is to be true or false. */
static bool solve_atom(struct solver *v, const struct expr_node *n, bool truth,
                       const struct expr_goal *rest)
{
    size_t mark = expr_store_mark(&v->store);
    switch (n->kind) {
    case EXPR_NODE_LITERAL:
        return (n->number != 0) == truth && solve(v, rest);
    case EXPR_NODE_HAS:
        return after(v, expr_store_known(&v->store, n, truth), mark, rest);
    case EXPR_NODE_IN:
        return n->a->type == SIGNAL_BOOL ? solve(v, rest) : solve_member(v, n, truth, rest);
    case EXPR_NODE_BINARY:
        return after(
            v,
            expr_store_compare(&v->store, truth ? n->operation : negated(n->operation), n->a, n->b),
            mark, rest);
    default:
        return after(v, expr_store_truth(&v->store, n, truth), mark, rest);
    }
}

/* The only fact whose being unknown makes `n` unknown; NULL when other things may. */
static const struct expr_node *sole_fact(const struct expr_node *n)
{
    if (n->kind == EXPR_NODE_FACT)
        return n;
    if (n->kind == EXPR_NODE_IN)
        return n->a->kind == EXPR_NODE_FACT ? n->a : NULL;
    if (n->kind != EXPR_NODE_BINARY || n->operation > EXPR_OP_GE)
        return NULL;
    bool left = n->a->kind == EXPR_NODE_FACT && n->b->kind == EXPR_NODE_LITERAL;
    bool right = n->b->kind == EXPR_NODE_FACT && n->a->kind == EXPR_NODE_LITERAL;
    return left ? n->a : right ? n->b : NULL;
}

static bool may_be_unknown(struct solver *v, const struct expr_node *n,
                           const struct expr_goal *rest)
{
    if (n->kind == EXPR_NODE_LITERAL || n->kind == EXPR_NODE_HAS)
        return false;
    const struct expr_node *fact = sole_fact(n);
    size_t mark = expr_store_mark(&v->store);
    return after(v, fact == NULL || expr_store_known(&v->store, fact, false), mark, rest);
}

static bool solve_goal(struct solver *v, const struct expr_node *n, enum expr_want want,
                       const struct expr_goal *rest)
{
    if (n->kind == EXPR_NODE_NOT)
        return solve_with(v, n->a, flipped(want), rest);
    if (n->kind == EXPR_NODE_BINARY && n->operation <= EXPR_OP_AND)
        return solve_junction(v, n, want, rest);
    if (n->kind == EXPR_NODE_SELECT)
        return solve_select(v, n, want, rest);
    if (n->kind == EXPR_NODE_BINARY && n->a->type == SIGNAL_BOOL)
        return solve_same(v, n, want, rest);
    bool truth = want == EXPR_WANT_TRUE || want == EXPR_WANT_NOT_FALSE;
    return solve_atom(v, n, truth, rest) ||
           (want >= EXPR_WANT_NOT_TRUE && may_be_unknown(v, n, rest));
}

static bool solve(struct solver *v, const struct expr_goal *goals)
{
    if (v->steps-- <= 0 || v->store.exhausted)
        return true;
    if (goals == NULL)
        return expr_store_consistent(&v->store);
    return solve_goal(v, goals->node, goals->want, goals->rest);
}

bool expr_solve(struct arena *a, const struct fact_names *names, const struct expr_goal *goals)
{
    struct arena_mark mark = arena_mark(a);
    struct solver *v = ARENA_NEW(a, struct solver);
    struct expr_change *changes = ARENA_ARRAY(a, EXPR_SOLVE_CHANGES, struct expr_change);
    bool found = true;
    if (v != NULL && changes != NULL) {
        v->store.arena = a;
        v->store.names = names;
        v->store.changes = changes;
        v->steps = EXPR_SOLVE_STEPS;
        found = solve(v, goals);
    }
    arena_rewind(a, mark);
    return found;
}
