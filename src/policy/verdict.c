#include "policy/verdict.h"

#include "base/json.h"

static void write_measure(struct json *j, const struct measure *m)
{
    json_begin_object(j);
    JSON_STR(j, "name", m->name);
    json_key(j, STR("value"));
    if (!m->known)
        json_put_null(j);
    else if (m->kind == SIGNAL_STRING)
        json_str(j, m->string);
    else if (m->kind == SIGNAL_BOOL)
        json_bool(j, m->number != 0);
    else
        json_f64(j, m->number);
    JSON_STR(j, "test", m->test);
    json_end(j);
}

static void write_evidence(struct json *j, const struct evidence *e, struct str original)
{
    json_begin_object(j);
    if (e->signal < SIGNAL_COUNT)
        JSON_STR(j, "signal", str_from_cstr(signal_table[e->signal].name));
    else if (e->list.n > 0)
        JSON_STR(j, "signal", e->list);
    JSON_I64(j, "begin", e->original.begin);
    JSON_I64(j, "end", e->original.end);
    JSON_STR(j, "quote", str_slice(original, e->original.begin, e->original.end));
    if (e->read_as.n > 0)
        JSON_STR(j, "read_as", e->read_as);
    json_end(j);
}

static void write_finding(struct json *j, const struct finding *f, struct str original)
{
    size_t shown =
        f->evidence_count < VERDICT_EVIDENCE_MAX ? f->evidence_count : VERDICT_EVIDENCE_MAX;
    json_begin_object(j);
    JSON_STR(j, "clause", f->clause);
    JSON_STR(j, "title", f->clause_title);
    JSON_STR(j, "consequence", consequence_name(f->consequence));
    JSON_STR(j, "condition", f->condition);
    json_key(j, STR("measures"));
    json_begin_array(j);
    for (size_t i = 0; i < f->measure_count; i++)
        write_measure(j, &f->measures[i]);
    json_end(j);
    json_key(j, STR("evidence"));
    json_begin_array(j);
    for (size_t i = 0; i < shown; i++)
        write_evidence(j, &f->evidence[i], original);
    json_end(j);
    if (shown < f->evidence_count)
        JSON_I64(j, "evidence_left_out", (int64_t)(f->evidence_count - shown));
    json_end(j);
}

void verdict_write_members(struct json *j, const struct verdict *v, struct str original)
{
    JSON_STR(j, "consequence", consequence_name(v->consequence));
    json_key(j, STR("findings"));
    json_begin_array(j);
    for (size_t i = 0; i < v->finding_count; i++)
        write_finding(j, &v->findings[i], original);
    json_end(j);
    json_key(j, STR("versions"));
    json_begin_object(j);
    JSON_STR(j, "standards", v->standards_version);
    JSON_STR(j, "signals", v->signals_version);
    JSON_STR(j, "program", v->program_version);
    json_end(j);
}

void verdict_write_json(struct buf *out, const struct verdict *v, struct str original)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    verdict_write_members(&j, v, original);
    json_end(&j);
}
