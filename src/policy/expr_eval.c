#include "policy/expr_internal.h"

#include <math.h>

static struct fact_value number(double x)
{
    return (struct fact_value){.known = isfinite(x), .number = x};
}

static struct fact_value truth(bool known, bool value)
{
    return (struct fact_value){.known = known, .number = value};
}

/* Kleene's strong logic: the side that settles the matter does so alone. */
static struct fact_value junction(bool settles, struct fact_value a, struct fact_value b)
{
    if ((a.known && (a.number != 0) == settles) || (b.known && (b.number != 0) == settles))
        return truth(true, settles);
    return truth(a.known && b.known, !settles);
}

static struct fact_value compare(enum expr_code code, struct fact_value a, struct fact_value b)
{
    bool known = a.known && b.known;
    switch (code) {
    case EXPR_CODE_EQ:
        return truth(known, a.number == b.number);
    case EXPR_CODE_NE:
        return truth(known, a.number != b.number);
    case EXPR_CODE_EQ_STRING:
        return truth(known, known && str_eq(a.string, b.string));
    case EXPR_CODE_NE_STRING:
        return truth(known, known && !str_eq(a.string, b.string));
    case EXPR_CODE_LT:
        return truth(known, a.number < b.number);
    case EXPR_CODE_LE:
        return truth(known, a.number <= b.number);
    case EXPR_CODE_GT:
        return truth(known, a.number > b.number);
    default:
        return truth(known, a.number >= b.number);
    }
}

static struct fact_value compare_with_number(const struct expr_comparison *c,
                                             const struct fact_sheet *sheet)
{
    const struct fact_value constant = {.known = true, .number = c->number};
    return compare((enum expr_code)c->code, fact_sheet_value(sheet, c->fact), constant);
}

static struct fact_value calculate(enum expr_code code, struct fact_value a, struct fact_value b)
{
    if (!a.known || !b.known)
        return truth(false, false);
    switch (code) {
    case EXPR_CODE_ADD:
        return number(a.number + b.number);
    case EXPR_CODE_SUB:
        return number(a.number - b.number);
    case EXPR_CODE_MUL:
        return number(a.number * b.number);
    default:
        return b.number == 0 ? truth(false, false) : number(a.number / b.number);
    }
}

static struct fact_value member(const struct expr *e, struct expr_instruction i,
                                struct fact_value a)
{
    const struct expr_list *list = &e->lists[i.argument];
    bool found = false;
    for (size_t k = 0; a.known && k < list->count && !found; k++) {
        const struct fact_value *item = &e->constants[list->first + k];
        found = i.code == EXPR_CODE_IN ? item->number == a.number : str_eq(item->string, a.string);
    }
    return truth(a.known, found);
}

static bool holds(enum expr_code code, struct str text, struct str part)
{
    return code == EXPR_CODE_STARTS ? str_starts(text, part)
           : code == EXPR_CODE_ENDS ? str_ends(text, part)
                                    : str_find(text, part, 0) != STR_NONE;
}

static struct fact_value characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return number((double)count);
}

static struct fact_value call(enum expr_code code, struct fact_value a, struct fact_value b)
{
    bool second = code != EXPR_CODE_SIZE;
    if (!a.known || (second && !b.known) || a.string.n > EXPR_TEXT_MAX ||
        (second && b.string.n > EXPR_TEXT_MAX))
        return truth(false, false);
    switch (code) {
    case EXPR_CODE_SIZE:
        return characters(a.string);
    case EXPR_CODE_LEAST:
        return number(a.number < b.number ? a.number : b.number);
    case EXPR_CODE_GREATEST:
        return number(a.number > b.number ? a.number : b.number);
    default:
        return truth(true, holds(code, a.string, b.string));
    }
}

struct fact_value expr_apply(enum expr_code code, struct fact_value a, struct fact_value b)
{
    if (code == EXPR_CODE_OR || code == EXPR_CODE_AND)
        return junction(code == EXPR_CODE_OR, a, b);
    if (code >= EXPR_CODE_STARTS)
        return call(code, a, b);
    return code <= EXPR_CODE_GE ? compare(code, a, b) : calculate(code, a, b);
}

/* Whether a junction's left side says what comes out. */
static bool settles(unsigned code, const struct fact_value *a)
{
    return a->known && (a->number != 0) == (code == EXPR_CODE_UNLESS_TRUE);
}

enum expr_truth expr_evaluate(const struct expr *e, const struct fact_sheet *sheet)
{
    /* Written before it is read (the third invariant of expr_internal.h); clearing it would cost more than most
     * conditions do. */
    __attribute__((uninitialized)) struct fact_value stack[EXPR_STACK_MAX];
    size_t n = 0;
    for (size_t k = 0; k < e->code_count; k++) {
        struct expr_instruction i = e->code[k];
        switch ((enum expr_code)i.code) {
        case EXPR_CODE_CONSTANT:
            stack[n++] = e->constants[i.argument];
            break;
        case EXPR_CODE_FACT:
            stack[n++] = fact_sheet_value(sheet, i.argument);
            break;
        case EXPR_CODE_HAS:
            stack[n++] = truth(true, fact_sheet_value(sheet, i.argument).known);
            break;
        case EXPR_CODE_NOT:
            stack[n - 1].number = stack[n - 1].number == 0;
            break;
        case EXPR_CODE_NEGATE:
            stack[n - 1].number = -stack[n - 1].number;
            break;
        case EXPR_CODE_IN:
        case EXPR_CODE_IN_STRING:
            stack[n - 1] = member(e, i, stack[n - 1]);
            break;
        case EXPR_CODE_SELECT:
            n -= 2;
            stack[n - 1] = !stack[n - 1].known        ? truth(false, false)
                           : stack[n - 1].number != 0 ? stack[n]
                                                      : stack[n + 1];
            break;
        case EXPR_CODE_COMPARE:
            stack[n++] = compare_with_number(&e->comparisons[i.argument], sheet);
            break;
        case EXPR_CODE_UNLESS_TRUE:
        case EXPR_CODE_UNLESS_FALSE:
            k += settles(i.code, &stack[n - 1]) ? i.argument : 0;
            break;
        case EXPR_CODE_SIZE:
            stack[n - 1] = expr_apply(EXPR_CODE_SIZE, stack[n - 1], stack[n - 1]);
            break;
        default:
            n--;
            stack[n - 1] = expr_apply((enum expr_code)i.code, stack[n - 1], stack[n]);
        }
    }
    if (!stack[0].known)
        return EXPR_UNKNOWN;
    return stack[0].number != 0 ? EXPR_TRUE : EXPR_FALSE;
}
