/*
 * The condition language of the standards: small, typed, without loops, in the syntax of CEL
 * (Common Expression Language, https://github.com/google/cel-spec). docs/STANDARDS.md teaches it.
 *
 *     source --lexer--> tokens --parser--> tree --checker--> typed tree --compiler--> postfix code
 * --> truth
 *
 *     condition  = or [ "?" or ":" condition ]
 *     or         = and { "||" and }
 *     and        = relation { "&&" relation }
 *     relation   = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" list ]
 *     sum        = product { ("+" | "-") product }
 *     product    = unary { ("*" | "/") unary }
 *     unary      = { "!" | "-" } primary
 *     primary    = number | string | "true" | "false" | name | call | "(" condition ")"
 *     call       = "has" "(" name ")" | [ name "." ] function "(" condition { "," condition } ")"
 *     list       = "[" literal { "," literal } "]"
 *
 * The functions are those of expr_function.def.
 *
 * Where a fact is unknown, so is every sum and comparison made with it. `false && unknown` is
 * false, `true || unknown` is true, everything else with an unknown side is unknown (Kleene's
 * strong logic). A division by zero is unknown. Only `has` turns unknown into false.
 *
 * Ownership: the compiled expression lives in the arena given and views the source, which must
 * outlive it.
 *
 * Invariants:
 *  1. What compiles evaluates: no error is left for run time, no allocation, no loop, at most
 * EXPR_CODE_MAX steps and EXPR_STACK_MAX values.
 *  2. Every refusal names line, column and a remedy.
 *
 * Must not: know of clauses and consequences.
 */
#ifndef COMITY_POLICY_EXPR_H
#define COMITY_POLICY_EXPR_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "policy/fact.h"
#include "policy/source.h"

#define EXPR_BYTES_MAX 4096
#define EXPR_DEPTH_MAX 32 /* nested parentheses and unary operators */
#define EXPR_NODES_MAX 512
#define EXPR_CODE_MAX  512
#define EXPR_LIST_MAX  64
#define EXPR_STACK_MAX 72

#define EXPR_ARGUMENTS_MAX 8
#define EXPR_TEXT_MAX      1024 /* bytes; longer texts are unknown to functions */
#define EXPR_COST_MAX      2048 /* steps of one condition */

/* A comparison, or a bare fact, that the condition rests on. */
struct expr_test {
    int fact;
    struct str source; /* as written, e.g. "capitals.ratio >= 0.7" */
};

enum expr_truth { EXPR_FALSE, EXPR_TRUE, EXPR_UNKNOWN };

enum expr_function {
#define FUNCTION(id, name, form, arguments, operand, result, cost, example, text)                  \
    EXPR_FUNCTION_##id,
#include "policy/expr_function.def"
#undef FUNCTION
    EXPR_FUNCTION_COUNT
};

enum expr_form { EXPR_FORM_METHOD, EXPR_FORM_FUNCTION, EXPR_FORM_EITHER };

struct expr_function_info {
    const char *name;
    enum expr_form form;
    int arguments; /* the text before a method too; 0: two to EXPR_ARGUMENTS_MAX */
    enum signal_kind operand, result;
    uint16_t cost; /* steps */
    const char *example, *text;
};
extern const struct expr_function_info expr_function_table[EXPR_FUNCTION_COUNT];

struct expr;

/* Compiles a condition: its type must be true or false. `names` are the facts the document defines
 * itself, or NULL. */
enum rc expr_compile(struct arena *a, const struct source *source, const struct fact_names *names,
                     const struct expr **ret, struct problem *problem) MUST_CHECK;

enum expr_truth expr_evaluate(const struct expr *e, const struct fact_sheet *sheet);

/* Refuses a condition that can never be true, and one that can never be false, naming the part that is to blame; `true`
 * alone is let pass. Only what is proven is refused. Works in `a` and leaves nothing there. */
enum rc expr_refuse_settled(struct arena *a, const struct expr *e,
                            struct problem *problem) MUST_CHECK;
/* False when it is proven that `e` cannot be true while none of the conditions before it is. */
bool expr_reachable(struct arena *a, const struct expr *const *before, size_t count,
                    const struct expr *e);
/* Whether `e` may be true while these facts, which are numbers, are all zero: false only when the contrary is proven. */
bool expr_possible_without(struct arena *a, const struct expr *e, const int *facts, size_t count);
/* Parts of a condition that are settled, or that change nothing. */
typedef void (*expr_remark)(void *context, int line, struct str message);
void expr_remarks(struct arena *a, const struct expr *e, expr_remark remark, void *context);

/* One part of a condition, as it came out on a sheet. */
struct expr_part {
    struct str source; /* as written */
    int depth;         /* 0: the whole */
    bool whole_test;   /* a comparison or a fact: nothing below it is reported */
    enum expr_truth truth;
    bool
        decisive; /* were this test's outcome the other, or known, the condition's would be the other */
    bool near;        /* a number that missed by little */
    const int *facts; /* of a test: what it asks about */
    size_t fact_count;
};
typedef void (*expr_report)(void *context, const struct expr_part *part);

/* Reports the whole and all its parts, each before those it is made of. Works in `a`. */
void expr_trace(struct arena *a, const struct expr *e, const struct fact_sheet *sheet,
                expr_report report, void *context);

/* Whether both compile to the same code but for their layout. */
bool expr_same(const struct expr *a, const struct expr *b);

/* An upper bound of the steps one evaluation takes: one for each value and operator, one for each
 * item of a list, what expr_function.def says for a function. A step is a few nanoseconds. */
size_t expr_cost(const struct expr *e);

/* In the order written, each once. */
const struct expr_test *expr_tests(const struct expr *e, size_t *ret_count);
/* The facts named, ascending by number, each once. */
const int *expr_facts(const struct expr *e, size_t *ret_count);

#endif
