#include <math.h>

#include "policy/expr_solve.h"

enum { LESS = 1, EQUAL = 2, GREATER = 4 };

static bool same_list(const struct expr_node *a, const struct expr_node *b)
{
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        if (!expr_node_same(a, b))
            return false;
    return a == b;
}

bool expr_node_same(const struct expr_node *a, const struct expr_node *b)
{
    if (a == NULL || b == NULL || a == b)
        return a == b;
    if (a->kind != b->kind || a->type != b->type)
        return false;
    switch (a->kind) {
    case EXPR_NODE_LITERAL:
        return a->number == b->number && str_eq(a->text, b->text);
    case EXPR_NODE_FACT:
    case EXPR_NODE_HAS:
        return a->fact == b->fact;
    default:
        return (a->kind != EXPR_NODE_BINARY || a->operation == b->operation) &&
               (a->kind != EXPR_NODE_CALL || a->function == b->function) &&
               expr_node_same(a->a, b->a) && expr_node_same(a->b, b->b) &&
               expr_node_same(a->c, b->c) && same_list(a->list, b->list);
    }
}

static struct expr_interval initial(const struct expr_store *s, const struct expr_node *n)
{
    if (n->kind == EXPR_NODE_FACT) {
        struct fact_range r = fact_range(s->names, n->fact);
        return (struct expr_interval){r.low, r.high};
    }
    if (n->type == SIGNAL_BOOL)
        return (struct expr_interval){0, 1};
    return (struct expr_interval){-INFINITY, INFINITY};
}

static const struct expr_term *find_term(const struct expr_store *s, const struct expr_node *n,
                                         const struct expr_node *other)
{
    for (size_t i = 0; i < s->term_count; i++)
        if (expr_node_same(s->terms[i].node, n) && expr_node_same(s->terms[i].other, other))
            return &s->terms[i];
    return NULL;
}

/* The term, made when it is new, with its state saved for expr_store_undo. NULL: no room. */
static struct expr_term *change_term(struct expr_store *s, const struct expr_node *n,
                                     const struct expr_node *other)
{
    const struct expr_term *found = find_term(s, n, other);
    size_t i = found != NULL ? (size_t)(found - s->terms) : s->term_count;
    if (i == EXPR_SOLVE_TERMS || s->change_count == EXPR_SOLVE_CHANGES) {
        s->exhausted = true;
        return NULL;
    }
    if (found == NULL) {
        s->terms[i] = (struct expr_term){.node = n,
                                         .other = other,
                                         .interval = initial(s, n),
                                         .allowed = LESS | EQUAL | GREATER};
        s->term_count++;
    }
    s->changes[s->change_count++] = (struct expr_change){.term = i, .before = s->terms[i]};
    return &s->terms[i];
}

size_t expr_store_mark(const struct expr_store *s)
{
    return s->change_count;
}

void expr_store_undo(struct expr_store *s, size_t mark)
{
    while (s->change_count > mark) {
        const struct expr_change *c = &s->changes[--s->change_count];
        s->terms[c->term] = c->before;
    }
}

bool expr_store_known(struct expr_store *s, const struct expr_node *fact, bool known)
{
    struct expr_node name = *fact;
    name.kind = EXPR_NODE_FACT;
    name.type = fact_info_in(s->names, fact->fact).kind;
    const struct expr_term *found = find_term(s, &name, NULL);
    enum expr_known wanted = known ? EXPR_KNOWN_YES : EXPR_KNOWN_NO;
    if (found != NULL && found->known != EXPR_KNOWN_EITHER)
        return found->known == wanted;
    struct expr_node *kept = ARENA_NEW(s->arena, struct expr_node);
    struct expr_term *t = NULL;
    if (kept != NULL) {
        *kept = name;
        t = change_term(s, kept, NULL);
    } else {
        s->exhausted = true;
    }
    if (t != NULL)
        t->known = wanted;
    return true;
}

bool expr_store_all_known(struct expr_store *s, const struct expr_node *n)
{
    if (n == NULL || n->kind == EXPR_NODE_SELECT || n->kind == EXPR_NODE_HAS)
        return true;
    if (n->kind == EXPR_NODE_FACT)
        return expr_store_known(s, n, true);
    return expr_store_all_known(s, n->a) && expr_store_all_known(s, n->b);
}

static bool excludes(const struct expr_term *t, double number)
{
    for (const struct expr_exclusion *x = t->excluded; x != NULL; x = x->next)
        if (x->number == number)
            return true;
    return false;
}

static bool is_whole(const struct expr_store *s, const struct expr_node *n)
{
    return n->kind == EXPR_NODE_FACT && n->type == SIGNAL_NUMBER &&
           fact_range(s->names, n->fact).whole;
}

/* The next number a term can be. Very large ones have no fraction anyway. */
static double next_to(double from, double towards, bool whole)
{
    double next = nextafter(from, towards);
    if (!whole)
        return next;
    return towards > from ? ceil(next) : floor(next);
}

/* Moves the ends of an interval off what the term cannot be. */
static bool trim(const struct expr_store *s, struct expr_term *t)
{
    bool whole = is_whole(s, t->node);
    if (whole) {
        t->interval.low = ceil(t->interval.low);
        t->interval.high = floor(t->interval.high);
    }
    while (t->interval.low <= t->interval.high && excludes(t, t->interval.low))
        t->interval.low = next_to(t->interval.low, INFINITY, whole);
    while (t->interval.low <= t->interval.high && excludes(t, t->interval.high))
        t->interval.high = next_to(t->interval.high, -INFINITY, whole);
    return t->interval.low <= t->interval.high;
}

/* Assumes that a number lies in an interval. */
static bool narrow(struct expr_store *s, const struct expr_node *n, struct expr_interval to)
{
    if (n->kind == EXPR_NODE_LITERAL)
        return n->number >= to.low && n->number <= to.high;
    if (n->kind == EXPR_NODE_NEGATE)
        return narrow(s, n->a, (struct expr_interval){-to.high, -to.low});
    struct expr_term *t = change_term(s, n, NULL);
    if (t == NULL)
        return true;
    if (to.low > t->interval.low)
        t->interval.low = to.low;
    if (to.high < t->interval.high)
        t->interval.high = to.high;
    return trim(s, t);
}

bool expr_store_truth(struct expr_store *s, const struct expr_node *n, bool truth)
{
    double value = truth;
    return expr_store_all_known(s, n) && narrow(s, n, (struct expr_interval){value, value});
}

static bool exclude(struct expr_store *s, const struct expr_node *n,
                    const struct expr_node *literal)
{
    struct expr_exclusion *x = ARENA_NEW(s->arena, struct expr_exclusion);
    struct expr_term *t = x != NULL ? change_term(s, n, NULL) : NULL;
    if (t == NULL) {
        s->exhausted = true;
        return true;
    }
    *x = (struct expr_exclusion){
        .number = literal->number, .text = literal->text, .next = t->excluded};
    t->excluded = x;
    return n->type == SIGNAL_STRING || trim(s, t);
}

/* Whether a text can be `value` under what is assumed about it. */
static bool text_allowed(const struct expr_store *s, const struct expr_term *t, struct str value)
{
    for (const struct expr_exclusion *x = t->excluded; x != NULL; x = x->next)
        if (str_eq(x->text, value))
            return false;
    if (t->settled && !str_eq(t->text, value))
        return false;
    return t->node->kind != EXPR_NODE_FACT || fact_word_fits(s->names, t->node->fact, value);
}

/* Whether any value is left for a text of which all values are named. */
static bool text_possible(const struct expr_store *s, const struct expr_term *t)
{
    if (t->node->kind != EXPR_NODE_FACT || !fact_range(s->names, t->node->fact).listed)
        return true;
    struct str word;
    for (size_t i = 0; (word = fact_word(s->names, t->node->fact, i)).n > 0; i++)
        if (text_allowed(s, t, word))
            return true;
    return false;
}

/* Whether two facts can be the same text. */
static bool texts_meet(const struct expr_store *s, const struct expr_node *a,
                       const struct expr_node *b)
{
    if (a->kind != EXPR_NODE_FACT || b->kind != EXPR_NODE_FACT ||
        !fact_range(s->names, a->fact).listed)
        return true;
    struct str word;
    for (size_t i = 0; (word = fact_word(s->names, a->fact, i)).n > 0; i++)
        if (fact_word_fits(s->names, b->fact, word))
            return true;
    return false;
}

static bool compare_texts(struct expr_store *s, bool equal, const struct expr_node *a,
                          const struct expr_node *b)
{
    if (expr_node_same(a, b))
        return equal;
    if (a->kind == EXPR_NODE_LITERAL && b->kind == EXPR_NODE_LITERAL)
        return equal == str_eq(a->text, b->text);
    if (a->kind == EXPR_NODE_LITERAL)
        return compare_texts(s, equal, b, a);
    if (b->kind != EXPR_NODE_LITERAL)
        return !equal || texts_meet(s, a, b);
    if (!equal && !exclude(s, a, b))
        return false;
    struct expr_term *t = change_term(s, a, NULL);
    if (t == NULL)
        return true;
    if (!equal)
        return text_possible(s, t) && !(t->settled && str_eq(t->text, b->text));
    bool allowed = text_allowed(s, t, b->text);
    t->settled = true;
    t->text = b->text;
    return allowed;
}

static unsigned outcomes(enum expr_operator operation)
{
    switch (operation) {
    case EXPR_OP_EQ:
        return EQUAL;
    case EXPR_OP_NE:
        return LESS | GREATER;
    case EXPR_OP_LT:
        return LESS;
    case EXPR_OP_LE:
        return LESS | EQUAL;
    case EXPR_OP_GT:
        return GREATER;
    default:
        return GREATER | EQUAL;
    }
}

/* Which outcomes of a comparison two intervals leave open. */
static unsigned possible(struct expr_interval a, struct expr_interval b)
{
    if (a.low > a.high || b.low > b.high)
        return 0;
    return (a.low < b.high ? LESS : 0u) | (a.low <= b.high && b.low <= a.high ? EQUAL : 0u) |
           (a.high > b.low ? GREATER : 0u);
}

static unsigned mirrored(unsigned allowed)
{
    return (allowed & EQUAL) | (allowed & LESS ? GREATER : 0u) | (allowed & GREATER ? LESS : 0u);
}

/* Remembers how two things that are no literals compare. */
static bool relate(struct expr_store *s, unsigned allowed, const struct expr_node *a,
                   const struct expr_node *b)
{
    if (a->kind == EXPR_NODE_LITERAL || b->kind == EXPR_NODE_LITERAL)
        return true;
    bool swapped = find_term(s, a, b) == NULL && find_term(s, b, a) != NULL;
    struct expr_term *t = change_term(s, swapped ? b : a, swapped ? a : b);
    if (t == NULL)
        return true;
    t->allowed &= swapped ? mirrored(allowed) : allowed;
    return t->allowed != 0;
}

/* The interval that `a` must lie in to compare so with something in `b`. */
static struct expr_interval bounded(unsigned allowed, struct expr_interval b)
{
    struct expr_interval to = {-INFINITY, INFINITY};
    if (!(allowed & GREATER))
        to.high = allowed & EQUAL ? b.high : nextafter(b.high, -INFINITY);
    if (!(allowed & LESS))
        to.low = allowed & EQUAL ? b.low : nextafter(b.low, INFINITY);
    return to;
}

static bool compare_numbers(struct expr_store *s, unsigned allowed, const struct expr_node *a,
                            const struct expr_node *b)
{
    if (expr_node_same(a, b))
        return (allowed & EQUAL) != 0;
    struct expr_interval left = expr_store_range(s, a), right = expr_store_range(s, b);
    if ((possible(left, right) & allowed) == 0 || !relate(s, allowed, a, b))
        return false;
    if (allowed == (LESS | GREATER)) {
        if (b->kind == EXPR_NODE_LITERAL && a->kind != EXPR_NODE_LITERAL)
            return exclude(s, a, b);
        if (a->kind == EXPR_NODE_LITERAL && b->kind != EXPR_NODE_LITERAL)
            return exclude(s, b, a);
        return true;
    }
    return narrow(s, a, bounded(allowed, right)) && narrow(s, b, bounded(mirrored(allowed), left));
}

bool expr_store_compare(struct expr_store *s, enum expr_operator operation,
                        const struct expr_node *a, const struct expr_node *b)
{
    if (!expr_store_all_known(s, a) || !expr_store_all_known(s, b))
        return false;
    if (a->type == SIGNAL_STRING)
        return compare_texts(s, operation == EXPR_OP_EQ, a, b);
    return compare_numbers(s, outcomes(operation), a, b);
}

/* Whether a call on that text comes to what is assumed of it. */
static bool call_gives(const struct expr_term *t, struct str text)
{
    struct fact_value a = {.known = true, .string = text};
    struct fact_value b = {.known = true, .string = t->node->b->text};
    struct fact_value v = expr_apply(expr_code_of(t->node), a, b);
    return v.known && v.number >= t->interval.low && v.number <= t->interval.high;
}

/* A call on a text that is settled, or that can only be one of some, has a value of theirs. */
static bool call_fits(const struct expr_store *s, const struct expr_term *t)
{
    const struct expr_node *n = t->node;
    if (n->kind != EXPR_NODE_CALL || n->type != SIGNAL_BOOL || n->b->kind != EXPR_NODE_LITERAL)
        return true;
    if (n->a->kind == EXPR_NODE_LITERAL)
        return call_gives(t, n->a->text);
    const struct expr_term *text = find_term(s, n->a, NULL);
    if (text != NULL && text->settled)
        return call_gives(t, text->text);
    if (n->a->kind != EXPR_NODE_FACT || !fact_range(s->names, n->a->fact).listed)
        return true;
    struct str word;
    for (size_t i = 0; (word = fact_word(s->names, n->a->fact, i)).n > 0; i++)
        if ((text == NULL || text_allowed(s, text, word)) && call_gives(t, word))
            return true;
    return false;
}

static bool term_fits(const struct expr_store *s, const struct expr_term *t)
{
    if (t->other != NULL)
        return (possible(expr_store_range(s, t->node), expr_store_range(s, t->other)) &
                t->allowed) != 0;
    if (t->node->type == SIGNAL_STRING)
        return true;
    struct expr_interval i =
        t->node->type == SIGNAL_NUMBER ? expr_store_range(s, t->node) : t->interval;
    return i.low <= i.high && call_fits(s, t);
}

bool expr_store_consistent(const struct expr_store *s)
{
    for (size_t i = 0; i < s->term_count; i++)
        if (!term_fits(s, &s->terms[i]))
            return false;
    return true;
}
