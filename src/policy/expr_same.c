/* Whether two conditions are one, however they are laid out; facts are compared by name, for lists have other numbers
 * in other documents. */
#include "policy/expr_internal.h"

static bool same(const struct expr_node *a, const struct expr_node *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    bool alike = a->kind == b->kind && a->type == b->type && a->number == b->number &&
                 str_eq(a->text, b->text);
    if (alike && a->kind == EXPR_NODE_BINARY)
        alike = a->operation == b->operation;
    if (alike && a->kind == EXPR_NODE_CALL)
        alike = a->function == b->function;
    return alike && same(a->a, b->a) && same(a->b, b->b) && same(a->c, b->c) &&
           same(a->list, b->list) && same(a->next, b->next);
}

bool expr_same(const struct expr *a, const struct expr *b)
{
    return same(a->root, b->root);
}
