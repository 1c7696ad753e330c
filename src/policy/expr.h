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
 *     primary    = number | string | "true" | "false" | name | "has" "(" name ")" | "(" condition
 * ")" list       = "[" literal { "," literal } "]"
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

/* A comparison, or a bare fact, that the condition rests on. */
struct expr_test {
    int fact;
    struct str source; /* as written, e.g. "capitals.ratio >= 0.7" */
};

enum expr_truth { EXPR_FALSE, EXPR_TRUE, EXPR_UNKNOWN };

struct expr;

/* Compiles a condition: its type must be true or false. `names` are the facts the document defines
 * itself, or NULL. */
enum rc expr_compile(struct arena *a, const struct source *source, const struct fact_names *names,
                     const struct expr **ret, struct problem *problem) MUST_CHECK;

enum expr_truth expr_evaluate(const struct expr *e, const struct fact_sheet *sheet);

/* In the order written, each once. */
const struct expr_test *expr_tests(const struct expr *e, size_t *ret_count);
/* The facts named, ascending by number, each once. */
const int *expr_facts(const struct expr *e, size_t *ret_count);

#endif
