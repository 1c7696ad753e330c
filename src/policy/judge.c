#include "policy/judge.h"

#include "policy/escalation.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/list.h"
#include "policy/trust.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024)

struct judge {
    struct arena *arena;
    const struct standards *standards;
    const struct signals *signals;
};

/* What one judgement works with. */
struct hearing {
    struct arena *arena;
    const struct standards *standards;
    const struct fact_names *names;
    const struct standards_clause *clauses;
    size_t clause_count;
    const struct judge_context *context;
    struct fact_sheet sheet;
    const struct facts *facts; /* NULL until measured */
    struct list_matches lists;
    size_t level; /* of the author's trust */
    /* The branch of each clause that met its condition and leads to something; NULL where none. */
    const struct standards_branch *met[STANDARDS_CLAUSES_MAX];
    enum consequence consequence[STANDARDS_CLAUSES_MAX];
    enum finding_change change[STANDARDS_CLAUSES_MAX];
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

const struct signals *judge_signals(const struct judge *j)
{
    return j->signals;
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

/* A match of a word list as evidence. */
static struct evidence list_evidence(const struct hearing *h, const struct list_place *place)
{
    struct fact_info info = fact_info_in(h->names, FACT_COUNT + (int)place->list);
    return (struct evidence){.signal = SIGNAL_COUNT,
                             .original = place->original,
                             .read_as = place->read_as,
                             .list = str_from_cstr(info.name)};
}

/* The evidence of the signals the clause rests on, in the order measured, then that of lists. */
static bool select_evidence(struct hearing *h, const struct standards_clause *c,
                            const struct standards_branch *b, struct finding *f)
{
    size_t count = c->evidence_fact_count, n = 0;
    const int *facts = c->evidence_facts;
    if (facts == NULL)
        facts = expr_facts(b->expr, &count);
    for (size_t i = 0; i < h->facts->evidence_count; i++)
        n += names_fact(facts, count, (int)h->facts->evidence[i].signal);
    for (size_t i = 0; i < h->lists.place_count; i++)
        n += names_fact(facts, count, FACT_COUNT + (int)h->lists.places[i].list);
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
    for (size_t i = 0; i < h->lists.place_count; i++)
        if (names_fact(facts, count, FACT_COUNT + (int)h->lists.places[i].list))
            selected[f->evidence_count++] = list_evidence(h, &h->lists.places[i]);
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
        struct fact_info info = fact_info_in(h->names, tests[i].fact);
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
    f->consequence = h->consequence[clause];
    f->written = b->consequence;
    f->change = h->change[clause];
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
            if (h->met[i] != NULL && (int)h->consequence[i] == step &&
                !make_finding(h, i, &findings[n++]))
                return RC_NO_MEMORY;
    v->findings = findings;
    v->consequence = findings[0].consequence;
    return RC_OK;
}

static bool is_braked(const struct judge_context *c, struct str clause)
{
    for (size_t i = 0; i < c->braked_count; i++)
        if (str_eq(c->braked[i], clause))
            return true;
    return false;
}

/* Whether the clause comes to less than remove by another sheet. */
static bool is_milder_by(const struct fact_sheet *sheet, const struct standards_clause *c,
                         const struct escalation *e)
{
    enum finding_change change;
    const struct standards_branch *met = first_met(c, sheet);
    return met == NULL || escalation_apply(c, met->consequence, e, &change) < CONSEQUENCE_REMOVE;
}

/* Whether the clause would come to less than remove had nobody reported the comment. */
static bool needs_reports(const struct hearing *h, const struct standards_clause *c,
                          const struct escalation *e)
{
    struct fact_sheet sheet = h->sheet;
    return fact_sheet_forget_reports(&sheet) && is_milder_by(&sheet, c, e);
}

/* Whether it would had the site's rulings taught nothing that is not proven yet. Nor may a report stand in for that. */
static bool needs_learning(const struct hearing *h, const struct standards_clause *c,
                           const struct escalation *e)
{
    struct fact_sheet sheet = h->sheet;
    struct facts room;
    if (!fact_sheet_forget_learned(&sheet, &room))
        return false;
    (void)fact_sheet_forget_reports(&sheet);
    return is_milder_by(&sheet, c, e);
}

/* Whether it would had no model scored the text. */
static bool needs_models(const struct hearing *h, const struct standards_clause *c,
                         const struct escalation *e)
{
    struct fact_sheet sheet = h->sheet;
    struct facts room;
    if (!fact_sheet_forget_models(&sheet, &room))
        return false;
    (void)fact_sheet_forget_reports(&sheet);
    return is_milder_by(&sheet, c, e);
}

static void hear_clause(struct hearing *h, size_t i)
{
    const struct standards_clause *c = &h->clauses[i];
    fact_sheet_enter_clause(&h->sheet, h->context, c->slug);
    h->met[i] = first_met(c, &h->sheet);
    if (h->met[i] == NULL)
        return;
    struct escalation e = {
        .author_known = h->context->signals.author.known,
        .level = h->level,
        .upheld = (int64_t)fact_sheet_value(&h->sheet, FACT_AUTHOR_UPHELD_HERE).number,
        .braked = is_braked(h->context, c->slug),
    };
    h->consequence[i] = escalation_apply(c, h->met[i]->consequence, &e, &h->change[i]);
    bool removes = h->consequence[i] == CONSEQUENCE_REMOVE;
    bool learned = removes && needs_learning(h, c, &e);
    bool modelled = removes && !learned && needs_models(h, c, &e);
    e.reported = removes && needs_reports(h, c, &e);
    e.learned = learned;
    e.modelled = modelled && !e.reported;
    if (e.reported || e.learned || e.modelled)
        h->consequence[i] = escalation_apply(c, h->met[i]->consequence, &e, &h->change[i]);
    if (h->consequence[i] == CONSEQUENCE_PUBLISH)
        h->met[i] = NULL;
}

/* The signals that the clause's conditions name. */
static struct signals_wanted wanted_by(const struct standards_clause *c)
{
    struct signals_wanted w = {0};
    for (size_t b = 0; b < c->branch_count; b++) {
        size_t count;
        const int *facts = expr_facts(c->branches[b].expr, &count);
        for (size_t i = 0; i < count; i++)
            if (facts[i] < SIGNAL_COUNT)
                signals_want(&w, (enum signal_id)facts[i]);
    }
    return w;
}

/* For all clauses, or for one. */
static enum rc measure_signals(const struct judge *j, const struct text *t,
                               const struct standards_clause *only, struct hearing *h)
{
    struct facts *facts = ARENA_NEW(h->arena, struct facts);
    if (facts == NULL)
        return RC_NO_MEMORY;
    struct signal_context context = h->context->signals;
    context.is_reply |= h->context->is_reply;
    h->facts = facts;
    if (only != NULL)
        return signals_measure_wanted(j->signals, t, &context, wanted_by(only), h->arena, facts);
    return signals_measure(j->signals, t, &context, h->arena, facts);
}

/* Everything that conditions may ask about. */
static enum rc measure(const struct judge *j, const struct text *t,
                       const struct standards_clause *only, struct hearing *h)
{
    enum rc rc = h->facts == NULL ? measure_signals(j, t, only, h) : RC_OK;
    if (rc == RC_OK)
        rc = list_set_match(standards_lists(h->standards), t, h->arena, &h->lists);
    if (rc != RC_OK)
        return rc;
    fact_sheet_fill(&h->sheet, h->standards, h->facts, h->context, t);
    h->sheet.defined = h->lists.values;
    h->sheet.defined_count = h->lists.value_count;
    return RC_OK;
}

static void hearing_begin(struct hearing *h, const struct judge *j,
                          const struct judge_context *context, const struct facts *measured,
                          struct arena *a)
{
    *h = (struct hearing){.arena = a,
                          .standards = j->standards,
                          .names = standards_fact_names(j->standards),
                          .context = context,
                          .facts = measured};
    h->clauses = standards_clauses(j->standards, &h->clause_count);
    h->level = trust_level_index(standards_trust(j->standards), context->author_trust);
}

/* `measured`: what was measured of this text in this context already, or NULL. */
static enum rc hear(const struct judge *j, const struct text *t,
                    const struct judge_context *context, const struct facts *measured,
                    struct arena *a, struct verdict *v)
{
    *v = (struct verdict){
        .standards_version = standards_version(j->standards),
        .signals_version = signals_version(j->signals),
        .program_version = STR(COMITY_VERSION),
    };
    struct hearing h;
    hearing_begin(&h, j, context, measured, a);
    enum rc rc = measure(j, t, NULL, &h);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < h.clause_count; i++)
        hear_clause(&h, i);
    v->facts = h.facts;
    return write_findings(&h, v);
}

enum rc judge_clause(const struct judge *j, struct str original,
                     const struct judge_context *context, struct str clause, struct arena *a,
                     enum consequence *ret)
{
    struct text t;
    struct hearing h;
    size_t i = 0;
    hearing_begin(&h, j, context, NULL, a);
    while (i < h.clause_count && !str_eq(h.clauses[i].slug, clause))
        i++;
    if (i == h.clause_count)
        return RC_NOT_FOUND;
    enum rc rc = text_prepare(a, original, &t);
    if (rc == RC_OK)
        rc = measure(j, &t, &h.clauses[i], &h);
    if (rc != RC_OK)
        return rc;
    hear_clause(&h, i);
    *ret = h.met[i] != NULL ? h.consequence[i] : CONSEQUENCE_PUBLISH;
    return RC_OK;
}

enum rc judge_measure(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a, struct fact_sheet *ret)
{
    struct text *t = ARENA_NEW(a, struct text);
    struct hearing h = {.arena = a, .standards = j->standards, .context = context};
    enum rc rc = t != NULL ? text_prepare(a, original, t) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = measure(j, t, NULL, &h);
    if (rc == RC_OK)
        *ret = h.sheet;
    return rc;
}

enum rc judge_comment(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a, struct verdict *ret)
{
    struct text t;
    enum rc rc = text_prepare(a, original, &t);
    return rc == RC_OK ? judge_text(j, &t, context, a, ret) : rc;
}

enum rc judge_text(const struct judge *j, const struct text *t, const struct judge_context *context,
                   struct arena *a, struct verdict *ret)
{
    struct verdict v;
    enum rc rc = hear(j, t, context, NULL, a, &v);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}

enum rc judge_by_both(const struct judge *first, const struct judge *second, struct str original,
                      const struct judge_context *context, struct arena *a,
                      struct verdict *ret_first, struct verdict *ret_second)
{
    struct text t;
    struct verdict one, other;
    enum rc rc = text_prepare(a, original, &t);
    if (rc == RC_OK)
        rc = hear(first, &t, context, NULL, a, &one);
    if (rc == RC_OK)
        rc = hear(second, &t, context, one.facts, a, &other);
    if (rc != RC_OK)
        return rc;
    *ret_first = one;
    *ret_second = other;
    return RC_OK;
}
