#include "web/finding_detail.h"

#include "policy/judge.h"
#include "text/markdown.h"
#include "text/steps.h"
#include "web/editions.h"
#include "web/finding_words.h"
#include "web/views.h"

#define READINGS_SHOWN 8

static struct str joined(const struct request *r, struct str list, struct str next)
{
    return list.n == 0 ? next : SAY_WITH(r, "{0}, {1}", list, next);
}

/* --- what the words were read as --- */

/* Steps of these rules are the same however many there are; of the others each is told. */
static struct str common_words(const struct request *r, enum step_rule rule)
{
    switch (rule) {
    case STEP_CASE:
        return SAY(r, "capital letters");
    case STEP_INVISIBLE:
        return SAY(r, "invisible characters between the letters");
    case STEP_SPACING:
        return SAY(r, "spaces or signs between the letters");
    case STEP_REPETITION:
        return SAY(r, "repeated letters");
    case STEP_ACCENT:
        return SAY(r, "accents on letters");
    case STEP_COMPATIBILITY:
        return SAY(r, "letters of an unusual form");
    case STEP_LOOK_ALIKE:
    case STEP_LEET:
    case STEP_MASKING:
    case STEP_REWRITING:
    case STEP_RULE_COUNT:
        break;
    }
    return (struct str){.p = NULL};
}

static struct str one_step(const struct request *r, const struct step *s)
{
    if (s->to.n == 0)
        return SAY_WITH(r, "“{0}” left out", s->from);
    if (s->rule == STEP_LOOK_ALIKE)
        return SAY_WITH(r, "“{0}” looks like “{1}”", s->from, s->to);
    if (s->rule == STEP_MASKING)
        return SAY_WITH(r, "“{0}” hides “{1}”", s->from, s->to);
    return SAY_WITH(r, "“{0}” stands for “{1}”", s->from, s->to);
}

static struct str step_words(const struct request *r, struct str written, struct str read_as)
{
    struct step steps[STEPS_MAX];
    struct str words = {.p = NULL};
    bool told[STEP_RULE_COUNT] = {false};
    size_t count = steps_find(written, read_as, steps);
    for (size_t i = 0; i < count; i++) {
        struct str common = common_words(r, steps[i].rule);
        if (common.p != NULL && told[steps[i].rule])
            continue;
        told[steps[i].rule] = true;
        words = joined(r, words, common.p != NULL ? common : one_step(r, &steps[i]));
    }
    return words;
}

static bool is_told(const struct view_reading_item *items, size_t count, struct str written)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(items[i].written, written))
            return true;
    return false;
}

static void fill_readings(const struct request *r, const struct finding *f, struct str body,
                          struct view_finding_detail *v)
{
    struct view_reading_item *items =
        ARENA_ARRAY(r->arena, READINGS_SHOWN, struct view_reading_item);
    size_t count = 0;
    for (size_t i = 0; items != NULL && i < f->evidence_count && count < READINGS_SHOWN; i++) {
        const struct evidence *e = &f->evidence[i];
        struct str written = str_slice(body, e->original.begin, e->original.end);
        /* What was read and stands there as it is, such as the host in an address, needs no explaining. */
        if (e->read_as.n == 0 || str_find(written, e->read_as, 0) != STR_NONE ||
            is_told(items, count, written))
            continue;
        items[count++] = (struct view_reading_item){
            .written = written,
            .read_as = e->read_as,
            .steps = step_words(r, written, e->read_as),
        };
    }
    v->readings = items;
    v->readings_count = count;
}

/* --- for staff --- */

/* Of what is asked for twice the meaning is told once. */
static bool is_measured_before(const struct finding *f, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(f->measures[i].name, f->measures[at].name))
            return true;
    return false;
}

static void fill_measures(const struct request *r, const struct finding *f,
                          struct view_finding_detail *v)
{
    struct view_measure_row *rows =
        ARENA_ARRAY(r->arena, f->measure_count, struct view_measure_row);
    for (size_t i = 0; rows != NULL && i < f->measure_count; i++) {
        const struct measure *m = &f->measures[i];
        rows[i] = (struct view_measure_row){
            .test = m->test, .value = finding_words_value(r, m), .result = finding_words_result(m)};
        if (!is_measured_before(f, i))
            rows[i].meaning = finding_words_meaning(r, m);
    }
    v->measures = rows;
    v->measures_count = rows != NULL ? f->measure_count : 0;
}

/* A sentence said ten times over is told once. */
static bool is_repeated(const struct finding *f, struct str body, size_t at)
{
    const struct evidence *e = &f->evidence[at];
    struct str words = str_slice(body, e->original.begin, e->original.end);
    for (size_t i = 0; i < at; i++) {
        const struct evidence *x = &f->evidence[i];
        if (x->signal == e->signal &&
            str_eq(str_slice(body, x->original.begin, x->original.end), words))
            return true;
    }
    return false;
}

static void fill_evidence(const struct request *r, const struct finding *f, struct str body,
                          struct view_finding_detail *v)
{
    struct view_evidence_row *rows =
        ARENA_ARRAY(r->arena, f->evidence_count, struct view_evidence_row);
    size_t count = 0;
    for (size_t i = 0; rows != NULL && i < f->evidence_count; i++) {
        const struct evidence *e = &f->evidence[i];
        struct str words = str_slice(body, e->original.begin, e->original.end);
        bool known = e->signal < SIGNAL_COUNT;
        if (words.n > 0 && !is_repeated(f, body, i))
            rows[count++] = (struct view_evidence_row){
                .words = words,
                .signal = known ? str_from_cstr(signal_table[e->signal].name) : SAY(r, "a person"),
                .meaning = known && (i == 0 || f->evidence[i - 1].signal != e->signal)
                               ? words_say(r->words, signal_table[e->signal].text)
                               : (struct str){.p = NULL},
            };
    }
    v->evidence = rows;
    v->evidence_count = count;
}

/* --- the whole --- */

static struct html clause_prose(const struct request *r, struct str slug)
{
    struct html prose = {.s = {.p = NULL}};
    struct str markdown = editions_clause(r, slug).prose_markdown;
    if (markdown.n == 0 || markdown_render(r->arena, markdown, MARKDOWN_ARTICLE, &prose) != RC_OK)
        prose.s.p = NULL;
    return prose;
}

struct finding_details finding_details(const struct request *r, const struct verdict *v,
                                       struct str body, struct str group, bool technical)
{
    struct views_evidence brief = views_verdict(r, v, body, group);
    struct finding_details out = {.marked = brief.marked};
    struct view_finding_detail *items =
        ARENA_ARRAY(r->arena, brief.finding_count, struct view_finding_detail);
    if (items == NULL)
        return out;
    for (size_t i = 0; i < brief.finding_count; i++) {
        const struct finding *f = &v->findings[i];
        const struct view_finding_item *b = &brief.findings[i];
        items[i] = (struct view_finding_detail){
            .number = b->number,
            .clause = b->clause,
            .clause_language = b->clause_language,
            .clause_address = b->clause_address,
            .anchor = b->anchor,
            .words = b->words,
            .mark = b->mark,
            /* Staff know the clauses; to an author the clause is the answer. */
            .prose = technical ? (struct html){.s = {.p = NULL}} : clause_prose(r, f->clause),
            .decisive = finding_words_decisive(r, f, body),
            .model = finding_words_model(r, f),
            .change = finding_words_change(r, f),
            .measured = b->measured,
        };
        fill_readings(r, f, body, &items[i]);
        if (technical && f->condition.n > 0) {
            items[i].consequence = views_consequence_words(r, f->written);
            items[i].condition = f->condition;
            fill_measures(r, f, &items[i]);
            fill_evidence(r, f, body, &items[i]);
        }
    }
    out.items = items;
    out.count = brief.finding_count;
    return out;
}

void finding_forget_places(const struct request *r, struct verdict *v)
{
    struct finding *findings = ARENA_ARRAY(r->arena, v->finding_count, struct finding);
    for (size_t i = 0; findings != NULL && i < v->finding_count; i++) {
        findings[i] = v->findings[i];
        findings[i].evidence_count = 0;
        findings[i].decisive_count = 0;
    }
    v->finding_count = findings != NULL ? v->finding_count : 0;
    v->findings = findings;
}

struct finding_details finding_details_of(const struct request *r, const struct comment_decision *d,
                                          struct str body, int64_t revision, struct str group,
                                          bool technical)
{
    struct verdict v = {.finding_count = 0};
    struct finding *named = ARENA_NEW(r->arena, struct finding);
    if (d != NULL && d->record.n > 0 && verdict_parse_json(d->record, r->arena, &v, NULL) != RC_OK)
        v.finding_count = 0;
    if (d != NULL && d->revision != revision)
        finding_forget_places(r, &v);
    if (v.finding_count == 0 && d != NULL && d->clause.n > 0 && named != NULL) {
        named->clause = d->clause;
        v.findings = named;
        v.finding_count = 1;
    }
    return finding_details(r, &v, body, group, technical);
}
