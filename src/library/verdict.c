#include "library/engine.h"
#include "policy/decisive.h"

enum comity_consequence comity_verdict_consequence(const struct comity_verdict *verdict)
{
    return (enum comity_consequence)verdict->verdict.consequence;
}

size_t comity_verdict_finding_count(const struct comity_verdict *verdict)
{
    return verdict->verdict.finding_count;
}

static const struct finding *find(const struct comity_verdict *verdict, size_t index)
{
    return index < verdict->verdict.finding_count ? &verdict->verdict.findings[index] : NULL;
}

bool comity_verdict_finding(const struct comity_verdict *verdict, size_t index,
                            struct comity_finding *ret)
{
    const struct finding *f = find(verdict, index);
    if (f == NULL)
        return false;
    *ret = (struct comity_finding){
        .clause = engine_string(f->clause),
        .title = engine_string(f->clause_title),
        .consequence = (enum comity_consequence)f->consequence,
        .written = (enum comity_consequence)f->written,
        .change = (enum comity_change)f->change,
        .condition = engine_string(f->condition),
        .measure_count = f->measure_count,
        .evidence_count = f->evidence_count,
    };
    return true;
}

static enum comity_kind kind_of(enum signal_kind kind)
{
    switch (kind) {
    case SIGNAL_NUMBER:
        return COMITY_NUMBER;
    case SIGNAL_BOOL:
        return COMITY_BOOL;
    case SIGNAL_STRING:
        break;
    }
    return COMITY_STRING;
}

bool comity_verdict_measure(const struct comity_verdict *verdict, size_t finding, size_t index,
                            struct comity_measure *ret)
{
    const struct finding *f = find(verdict, finding);
    if (f == NULL || index >= f->measure_count)
        return false;
    const struct measure *m = &f->measures[index];
    *ret = (struct comity_measure){
        .name = engine_string(m->name),
        .test = engine_string(m->test),
        .kind = kind_of(m->kind),
        .known = m->known,
        .number = m->number,
        .string = engine_string(m->string),
    };
    return true;
}

bool comity_verdict_evidence(const struct comity_verdict *verdict, size_t finding, size_t index,
                             struct comity_evidence *ret)
{
    const struct finding *f = find(verdict, finding);
    if (f == NULL || index >= f->evidence_count)
        return false;
    const struct evidence *e = &f->evidence[index];
    *ret = (struct comity_evidence){
        .signal = engine_string(str_from_cstr(signal_table[e->signal].name)),
        .begin = e->original.begin,
        .end = e->original.end,
        .read_as = engine_string(e->read_as),
    };
    return true;
}

bool comity_verdict_signal(const struct comity_verdict *verdict, const char *name,
                           struct comity_measure *ret)
{
    enum signal_id id = signal_find(str_from_cstr(name));
    if (id == SIGNAL_COUNT)
        return false;
    const struct facts *facts = verdict->verdict.facts;
    *ret = (struct comity_measure){
        .name = engine_string(str_from_cstr(signal_table[id].name)),
        .kind = kind_of(signal_table[id].kind),
        .known = facts->value[id].known,
        .number = facts->value[id].number,
        .string = engine_string(facts->value[id].string),
    };
    return true;
}

/* Seeks the decisive words once: a judgement that nobody asks about need not pay for them. */
static enum rc explain(const struct comity_verdict *verdict)
{
    struct comity_worker *w = verdict->worker;
    if (verdict->explained)
        return RC_OK;
    enum rc rc = decisive_find(verdict->engine->judge, verdict->original, &w->facts, w->arena,
                               &w->verdict.verdict);
    w->verdict.explained = rc == RC_OK;
    return rc;
}

bool comity_verdict_decisive(const struct comity_verdict *verdict, size_t finding, size_t index,
                             size_t *ret_begin, size_t *ret_end)
{
    if (explain(verdict) != RC_OK)
        return false;
    const struct finding *f = find(verdict, finding);
    if (f == NULL || !f->decisive_known || index >= f->decisive_count)
        return false;
    *ret_begin = f->decisive[index].begin;
    *ret_end = f->decisive[index].end;
    return true;
}

enum comity_result comity_verdict_json(const struct comity_verdict *verdict,
                                       struct comity_string *ret, struct comity_problem *problem)
{
    struct problem p = {0};
    struct buf *record = &verdict->worker->record;
    buf_clear(record);
    locale_t outside = uselocale(verdict->engine->neutral);
    enum rc rc = explain(verdict);
    if (rc == RC_OK)
        rc = engine_write(&verdict->verdict, verdict->original, &verdict->worker->facts, record);
    uselocale(outside);
    if (rc == RC_OK)
        *ret = engine_string(buf_str(record));
    return engine_result(rc, &p, problem);
}
