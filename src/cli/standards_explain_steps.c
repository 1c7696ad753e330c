#include "cli/standards_explain.h"

#include "policy/escalation.h"
#include "policy/fact.h"
#include "policy/trust.h"

static bool braked(const struct judge_context *c, struct str clause)
{
    for (size_t i = 0; i < c->braked_count; i++)
        if (str_eq(c->braked[i], clause))
            return true;
    return false;
}

/* What the judge came to for that clause; publish when it found nothing. */
static enum consequence found(const struct verdict *v, struct str clause)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, clause))
            return v->findings[i].consequence;
    return CONSEQUENCE_PUBLISH;
}

static enum consequence put_step(struct buf *out, enum consequence before, enum consequence after,
                                 const char *name, struct str why)
{
    if (after != before)
        buf_printf(out, "      %-8s-> %.*s, %.*s\n", name, STR_ARG(consequence_name(after)),
                   STR_ARG(why));
    return after;
}

void standards_explain_steps(struct buf *out, const struct explain_case *x,
                             const struct standards_clause *c, enum consequence written)
{
    const struct standards_trust *trust = standards_trust(x->standards);
    enum finding_change change;
    struct escalation e = {.author_known = x->context->signals.author.known,
                           .level = trust_level_index(trust, x->context->author_trust)};
    int64_t upheld = (int64_t)fact_sheet_value(x->sheet, FACT_AUTHOR_UPHELD_HERE).number;
    struct str level = trust->levels[e.level].name;
    enum consequence now = escalation_apply(c, written, &e, &change);
    put_step(out, written, now, "trust",
             arena_printf(x->arena, "for an author of the level \"%.*s\"", STR_ARG(level)));
    e.upheld = upheld;
    now = put_step(
        out, now, escalation_apply(c, written, &e, &change), "repeat",
        arena_printf(x->arena, "for %lld upheld removals under this clause", (long long)upheld));
    e.braked = braked(x->context, c->slug);
    e.reported =
        now == CONSEQUENCE_REMOVE && !e.braked && found(x->verdict, c->slug) != CONSEQUENCE_REMOVE;
    put_step(out, now, escalation_apply(c, written, &e, &change), e.braked ? "brake" : "reports",
             e.braked ? STR("the clause is under the emergency brake")
                      : STR("for reports alone never remove"));
}
