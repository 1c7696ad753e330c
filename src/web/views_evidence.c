/* Verdicts as a person reads them: words underlined and numbered, the number leading to a clause in plain language. */
#include <stdlib.h>

#include "policy/judge.h"
#include "base/utf8.h"
#include "text/markdown.h"
#include "text/marked.h"
#include "web/dates.h"
#include "web/editions.h"
#include "web/finding_words.h"
#include "web/help.h"
#include "web/finding_detail.h"
#include "web/say.h"
#include "web/views.h"

#define CLAUSE_PROSE_MAX     280
#define WORDS_SHOWN          3
#define WORDS_CHARACTERS_MAX 60

static int by_begin(const void *a, const void *b)
{
    const struct marked_span *x = a, *y = b;
    return x->original.begin < y->original.begin ? -1 : x->original.begin > y->original.begin;
}

/* Between two marks stands nothing a reader would read: spaces and punctuation. */
static bool is_gap(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (char_is_alpha(s.p[i]) || char_is_digit(s.p[i]) || (uint8_t)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

/* Neighbours of one number become one mark: a sentence in capitals is one stretch, not nine words. */
static size_t merge(struct marked_span *spans, size_t count, struct str body)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct marked_span *last = kept > 0 ? &spans[kept - 1] : NULL;
        uint32_t begin = spans[i].original.begin;
        if (last != NULL && last->number == spans[i].number &&
            (begin <= last->original.end || is_gap(str_slice(body, last->original.end, begin)))) {
            if (spans[i].original.end > last->original.end)
                last->original.end = spans[i].original.end;
        } else {
            spans[kept++] = spans[i];
        }
    }
    return kept;
}

/* One of its marks would go from end to end. */
static bool covers_all(const struct finding *f, struct str body)
{
    for (size_t i = 0; i < f->evidence_count; i++) {
        struct span at = f->evidence[i].original;
        if ((uint64_t)(at.end - at.begin) * 10 >= (uint64_t)body.n * 9)
            return true;
    }
    return false;
}

/* A finding about the comment as a whole, such as its distance from the subject, beside one about some of its words:
 * that is told in words, for its mark would hide the others. */
static bool is_about_all(const struct verdict *v, size_t finding, struct str body)
{
    bool others_mark = false;
    for (size_t i = 0; i < v->finding_count; i++)
        others_mark = others_mark ||
                      (v->findings[i].evidence_count > 0 && !covers_all(&v->findings[i], body));
    return others_mark && covers_all(&v->findings[finding], body);
}

static void number_words(const struct request *r, size_t count, struct marked_manner *manner)
{
    struct marked_number *numbers = ARENA_ARRAY(r->arena, count, struct marked_number);
    for (size_t i = 0; numbers != NULL && i < count; i++) {
        struct str shown = say_number(r, (int64_t)i + 1);
        numbers[i] = (struct marked_number){shown, SAY_WITH(r, "finding {0}", shown)};
    }
    manner->numbers = numbers;
    manner->number_count = numbers != NULL ? count : 0;
}

static struct html mark(const struct request *r, const struct verdict *v, struct str body,
                        struct str group)
{
    struct marked_span *spans = ARENA_ARRAY(r->arena, MARKED_SPANS_MAX, struct marked_span);
    struct html marked = {.s = {.p = NULL}};
    struct marked_manner manner = {.group = group};
    size_t count = 0;
    for (size_t f = 0; spans != NULL && f < v->finding_count; f++) {
        const struct finding *finding = &v->findings[f];
        bool all = is_about_all(v, f, body);
        for (size_t e = 0; !all && e < finding->evidence_count && count < MARKED_SPANS_MAX; e++)
            spans[count++] = (struct marked_span){.original = finding->evidence[e].original,
                                                  .number = (unsigned)f + 1};
    }
    if (count > 0)
        qsort(spans, count, sizeof(*spans), by_begin);
    count = merge(spans, count, body);
    number_words(r, v->finding_count, &manner);
    if (marked_render(r->arena, body, spans, count, &manner, &marked) != RC_OK)
        marked.s = STR("");
    return marked;
}

/* The first few stretches, as they stand in the text. */
static struct str quote_words(const struct request *r, const struct finding *f, struct str body)
{
    struct str out = {.p = NULL};
    struct marked_span spans[MARKED_SPANS_MAX];
    size_t count = 0;
    for (; count < f->evidence_count && count < MARKED_SPANS_MAX; count++)
        spans[count] = (struct marked_span){.original = f->evidence[count].original};
    if (count > 0)
        qsort(spans, count, sizeof(*spans), by_begin);
    count = merge(spans, count, body);
    for (size_t i = 0; i < count && i < WORDS_SHOWN; i++) {
        struct str whole = str_slice(body, spans[i].original.begin, spans[i].original.end);
        struct str words = utf8_prefix(whole, WORDS_CHARACTERS_MAX);
        if (words.n < whole.n)
            words = arena_printf(r->arena, "%.*s…", STR_ARG(words));
        out = i > 0 ? SAY_WITH(r, "{0}, {1}", out, words) : words;
    }
    return out.n > 0 ? out : (struct str){.p = NULL};
}

static struct str plain_prose(const struct request *r, struct str markdown)
{
    struct str prose = {.p = NULL};
    if (markdown.n == 0 || markdown_plain(r->arena, markdown, CLAUSE_PROSE_MAX, &prose) != RC_OK)
        return (struct str){.p = NULL};
    return prose;
}

/* The clause as the edition in the page's language has it; one that is no more, by the title it was recorded with. */
static struct view_finding_item finding_view(const struct request *r, struct str slug,
                                             struct str recorded_title, size_t number)
{
    struct editions_clause clause = editions_clause(r, slug);
    struct str title = clause.title.n > 0 ? clause.title : recorded_title;
    return (struct view_finding_item){
        .number = (int64_t)number,
        .clause = title.n > 0 ? title : slug,
        .clause_language = clause.language,
        .clause_address = views_clause_url(r, slug),
        .prose = plain_prose(r, clause.prose_markdown),
    };
}

struct views_evidence views_verdict(const struct request *r, const struct verdict *v,
                                    struct str body, struct str group)
{
    struct views_evidence out = {.marked = mark(r, v, body, group)};
    struct view_finding_item *items =
        ARENA_ARRAY(r->arena, v->finding_count, struct view_finding_item);
    if (items == NULL)
        return out;
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct finding *f = &v->findings[i];
        items[i] = finding_view(r, f->clause, f->clause_title, i + 1);
        items[i].anchor = arena_printf(r->arena, "finding-%.*s%zu", STR_ARG(group), i + 1);
        items[i].words =
            is_about_all(v, i, body) ? (struct str){.p = NULL} : quote_words(r, f, body);
        items[i].change = finding_words_change(r, f);
        if (items[i].words.p != NULL)
            items[i].mark = arena_printf(r->arena, "mark-%.*s%zu", STR_ARG(group), i + 1);
        else
            items[i].measured = f->evidence_count > 0 ? SAY(r, "the comment as a whole")
                                                      : finding_words_measured(r, f);
    }
    out.findings = items;
    out.finding_count = v->finding_count;
    return out;
}

struct views_evidence views_decision(const struct request *r, const struct comment_decision *d,
                                     const struct comment_view *c, struct str group)
{
    struct verdict v = {.finding_count = 0};
    if (d != NULL && d->record.n > 0) {
        enum rc rc = verdict_parse_json(d->record, r->arena, &v, NULL);
        if (rc != RC_OK)
            v.finding_count = 0;
        else if (d->revision != c->revision)
            finding_forget_places(r, &v);
    }
    struct views_evidence out = views_verdict(r, &v, c->body, group);
    if (v.finding_count == 0 && d != NULL && d->clause.n > 0) {
        struct view_finding_item *item = ARENA_NEW(r->arena, struct view_finding_item);
        if (item != NULL) {
            *item = finding_view(r, d->clause, STR(""), 1);
            item->anchor = arena_printf(r->arena, "finding-%.*s1", STR_ARG(group));
            out.findings = item;
            out.finding_count = 1;
        }
    }
    return out;
}

static struct str remedy(const struct request *r, const struct comment_view *c,
                         const struct comment_decision *d)
{
    switch (c->status) {
    case COMMENT_HELD:
        return SAY(
            r, "A moderator will look at it. You need do nothing; what they decide stands here.");
    case COMMENT_REMOVED:
        return d != NULL && d->actor_id != 0
                   ? SAY(r, "Readers do not see it. You may write it anew, "
                            "without what broke the clause.")
                   : SAY(r, "A program removed it; no person has read it. "
                            "You may write it anew, without what broke the "
                            "clause.");
    case COMMENT_FLAGGED:
        return SAY(r, "It is published. A moderator will look at it as well.");
    case COMMENT_PUBLISHED:
    case COMMENT_DELETED:
    case COMMENT_STATUS_COUNT:
        break;
    }
    return (struct str){.p = NULL};
}

/* Where the author of a removed comment finds its text in a form of its own. */
static struct url anew_url(const struct request *r, const struct comment_view *c, struct str slug)
{
    if (c->status != COMMENT_REMOVED || c->account_id != r->actor.account_id)
        return (struct url){.s = {.p = NULL}};
    struct url u =
        url_local(r->arena, arena_printf(r->arena, "/article/%.*s/comment", STR_ARG(slug)));
    if (c->parent_id != 0)
        u = url_with_query(r->arena, u, STR("reply"),
                           arena_printf(r->arena, "%lld", (long long)c->parent_id));
    return url_with_query(r->arena, u, STR("anew"),
                          arena_printf(r->arena, "%lld", (long long)c->id));
}

/* Whether the author is better told by the page that offers help than by words underlined in a list. */
static bool is_for_help(const struct request *r, const struct comment_decision *d)
{
    struct verdict v;
    return d != NULL && d->record.n > 0 &&
           verdict_parse_json(d->record, r->arena, &v, NULL) == RC_OK &&
           help_for(r, &v).comes_alone;
}

struct view_judged_comment views_judged(const struct request *r, const struct comment_view *c,
                                        struct str slug, struct str headline,
                                        const struct comment_decision *decision)
{
    bool at_fault = c->status != COMMENT_PUBLISHED && c->status != COMMENT_DELETED;
    const struct comment_decision *d = at_fault ? decision : NULL;
    struct str group = arena_printf(r->arena, "%lld-", (long long)c->id);
    struct views_evidence evidence = views_decision(r, is_for_help(r, d) ? NULL : d, c, group);
    struct url article = views_article_url(r, slug);
    return (struct view_judged_comment){
        .status = views_status(r, comment_status_name(c->status)),
        .anchor = arena_printf(r->arena, "c%lld", (long long)c->id),
        .article = headline,
        .text_language = views_text_language(r),
        .address = c->status == COMMENT_PUBLISHED || c->status == COMMENT_FLAGGED
                       ? views_comment_url(r, c->id)
                       : article,
        .time = say_time(r, c->created_ms),
        .time_iso = dates_iso(request_zone(r), c->created_ms, r->arena),
        .edited = c->edited_ms > 0 ? SAY(r, "edited") : (struct str){.p = NULL},
        .marked = evidence.marked,
        .findings = evidence.findings,
        .findings_count = evidence.finding_count,
        .reason =
            decision != NULL && decision->reason.n > 0 ? decision->reason : (struct str){.p = NULL},
        .remedy = remedy(r, c, decision),
        .edit = views_edit_url(r, c),
        .anew = anew_url(r, c, slug),
        .delete = views_delete_url(r, c),
        .verdict = decision != NULL
                       ? url_local(r->arena, arena_printf(r->arena, "/comment/%lld/verdict",
                                                          (long long)c->id))
                       : (struct url){.s = {.p = NULL}},
    };
}
