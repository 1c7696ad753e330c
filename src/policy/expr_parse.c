#include "policy/expr_internal.h"

#include "base/suggest.h"

struct parser {
    struct expr_lexer lexer;
    size_t node_count;
    int depth;
    bool behind_number; /* the token before this one is a number */
};

static enum rc parse_condition(struct parser *p, struct expr_node **ret);

static struct expr_token *token(struct parser *p)
{
    return &p->lexer.token;
}

static enum rc next(struct parser *p)
{
    p->behind_number = token(p)->kind == EXPR_NUMBER;
    return expr_lexer_next(&p->lexer);
}

static enum rc fault(struct parser *p, size_t at, const char *message)
{
    return source_fault(p->lexer.source, p->lexer.problem, at, "%s", message);
}

static bool at_punctuation(struct parser *p, const char *text)
{
    return token(p)->kind == EXPR_PUNCTUATION && str_eq(token(p)->text, str_from_cstr(text));
}

static bool at_name(struct parser *p, const char *text)
{
    return token(p)->kind == EXPR_NAME && str_eq(token(p)->text, str_from_cstr(text));
}

/* "found ..." for messages: what stands where something else was expected. */
static enum rc fault_expected(struct parser *p, const char *expected)
{
    struct expr_token *t = token(p);
    if (t->kind == EXPR_END)
        return source_fault(p->lexer.source, p->lexer.problem, t->begin,
                            "the condition ends where %s is expected", expected);
    struct str found = str_slice(p->lexer.source->document, t->begin, t->end);
    const char *hint = p->behind_number ? expr_hint_number(found) : "";
    if (hint[0] == '\0')
        hint = expr_hint_word(found);
    const char *quote = t->kind == EXPR_STRING ? "" : "\"";
    found.n = found.n > 40 ? 40 : found.n;
    if (hint[0] != '\0')
        return source_fault(p->lexer.source, p->lexer.problem, t->begin, "unexpected %s%.*s%s%s",
                            quote, STR_ARG(found), quote, hint);
    return source_fault(p->lexer.source, p->lexer.problem, t->begin, "expected %s, found %s%.*s%s",
                        expected, quote, STR_ARG(found), quote);
}

static enum rc node_new(struct parser *p, enum expr_node_kind kind, size_t begin,
                        struct expr_node **ret)
{
    if (++p->node_count > EXPR_NODES_MAX)
        return fault(p, begin, "the condition has too many parts; split it into else_when lines");
    struct expr_node *node = ARENA_NEW(p->lexer.arena, struct expr_node);
    if (node == NULL)
        return problem_set(p->lexer.problem, RC_NO_MEMORY, "out of memory");
    node->kind = kind;
    node->begin = begin;
    node->outer_begin = begin;
    node->operator_begin = begin;
    node->end = token(p)->end;
    node->outer_end = node->end;
    *ret = node;
    return RC_OK;
}

static void node_close(struct expr_node *node, size_t end)
{
    node->end = end;
    node->outer_end = end;
}

static enum rc expect(struct parser *p, const char *text, const char *expected)
{
    return at_punctuation(p, text) ? next(p) : fault_expected(p, expected);
}

/* A number (which may be negative), a text, true or false. */
static enum rc parse_literal(struct parser *p, bool negative, struct expr_node **ret)
{
    struct expr_token t = *token(p);
    enum rc rc = node_new(p, EXPR_NODE_LITERAL, t.begin, ret);
    if (rc != RC_OK)
        return rc;
    bool truth = at_name(p, "true");
    (*ret)->type = t.kind == EXPR_NUMBER   ? SIGNAL_NUMBER
                   : t.kind == EXPR_STRING ? SIGNAL_STRING
                                           : SIGNAL_BOOL;
    (*ret)->number = t.kind == EXPR_NUMBER ? (negative ? -t.number : t.number) : truth;
    (*ret)->text = t.kind == EXPR_STRING ? t.text : (struct str){0};
    return next(p);
}

static bool at_literal(struct parser *p)
{
    return token(p)->kind == EXPR_NUMBER || token(p)->kind == EXPR_STRING || at_name(p, "true") ||
           at_name(p, "false");
}

static enum rc parse_has(struct parser *p, struct expr_node **ret)
{
    enum rc rc = node_new(p, EXPR_NODE_HAS, token(p)->begin, ret);
    if (rc == RC_OK)
        rc = next(p);
    if (rc == RC_OK)
        rc = expect(p, "(", "\"(\" after has");
    if (rc != RC_OK)
        return rc;
    if (token(p)->kind != EXPR_NAME)
        return fault_expected(p, "the name of a signal");
    (*ret)->text = token(p)->text;
    (*ret)->operator_begin = token(p)->begin;
    rc = next(p);
    if (rc != RC_OK)
        return rc;
    node_close(*ret, token(p)->end);
    return expect(p, ")", "\")\"");
}

static enum rc parse_parenthesis(struct parser *p, struct expr_node **ret)
{
    size_t begin = token(p)->begin;
    enum rc rc = next(p);
    if (rc == RC_OK)
        rc = parse_condition(p, ret);
    if (rc != RC_OK)
        return rc;
    (*ret)->outer_begin = begin;
    (*ret)->outer_end = token(p)->end;
    return expect(p, ")", "\")\"");
}

static enum rc fault_function(struct parser *p, struct str name, size_t at)
{
    struct suggestion near = suggest_begin(name);
    const char *hint = expr_hint_function(name);
    for (int i = 0; i < EXPR_FUNCTION_COUNT; i++)
        suggest_offer(&near, str_from_cstr(expr_function_table[i].name));
    if (near.best.n > 0 && hint[0] == '\0')
        return source_fault(p->lexer.source, p->lexer.problem, at,
                            "there is no function \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(name),
                            STR_ARG(near.best));
    return source_fault(p->lexer.source, p->lexer.problem, at, "there is no function \"%.*s\"%s",
                        STR_ARG(name),
                        hint[0] != '\0' ? hint
                                        : "; there are has, size, startsWith, endsWith, contains, "
                                          "min and max");
}

static enum rc find_function(struct parser *p, struct str name, bool method, size_t at,
                             enum expr_function *ret)
{
    int i = 0;
    while (i < EXPR_FUNCTION_COUNT && !str_eq(name, str_from_cstr(expr_function_table[i].name)))
        i++;
    if (i == EXPR_FUNCTION_COUNT)
        return fault_function(p, name, at);
    enum expr_form unfit = method ? EXPR_FORM_FUNCTION : EXPR_FORM_METHOD;
    if (expr_function_table[i].form == unfit)
        return source_fault(p->lexer.source, p->lexer.problem, at,
                            method ? "%s stands before its numbers, as in %s"
                                   : "%s stands behind a text and a dot, as in %s",
                            expr_function_table[i].name, expr_function_table[i].example);
    *ret = (enum expr_function)i;
    return RC_OK;
}

/* One more operand of a call: a function of many is a chain of calls of two. */
static enum rc add_operand(struct parser *p, struct expr_node *operand, int count,
                           struct expr_node **call)
{
    if (count <= 2) {
        *(count == 1 ? &(*call)->a : &(*call)->b) = operand;
        return RC_OK;
    }
    struct expr_node *outer;
    enum rc rc = node_new(p, EXPR_NODE_CALL, (*call)->begin, &outer);
    if (rc != RC_OK)
        return rc;
    outer->function = (*call)->function;
    outer->operator_begin = (*call)->operator_begin;
    outer->a = *call;
    outer->b = operand;
    *call = outer;
    return RC_OK;
}

static enum rc check_count(struct parser *p, const struct expr_node *call, int count)
{
    const struct expr_function_info *f = &expr_function_table[call->function];
    bool fits =
        f->arguments > 0 ? count == f->arguments : count >= 2 && count <= EXPR_ARGUMENTS_MAX;
    if (fits)
        return RC_OK;
    return source_fault(p->lexer.source, p->lexer.problem, call->operator_begin,
                        "%s takes %s, as in %s", f->name,
                        f->arguments == 0   ? "two to eight numbers"
                        : f->arguments == 1 ? "one text"
                                            : "one text in its parentheses",
                        f->example);
}

/* From "(" on; `count` operands stand in the call already. */
static enum rc parse_arguments(struct parser *p, int count, struct expr_node **call)
{
    enum rc rc = next(p);
    while (rc == RC_OK && !at_punctuation(p, ")")) {
        struct expr_node *operand;
        rc = parse_condition(p, &operand);
        if (rc == RC_OK && ++count <= EXPR_ARGUMENTS_MAX)
            rc = add_operand(p, operand, count, call);
        if (rc != RC_OK || !at_punctuation(p, ","))
            break;
        rc = next(p);
    }
    if (rc == RC_OK && !at_punctuation(p, ")"))
        rc = fault_expected(p, "\",\" or \")\"");
    if (rc == RC_OK)
        rc = check_count(p, *call, count);
    if (rc != RC_OK)
        return rc;
    node_close(*call, token(p)->end);
    return next(p);
}

/* A call of which the name was read: "size" or "article.section.startsWith". */
static enum rc parse_call(struct parser *p, struct expr_token name, struct expr_node *fact,
                          struct expr_node **ret)
{
    size_t dot = str_rfind_char(name.text, '.');
    bool method = dot != STR_NONE;
    size_t at = method ? name.begin + dot + 1 : name.begin;
    struct str function = method ? str_slice(name.text, dot + 1, name.text.n) : name.text;
    enum rc rc = node_new(p, EXPR_NODE_CALL, name.begin, ret);
    if (rc == RC_OK)
        rc = find_function(p, function, method, at, &(*ret)->function);
    if (rc != RC_OK)
        return rc;
    (*ret)->operator_begin = at;
    if (method) {
        fact->text = str_slice(name.text, 0, dot);
        node_close(fact, name.begin + dot);
        (*ret)->a = fact;
    }
    return parse_arguments(p, method ? 1 : 0, ret);
}

static enum rc parse_name(struct parser *p, struct expr_node **ret)
{
    struct expr_token name = *token(p);
    struct expr_node *fact;
    enum rc rc = node_new(p, EXPR_NODE_FACT, name.begin, &fact);
    if (rc == RC_OK)
        rc = next(p);
    if (rc != RC_OK)
        return rc;
    if (at_punctuation(p, "("))
        return parse_call(p, name, fact, ret);
    fact->text = name.text;
    *ret = fact;
    return RC_OK;
}

static enum rc parse_primary(struct parser *p, struct expr_node **ret)
{
    if (at_literal(p))
        return parse_literal(p, false, ret);
    if (at_name(p, "has"))
        return parse_has(p, ret);
    if (at_punctuation(p, "("))
        return parse_parenthesis(p, ret);
    if (at_punctuation(p, "["))
        return fault(p, token(p)->begin, "a list stands only after \"in\"");
    if (token(p)->kind != EXPR_NAME || at_name(p, "in") || at_name(p, "not") || at_name(p, "if"))
        return fault_expected(p, "a signal, a number, a text or \"(\"");
    return parse_name(p, ret);
}

static enum rc parse_unary(struct parser *p, struct expr_node **ret)
{
    bool negate = at_punctuation(p, "-");
    if (!negate && !at_punctuation(p, "!"))
        return parse_primary(p, ret);
    struct expr_node *node;
    if (p->depth >= EXPR_DEPTH_MAX)
        return fault(p, token(p)->begin, "the condition is nested too deeply");
    enum rc rc = node_new(p, negate ? EXPR_NODE_NEGATE : EXPR_NODE_NOT, token(p)->begin, &node);
    if (rc == RC_OK)
        rc = next(p);
    if (rc != RC_OK)
        return rc;
    p->depth++;
    rc = parse_unary(p, &node->a);
    p->depth--;
    if (rc != RC_OK)
        return rc;
    node_close(node, node->a->outer_end);
    *ret = node;
    return RC_OK;
}

struct binary {
    const char *text;
    enum expr_operator operation;
};

typedef enum rc (*parse_operand)(struct parser *, struct expr_node **);

/* Whether one of the operators stands here. */
static const struct binary *find_operator(struct parser *p, const struct binary *operators)
{
    for (; operators->text != NULL; operators++)
        if (at_punctuation(p, operators->text))
            return operators;
    return NULL;
}

/* Joins *left and a following operand by the operator standing here. */
static enum rc parse_right(struct parser *p, const struct binary *found, parse_operand operand,
                           struct expr_node **left)
{
    struct expr_node *node;
    enum rc rc = node_new(p, EXPR_NODE_BINARY, (*left)->outer_begin, &node);
    if (rc != RC_OK)
        return rc;
    node->operation = found->operation;
    node->operator_begin = token(p)->begin;
    node->a = *left;
    rc = next(p);
    if (rc == RC_OK)
        rc = operand(p, &node->b);
    if (rc != RC_OK)
        return rc;
    node_close(node, node->b->outer_end);
    *left = node;
    return RC_OK;
}

static enum rc parse_chain(struct parser *p, const struct binary *operators, parse_operand operand,
                           struct expr_node **ret)
{
    const struct binary *found;
    enum rc rc = operand(p, ret);
    while (rc == RC_OK && (found = find_operator(p, operators)) != NULL)
        rc = parse_right(p, found, operand, ret);
    return rc;
}

static enum rc parse_product(struct parser *p, struct expr_node **ret)
{
    static const struct binary operators[] = {{"*", EXPR_OP_MUL}, {"/", EXPR_OP_DIV}, {NULL, 0}};
    return parse_chain(p, operators, parse_unary, ret);
}

static enum rc parse_sum(struct parser *p, struct expr_node **ret)
{
    static const struct binary operators[] = {{"+", EXPR_OP_ADD}, {"-", EXPR_OP_SUB}, {NULL, 0}};
    return parse_chain(p, operators, parse_product, ret);
}

static enum rc parse_list_item(struct parser *p, struct expr_node **ret)
{
    bool negative = at_punctuation(p, "-");
    enum rc rc = negative ? next(p) : RC_OK;
    if (rc != RC_OK)
        return rc;
    if (!at_literal(p) || (negative && token(p)->kind != EXPR_NUMBER))
        return fault_expected(p, "a number or a text in quotes");
    return parse_literal(p, negative, ret);
}

/* From "in" to "]". */
static enum rc parse_in(struct parser *p, struct expr_node **left)
{
    struct expr_node *node;
    enum rc rc = node_new(p, EXPR_NODE_IN, (*left)->outer_begin, &node);
    if (rc != RC_OK)
        return rc;
    node->a = *left;
    node->operator_begin = token(p)->begin;
    rc = next(p);
    if (rc == RC_OK)
        rc = expect(p, "[", "a list such as [\"en\", \"cy\"]");
    struct expr_node **end = &node->list;
    for (int count = 1; rc == RC_OK; count++) {
        if (count > EXPR_LIST_MAX)
            return fault(p, token(p)->begin, "the list has more than 64 items");
        rc = parse_list_item(p, end);
        if (rc != RC_OK || !at_punctuation(p, ","))
            break;
        end = &(*end)->next;
        rc = next(p);
    }
    if (rc != RC_OK)
        return rc;
    node_close(node, token(p)->end);
    *left = node;
    return expect(p, "]", "\",\" or \"]\"");
}

static enum rc parse_relation(struct parser *p, struct expr_node **ret)
{
    static const struct binary operators[] = {
        {"==", EXPR_OP_EQ}, {"!=", EXPR_OP_NE}, {"<=", EXPR_OP_LE}, {">=", EXPR_OP_GE},
        {"<", EXPR_OP_LT},  {">", EXPR_OP_GT},  {NULL, 0}};
    enum rc rc = parse_sum(p, ret);
    if (rc != RC_OK)
        return rc;
    const struct binary *found = find_operator(p, operators);
    if (found != NULL)
        rc = parse_right(p, found, parse_sum, ret);
    else if (at_name(p, "in"))
        rc = parse_in(p, ret);
    else
        return RC_OK;
    if (rc == RC_OK && (find_operator(p, operators) != NULL || at_name(p, "in")))
        return fault(p, token(p)->begin,
                     "comparisons do not chain; join two with &&, as in 1 < x && x < 5");
    return rc;
}

static enum rc parse_and(struct parser *p, struct expr_node **ret)
{
    static const struct binary operators[] = {{"&&", EXPR_OP_AND}, {NULL, 0}};
    return parse_chain(p, operators, parse_relation, ret);
}

static enum rc parse_or(struct parser *p, struct expr_node **ret)
{
    static const struct binary operators[] = {{"||", EXPR_OP_OR}, {NULL, 0}};
    return parse_chain(p, operators, parse_and, ret);
}

/* From "?" on. */
static enum rc parse_select(struct parser *p, struct expr_node **ret)
{
    struct expr_node *node;
    enum rc rc = node_new(p, EXPR_NODE_SELECT, (*ret)->outer_begin, &node);
    if (rc != RC_OK)
        return rc;
    node->a = *ret;
    node->operator_begin = token(p)->begin;
    rc = next(p);
    if (rc == RC_OK)
        rc = parse_or(p, &node->b);
    if (rc == RC_OK)
        rc = expect(p, ":", "\":\" of the \"?\"");
    if (rc == RC_OK)
        rc = parse_condition(p, &node->c);
    if (rc != RC_OK)
        return rc;
    node_close(node, node->c->outer_end);
    *ret = node;
    return RC_OK;
}

static enum rc parse_condition(struct parser *p, struct expr_node **ret)
{
    if (p->depth >= EXPR_DEPTH_MAX)
        return fault(p, token(p)->begin, "the condition is nested too deeply");
    p->depth++;
    enum rc rc = parse_or(p, ret);
    if (rc == RC_OK && at_punctuation(p, "?"))
        rc = parse_select(p, ret);
    p->depth--;
    return rc;
}

enum rc expr_parse(struct arena *a, const struct source *source, struct expr_node **ret,
                   struct problem *problem)
{
    struct parser p = {0};
    struct expr_node *root;
    enum rc rc = expr_lexer_init(&p.lexer, a, source, problem);
    if (rc == RC_OK)
        rc = parse_condition(&p, &root);
    if (rc != RC_OK)
        return rc;
    if (token(&p)->kind != EXPR_END)
        return fault_expected(&p, "the end of the condition or an operator such as &&");
    *ret = root;
    return RC_OK;
}
