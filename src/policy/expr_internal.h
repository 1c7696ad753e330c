/*
 * What the stages of the condition language hand to each other: tokens, the tree, the code.
 * Included by the expr_*.c files and nobody else.
 *
 * Invariants:
 *  1. A node's children were made before it; the tree has at most EXPR_NODES_MAX nodes.
 *  2. After checking, every node has its type, every name its fact, and operands fit their
 * operator.
 *  3. Code is postfix: executing it never pops an empty stack and leaves one value. What a junction's left side settles
 *     is not asked on its right; the outcome is the same, as nothing has effects.
 *
 * Must not: be included outside src/policy/expr_*.c.
 */
#ifndef COMITY_POLICY_EXPR_INTERNAL_H
#define COMITY_POLICY_EXPR_INTERNAL_H

#include "policy/expr.h"

enum expr_token_kind {
    EXPR_END,
    EXPR_NUMBER,
    EXPR_STRING,
    EXPR_NAME, /* dotted; keywords too */
    EXPR_PUNCTUATION,
};

struct expr_token {
    enum expr_token_kind kind;
    size_t begin, end; /* in the document */
    double number;
    struct str text; /* the name, the punctuation, or the string with its escapes resolved */
};

struct expr_lexer {
    struct arena *arena;
    const struct source *source;
    size_t at;               /* in the document */
    struct expr_token token; /* the current one */
    struct problem *problem;
};

/* Reads the first token. */
enum rc expr_lexer_init(struct expr_lexer *l, struct arena *a, const struct source *source,
                        struct problem *problem) MUST_CHECK;
/* Moves on to the next token; stays at EXPR_END. */
enum rc expr_lexer_next(struct expr_lexer *l) MUST_CHECK;

enum expr_operator {
    EXPR_OP_OR,
    EXPR_OP_AND,
    EXPR_OP_EQ,
    EXPR_OP_NE,
    EXPR_OP_LT,
    EXPR_OP_LE,
    EXPR_OP_GT,
    EXPR_OP_GE,
    EXPR_OP_ADD,
    EXPR_OP_SUB,
    EXPR_OP_MUL,
    EXPR_OP_DIV,
};

enum expr_node_kind {
    EXPR_NODE_LITERAL,
    EXPR_NODE_FACT,
    EXPR_NODE_HAS,
    EXPR_NODE_NOT,
    EXPR_NODE_NEGATE,
    EXPR_NODE_BINARY,
    EXPR_NODE_IN,     /* a in list */
    EXPR_NODE_SELECT, /* a ? b : c */
    EXPR_NODE_CALL,   /* function of a, and b when it takes two */
};

struct expr_node {
    enum expr_node_kind kind;
    enum expr_operator operation;
    enum expr_function function;
    enum signal_kind type;
    size_t begin, end;             /* in the document */
    size_t outer_begin, outer_end; /* the same with the parentheses around it */
    size_t operator_begin;         /* of EXPR_NODE_BINARY, EXPR_NODE_IN, calls and the unary ones */
    double number;                 /* literal */
    struct str text;               /* literal, or the fact's name */
    int fact;
    struct expr_node *a, *b, *c;
    struct expr_node *list; /* EXPR_NODE_IN: literals, linked by next */
    struct expr_node *next;
};

/* What a slip made by people who know other languages should have been, as "; write && for \"and\"";
 * empty when it is none that is known. `word` is a name or a sign. */
const char *expr_hint_word(struct str word);
/* The same for what stands right behind a number: units, percent, decimal commas. */
const char *expr_hint_number(struct str behind);
/* The same for a function that there is not. */
const char *expr_hint_function(struct str name);

enum rc expr_parse(struct arena *a, const struct source *source, struct expr_node **ret,
                   struct problem *problem) MUST_CHECK;

/* Resolves names and types throughout. */
enum rc expr_check(const struct source *source, const struct fact_names *names,
                   struct expr_node *root, struct problem *problem) MUST_CHECK;

enum expr_code {
    EXPR_CODE_CONSTANT, /* argument: constant */
    EXPR_CODE_FACT,     /* argument: fact */
    EXPR_CODE_HAS,      /* argument: fact */
    EXPR_CODE_NOT,
    EXPR_CODE_NEGATE,
    EXPR_CODE_OR,
    EXPR_CODE_AND,
    EXPR_CODE_EQ,
    EXPR_CODE_NE,
    EXPR_CODE_EQ_STRING,
    EXPR_CODE_NE_STRING,
    EXPR_CODE_LT,
    EXPR_CODE_LE,
    EXPR_CODE_GT,
    EXPR_CODE_GE,
    EXPR_CODE_ADD,
    EXPR_CODE_SUB,
    EXPR_CODE_MUL,
    EXPR_CODE_DIV,
    EXPR_CODE_IN,        /* argument: list */
    EXPR_CODE_IN_STRING, /* argument: list */
    EXPR_CODE_SELECT,
    EXPR_CODE_COMPARE,      /* argument: comparison; what most of every condition is, in one step */
    EXPR_CODE_UNLESS_TRUE,  /* argument: instructions skipped when the value is true */
    EXPR_CODE_UNLESS_FALSE, /* the same when it is false */
    EXPR_CODE_STARTS,
    EXPR_CODE_ENDS,
    EXPR_CODE_CONTAINS,
    EXPR_CODE_SIZE,
    EXPR_CODE_LEAST,
    EXPR_CODE_GREATEST,
};

struct expr_instruction {
    uint16_t code;
    uint16_t argument;
};

struct expr_list {
    uint16_t first; /* constant */
    uint16_t count;
};

/* A fact against a constant. */
struct expr_comparison {
    uint16_t code; /* EXPR_CODE_EQ to EXPR_CODE_GE, on numbers */
    uint16_t fact;
    double number;
};

struct expr {
    struct source source;
    const struct fact_names *names;
    const struct expr_node *root; /* for what explains and analyses; judging runs the code */
    size_t cost;
    struct expr_instruction *code;
    size_t code_count;
    struct fact_value *constants;
    size_t constant_count;
    struct expr_list *lists;
    size_t list_count;
    struct expr_comparison *comparisons;
    size_t comparison_count;
    struct expr_test *tests;
    size_t test_count;
    int *facts;
    size_t fact_count;
};

/* Emits code for a checked tree. */
enum rc expr_emit(struct arena *a, const struct source *source, const struct fact_names *names,
                  const struct expr_node *root, const struct expr **ret,
                  struct problem *problem) MUST_CHECK;

/* Operators on two known or unknown values; shared by the code and by expr_trace. */
struct fact_value expr_apply(enum expr_code code, struct fact_value a, struct fact_value b);
/* The instruction of a binary or calling node. */
enum expr_code expr_code_of(const struct expr_node *n);

#endif
