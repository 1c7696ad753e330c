/* The statement of reasons for a decision, as a page and as JSON: for whom it concerns, and moderators. */
#include "community/discipline/statement.h"
#include "base/json.h"
#include "community/discipline/statement_export.h"
#include "text/markdown.h"
#include "web/dates.h"
#include "web/editions.h"
#include "web/layout.h"
#include "web/notices.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/say.h"
#include "web/site_state.h"
#include "web/views.h"

#define JSON_MAX ((size_t)64 * 1024)

static struct str say_measure(struct request *r, const struct statement *s)
{
    switch (s->measure) {
    case STATEMENT_HELD:
        return SAY(r, "The comment is held: readers do not see it until a moderator has read it.");
    case STATEMENT_REMOVED:
        return SAY(r, "The comment is removed: readers do not see it.");
    case STATEMENT_EDITED:
        return SAY(r, "A moderator changed the text of the comment: readers see it as changed.");
    case STATEMENT_SUSPENDED:
        return SAY(r, "The account is suspended: it cannot write for a time.");
    case STATEMENT_BLOCKED:
        return SAY(r, "The account is blocked: it cannot write any more.");
    case STATEMENT_DELETED:
        return SAY(r, "The account is deleted with all it wrote.");
    case STATEMENT_PREMODERATED:
        return SAY(r, "A moderator reads what this account writes before it appears.");
    case STATEMENT_WARNED:
        return SAY(r, "The account is warned. Nothing is restricted.");
    case STATEMENT_MEASURE_COUNT:
        break;
    }
    return STR("");
}

static struct str say_duration(struct request *r, const struct statement *s)
{
    if (s->until_ms > 0)
        return SAY_WITH(r, "Until {0}", say_time(r, s->until_ms));
    if (s->is_final)
        return SAY(r, "Without an end.");
    return s->measure == STATEMENT_HELD ? SAY(r, "Until a moderator has decided")
                                        : SAY(r, "Without an end, unless the decision is changed");
}

static struct str say_facts(struct request *r, const struct statement *s)
{
    struct str day = say_time(r, s->content_ms);
    if (s->comment_id == 0 && s->about_comment_id == 0)
        return SAY(r, "It is about what was written from this account.");
    return SAY_WITH(r, "It is about the comment written on {0}.", day);
}

static struct str say_brought(struct request *r, const struct statement *s)
{
    switch (s->source) {
    case STATEMENT_OWN:
        return SAY(r, "Nobody had to point it out: it was found here.");
    case STATEMENT_REPORT:
        return SAY(r, "Readers had reported it.");
    case STATEMENT_NOTICE:
        return SAY(r, "Somebody had given notice of it.");
    case STATEMENT_FLAGGER:
        return SAY(r, "A trusted flagger had given notice of it.");
    case STATEMENT_ORDER:
        return SAY(r, "An authority had ordered that it be acted against.");
    case STATEMENT_SOURCE_COUNT:
        break;
    }
    return STR("");
}

static struct str say_detection(struct request *r, const struct statement *s)
{
    return s->found_by_standards
               ? SAY(r, "A program found it: it measures every comment by the published standards.")
               : SAY(r, "No program found it.");
}

static struct str say_decision(struct request *r, const struct statement *s)
{
    return s->decided_by_standards
               ? SAY(r, "The program decided, without a person. A person looks at it when you ask.")
               : SAY(r, "A person decided.");
}

static struct str say_ground(struct request *r, const struct statement *s)
{
    if (s->source == STATEMENT_ORDER)
        return SAY_WITH(r,
                        "It gives effect to an order: {0}, {1}, of {2}, reference {3}. This clause "
                        "of our standards is about it:",
                        s->authority, notices_state(r, s->authority_state),
                        say_day(r, s->issued_ms), s->reference);
    return str_eq(s->ground, STR("illegal"))
               ? SAY(r,
                     "It is held to be against the law, and against this clause of our standards:")
               : SAY(r, "It is held to be against this clause of our standards:");
}

static void fill_subject(struct request *r, const struct statement *s, struct view_statement *view)
{
    bool comment = s->comment_id != 0;
    view->subject =
        comment ? SAY_WITH(r, "Your comment under “{0}”", s->headline) : SAY(r, "Your account");
    if (comment && s->account_id != r->actor.account_id)
        view->subject = SAY_WITH(r, "A comment under “{0}”", s->headline);
    if (comment) {
        view->address = views_article_url(r, s->article_slug);
        struct url verdict = url_local(
            r->arena, arena_printf(r->arena, "/comment/%lld/verdict", (long long)s->comment_id));
        view->verdict = url_with_query(r->arena, verdict, STR("decision"),
                                       arena_printf(r->arena, "%lld", (long long)s->decision_seq));
    }
    if (s->about_comment_id != 0)
        view->verdict = url_local(r->arena, arena_printf(r->arena, "/comment/%lld/verdict",
                                                         (long long)s->about_comment_id));
}

static void fill_clause(struct request *r, const struct statement *s, struct view_statement *view)
{
    struct editions_clause clause = editions_clause(r, s->clause);
    view->clause = views_clause_title(r, s->clause);
    if (view->clause.n == 0)
        view->clause = SAY(r, "No clause was named.");
    view->clause_language = clause.language;
    view->clause_address = views_clause_url(r, s->clause);
    if (clause.prose_markdown.n > 0 &&
        markdown_render(r->arena, clause.prose_markdown, MARKDOWN_ARTICLE, &view->prose) != RC_OK)
        view->prose = (struct html){.s = {.p = NULL}};
}

static void fill_redress(struct request *r, const struct statement *s, struct view_statement *view)
{
    struct str bodies = config_str(r->settings, SET_SANCTIONS_DISPUTE_BODY);
    if (s->undone_ms != 0) {
        view->undone = SAY_WITH(r, "This decision was taken back on {0}: it holds no more.",
                                say_day(r, s->undone_ms));
        view->appeal = SAY(r, "There is nothing left to ask for.");
        return;
    }
    view->appeal =
        s->measure == STATEMENT_WARNED
            ? SAY(r, "Confirm under Standing that you have read it; then you can write as before.")
        : s->measure == STATEMENT_HELD
            ? SAY(r, "A moderator reads it in any case; you need not do anything.")
            : SAY(r,
                  "You can ask for another look, free of charge. Whoever decided does not decide "
                  "on that, and no program does.");
    bool own = s->account_id == r->actor.account_id;
    if ((s->measure == STATEMENT_REMOVED || s->measure == STATEMENT_EDITED) && own)
        view->appeal_address = url_local(
            r->arena, arena_printf(r->arena, "/comment/%lld/appeal", (long long)s->comment_id));
    if (s->is_final && own)
        view->appeal = redress_words_final(r);
    else if (s->sanction_id != 0 && s->measure != STATEMENT_WARNED && own)
        view->appeal_address = url_local(r->arena, STR("/account/letter"));
    if (bodies.n > 0)
        view->bodies = bodies;
}

static enum rc find(struct request *r, struct statement *s)
{
    return statement_get(r->reader, &r->actor, r->params.name, r->arena, s);
}

void pages_statement(struct request *r)
{
    struct statement s;
    struct view_statement view = {.name = r->params.name};
    struct layout layout = {.title = SAY(r, "Statement of reasons"), .noindex = true};
    enum rc rc = find(r, &s);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    fill_subject(r, &s, &view);
    fill_clause(r, &s, &view);
    fill_redress(r, &s, &view);
    view.measure = say_measure(r, &s);
    view.scope = SAY(r, "Everywhere this site is read");
    view.duration = say_duration(r, &s);
    view.time = say_time(r, s.decided_ms);
    view.time_iso = dates_iso(request_zone(r), s.decided_ms, r->arena);
    view.facts = say_facts(r, &s);
    view.brought = say_brought(r, &s);
    view.detection = say_detection(r, &s);
    view.decision = say_decision(r, &s);
    view.ground = say_ground(r, &s);
    if (s.reason.n > 0)
        view.reason = s.reason;
    if (s.measure != STATEMENT_WARNED)
        view.record = url_local(
            r->arena, arena_printf(r->arena, "/statement/%.*s/statement.json", STR_ARG(s.name)));
    REQUEST_RENDER(r, view_statement_render, &view);
}

void pages_statement_json(struct request *r)
{
    struct statement s;
    struct buf out;
    struct json j;
    enum rc rc = find(r, &s);
    if (rc == RC_OK && s.measure == STATEMENT_WARNED)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    buf_init(&out, JSON_MAX);
    json_init(&j, &out);
    statement_export_write(&j, &s, layout_absolute(r, STR("/standards")).s, r->arena);
    request_json(r, &out);
}
