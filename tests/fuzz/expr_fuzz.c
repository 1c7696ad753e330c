#include <string.h>

#include "fuzz.h"

#include "policy/expr.h"
#include "policy/fact_range.h"

#define SHEETS 8

/* The condition stands before the first NUL, what seeds the sheets behind it. */
static uint64_t seed;

static unsigned roll(unsigned sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % sides;
}

static struct fact_value random_value(int fact)
{
    static const double amounts[] = {0, 1, 0.5, 2, 3, 0.8, 10, 1000, -1};
    static const char *const words[] = {"reader", "en", "sport", "a", ""};
    struct fact_range r = fact_range(NULL, fact);
    struct fact_value v = {.known = roll(4) > 0, .number = amounts[roll(9)]};
    v.string = str_from_cstr(words[roll(5)]);
    if (r.listed)
        v.string = fact_word(NULL, fact, roll(4));
    if (v.number < r.low || v.number > r.high || (r.whole && v.number == 0.5) ||
        (r.whole && v.number == 0.8))
        v.number = r.low > 0 ? r.low : 0;
    return v;
}

static void fill(struct facts *signals, struct fact_sheet *sheet)
{
    for (int fact = 0; fact < SIGNAL_COUNT; fact++) {
        struct fact_value v = random_value(fact);
        signals->value[fact].known = v.known;
        signals->value[fact].number = v.number;
        signals->value[fact].string = v.string;
    }
    for (int fact = SIGNAL_COUNT; fact < FACT_COUNT; fact++)
        sheet->context[fact - SIGNAL_COUNT] = random_value(fact);
    sheet->signals = signals;
}

struct whole {
    enum expr_truth truth;
    size_t parts;
};

static void note(void *context, const struct expr_part *part)
{
    struct whole *w = context;
    if (w->parts++ == 0)
        w->truth = part->truth;
    FUZZ_CHECK(part->source.n > 0);
}

/* Code and tree come to the same; what is called settled is so. */
static void check_compiled(struct arena *a, const struct expr *e)
{
    struct problem problem = {0};
    struct facts signals = {0};
    struct fact_sheet sheet = {0};
    bool settled = expr_refuse_settled(a, e, &problem) != RC_OK;
    bool never = settled && strstr(problem.message, "never be met") != NULL;
    FUZZ_CHECK(settled == (problem.message[0] != '\0'));
    FUZZ_CHECK(expr_cost(e) > 0 && expr_cost(e) <= EXPR_COST_MAX);
    for (int i = 0; i < SHEETS; i++) {
        fill(&signals, &sheet);
        struct whole whole = {0};
        enum expr_truth truth = expr_evaluate(e, &sheet);
        expr_trace(a, e, &sheet, note, &whole);
        FUZZ_CHECK(whole.truth == truth);
        FUZZ_CHECK(!settled || truth != (never ? EXPR_TRUE : EXPR_FALSE));
    }
    FUZZ_CHECK(settled || e == NULL || expr_reachable(a, NULL, 0, e));
    const struct expr *same[] = {e};
    size_t count;
    expr_tests(e, &count);
    FUZZ_CHECK(count <= EXPR_NODES_MAX);
    (void)expr_reachable(a, same, 1, e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t n = size > 0 ? strnlen(text, size) : 0;
    const struct source source = {.document = str_make(text, n), .name = STR("fuzz"), .end = n};
    struct arena *a = arena_new((size_t)8 << 20);
    const struct expr *e = NULL;
    struct problem problem = {0};
    seed = size;
    for (size_t i = n; i < size; i++)
        seed = seed * 31 + data[i];
    enum rc rc = expr_compile(a, &source, NULL, &e, &problem);
    FUZZ_CHECK((rc == RC_OK) == (e != NULL));
    FUZZ_CHECK((rc == RC_OK) == (problem.message[0] == '\0'));
    if (e != NULL)
        check_compiled(a, e);
    arena_free(a);
    return 0;
}
