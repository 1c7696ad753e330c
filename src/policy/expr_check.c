#include <stdio.h>

#include "base/suggest.h"
#include "policy/expr_internal.h"
#include "policy/fact_range.h"

#define WORDS_SHOWN 240

struct checker {
    const struct source *source;
    const struct fact_names *names;
    struct problem *problem;
};

static enum rc check(struct checker *c, struct expr_node *n);

/* What an operand is called in messages: its own words, shortened. */
static struct str quoted(struct checker *c, const struct expr_node *n)
{
    size_t end = n->outer_end - n->outer_begin > 60 ? n->outer_begin + 60 : n->outer_end;
    return str_slice(c->source->document, n->outer_begin, end);
}

static enum rc fault_name(struct checker *c, const struct expr_node *n, size_t at)
{
    struct str near = fact_suggest(c->names, n->text);
    if (near.n > 0)
        return source_fault(c->source, c->problem, at,
                            "unknown signal \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(n->text),
                            STR_ARG(near));
    const char *hint = expr_hint_word(n->text);
    if (hint[0] != '\0')
        return source_fault(c->source, c->problem, at, "unknown signal \"%.*s\"%s",
                            STR_ARG(n->text), hint);
    if (n->kind == EXPR_NODE_FACT && str_find_char(n->text, '.', 0) == STR_NONE)
        return source_fault(c->source, c->problem, at,
                            "unknown signal \"%.*s\"; if it is a text, put it in quotes",
                            STR_ARG(n->text));
    return source_fault(c->source, c->problem, at,
                        "unknown signal \"%.*s\"; \"comity standards facts\" lists what there is",
                        STR_ARG(n->text));
}

static bool digits_only(struct str s)
{
    bool digits = s.n > 0;
    for (size_t i = 0; digits && i < s.n; i++)
        digits = char_is_digit(s.p[i]) || s.p[i] == '.';
    return digits;
}

/* What to do about `n` where a `wanted` is needed. */
static const char *remedy(const struct expr_node *n, enum signal_kind wanted)
{
    if (wanted == SIGNAL_STRING)
        return n->kind == EXPR_NODE_LITERAL ? "; put it in quotes"
                                            : "; that is for texts such as article.section";
    if (wanted == SIGNAL_BOOL)
        return n->type == SIGNAL_NUMBER ? "; compare it with a number, as in x > 0"
                                        : "; compare it with a text, as in x == \"en\"";
    if (n->kind == EXPR_NODE_LITERAL && digits_only(n->text))
        return "; write the number without quotes";
    return n->type == SIGNAL_BOOL ? "; true or false stands by itself or after !"
                                  : "; a text is compared with ==, != or in";
}

/* The operand `n` of an operator that stands at `at` must be of a type. */
static enum rc require(struct checker *c, const struct expr_node *n, enum signal_kind type,
                       const char *operation)
{
    if (n->type == type)
        return RC_OK;
    struct str words = quoted(c, n);
    return source_fault(c->source, c->problem, n->outer_begin, "%s needs %s, but %.*s is %s%s",
                        operation, fact_kind_name(type), STR_ARG(words), fact_kind_name(n->type),
                        remedy(n, type));
}

/* Two things of different types stand beside each other: what was most probably meant. */
static const char *mixed_remedy(const struct expr_node *a, const struct expr_node *b)
{
    if (a->kind == EXPR_NODE_LITERAL && b->kind != EXPR_NODE_LITERAL) {
        const struct expr_node *other = a;
        a = b;
        b = other;
    }
    bool text = b->kind == EXPR_NODE_LITERAL && b->type == SIGNAL_STRING;
    if (text && a->type == SIGNAL_NUMBER && digits_only(b->text))
        return "; write the number without quotes";
    if (text && a->type == SIGNAL_BOOL &&
        (str_eq(b->text, STR("true")) || str_eq(b->text, STR("false"))))
        return "; write true or false without quotes";
    if (a->type == SIGNAL_BOOL && b->type == SIGNAL_NUMBER)
        return "; true or false stands by itself or after !";
    if (a->type == SIGNAL_STRING && b->type == SIGNAL_NUMBER)
        return "; put the text in quotes, or ask for its size()";
    return "";
}

static enum rc fault_mixed(struct checker *c, const struct expr_node *n, const struct expr_node *a,
                           const struct expr_node *b, const char *operation)
{
    struct str left = quoted(c, a), right = quoted(c, b);
    return source_fault(c->source, c->problem, n->operator_begin,
                        "%s compares things of one type, but %.*s is %s and %.*s is %s%s",
                        operation, STR_ARG(left), fact_kind_name(a->type), STR_ARG(right),
                        fact_kind_name(b->type), mixed_remedy(a, b));
}

/* A text of which all that it can be is known is compared with something else. */
static enum rc fault_word(struct checker *c, const struct expr_node *fact,
                          const struct expr_node *literal)
{
    struct suggestion near = suggest_begin(literal->text);
    struct str word;
    char all[WORDS_SHOWN];
    int n = 0;
    for (size_t i = 0; (word = fact_word(c->names, fact->fact, i)).n > 0; i++) {
        suggest_offer(&near, word);
        if ((size_t)n < sizeof all)
            n += snprintf(all + n, sizeof all - (size_t)n, "%s%.*s", i > 0 ? ", " : "",
                          STR_ARG(word));
    }
    if (near.best.n > 0)
        return source_fault(c->source, c->problem, literal->begin,
                            "%.*s is never \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(fact->text),
                            STR_ARG(literal->text), STR_ARG(near.best));
    return source_fault(c->source, c->problem, literal->begin,
                        "%.*s is never \"%.*s\"; it is one of %s", STR_ARG(fact->text),
                        STR_ARG(literal->text), all);
}

static enum rc check_word(struct checker *c, const struct expr_node *fact,
                          const struct expr_node *literal)
{
    if (fact->kind == EXPR_NODE_LITERAL) {
        const struct expr_node *other = fact;
        fact = literal;
        literal = other;
    }
    if (c->source->kept || fact->kind != EXPR_NODE_FACT || fact->type != SIGNAL_STRING ||
        literal->kind != EXPR_NODE_LITERAL || fact_word_fits(c->names, fact->fact, literal->text))
        return RC_OK;
    return fault_word(c, fact, literal);
}

static enum rc check_binary(struct checker *c, struct expr_node *n)
{
    static const char *const names[] = {
        "||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"};
    const char *name = names[n->operation];
    enum rc rc = check(c, n->a);
    if (rc == RC_OK)
        rc = check(c, n->b);
    if (rc != RC_OK)
        return rc;
    n->type = n->operation >= EXPR_OP_ADD ? SIGNAL_NUMBER : SIGNAL_BOOL;
    if (n->operation == EXPR_OP_EQ || n->operation == EXPR_OP_NE)
        return n->a->type == n->b->type ? check_word(c, n->a, n->b)
                                        : fault_mixed(c, n, n->a, n->b, name);
    enum signal_kind operand = n->operation <= EXPR_OP_AND ? SIGNAL_BOOL : SIGNAL_NUMBER;
    rc = require(c, n->a, operand, name);
    return rc == RC_OK ? require(c, n->b, operand, name) : rc;
}

static enum rc check_in(struct checker *c, struct expr_node *n)
{
    n->type = SIGNAL_BOOL;
    enum rc rc = check(c, n->a);
    for (struct expr_node *item = n->list; rc == RC_OK && item != NULL; item = item->next)
        rc = item->type == n->a->type ? check_word(c, n->a, item)
                                      : fault_mixed(c, n, n->a, item, "in");
    return rc;
}

static enum rc check_select(struct checker *c, struct expr_node *n)
{
    enum rc rc = check(c, n->a);
    if (rc == RC_OK)
        rc = check(c, n->b);
    if (rc == RC_OK)
        rc = check(c, n->c);
    if (rc == RC_OK)
        rc = require(c, n->a, SIGNAL_BOOL, "?");
    if (rc == RC_OK && n->b->type != n->c->type)
        rc = fault_mixed(c, n, n->b, n->c, "\"? :\"");
    n->type = n->b->type;
    return rc;
}

static enum rc check_unary(struct checker *c, struct expr_node *n)
{
    bool negate = n->kind == EXPR_NODE_NEGATE;
    n->type = negate ? SIGNAL_NUMBER : SIGNAL_BOOL;
    enum rc rc = check(c, n->a);
    return rc == RC_OK ? require(c, n->a, n->type, negate ? "-" : "!") : rc;
}

static enum rc check_call(struct checker *c, struct expr_node *n)
{
    const struct expr_function_info *f = &expr_function_table[n->function];
    n->type = f->result;
    enum rc rc = check(c, n->a);
    if (rc == RC_OK)
        rc = require(c, n->a, f->operand, f->name);
    if (rc != RC_OK || n->b == NULL)
        return rc;
    rc = check(c, n->b);
    return rc == RC_OK ? require(c, n->b, f->operand, f->name) : rc;
}

static enum rc check_name(struct checker *c, struct expr_node *n)
{
    if (fact_find(c->names, n->text, &n->fact) != RC_OK)
        return fault_name(c, n, n->operator_begin);
    n->type = n->kind == EXPR_NODE_HAS ? SIGNAL_BOOL : fact_info_in(c->names, n->fact).kind;
    return RC_OK;
}

static enum rc check(struct checker *c, struct expr_node *n)
{
    switch (n->kind) {
    case EXPR_NODE_FACT:
    case EXPR_NODE_HAS:
        return check_name(c, n);
    case EXPR_NODE_NOT:
    case EXPR_NODE_NEGATE:
        return check_unary(c, n);
    case EXPR_NODE_BINARY:
        return check_binary(c, n);
    case EXPR_NODE_IN:
        return check_in(c, n);
    case EXPR_NODE_SELECT:
        return check_select(c, n);
    case EXPR_NODE_CALL:
        return check_call(c, n);
    case EXPR_NODE_LITERAL:
        break;
    }
    return RC_OK;
}

enum rc expr_check(const struct source *source, const struct fact_names *names,
                   struct expr_node *root, struct problem *problem)
{
    struct checker c = {.source = source, .names = names, .problem = problem};
    enum rc rc = check(&c, root);
    return rc == RC_OK ? require(&c, root, SIGNAL_BOOL, "the condition") : rc;
}
