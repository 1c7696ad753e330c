#include <stdio.h>

#include "base/buf.h"

#include "policy/expr.h"
#include "policy/fact_range.h"
#include "../test.h"

/* Random conditions over few facts and few numbers, so that contradictions are frequent, against random sheets. */
#define CONDITIONS 6000
#define SHEETS     48

static uint64_t seed;

static unsigned roll(unsigned sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % sides;
}

static const int numbers[] = {SIG_CAPS_RATIO, SIG_TEXT_WORDS, FACT_THREAD_COMMENTS,
                              FACT_AUTHOR_TRUST};
static const int truths[] = {FACT_AUTHOR_STAFF, FACT_COMMENT_IS_REPLY};
static const int texts[] = {FACT_AUTHOR_ROLE, FACT_ARTICLE_SECTION, FACT_AUTHOR_TRUST_LEVEL};
static const char *const words[] = {"reader", "author", "sport", "s", "x"};
static const struct standards_level levels[] = {{STR_INIT("reader"), 0}, {STR_INIT("sport"), 3}};
static const struct standards_trust trust = {.levels = levels, .level_count = 2};
static const struct fact_names names = {.trust = &trust};
static const double amounts[] = {0, 1, 0.5, 2, 3, -1, 1.5};

static void put_number(struct buf *out, int depth)
{
    switch (roll(depth > 0 ? 9 : 6)) {
    case 0:
    case 1:
        buf_printf(out, "%g", amounts[roll(7)]);
        break;
    case 6:
        buf_printf(out, "%s(", roll(2) ? "min" : "max");
        put_number(out, depth - 1);
        BUF_PUT(out, ", ");
        put_number(out, depth - 1);
        BUF_PUT(out, ")");
        break;
    case 7:
    case 8:
        BUF_PUT(out, "(");
        put_number(out, depth - 1);
        buf_printf(out, " %c ", "+-*/"[roll(4)]);
        put_number(out, depth - 1);
        BUF_PUT(out, ")");
        break;
    default:
        buf_printf(out, "%s", fact_info(numbers[roll(4)]).name);
    }
}

/* A word the text can be: others are refused before anything is proven. */
static const char *fitting_word(int fact)
{
    const char *word = words[roll(5)];
    while (!fact_word_fits(&names, fact, str_from_cstr(word)))
        word = words[roll(5)];
    return word;
}

static void put_text_test(struct buf *out)
{
    int fact = texts[roll(3)];
    const char *name = fact_info(fact).name;
    switch (roll(6)) {
    case 0:
        buf_printf(out, "%s in [\"%s\", \"%s\"]", name, fitting_word(fact), fitting_word(fact));
        break;
    case 1:
    case 2:
        buf_printf(out, "%s.%s(\"%s\")", name, roll(2) ? "startsWith" : "contains", words[roll(5)]);
        break;
    case 3:
        buf_printf(out, "%s %s %s", name, roll(2) ? "==" : "!=", fact_info(texts[roll(3)]).name);
        break;
    default:
        buf_printf(out, "%s %s \"%s\"", name, roll(2) ? "==" : "!=", fitting_word(fact));
    }
}

static void put_comparison(struct buf *out)
{
    static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
    put_number(out, 1);
    buf_printf(out, " %s ", operators[roll(6)]);
    put_number(out, 1);
}

static void put_condition(struct buf *out, int depth)
{
    unsigned kind = roll(depth > 0 ? 12 : 6);
    if (kind < 3) {
        put_comparison(out);
    } else if (kind == 3) {
        put_text_test(out);
    } else if (kind == 4) {
        buf_printf(out, "%s", fact_info(truths[roll(2)]).name);
    } else if (kind == 5) {
        buf_printf(out, "has(%s)", fact_info(numbers[roll(4)]).name);
    } else if (kind == 6) {
        BUF_PUT(out, "!(");
        put_condition(out, depth - 1);
        BUF_PUT(out, ")");
    } else {
        BUF_PUT(out, "(");
        put_condition(out, depth - 1);
        buf_printf(out, " %s ", kind < 9 ? "&&" : kind < 11 ? "||" : "==");
        put_condition(out, depth - 1);
        BUF_PUT(out, ")");
    }
}

static void set_fact(struct facts *signals, struct fact_sheet *sheet, int fact)
{
    struct fact_value v = {.known = roll(4) > 0, .number = amounts[roll(7)]};
    v.string = str_from_cstr(fitting_word(fact));
    if (fact_info(fact).kind == SIGNAL_BOOL)
        v.number = roll(2);
    if (!fact_range_holds(&names, fact, v))
        v.number = 0;
    if (fact < SIGNAL_COUNT) {
        signals->value[fact].known = v.known;
        signals->value[fact].number = v.number;
    } else {
        sheet->context[fact - SIGNAL_COUNT] = v;
    }
}

static void set_sheet(struct facts *signals, struct fact_sheet *sheet)
{
    sheet->signals = signals;
    for (size_t i = 0; i < 4; i++)
        set_fact(signals, sheet, numbers[i]);
    for (size_t i = 0; i < 2; i++)
        set_fact(signals, sheet, truths[i]);
    for (size_t i = 0; i < 3; i++)
        set_fact(signals, sheet, texts[i]);
}

static const struct expr *compiled(struct arena *arena, int depth)
{
    struct buf text;
    buf_init(&text, 65536);
    put_condition(&text, depth);
    struct source *s = ARENA_NEW(arena, struct source);
    *s = (struct source){.document = arena_dup(arena, buf_str(&text)), .name = STR("doc")};
    s->end = s->document.n;
    buf_release(&text);
    const struct expr *e = NULL;
    struct problem problem = {0};
    enum rc rc = expr_compile(arena, s, &names, &e, &problem);
    if (rc != RC_OK && strstr(problem.message, "compares things") == NULL &&
        strstr(problem.message, "chain") == NULL)
        fail_msg("%.*s: %s", STR_ARG(s->document), problem.message);
    return e;
}

static void what_is_refused_as_settled_is_so_on_every_sheet(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 22);
    struct facts signals = {0};
    struct fact_sheet sheet = {0};
    size_t refused = 0, met = 0;
    for (seed = 1; seed < CONDITIONS; seed++) {
        uint64_t start = seed;
        arena_reset(arena);
        const struct expr *e = compiled(arena, 3);
        struct problem problem = {0};
        bool settled = e != NULL && expr_refuse_settled(arena, e, &problem) != RC_OK;
        bool never = settled && strstr(problem.message, "never be met") != NULL;
        refused += settled;
        for (int i = 0; e != NULL && i < SHEETS; i++) {
            set_sheet(&signals, &sheet);
            enum expr_truth truth = expr_evaluate(e, &sheet);
            met += truth == EXPR_TRUE;
            if (settled && truth == (never ? EXPR_TRUE : EXPR_FALSE))
                fail_msg("seed %d: %s", (int)start, problem.message);
        }
        seed = start;
    }
    assert_true(refused > CONDITIONS / 20 && refused < CONDITIONS / 2);
    assert_true(met > CONDITIONS);
    arena_free(arena);
}

static void a_branch_called_unreachable_is_never_reached(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 22);
    struct facts signals = {0};
    struct fact_sheet sheet = {0};
    size_t covered = 0;
    for (seed = 1; seed < CONDITIONS; seed++) {
        uint64_t start = seed;
        arena_reset(arena);
        const struct expr *first = compiled(arena, 1), *last = compiled(arena, 1);
        bool reachable = first == NULL || last == NULL || expr_reachable(arena, &first, 1, last);
        covered += !reachable;
        for (int i = 0; !reachable && i < SHEETS; i++) {
            set_sheet(&signals, &sheet);
            if (expr_evaluate(first, &sheet) != EXPR_TRUE &&
                expr_evaluate(last, &sheet) == EXPR_TRUE)
                fail_msg("seed %d", (int)start);
        }
        seed = start;
    }
    assert_true(covered > CONDITIONS / 50);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_as_settled_is_so_on_every_sheet),
        cmocka_unit_test(a_branch_called_unreachable_is_never_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
