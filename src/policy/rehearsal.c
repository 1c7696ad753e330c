#include "policy/rehearsal.h"

#include "policy/given.h"
#include "text/fingerprint.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define BEFORE_MAX      32
#define UPHELD_MAX      1000

struct rehearsal {
    const struct judge *judge;
    const struct standards *examples;
    struct arena *arena;
    struct problem *problem;
    uint64_t before[BEFORE_MAX];
};

static enum rc remember(struct rehearsal *r, struct judge_context *c, struct str earlier)
{
    struct text t;
    enum rc rc = text_prepare(r->arena, earlier, &t);
    if (rc != RC_OK)
        return rc;
    if (c->signals.author.recent_fingerprint_count < BEFORE_MAX)
        r->before[c->signals.author.recent_fingerprint_count++] = fingerprint_text(&t);
    c->signals.author.recent_fingerprints = r->before;
    c->signals.author.known = true;
    return RC_OK;
}

/* What an example gives under "here" is of the clause it stands under, and of no other. */
static enum rc bind_to_clause(struct rehearsal *r, struct str clause, struct judge_context *c)
{
    size_t upheld = c->upheld_here < UPHELD_MAX ? (size_t)c->upheld_here : UPHELD_MAX;
    struct judge_tally *tallies = ARENA_ARRAY(r->arena, upheld + 1, struct judge_tally);
    if (tallies == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < upheld; i++)
        tallies[i].clause = clause;
    tallies[upheld] = (struct judge_tally){.clause = clause, .number = c->reports_here};
    c->upheld = tallies;
    c->upheld_count = upheld;
    c->reports = &tallies[upheld];
    c->report_count = 1;
    c->upheld_here = c->reports_here = 0;
    return RC_OK;
}

static enum rc set_context(struct rehearsal *r, struct str clause,
                           const struct standards_example *e, struct judge_context *c)
{
    enum rc rc = RC_OK;
    c->signals.site_language = standards_language_at(r->examples, e->line);
    for (size_t i = 0; rc == RC_OK && i < e->given_count; i++) {
        const struct standards_given *g = &e->given[i];
        rc =
            g->name.n == 0 ? remember(r, c, g->value) : given_set(c, g->name, g->value, r->problem);
    }
    return rc == RC_OK ? bind_to_clause(r, clause, c) : rc;
}

static void compare(const struct standards_clause *clause, const struct verdict *v,
                    struct rehearsal_result *result)
{
    if (str_eq(result->example->expected, STR("keep"))) {
        result->got = v->consequence;
        result->met = v->consequence == CONSEQUENCE_PUBLISH;
        return;
    }
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, clause->slug))
            result->got = v->findings[i].consequence;
    result->met = str_eq(consequence_name(result->got), result->example->expected);
}

static enum rc run_example(struct rehearsal *r, const struct standards_clause *clause,
                           const struct standards_example *e, struct rehearsal_result *result)
{
    static const struct verdict unjudged;
    struct judge_context c = {0};
    struct verdict *v = ARENA_NEW(r->arena, struct verdict);
    *result = (struct rehearsal_result){.clause = clause, .example = e, .verdict = &unjudged};
    enum rc rc = v != NULL ? set_context(r, clause->slug, e, &c) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = judge_comment(r->judge, e->text, &c, r->arena, v);
    if (rc != RC_OK)
        return problem_set_at(r->problem, rc, e->line, 1, "the example on line %d: %s", e->line,
                              rc_text(rc));
    result->verdict = v;
    compare(clause, v, result);
    return RC_OK;
}

static enum rc run_clause(struct rehearsal *r, const struct standards_clause *clause,
                          rehearsal_report report, void *context)
{
    for (size_t i = 0; i < clause->example_count; i++) {
        struct rehearsal_result result;
        arena_reset(r->arena);
        enum rc rc = run_example(r, clause, &clause->examples[i], &result);
        if (rc != RC_OK)
            return rc;
        report(&result, context);
    }
    return RC_OK;
}

enum rc rehearsal_run_of(const struct judge *j, const struct standards *examples,
                         rehearsal_report report, void *context, struct problem *problem)
{
    struct rehearsal r = {
        .judge = j, .examples = examples, .arena = arena_new(ARENA_BYTES_MAX), .problem = problem};
    if (r.arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    size_t count;
    const struct standards_clause *clauses = standards_clauses(examples, &count);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = run_clause(&r, &clauses[i], report, context);
    arena_free(r.arena);
    return rc;
}

enum rc rehearsal_run(const struct judge *j, rehearsal_report report, void *context,
                      struct problem *problem)
{
    return rehearsal_run_of(j, judge_standards(j), report, context, problem);
}
