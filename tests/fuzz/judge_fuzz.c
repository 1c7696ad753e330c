#include "fuzz.h"

#include <string.h>

#include "base/utf8.h"
#include "comity.h"
#include "policy/verdict.h"

static struct comity_engine *engine;
static struct comity_worker *worker, *other;
static struct comity_context *context;

static void start(void)
{
    FUZZ_CHECK(comity_engine_new(NULL, &engine, NULL) == COMITY_OK);
    worker = comity_worker_new();
    other = comity_worker_new();
    context = comity_context_new();
    FUZZ_CHECK(worker && other && context);
}

/* Words that speak against a comment are whole characters of it. */
static void check_findings(const struct comity_verdict *v, struct str text)
{
    struct comity_finding f;
    struct comity_evidence e;
    FUZZ_CHECK((comity_verdict_consequence(v) == COMITY_PUBLISH) ==
               (comity_verdict_finding_count(v) == 0));
    for (size_t i = 0; comity_verdict_finding(v, i, &f); i++) {
        FUZZ_CHECK(f.consequence <= comity_verdict_consequence(v));
        for (size_t k = 0; comity_verdict_evidence(v, i, k, &e); k++) {
            FUZZ_CHECK(e.begin < e.end && e.end <= text.n);
            FUZZ_CHECK(utf8_boundary(text, e.begin) && utf8_boundary(text, e.end));
            FUZZ_CHECK(utf8_valid(str_make(e.read_as.p, e.read_as.n)));
        }
    }
}

/* The record is read back, and a second judgement writes the same bytes. */
static void check_record(const struct comity_verdict *v, struct str text)
{
    const struct comity_verdict *again;
    struct comity_string json, same;
    struct verdict parsed;
    struct arena *a = arena_new((size_t)64 << 20);
    FUZZ_CHECK(a);
    FUZZ_CHECK(comity_verdict_json(v, &json, NULL) == COMITY_OK);
    FUZZ_CHECK(utf8_valid(str_make(json.p, json.n)));
    FUZZ_CHECK(verdict_parse_json(str_make(json.p, json.n), a, &parsed, NULL) == RC_OK);
    FUZZ_CHECK((int)parsed.consequence == (int)comity_verdict_consequence(v));
    FUZZ_CHECK(parsed.finding_count == comity_verdict_finding_count(v));
    FUZZ_CHECK(comity_judge(other, engine, text.p, text.n, context, &again, NULL) == COMITY_OK);
    FUZZ_CHECK(comity_verdict_json(again, &same, NULL) == COMITY_OK);
    FUZZ_CHECK(same.n == json.n && memcmp(same.p, json.p, same.n) == 0);
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct comity_verdict *v;
    if (engine == NULL)
        start();
    if (size == 0)
        return 0;
    struct str text = str_make((const char *)data + 1, size - 1);
    comity_context_clear(context);
    if (data[0] & 1)
        FUZZ_CHECK(comity_context_set(context, "author.staff", "true", NULL) == COMITY_OK);
    if (data[0] & 2)
        (void)comity_context_add_earlier(context, text.p, text.n / 2, NULL);
    if (comity_judge(worker, engine, text.p, text.n, context, &v, NULL) == COMITY_OK) {
        check_findings(v, text);
        check_record(v, text);
    }
    return 0;
}
