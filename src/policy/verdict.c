#include "policy/verdict.h"

#include <sodium.h>

#include "base/json.h"
#include "policy/context.h"
#include "text/steps.h"

static const struct str changes[] = {
    [FINDING_AS_WRITTEN] = STR_INIT("nothing"),
    [FINDING_TRUST] = STR_INIT("trust"),
    [FINDING_REPEAT] = STR_INIT("repeat"),
    [FINDING_BRAKE] = STR_INIT("brake"),
    [FINDING_REPORTS] = STR_INIT("reports"),
    [FINDING_LEARNED] = STR_INIT("learning"),
    [FINDING_MODELS] = STR_INIT("models"),
};
static const struct str minima[] = {
    [DECISIVE_NONE] = STR_INIT("none"),
    [DECISIVE_SMALLEST] = STR_INIT("smallest"),
    [DECISIVE_LOCAL] = STR_INIT("local"),
    [DECISIVE_BOUNDED] = STR_INIT("bounded"),
};
static const struct str deciders[] = {
    [VERDICT_BY_STANDARDS] = STR_INIT("standards"),
    [VERDICT_BY_MODERATOR] = STR_INIT("moderator"),
    [VERDICT_BY_ADMINISTRATOR] = STR_INIT("administrator"),
    [VERDICT_BY_AUTHOR] = STR_INIT("author"),
};

struct str finding_change_name(enum finding_change change)
{
    return changes[change];
}

struct str decisive_minimal_name(enum decisive_minimal minimal)
{
    return minima[minimal];
}

struct str verdict_decider_name(enum verdict_decider decider)
{
    return deciders[decider];
}

struct str verdict_hash_text(struct arena *a, struct str text)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char digits[VERDICT_TEXT_SHA256_SIZE + 1];
    crypto_hash_sha256(hash, (const unsigned char *)(text.n > 0 ? text.p : ""), text.n);
    sodium_bin2hex(digits, sizeof digits, hash, sizeof hash);
    return arena_dup(a, str_make(digits, VERDICT_TEXT_SHA256_SIZE));
}

/* Inside a value the quotation marks would be escaped, and no other object has a member of this name. */
struct str verdict_recorded_hash(struct str json)
{
    const struct str member = STR("\"text_sha256\":\"");
    size_t at = str_find(json, member, 0);
    if (at == STR_NONE || json.n - at - member.n < VERDICT_TEXT_SHA256_SIZE)
        return (struct str){0};
    return str_slice(json, at + member.n, at + member.n + VERDICT_TEXT_SHA256_SIZE);
}

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

static void write_steps(struct json *j, struct str written, const struct evidence *e)
{
    struct step steps[STEPS_MAX];
    size_t count = steps_find(written, e->read_as, steps);
    json_key(j, STR("steps"));
    json_begin_array(j);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(j);
        JSON_STR(j, "rule", step_rule_name(steps[i].rule));
        JSON_I64(j, "at", e->original.begin + steps[i].at);
        JSON_STR(j, "from", steps[i].from);
        JSON_STR(j, "to", steps[i].to);
        json_end(j);
    }
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
    struct str quote = str_slice(original, e->original.begin, e->original.end);
    JSON_STR(j, "quote", quote);
    if (e->read_as.n > 0) {
        JSON_STR(j, "read_as", e->read_as);
        write_steps(j, quote, e);
    }
    json_end(j);
}

static void write_decisive(struct json *j, const struct finding *f, struct str original)
{
    if (f->decisive_minimal == DECISIVE_NOT_SOUGHT)
        return;
    json_key(j, STR("decisive"));
    json_begin_array(j);
    for (size_t i = 0; i < f->decisive_count; i++) {
        struct span s = f->decisive[i];
        json_begin_object(j);
        JSON_I64(j, "begin", s.begin);
        JSON_I64(j, "end", s.end);
        JSON_STR(j, "quote", str_slice(original, s.begin, s.end));
        json_end(j);
    }
    json_end(j);
    JSON_STR(j, "minimal", decisive_minimal_name(f->decisive_minimal));
}

static void write_finding(struct json *j, const struct finding *f, struct str original)
{
    size_t shown =
        f->evidence_count < VERDICT_EVIDENCE_MAX ? f->evidence_count : VERDICT_EVIDENCE_MAX;
    json_begin_object(j);
    JSON_STR(j, "clause", f->clause);
    JSON_STR(j, "title", f->clause_title);
    JSON_STR(j, "consequence", consequence_name(f->consequence));
    if (f->change != FINDING_AS_WRITTEN) {
        JSON_STR(j, "written", consequence_name(f->written));
        JSON_STR(j, "changed_by", finding_change_name(f->change));
    }
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
    size_t left_out = f->evidence_count - shown + f->evidence_left_out;
    if (left_out > 0)
        JSON_I64(j, "evidence_left_out", (int64_t)left_out);
    write_decisive(j, f, original);
    json_end(j);
}

void verdict_write_members(struct json *j, const struct verdict *v, struct str original)
{
    JSON_STR(j, "consequence", consequence_name(v->consequence));
    JSON_STR(j, "decided_by", verdict_decider_name(v->decided_by));
    if (v->reason.n > 0)
        JSON_STR(j, "reason", v->reason);
    json_key(j, STR("findings"));
    json_begin_array(j);
    for (size_t i = 0; i < v->finding_count; i++)
        write_finding(j, &v->findings[i], original);
    json_end(j);
    if (v->context != NULL) {
        json_key(j, STR("context"));
        context_write_json(j, v->context, v->facts);
    }
    if (v->text_sha256.n > 0)
        JSON_STR(j, "text_sha256", v->text_sha256);
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
