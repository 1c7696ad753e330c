/* Conditions that can never or must always be met, and parts of conditions that change nothing. */
#include <math.h>

#include "base/buf.h"
#include "policy/expr_solve.h"

#define PARTS_MAX   64
#define QUOTED_MAX  48
#define MESSAGE_MAX 320

struct part {
    const struct expr_node *node;
    enum expr_want want;
};

struct analysis {
    struct arena *arena;
    const struct expr *expr;
    struct part parts[PARTS_MAX]; /* that all must be as wanted */
    size_t count;
    expr_remark remark;
    void *context;
};

static bool possible(const struct analysis *x, const struct expr_node *n, enum expr_want want)
{
    const struct expr_goal goal = {.node = n, .want = want};
    return expr_solve(x->arena, x->expr->names, &goal);
}

/* Whether parts [from, count) can be as wanted together, with the goals before them. */
static bool possible_from(const struct analysis *x, size_t from, size_t without,
                          const struct expr_goal *rest)
{
    if (from == without)
        from++;
    if (from >= x->count)
        return expr_solve(x->arena, x->expr->names, rest);
    const struct expr_goal goal = {
        .node = x->parts[from].node, .want = x->parts[from].want, .rest = rest};
    return possible_from(x, from + 1, without, &goal);
}

static struct str words_of(const struct analysis *x, const struct expr_node *n)
{
    size_t end = n->end - n->begin > QUOTED_MAX ? n->begin + QUOTED_MAX : n->end;
    return str_slice(x->expr->source.document, n->begin, end);
}

/* A part that is not true means: it is false, for whoever reads a message. */
static bool wants_truth(enum expr_want want)
{
    return want == EXPR_WANT_TRUE || want == EXPR_WANT_NOT_FALSE;
}

/* Takes apart what must all be as wanted. */
static void flatten(struct analysis *x, const struct expr_node *n, enum expr_want want)
{
    if (n->kind == EXPR_NODE_NOT) {
        flatten(x, n->a, want == EXPR_WANT_TRUE ? EXPR_WANT_FALSE : EXPR_WANT_TRUE);
        return;
    }
    enum expr_operator joins = want == EXPR_WANT_TRUE ? EXPR_OP_AND : EXPR_OP_OR;
    if (n->kind == EXPR_NODE_BINARY && n->operation == joins) {
        flatten(x, n->a, want);
        flatten(x, n->b, want);
        return;
    }
    if (x->count < PARTS_MAX)
        x->parts[x->count++] = (struct part){.node = n, .want = want};
}

/* The fact that a comparison with its range settles; NULL when there is none. */
static const struct expr_node *ranged_fact(const struct expr_node *n)
{
    if (n->kind != EXPR_NODE_BINARY && n->kind != EXPR_NODE_IN)
        return NULL;
    if (n->a->kind == EXPR_NODE_FACT)
        return n->a;
    return n->b != NULL && n->b->kind == EXPR_NODE_FACT ? n->b : NULL;
}

/* Whether the number the fact is compared with is none that can be counted. */
static bool has_fraction(const struct expr_node *n)
{
    const struct expr_node *literal = n->a->kind == EXPR_NODE_LITERAL ? n->a : n->b;
    return literal != NULL && literal->kind == EXPR_NODE_LITERAL &&
           literal->number != floor(literal->number);
}

static void put_range(struct buf *out, const struct analysis *x, const struct expr_node *n)
{
    const struct expr_node *fact = ranged_fact(n);
    if (fact == NULL)
        return;
    struct fact_range r = fact_range(x->expr->names, fact->fact);
    if (r.whole && has_fraction(n))
        buf_printf(out, ", for %.*s is a whole number", STR_ARG(fact->text));
    else if (fact->type == SIGNAL_NUMBER && isfinite(r.high))
        buf_printf(out, ", for %.*s is from %g to %g", STR_ARG(fact->text), r.low, r.high);
    else if (fact->type == SIGNAL_NUMBER && isfinite(r.low))
        buf_printf(out, ", for %.*s is never below %g", STR_ARG(fact->text), r.low);
}

static void put_single(struct buf *out, const struct analysis *x, const struct expr_node *n,
                       enum expr_want want)
{
    struct str words = words_of(x, n);
    buf_printf(out, "\"%.*s\" is never %s", STR_ARG(words), wants_truth(want) ? "true" : "false");
    put_range(out, x, n);
}

static void put_conflict(struct buf *out, const struct analysis *x)
{
    const struct part *a = &x->parts[0], *b = &x->parts[x->count - 1];
    bool first = wants_truth(a->want), last = wants_truth(b->want);
    struct str left = words_of(x, a->node), right = words_of(x, b->node);
    if (x->count > 2)
        buf_printf(out, "\"%.*s\" contradicts what stands before it", STR_ARG(right));
    else if (first && last)
        buf_printf(out, "\"%.*s\" and \"%.*s\" exclude each other", STR_ARG(left), STR_ARG(right));
    else if (!first && !last)
        buf_printf(out, "one of \"%.*s\" and \"%.*s\" is always true", STR_ARG(left),
                   STR_ARG(right));
    else
        buf_printf(out, "\"%.*s\" is never %s while \"%.*s\" is %s", STR_ARG(right),
                   last ? "true" : "false", STR_ARG(left), first ? "true" : "false");
}

/* Leaves only parts without any of which the others would be possible. */
static void keep_conflicting(struct analysis *x)
{
    for (size_t i = x->count; i-- > 0;) {
        if (possible_from(x, 0, i, NULL))
            continue;
        memmove(&x->parts[i], &x->parts[i + 1], (x->count - i - 1) * sizeof x->parts[0]);
        x->count--;
    }
}

/* Finds what makes it impossible that `n` is as wanted: writes it and returns where it stands. */
static size_t blame(struct analysis *x, const struct expr_node *n, enum expr_want want,
                    struct buf *out)
{
    x->count = 0;
    flatten(x, n, want);
    keep_conflicting(x);
    if (x->count == 0) {
        put_single(out, x, n, want);
        return n->begin;
    }
    struct part last = x->parts[x->count - 1];
    if (x->count > 1) {
        put_conflict(out, x);
        return last.node->begin;
    }
    bool split = last.node->kind == EXPR_NODE_BINARY && last.node->operation <= EXPR_OP_AND;
    if (split)
        return blame(x, last.node->a, last.want, out);
    put_single(out, x, last.node, last.want);
    return last.node->begin;
}

static enum rc refuse(struct analysis *x, enum expr_want want, struct problem *problem)
{
    struct buf why;
    buf_init(&why, MESSAGE_MAX);
    size_t at = blame(x, x->expr->root, want, &why);
    struct str words = buf_str(&why);
    enum rc rc = source_fault(&x->expr->source, problem, at,
                              want == EXPR_WANT_TRUE
                                  ? "this condition can never be met: %.*s"
                                  : "this condition would always be met: %.*s; if every comment is "
                                    "meant, write \"true\"",
                              STR_ARG(words));
    buf_release(&why);
    return rc;
}

enum rc expr_refuse_settled(struct arena *a, const struct expr *e, struct problem *problem)
{
    struct analysis x = {.arena = a, .expr = e};
    if (e->root->kind == EXPR_NODE_LITERAL && e->root->number != 0)
        return RC_OK;
    if (!possible(&x, e->root, EXPR_WANT_TRUE))
        return refuse(&x, EXPR_WANT_TRUE, problem);
    return possible(&x, e->root, EXPR_WANT_FALSE) ? RC_OK : refuse(&x, EXPR_WANT_FALSE, problem);
}

/* Adds the goals that none of the conditions is true. */
static bool reachable(struct arena *a, const struct expr *const *before, size_t count,
                      const struct fact_names *names, const struct expr_goal *rest)
{
    if (count == 0)
        return expr_solve(a, names, rest);
    const struct expr_goal goal = {
        .node = before[count - 1]->root, .want = EXPR_WANT_NOT_TRUE, .rest = rest};
    return reachable(a, before, count - 1, names, &goal);
}

bool expr_reachable(struct arena *a, const struct expr *const *before, size_t count,
                    const struct expr *e)
{
    const struct expr_goal goal = {.node = e->root, .want = EXPR_WANT_TRUE};
    return reachable(a, before, count, e->names, &goal);
}

static bool possible_without(struct arena *a, const struct expr *e, const int *facts, size_t count,
                             const struct expr_goal *rest)
{
    if (count == 0)
        return expr_solve(a, e->names, rest);
    struct expr_node fact = {
        .kind = EXPR_NODE_FACT, .type = SIGNAL_NUMBER, .fact = facts[count - 1]};
    struct expr_node zero = {.kind = EXPR_NODE_LITERAL, .type = SIGNAL_NUMBER};
    const struct expr_node none = {.kind = EXPR_NODE_BINARY,
                                   .operation = EXPR_OP_EQ,
                                   .type = SIGNAL_BOOL,
                                   .a = &fact,
                                   .b = &zero};
    const struct expr_goal goal = {.node = &none, .want = EXPR_WANT_TRUE, .rest = rest};
    return possible_without(a, e, facts, count - 1, &goal);
}

bool expr_possible_without(struct arena *a, const struct expr *e, const int *facts, size_t count)
{
    const struct expr_goal goal = {.node = e->root, .want = EXPR_WANT_TRUE};
    return possible_without(a, e, facts, count, &goal);
}

static void remark(const struct analysis *x, const struct expr_node *n, struct buf *message)
{
    x->remark(x->context, source_line(&x->expr->source, n->begin), buf_str(message));
    buf_release(message);
}

/* Remarks on a part that is settled by itself. */
static bool remark_settled(struct analysis *x, const struct expr_node *n)
{
    bool never = !possible(x, n, EXPR_WANT_TRUE);
    if (!never && possible(x, n, EXPR_WANT_FALSE))
        return false;
    struct buf message;
    buf_init(&message, MESSAGE_MAX);
    put_single(&message, x, n, never ? EXPR_WANT_TRUE : EXPR_WANT_FALSE);
    remark(x, n, &message);
    return true;
}

static enum expr_want opposite(enum expr_want want)
{
    return want == EXPR_WANT_TRUE ? EXPR_WANT_FALSE : EXPR_WANT_TRUE;
}

static enum expr_want weakened(enum expr_want want)
{
    return want == EXPR_WANT_TRUE ? EXPR_WANT_NOT_FALSE : EXPR_WANT_NOT_TRUE;
}

/* Whether a chain of && could be true without its part `i`, or one of || only by it. */
static bool matters(struct analysis *x, size_t i, bool and)
{
    struct part kept[PARTS_MAX];
    memcpy(kept, x->parts, sizeof kept);
    for (size_t k = 0; !and&&k < x->count; k++)
        x->parts[k].want = weakened(kept[k].want);
    x->parts[i].want = and? weakened(opposite(kept[i].want)) : opposite(kept[i].want);
    bool found = possible_from(x, 0, SIZE_MAX, NULL);
    memcpy(x->parts, kept, sizeof kept);
    return found;
}

/* A part of a chain of && that the others imply, or of || that implies another: it could be left out. Parts are tried
 * from behind; only the first found is told. */
static void remark_redundant(struct analysis *x, const struct expr_node *chain)
{
    bool and = chain->operation == EXPR_OP_AND;
    x->count = 0;
    flatten(x, chain, and? EXPR_WANT_TRUE : EXPR_WANT_FALSE);
    for (size_t i = x->count; x->count > 1 && i-- > 0;) {
        if (matters(x, i, and))
            continue;
        struct buf message;
        buf_init(&message, MESSAGE_MAX);
        struct str words = words_of(x, x->parts[i].node);
        buf_printf(&message, "\"%.*s\" changes nothing beside what else the condition says",
                   STR_ARG(words));
        remark(x, x->parts[i].node, &message);
        return;
    }
}

static void walk(struct analysis *x, const struct expr_node *n, bool root)
{
    if (n == NULL || n->type != SIGNAL_BOOL)
        return;
    if (!root && n->kind != EXPR_NODE_LITERAL && remark_settled(x, n))
        return;
    if (n->kind == EXPR_NODE_BINARY && n->operation <= EXPR_OP_AND && root)
        remark_redundant(x, n);
    walk(x, n->a, false);
    walk(x, n->b, false);
    walk(x, n->c, false);
}

void expr_remarks(struct arena *a, const struct expr *e, expr_remark remark_on, void *context)
{
    struct analysis x = {.arena = a, .expr = e, .remark = remark_on, .context = context};
    walk(&x, e->root, true);
}
