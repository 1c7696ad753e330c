#include "policy/verdict.h"

#include <jansson.h>

#include "policy/context.h"
#include "policy/decisive.h"

#define FINDINGS_MAX 200
#define MEASURES_MAX 512

/* Reading goes on after a fault, on empty values; `fault` keeps the first and is asked once at the
 * end. */
struct reader {
    struct arena *arena;
    const char *fault;
};

static void fail(struct reader *r, const char *what)
{
    if (r->fault == NULL)
        r->fault = what;
}

static struct str copy_string(struct reader *r, const json_t *value)
{
    return arena_dup(r->arena, str_make(json_string_value(value), json_string_length(value)));
}

static struct str read_string(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value)) {
        fail(r, key);
        return (struct str){0};
    }
    return copy_string(r, value);
}

static uint32_t read_offset(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > TEXT_BYTES_MAX) {
        fail(r, key);
        return 0;
    }
    return (uint32_t)number;
}

static enum consequence read_consequence(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    struct str name = str_make(json_string_value(value), json_string_length(value));
    enum consequence c = CONSEQUENCE_PUBLISH;
    if (!json_is_string(value) || consequence_parse(name, &c) != RC_OK)
        fail(r, key);
    return c;
}

/* The number of the word under `key`, or `absent` without one. */
static unsigned read_word(struct reader *r, const json_t *object, const char *key, unsigned count,
                          struct str (*name)(unsigned), unsigned absent)
{
    const json_t *value = json_object_get(object, key);
    struct str word = str_make(json_string_value(value), json_string_length(value));
    if (value == NULL)
        return absent;
    for (unsigned i = 0; i < count; i++)
        if (str_eq(word, name(i)))
            return i;
    fail(r, key);
    return absent;
}

static struct str change_word(unsigned i)
{
    return finding_change_name((enum finding_change)i);
}

static struct str minimal_word(unsigned i)
{
    return decisive_minimal_name((enum decisive_minimal)i);
}

static struct str decider_word(unsigned i)
{
    return verdict_decider_name((enum verdict_decider)i);
}

/* The array under `key`, which must be there and hold at most `max` objects. */
static const json_t *read_array(struct reader *r, const json_t *object, const char *key, size_t max)
{
    const json_t *array = json_object_get(object, key);
    if (!json_is_array(array) || json_array_size(array) > max) {
        fail(r, key);
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!json_is_object(json_array_get(array, i)))
            fail(r, key);
    return array;
}

static void read_measure(struct reader *r, const json_t *object, struct measure *m)
{
    const json_t *value = json_object_get(object, "value");
    m->name = read_string(r, object, "name");
    m->test = read_string(r, object, "test");
    m->known = !json_is_null(value);
    if (json_is_string(value)) {
        m->kind = SIGNAL_STRING;
        m->string = copy_string(r, value);
    } else if (json_is_boolean(value)) {
        m->kind = SIGNAL_BOOL;
        m->number = json_is_true(value);
    } else if (json_is_number(value)) {
        m->number = json_number_value(value);
    } else if (!json_is_null(value)) {
        fail(r, "value");
    }
}

static struct span read_span(struct reader *r, const json_t *object)
{
    struct span s = {read_offset(r, object, "begin"), read_offset(r, object, "end")};
    if (s.end < s.begin)
        fail(r, "end");
    return s;
}

static void read_evidence(struct reader *r, const json_t *object, struct evidence *e)
{
    const json_t *signal = json_object_get(object, "signal");
    struct str name = str_make(json_string_value(signal), json_string_length(signal));
    e->signal = signal_find(name);
    if (e->signal == SIGNAL_COUNT && str_starts(name, STR("list.")))
        e->list = arena_dup(r->arena, name);
    e->original = read_span(r, object);
    if (json_object_get(object, "read_as") != NULL)
        e->read_as = read_string(r, object, "read_as");
}

static void read_measures(struct reader *r, const json_t *object, struct finding *f)
{
    const json_t *array = read_array(r, object, "measures", MEASURES_MAX);
    size_t count = json_array_size(array);
    struct measure *m = ARENA_ARRAY(r->arena, count, struct measure);
    for (size_t i = 0; m != NULL && i < count; i++)
        read_measure(r, json_array_get(array, i), &m[i]);
    f->measures = m;
    f->measure_count = count;
}

static void read_evidences(struct reader *r, const json_t *object, struct finding *f)
{
    const json_t *array = read_array(r, object, "evidence", VERDICT_EVIDENCE_MAX);
    size_t count = json_array_size(array);
    struct evidence *e = ARENA_ARRAY(r->arena, count, struct evidence);
    for (size_t i = 0; e != NULL && i < count; i++)
        read_evidence(r, json_array_get(array, i), &e[i]);
    f->evidence = e;
    f->evidence_count = count;
    if (json_object_get(object, "evidence_left_out") != NULL)
        f->evidence_left_out = read_offset(r, object, "evidence_left_out");
}

static void read_decisive(struct reader *r, const json_t *object, struct finding *f)
{
    f->decisive_minimal = (enum decisive_minimal)read_word(
        r, object, "minimal", DECISIVE_MINIMAL_COUNT, minimal_word, DECISIVE_NOT_SOUGHT);
    if (f->decisive_minimal == DECISIVE_NOT_SOUGHT)
        return;
    const json_t *array = read_array(r, object, "decisive", DECISIVE_WORDS_MAX);
    size_t count = json_array_size(array);
    struct span *words = ARENA_ARRAY(r->arena, count, struct span);
    for (size_t i = 0; words != NULL && i < count; i++)
        words[i] = read_span(r, json_array_get(array, i));
    f->decisive = words;
    f->decisive_count = count;
    f->decisive_known = f->decisive_minimal != DECISIVE_NONE;
}

static void read_finding(struct reader *r, const json_t *object, struct finding *f)
{
    f->clause = read_string(r, object, "clause");
    f->clause_title = read_string(r, object, "title");
    f->consequence = f->written = read_consequence(r, object, "consequence");
    f->change = (enum finding_change)read_word(r, object, "changed_by", FINDING_CHANGE_COUNT,
                                               change_word, FINDING_AS_WRITTEN);
    if (f->change != FINDING_AS_WRITTEN)
        f->written = read_consequence(r, object, "written");
    f->condition = read_string(r, object, "condition");
    read_measures(r, object, f);
    read_evidences(r, object, f);
    read_decisive(r, object, f);
}

static void read_findings(struct reader *r, const json_t *root, struct verdict *v)
{
    const json_t *array = read_array(r, root, "findings", FINDINGS_MAX);
    size_t count = json_array_size(array);
    struct finding *f = ARENA_ARRAY(r->arena, count, struct finding);
    for (size_t i = 0; f != NULL && i < count; i++)
        read_finding(r, json_array_get(array, i), &f[i]);
    v->findings = f;
    v->finding_count = count;
    /* A person may decide otherwise than the clause they name says. */
    if (v->decided_by != VERDICT_BY_STANDARDS)
        return;
    enum consequence strictest = count > 0 && f != NULL ? f[0].consequence : CONSEQUENCE_PUBLISH;
    if (r->fault == NULL && strictest != v->consequence)
        fail(r, "consequence");
}

static void read_context(struct reader *r, const json_t *root, struct verdict *v)
{
    const json_t *object = json_object_get(root, "context");
    struct judge_context *context = ARENA_NEW(r->arena, struct judge_context);
    if (object == NULL || context == NULL)
        return;
    if (context_read_json(object, r->arena, context) != RC_OK)
        fail(r, "context");
    v->context = context;
}

static void read_verdict(struct reader *r, const json_t *root, struct verdict *v)
{
    const json_t *versions = json_object_get(root, "versions");
    v->consequence = read_consequence(r, root, "consequence");
    v->decided_by = (enum verdict_decider)read_word(r, root, "decided_by", VERDICT_DECIDER_COUNT,
                                                    decider_word, VERDICT_BY_STANDARDS);
    if (json_object_get(root, "reason") != NULL)
        v->reason = read_string(r, root, "reason");
    read_findings(r, root, v);
    read_context(r, root, v);
    if (json_object_get(root, "text_sha256") != NULL)
        v->text_sha256 = read_string(r, root, "text_sha256");
    v->standards_version = read_string(r, versions, "standards");
    v->signals_version = read_string(r, versions, "signals");
    v->program_version = read_string(r, versions, "program");
}

enum rc verdict_parse_json(struct str json, struct arena *a, struct verdict *ret,
                           struct problem *problem)
{
    if (json.n > VERDICT_JSON_MAX)
        return problem_set(problem, RC_TOO_LARGE, "the verdict's record is longer than %zu bytes",
                           VERDICT_JSON_MAX);
    json_error_t error;
    json_t *root = json_loadb(json.n > 0 ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return problem_set_at(problem, RC_INVALID, error.line, error.column,
                              "the verdict's record is not JSON: %s", error.text);
    struct reader r = {.arena = a};
    struct verdict v = {0};
    read_verdict(&r, root, &v);
    json_decref(root);
    if (arena_failed(a))
        return problem_set(problem, RC_NO_MEMORY, "no memory to read the verdict's record");
    if (r.fault != NULL)
        return problem_set(problem, RC_INVALID, "the verdict's record has no valid \"%s\"",
                           r.fault);
    *ret = v;
    return RC_OK;
}
