#include "policy/expr.h"

const struct expr_function_info expr_function_table[EXPR_FUNCTION_COUNT] = {
#define FUNCTION(id, name, form, arguments, operand, result, cost, example, text)                  \
    {name, EXPR_FORM_##form, arguments, SIGNAL_##operand, SIGNAL_##result, cost, example, text},
#include "policy/expr_function.def"
#undef FUNCTION
};
