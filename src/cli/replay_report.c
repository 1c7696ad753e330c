#include "cli/replay_report.h"

#include "base/json.h"
#include "cli/judging.h"
#include "text/excerpt.h"

#define WORDS_CHARACTERS 70

static struct replay_clause *find_clause(struct replay_report *r, struct str slug)
{
    for (size_t i = 0; i < r->clause_count; i++)
        if (str_eq(r->clauses[i].slug, slug))
            return &r->clauses[i];
    return NULL;
}

static struct replay_clause *add_clause(struct replay_report *r, struct str slug, struct str title)
{
    struct replay_clause *c = find_clause(r, slug);
    if (c != NULL || r->clause_count == REPLAY_CLAUSES_MAX)
        return c;
    c = &r->clauses[r->clause_count++];
    c->slug = arena_dup(r->arena, slug);
    c->title = arena_dup(r->arena, title);
    c->samples = ARENA_ARRAY(r->arena, r->samples_max, struct replay_sample);
    return c;
}

static void add_clauses(struct replay_report *r, const struct standards *s)
{
    size_t count = 0;
    const struct standards_clause *c = s != NULL ? standards_clauses(s, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        add_clause(r, c[i].slug, c[i].title);
}

enum rc replay_report_init(struct replay_report *r, struct arena *a, const struct standards *now,
                           const struct standards *then, size_t samples_max)
{
    *r = (struct replay_report){.arena = a, .samples_max = samples_max};
    r->clauses = ARENA_ARRAY(a, REPLAY_CLAUSES_MAX, struct replay_clause);
    if (r->clauses == NULL)
        return RC_NO_MEMORY;
    add_clauses(r, now);
    add_clauses(r, then);
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

/* --- counting --- */

static enum consequence consequence_of(const struct verdict *v, struct str clause)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, clause))
            return v->findings[i].consequence;
    return CONSEQUENCE_PUBLISH;
}

static void add_sample(struct replay_report *r, struct replay_clause *c, int64_t comment_id,
                       struct str body, enum consequence from, enum consequence to)
{
    if (c->samples == NULL || c->sample_count == r->samples_max)
        return;
    c->samples[c->sample_count++] = (struct replay_sample){
        comment_id, from, to, excerpt_make(r->arena, body, WORDS_CHARACTERS)};
}

/* What became of one finding of either verdict. */
static void count_finding(struct replay_report *r, const struct finding *f, int64_t comment_id,
                          struct str body, const struct verdict *then, const struct verdict *now)
{
    struct replay_clause *c = add_clause(r, f->clause, f->clause_title);
    enum consequence from = consequence_of(then, f->clause), to = consequence_of(now, f->clause);
    if (c == NULL)
        return;
    c->count[from][to]++;
    if (from != to)
        add_sample(r, c, comment_id, body, from, to);
}

void replay_report_add(struct replay_report *r, int64_t comment_id, struct str body,
                       const struct verdict *then, const struct verdict *now)
{
    r->judged++;
    r->verdicts[then->consequence][now->consequence]++;
    r->changed += then->consequence != now->consequence;
    for (size_t i = 0; i < now->finding_count; i++)
        count_finding(r, &now->findings[i], comment_id, body, then, now);
    for (size_t i = 0; i < then->finding_count; i++)
        if (consequence_of(now, then->findings[i].clause) == CONSEQUENCE_PUBLISH)
            count_finding(r, &then->findings[i], comment_id, body, then, now);
}

/* --- telling --- */

static int64_t changes_of(const struct replay_clause *c)
{
    int64_t sum = 0;
    for (int from = 0; from < REPLAY_CONSEQUENCES; from++)
        for (int to = 0; to < REPLAY_CONSEQUENCES; to++)
            sum += from != to ? c->count[from][to] : 0;
    return sum;
}

static bool is_asked_for(const struct replay_report *r, const struct replay_clause *c)
{
    return r->only.n == 0 || str_eq(r->only, c->slug);
}

static struct str name_of(int consequence)
{
    return consequence_name((enum consequence)consequence);
}

static void put_count(struct buf *out, int64_t count, int from, int to)
{
    if (from == CONSEQUENCE_PUBLISH)
        buf_printf(out, "  %8lld  newly %.*s\n", (long long)count, STR_ARG(name_of(to)));
    else if (to == CONSEQUENCE_PUBLISH)
        buf_printf(out, "  %8lld  free, was %.*s\n", (long long)count, STR_ARG(name_of(from)));
    else
        buf_printf(out, "  %8lld  %.*s, was %.*s\n", (long long)count, STR_ARG(name_of(to)),
                   STR_ARG(name_of(from)));
}

static void put_clause(struct buf *out, const struct replay_clause *c)
{
    buf_printf(out, "#%.*s  %.*s\n", STR_ARG(c->slug), STR_ARG(c->title));
    for (int to = REPLAY_CONSEQUENCES - 1; to >= 0; to--)
        for (int from = 0; from < REPLAY_CONSEQUENCES; from++)
            if (from != to && c->count[from][to] > 0)
                put_count(out, c->count[from][to], from, to);
    for (size_t i = 0; i < c->sample_count; i++) {
        const struct replay_sample *s = &c->samples[i];
        buf_printf(out, "      %lld  %.*s -> %.*s  ", (long long)s->comment_id,
                   STR_ARG(name_of(s->from)), STR_ARG(name_of(s->to)));
        judging_put_safe(out, s->words);
        buf_put_char(out, '\n');
    }
    buf_put_char(out, '\n');
}

static void put_verdicts(const struct replay_report *r, struct buf *out)
{
    buf_printf(out, "%lld of %lld comments would come to another verdict (%.2f %%)\n",
               (long long)r->changed, (long long)r->judged,
               r->judged > 0 ? 100.0 * (double)r->changed / (double)r->judged : 0.0);
    for (int to = REPLAY_CONSEQUENCES - 1; to >= 0; to--)
        for (int from = 0; from < REPLAY_CONSEQUENCES; from++)
            if (from != to && r->verdicts[from][to] > 0)
                buf_printf(out, "  %8lld  %.*s -> %.*s\n", (long long)r->verdicts[from][to],
                           STR_ARG(name_of(from)), STR_ARG(name_of(to)));
}

static void put_note(struct buf *out, int64_t count, const char *text)
{
    if (count > 0)
        buf_printf(out, "  %8lld  %s\n", (long long)count, text);
}

static void put_unchanged(const struct replay_report *r, struct buf *out)
{
    const char *before = "no change: ";
    for (size_t i = 0; i < r->clause_count; i++) {
        if (!is_asked_for(r, &r->clauses[i]) || changes_of(&r->clauses[i]) > 0)
            continue;
        buf_printf(out, "%s%.*s", before, STR_ARG(r->clauses[i].slug));
        before = ", ";
    }
    if (before[0] == ',')
        BUF_PUT(out, "\n\n");
}

void replay_report_print(const struct replay_report *r, struct buf *out)
{
    for (size_t i = 0; i < r->clause_count; i++)
        if (is_asked_for(r, &r->clauses[i]) && changes_of(&r->clauses[i]) > 0)
            put_clause(out, &r->clauses[i]);
    put_unchanged(r, out);
    put_verdicts(r, out);
    put_note(out, r->unknown, "judged without what the site knew then: it was not kept yet");
    put_note(out, r->erased, "left out: deleted by their authors");
    put_note(out, r->unjudged, "left out: texts the standards did not judge");
    put_note(out, r->failed, "left out: they could not be judged");
}

/* --- JSON --- */

static void write_counts(struct json *j,
                         const int64_t count[REPLAY_CONSEQUENCES][REPLAY_CONSEQUENCES])
{
    json_begin_array(j);
    for (int from = 0; from < REPLAY_CONSEQUENCES; from++)
        for (int to = 0; to < REPLAY_CONSEQUENCES; to++) {
            if (count[from][to] == 0)
                continue;
            json_begin_object(j);
            JSON_STR(j, "from", name_of(from));
            JSON_STR(j, "to", name_of(to));
            JSON_I64(j, "count", count[from][to]);
            json_end(j);
        }
    json_end(j);
}

static void write_clause(struct json *j, const struct replay_clause *c)
{
    json_begin_object(j);
    JSON_STR(j, "clause", c->slug);
    JSON_STR(j, "title", c->title);
    JSON_I64(j, "changed", changes_of(c));
    json_key(j, STR("counts"));
    write_counts(j, c->count);
    json_key(j, STR("samples"));
    json_begin_array(j);
    for (size_t i = 0; i < c->sample_count; i++) {
        const struct replay_sample *s = &c->samples[i];
        json_begin_object(j);
        JSON_I64(j, "comment", s->comment_id);
        JSON_STR(j, "from", consequence_name(s->from));
        JSON_STR(j, "to", consequence_name(s->to));
        JSON_STR(j, "words", s->words);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void replay_report_json(const struct replay_report *r, struct buf *out)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_I64(&j, "judged", r->judged);
    JSON_I64(&j, "changed", r->changed);
    JSON_I64(&j, "unknown_context", r->unknown);
    JSON_I64(&j, "erased", r->erased);
    JSON_I64(&j, "unjudged", r->unjudged);
    JSON_I64(&j, "failed", r->failed);
    json_key(&j, STR("verdicts"));
    write_counts(&j, r->verdicts);
    json_key(&j, STR("clauses"));
    json_begin_array(&j);
    for (size_t i = 0; i < r->clause_count; i++)
        if (is_asked_for(r, &r->clauses[i]))
            write_clause(&j, &r->clauses[i]);
    json_end(&j);
    json_end(&j);
    buf_put_char(out, '\n');
}
