#include "policy/judge.h"

#include "policy/expr.h"
#include "policy/fact.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024)

struct judge {
    struct arena *arena;
    const struct standards *standards;
    const struct signals *signals;
};

/* What one judgement works with. */
struct hearing {
    struct arena *arena;
    const struct standards_clause *clauses;
    size_t clause_count;
    const struct judge_context *context;
    struct fact_sheet sheet;
    struct facts *facts;
    /* The branch of each clause that met its condition; NULL where none did. */
    const struct standards_branch *met[STANDARDS_CLAUSES_MAX];
};

enum rc judge_new(const struct standards *standards, const struct signals *signals,
                  struct judge **ret, struct problem *problem)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct judge *j = arena != NULL ? ARENA_NEW(arena, struct judge) : NULL;
    if (j == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    }
    *j = (struct judge){.arena = arena, .standards = standards, .signals = signals};
    *ret = j;
    return RC_OK;
}

void judge_free(struct judge *j)
{
    if (j != NULL)
        arena_free(j->arena);
}

const struct standards *judge_standards(const struct judge *j)
{
    return j->standards;
}

/* The first branch whose condition is true; NULL when none is, or when it is an exemption. */
static const struct standards_branch *first_met(const struct standards_clause *c,
                                                const struct fact_sheet *sheet)
{
    for (size_t i = 0; i < c->branch_count; i++) {
        const struct standards_branch *b = &c->branches[i];
        if (expr_evaluate(b->expr, sheet) == EXPR_TRUE)
            return b->consequence == CONSEQUENCE_PUBLISH ? NULL : b;
    }
    return NULL;
}

static bool names_fact(const int *facts, size_t count, int fact)
{
    for (size_t i = 0; i < count; i++)
        if (facts[i] == fact)
            return true;
    return false;
}

/* Signals of one detector often point at the same word; it is shown once. A detector has few signals, so looking
 * back a few pieces is enough. */
static bool shown_already(const struct finding *f, const struct evidence *selected,
                          const struct evidence *e)
{
    size_t from = f->evidence_count > 6 ? f->evidence_count - 6 : 0;
    for (size_t i = from; i < f->evidence_count; i++)
        if (selected[i].original.begin == e->original.begin &&
            selected[i].original.end == e->original.end)
            return true;
    return false;
}

/* The evidence of the signals the clause rests on, in the order measured. */
static bool select_evidence(struct hearing *h, const struct standards_clause *c,
                            const struct standards_branch *b, struct finding *f)
{
    size_t count = c->evidence_fact_count, n = 0;
    const int *facts = c->evidence_facts;
    if (facts == NULL)
        facts = expr_facts(b->expr, &count);
    for (size_t i = 0; i < h->facts->evidence_count; i++)
        n += names_fact(facts, count, (int)h->facts->evidence[i].signal);
    if (n == 0)
        return true;
    struct evidence *selected = ARENA_ARRAY(h->arena, n, struct evidence);
    if (selected == NULL)
        return false;
    for (size_t i = 0; i < h->facts->evidence_count; i++) {
        const struct evidence *e = &h->facts->evidence[i];
        if (names_fact(facts, count, (int)e->signal) && !shown_already(f, selected, e))
            selected[f->evidence_count++] = *e;
    }
    f->evidence = selected;
    return true;
}

static bool record_measures(struct hearing *h, const struct standards_branch *b, struct finding *f)
{
    const struct expr_test *tests = expr_tests(b->expr, &f->measure_count);
    struct measure *m = ARENA_ARRAY(h->arena, f->measure_count, struct measure);
    if (m == NULL)
        return false;
    for (size_t i = 0; i < f->measure_count; i++) {
        struct fact_info info = fact_info(tests[i].fact);
        struct fact_value value = fact_sheet_value(&h->sheet, tests[i].fact);
        m[i] = (struct measure){.name = str_from_cstr(info.name),
                                .test = tests[i].source,
                                .kind = info.kind,
                                .known = value.known,
                                .number = value.number,
                                .string = value.string};
    }
    f->measures = m;
    return true;
}

static bool make_finding(struct hearing *h, size_t clause, struct finding *f)
{
    const struct standards_clause *c = &h->clauses[clause];
    const struct standards_branch *b = h->met[clause];
    f->clause = c->slug;
    f->clause_title = c->title;
    f->consequence = b->consequence;
    f->written = b->consequence;
    f->change = FINDING_AS_WRITTEN;
    f->condition = b->condition;
    fact_sheet_enter_clause(&h->sheet, h->context, c->slug);
    return select_evidence(h, c, b, f) && record_measures(h, b, f);
}

/* Strictest first: one pass over the clauses for each step of the ladder. */
static enum rc write_findings(struct hearing *h, struct verdict *v)
{
    size_t count = 0;
    for (size_t i = 0; i < h->clause_count; i++)
        count += h->met[i] != NULL;
    v->finding_count = count;
    if (count == 0)
        return RC_OK;
    struct finding *findings = ARENA_ARRAY(h->arena, count, struct finding);
    if (findings == NULL)
        return RC_NO_MEMORY;
    size_t n = 0;
    for (int step = CONSEQUENCE_REMOVE; step > CONSEQUENCE_PUBLISH; step--)
        for (size_t i = 0; i < h->clause_count; i++)
            if (h->met[i] != NULL && (int)h->met[i]->consequence == step &&
                !make_finding(h, i, &findings[n++]))
                return RC_NO_MEMORY;
    v->findings = findings;
    v->consequence = findings[0].consequence;
    return RC_OK;
}

static enum rc hear(const struct judge *j, const struct text *t,
                    const struct judge_context *context, struct arena *a, struct verdict *v)
{
    struct hearing h = {.arena = a, .context = context};
    h.clauses = standards_clauses(j->standards, &h.clause_count);
    h.facts = ARENA_NEW(a, struct facts);
    if (h.facts == NULL)
        return RC_NO_MEMORY;
    enum rc rc = signals_measure(j->signals, t, &context->signals, a, h.facts);
    if (rc != RC_OK)
        return rc;
    fact_sheet_fill(&h.sheet, j->standards, h.facts, context, t);
    for (size_t i = 0; i < h.clause_count; i++) {
        fact_sheet_enter_clause(&h.sheet, context, h.clauses[i].slug);
        h.met[i] = first_met(&h.clauses[i], &h.sheet);
    }
    v->facts = h.facts;
    return write_findings(&h, v);
}

enum rc judge_comment(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a, struct verdict *ret)
{
    struct text t;
    struct verdict v = {
        .standards_version = standards_version(j->standards),
        .signals_version = signals_version(j->signals),
        .program_version = STR(COMITY_VERSION),
    };
    enum rc rc = text_prepare(a, original, &t);
    if (rc == RC_OK)
        rc = hear(j, &t, context, a, &v);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}
