/*
 * Whether conditions can be met at all: a search for facts under which every one of a list of goals holds.
 *
 * A goal wants a part of a condition true, false, not true or not false; the last two let it be unknown. Goals are
 * taken apart by Kleene's tables until only comparisons and facts are left. What those say is gathered in a store of
 * terms: for each fact, and for each sum or call that is compared, the interval of its values, what it is not, and
 * whether it is known. A store that has no values left for a term ends that way of the search.
 *
 * Ownership: a solver works in the arena given and rewinds it.
 *
 * Invariants:
 *  1. Sound: "no" is said only when no sheet of facts within their ranges meets the goals. "Yes" may be wrong: the
 *     search gives up after EXPR_SOLVE_STEPS steps and knows nothing of what facts have to do with each other.
 *  2. Intervals are closed and of doubles: x > 3 is x >= the next double after 3, which is exact. Sums of bounds round
 *     as the sums do, so that bounds stay bounds.
 *
 * Must not: be included outside src/policy/expr_*.c.
 */
#ifndef COMITY_POLICY_EXPR_SOLVE_H
#define COMITY_POLICY_EXPR_SOLVE_H

#include "policy/expr_internal.h"
#include "policy/fact_range.h"

#define EXPR_SOLVE_STEPS   4096
#define EXPR_SOLVE_TERMS   128
#define EXPR_SOLVE_CHANGES 512

enum expr_want { EXPR_WANT_TRUE, EXPR_WANT_FALSE, EXPR_WANT_NOT_TRUE, EXPR_WANT_NOT_FALSE };

struct expr_goal {
    const struct expr_node *node;
    enum expr_want want;
    const struct expr_goal *rest;
};

/* Empty when low > high. */
struct expr_interval {
    double low, high;
};

struct expr_exclusion {
    double number;
    struct str text;
    const struct expr_exclusion *next;
};

enum expr_known { EXPR_KNOWN_EITHER, EXPR_KNOWN_YES, EXPR_KNOWN_NO };

/* What is assumed about a fact, a sum or a call; or, with `other`, about how two of them compare. */
struct expr_term {
    const struct expr_node *node, *other;
    enum expr_known known; /* of a fact */
    struct expr_interval interval;
    unsigned allowed; /* with `other`: 1 less, 2 equal, 4 greater */
    bool settled;     /* a text: it is `text` */
    struct str text;
    const struct expr_exclusion *excluded;
};

struct expr_change {
    size_t term;
    struct expr_term before;
};

struct expr_store {
    struct arena *arena;
    const struct fact_names *names;
    struct expr_term terms[EXPR_SOLVE_TERMS];
    size_t term_count;
    struct expr_change *changes;
    size_t change_count;
    bool exhausted; /* no room: whatever is found from here on is not proven */
};

bool expr_node_same(const struct expr_node *a, const struct expr_node *b);

/* The values a number can have under what is assumed. */
struct expr_interval expr_store_range(const struct expr_store *s, const struct expr_node *n);

/* Each assumes one thing; false: it contradicts what is assumed already. */
bool expr_store_known(struct expr_store *s, const struct expr_node *fact, bool known);
bool expr_store_truth(struct expr_store *s, const struct expr_node *n, bool truth);
bool expr_store_compare(struct expr_store *s, enum expr_operator operation,
                        const struct expr_node *a, const struct expr_node *b);
/* All facts that `n` cannot be calculated without. */
bool expr_store_all_known(struct expr_store *s, const struct expr_node *n);

size_t expr_store_mark(const struct expr_store *s);
void expr_store_undo(struct expr_store *s, size_t mark);
/* Whether all that is assumed fits together. */
bool expr_store_consistent(const struct expr_store *s);

/* Whether facts may exist that meet all goals. */
bool expr_solve(struct arena *a, const struct fact_names *names, const struct expr_goal *goals);

#endif
