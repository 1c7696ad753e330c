#include "policy/escalation.h"

#include "policy/expr.h"

static enum consequence milder(enum consequence a, enum consequence b)
{
    return a < b ? a : b;
}

static enum consequence stricter(enum consequence a, enum consequence b)
{
    return a > b ? a : b;
}

/* The line for the highest level the author has reached. The lowest level's is for that one alone. */
static enum consequence by_trust(const struct standards_clause *c, enum consequence from,
                                 size_t level)
{
    const struct standards_for *line = NULL;
    for (size_t i = 0; i < c->level_count; i++)
        if (c->levels[i].level == level || (c->levels[i].level > 0 && c->levels[i].level < level))
            line = &c->levels[i];
    if (line == NULL)
        return from;
    return line->level == 0 ? stricter(from, line->consequence) : milder(from, line->consequence);
}

static enum consequence by_repeat(const struct standards_clause *c, enum consequence from,
                                  int64_t upheld)
{
    for (size_t i = 0; i < c->repeat_count; i++)
        if (upheld >= c->repeats[i].from)
            from = stricter(from, c->repeats[i].consequence);
    return from;
}

static enum consequence step(enum consequence from, enum consequence to, enum finding_change what,
                             enum finding_change *change)
{
    if (to != from)
        *change = what;
    return to;
}

enum consequence escalation_apply(const struct standards_clause *c, enum consequence written,
                                  const struct escalation *e, enum finding_change *ret_change)
{
    enum consequence now = written;
    *ret_change = FINDING_AS_WRITTEN;
    if (written == CONSEQUENCE_PUBLISH)
        return written;
    if (e->author_known) {
        now = step(now, by_trust(c, now, e->level), FINDING_TRUST, ret_change);
        now = step(now, by_repeat(c, now, e->upheld), FINDING_REPEAT, ret_change);
    }
    if (e->reported)
        now = step(now, milder(now, CONSEQUENCE_HOLD), FINDING_REPORTS, ret_change);
    if (e->modelled)
        now = step(now, milder(now, CONSEQUENCE_HOLD), FINDING_MODELS, ret_change);
    if (e->learned)
        now = step(now, milder(now, CONSEQUENCE_HOLD), FINDING_LEARNED, ret_change);
    if (e->braked)
        now = step(now, milder(now, CONSEQUENCE_FLAG), FINDING_BRAKE, ret_change);
    return now;
}

bool escalation_rests_on_reports(struct arena *a, const struct standards_branch *branch)
{
    static const int reports[] = {FACT_REPORTS_READERS, FACT_REPORTS_HERE};
    return !expr_possible_without(a, branch->expr, reports, sizeof reports / sizeof reports[0]);
}
