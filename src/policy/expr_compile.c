#include "policy/expr_internal.h"

struct compiler {
    const struct source *source;
    struct expr *out;
    size_t stack, stack_max;
};

static void emit(struct compiler *c, const struct expr_node *n);

static void put(struct compiler *c, enum expr_code code, size_t argument, int pops)
{
    c->out->code[c->out->code_count++] =
        (struct expr_instruction){.code = (uint16_t)code, .argument = (uint16_t)argument};
    c->out->cost++;
    c->stack = c->stack + 1 - (size_t)pops;
    if (c->stack > c->stack_max)
        c->stack_max = c->stack;
}

static size_t add_constant(struct compiler *c, const struct expr_node *literal)
{
    c->out->constants[c->out->constant_count] =
        (struct fact_value){.known = true, .number = literal->number, .string = literal->text};
    return c->out->constant_count++;
}

/* Keeps the facts ascending and single: there are few, so insertion is enough. */
static void add_fact(struct expr *e, int fact)
{
    size_t at = 0;
    while (at < e->fact_count && e->facts[at] < fact)
        at++;
    if (at < e->fact_count && e->facts[at] == fact)
        return;
    memmove(e->facts + at + 1, e->facts + at, (e->fact_count - at) * sizeof *e->facts);
    e->facts[at] = fact;
    e->fact_count++;
}

static void add_test(struct compiler *c, int fact, const struct expr_node *n)
{
    struct str words = str_slice(c->source->document, n->begin, n->end);
    add_fact(c->out, fact);
    for (size_t i = 0; i < c->out->test_count; i++)
        if (c->out->tests[i].fact == fact && str_eq(c->out->tests[i].source, words))
            return;
    c->out->tests[c->out->test_count++] = (struct expr_test){.fact = fact, .source = words};
}

/* Records the facts below `n` as tested by `test`, the innermost comparison around them. */
static void collect_tests(struct compiler *c, const struct expr_node *n,
                          const struct expr_node *test)
{
    bool arithmetic = (n->kind == EXPR_NODE_BINARY && n->operation >= EXPR_OP_ADD) ||
                      (n->kind == EXPR_NODE_CALL && n->type == SIGNAL_NUMBER);
    bool compares = n->kind == EXPR_NODE_IN || n->kind == EXPR_NODE_HAS ||
                    n->kind == EXPR_NODE_CALL ||
                    (n->kind == EXPR_NODE_BINARY && n->operation >= EXPR_OP_EQ);
    if (compares && !(arithmetic && test != NULL))
        test = n;
    else if (n->kind == EXPR_NODE_BINARY && !compares)
        test = NULL;
    if (n->kind == EXPR_NODE_FACT || n->kind == EXPR_NODE_HAS)
        add_test(c, n->fact, test != NULL ? test : n);
    const struct expr_node *children[] = {n->a, n->b, n->c};
    for (size_t i = 0; i < 3; i++)
        if (children[i] != NULL)
            collect_tests(c, children[i], test);
}

static void emit_in(struct compiler *c, const struct expr_node *n)
{
    struct expr_list *list = &c->out->lists[c->out->list_count++];
    list->first = (uint16_t)c->out->constant_count;
    for (const struct expr_node *item = n->list; item != NULL; item = item->next, list->count++)
        add_constant(c, item);
    c->out->cost += list->count;
    emit(c, n->a);
    put(c, n->a->type == SIGNAL_STRING ? EXPR_CODE_IN_STRING : EXPR_CODE_IN,
        (size_t)(list - c->out->lists), 1);
}

enum expr_code expr_code_of(const struct expr_node *n)
{
    static const enum expr_code codes[] = {
        EXPR_CODE_OR, EXPR_CODE_AND, EXPR_CODE_EQ,  EXPR_CODE_NE,  EXPR_CODE_LT,  EXPR_CODE_LE,
        EXPR_CODE_GT, EXPR_CODE_GE,  EXPR_CODE_ADD, EXPR_CODE_SUB, EXPR_CODE_MUL, EXPR_CODE_DIV};
    static const enum expr_code functions[] = {
#define FUNCTION(id, name, form, arguments, operand, result, cost, example, text) EXPR_CODE_##id,
#include "policy/expr_function.def"
#undef FUNCTION
    };
    if (n->kind == EXPR_NODE_CALL)
        return functions[n->function];
    enum expr_code code = codes[n->operation];
    if (n->a->type == SIGNAL_STRING)
        code = code == EXPR_CODE_EQ ? EXPR_CODE_EQ_STRING : EXPR_CODE_NE_STRING;
    return code;
}

/* "signal >= 0.6" is one instruction, and three steps as written. */
static bool emit_comparison(struct compiler *c, const struct expr_node *n)
{
    if (n->operation < EXPR_OP_EQ || n->operation > EXPR_OP_GE || n->a->kind != EXPR_NODE_FACT ||
        n->b->kind != EXPR_NODE_LITERAL || n->a->type == SIGNAL_STRING)
        return false;
    c->out->comparisons[c->out->comparison_count] = (struct expr_comparison){
        .code = (uint16_t)expr_code_of(n), .fact = (uint16_t)n->a->fact, .number = n->b->number};
    put(c, EXPR_CODE_COMPARE, c->out->comparison_count++, 0);
    c->out->cost += 2;
    return true;
}

static void emit_binary(struct compiler *c, const struct expr_node *n)
{
    if (emit_comparison(c, n))
        return;
    emit(c, n->a);
    emit(c, n->b);
    put(c, expr_code_of(n), 0, 2);
}

/* Between the sides stands what skips the right one. It is no step of its own: the cost is that of both sides. */
static void emit_junction(struct compiler *c, const struct expr_node *n)
{
    emit(c, n->a);
    size_t at = c->out->code_count++;
    emit(c, n->b);
    put(c, expr_code_of(n), 0, 2);
    c->out->code[at] = (struct expr_instruction){
        .code = n->operation == EXPR_OP_OR ? EXPR_CODE_UNLESS_TRUE : EXPR_CODE_UNLESS_FALSE,
        .argument = (uint16_t)(c->out->code_count - at - 1)};
}

static void emit_call(struct compiler *c, const struct expr_node *n)
{
    emit(c, n->a);
    if (n->b != NULL)
        emit(c, n->b);
    put(c, expr_code_of(n), 0, n->b != NULL ? 2 : 1);
    c->out->cost += expr_function_table[n->function].cost - 1u;
}

static void emit(struct compiler *c, const struct expr_node *n)
{
    switch (n->kind) {
    case EXPR_NODE_LITERAL:
        put(c, EXPR_CODE_CONSTANT, add_constant(c, n), 0);
        break;
    case EXPR_NODE_FACT:
        put(c, EXPR_CODE_FACT, (size_t)n->fact, 0);
        break;
    case EXPR_NODE_HAS:
        put(c, EXPR_CODE_HAS, (size_t)n->fact, 0);
        break;
    case EXPR_NODE_NOT:
    case EXPR_NODE_NEGATE:
        emit(c, n->a);
        put(c, n->kind == EXPR_NODE_NOT ? EXPR_CODE_NOT : EXPR_CODE_NEGATE, 0, 1);
        break;
    case EXPR_NODE_BINARY:
        if (n->operation <= EXPR_OP_AND)
            emit_junction(c, n);
        else
            emit_binary(c, n);
        break;
    case EXPR_NODE_IN:
        emit_in(c, n);
        break;
    case EXPR_NODE_SELECT:
        emit(c, n->a);
        emit(c, n->b);
        emit(c, n->c);
        put(c, EXPR_CODE_SELECT, 0, 3);
        break;
    case EXPR_NODE_CALL:
        emit_call(c, n);
        break;
    }
}

/* Nodes of a tree, the items of lists too: an upper bound for every array but the code, where junctions take two. */
static size_t count_nodes(const struct expr_node *n)
{
    if (n == NULL)
        return 0;
    size_t count = 1 + count_nodes(n->a) + count_nodes(n->b) + count_nodes(n->c);
    for (const struct expr_node *item = n->list; item != NULL; item = item->next)
        count++;
    return count;
}

enum rc expr_emit(struct arena *a, const struct source *source, const struct fact_names *names,
                  const struct expr_node *root, const struct expr **ret, struct problem *problem)
{
    size_t count = count_nodes(root);
    struct expr *e = ARENA_NEW(a, struct expr);
    if (e != NULL) {
        e->code = ARENA_ARRAY(a, 2 * count, struct expr_instruction);
        e->constants = ARENA_ARRAY(a, count, struct fact_value);
        e->lists = ARENA_ARRAY(a, count, struct expr_list);
        e->comparisons = ARENA_ARRAY(a, count, struct expr_comparison);
        e->tests = ARENA_ARRAY(a, count, struct expr_test);
        e->facts = ARENA_ARRAY(a, count, int);
    }
    if (arena_failed(a))
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    struct compiler c = {.source = source, .out = e};
    e->source = *source;
    e->names = names;
    e->root = root;
    emit(&c, root);
    collect_tests(&c, root, NULL);
    if (c.stack_max > EXPR_STACK_MAX)
        return source_fault(source, problem, root->begin, "the condition is nested too deeply");
    if (e->cost > EXPR_COST_MAX)
        return source_fault(
            source, problem, root->begin,
            "the condition may take %zu steps, and %d are allowed; ask for less, or "
            "split it into else_when lines",
            e->cost, EXPR_COST_MAX);
    *ret = e;
    return RC_OK;
}

enum rc expr_compile(struct arena *a, const struct source *source, const struct fact_names *names,
                     const struct expr **ret, struct problem *problem)
{
    struct expr_node *root;
    enum rc rc = expr_parse(a, source, &root, problem);
    if (rc == RC_OK)
        rc = expr_check(source, names, root, problem);
    return rc == RC_OK ? expr_emit(a, source, names, root, ret, problem) : rc;
}

size_t expr_cost(const struct expr *e)
{
    return e->cost;
}

const struct expr_test *expr_tests(const struct expr *e, size_t *ret_count)
{
    *ret_count = e->test_count;
    return e->tests;
}

const int *expr_facts(const struct expr *e, size_t *ret_count)
{
    *ret_count = e->fact_count;
    return e->facts;
}
