/* What was decided on a comment, and why: for its author in plain language, for moderators with all that was measured. */
#include "base/json.h"
#include "community/article/article.h"
#include "community/discipline/statement.h"
#include "policy/judge.h"
#include "web/dates.h"
#include "web/finding_detail.h"
#include "web/help.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/verdict_again.h"
#include "web/views.h"

#define JSON_MAX  ((size_t)16 * 1024 * 1024)
#define FACTS_MAX 24

/* Everything the page is made from. */
struct shown {
    struct comment_view comment;
    struct article_view article;
    struct comment_decision *decisions;
    size_t count;
    const struct comment_decision *decision; /* the one shown; NULL: none was recorded */
    struct str body;                         /* the text it is about */
    int64_t revision;                        /* of that text */
    bool earlier;                            /* which has been changed since */
    bool staff;                              /* looks on as a moderator */
    struct verdict verdict;                  /* of its record; zeroed without one */
};

static enum rc choose(struct request *r, struct shown *s)
{
    int64_t seq = request_query_id(r, "decision");
    s->decision = s->count > 0 ? &s->decisions[s->count - 1] : NULL;
    if (seq == 0)
        return RC_OK;
    for (size_t i = 0; i < s->count; i++)
        if (s->decisions[i].seq == seq) {
            s->decision = &s->decisions[i];
            return RC_OK;
        }
    return RC_NOT_FOUND;
}

/* The text as it was when it was decided on. */
static enum rc find_body(struct request *r, struct shown *s)
{
    struct comment_revision *earlier;
    size_t count;
    s->body = s->comment.body;
    s->revision = s->comment.revision;
    if (s->decision == NULL || s->decision->revision == s->comment.revision)
        return RC_OK;
    enum rc rc = comment_history(r->reader, &r->actor, s->comment.id, r->arena, &earlier, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (earlier[i].revision == s->decision->revision) {
            s->body = earlier[i].body;
            s->revision = earlier[i].revision;
            s->earlier = true;
        }
    return rc;
}

/* Its author and moderators; to anybody else there is no such page. */
static enum rc find(struct request *r, struct shown *s)
{
    enum rc rc = comment_get(r->reader, &r->actor, r->params.id, r->arena, &s->comment);
    if (rc == RC_OK)
        rc = access_allows(&r->actor, ACTION_READ_VERDICT, s->comment.account_id) ? RC_OK
                                                                                  : RC_NOT_FOUND;
    s->staff = access_allows(&r->actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc = comment_decisions(r->reader, &r->actor, s->comment.id, r->arena, &s->decisions,
                               &s->count);
    return rc;
}

/* --- in words --- */

static bool removed_by_person(const struct shown *s)
{
    return s->count > 0 && s->decisions[s->count - 1].actor_id != 0;
}

static void say_status(const struct request *r, const struct shown *s,
                       struct view_verdict_page *view)
{
    bool own = !s->staff;
    switch (s->comment.status) {
    case COMMENT_HELD:
        view->heading = own ? SAY(r, "Your comment is with a moderator") : SAY(r, "A held comment");
        view->message = SAY(r, "It is kept whole and will appear once a moderator has approved it. "
                               "Nobody else sees it until then.");
        return;
    case COMMENT_REMOVED:
        view->heading = !own                   ? SAY(r, "A removed comment")
                        : removed_by_person(s) ? SAY(r, "A moderator removed your comment")
                                               : SAY(r, "Your comment was not published");
        view->message = own ? SAY(r, "It says below why. Your text is kept here for you.")
                            : SAY(r, "Its author and moderators can still read it.");
        return;
    case COMMENT_DELETED:
        view->heading = own ? SAY(r, "You deleted this comment") : SAY(r, "A deleted comment");
        view->message = SAY(r, "Its text is gone; that it was decided on stays.");
        return;
    case COMMENT_PUBLISHED:
    case COMMENT_FLAGGED:
    case COMMENT_STATUS_COUNT:
        break;
    }
    view->heading = own ? SAY(r, "Your comment is published") : SAY(r, "A published comment");
    view->message = s->count > 0 ? SAY(r, "Readers see it. This is what was decided on it.")
                                 : SAY(r, "Thank you for writing.");
}

static struct str done_words(const struct request *r, enum decision_action action)
{
    switch (action) {
    case DECISION_APPROVED:
        return SAY(r, "approved it");
    case DECISION_REMOVED:
        return SAY(r, "removed it");
    case DECISION_RESTORED:
        return SAY(r, "restored it");
    case DECISION_EDITED:
        return SAY(r, "edited it");
    case DECISION_UNDONE:
        return SAY(r, "took back the decision before");
    case DECISION_FLAGGED:
        return SAY(r, "looked at it and put it in the queue");
    case DECISION_NOTICED:
        return SAY(r, "put it in the queue, because somebody gave notice of it");
    case DECISION_UPHELD:
        return SAY(r, "looked again and let the removal stand");
    case DECISION_TEXT_RETURNED:
        return SAY(r, "looked again and took back the edit");
    case DECISION_EDIT_UPHELD:
        return SAY(r, "looked again and let the edit stand");
    case DECISION_JUDGED:
    case DECISION_DELETED:
        break;
    }
    return SAY(r, "decided");
}

static bool is_author_held(struct request *r, const struct comment_view *c)
{
    struct sanction *list;
    size_t count;
    return sanction_list(r->reader, &r->actor, c->account_id, r->arena, &list, &count) == RC_OK &&
           sanction_words_held_at(list, count, c->edited_ms != 0 ? c->edited_ms : c->created_ms) !=
               NULL;
}

static struct str who_decided(struct request *r, const struct shown *s)
{
    const struct comment_decision *d = s->decision;
    if (d == NULL)
        return SAY(r, "A program, by the community standards, which found nothing against it. No "
                      "person has decided on it");
    if (d->actor_id == 0 && s->comment.status == COMMENT_HELD && s->verdict.finding_count == 0 &&
        is_author_held(r, &s->comment))
        return SAY(
            r, "Nobody yet: a moderator has every comment of this account read before it appears, "
               "and no clause applied to this one");
    if (d->actor_id == 0 && s->comment.status == COMMENT_HELD && s->verdict.finding_count == 0)
        return SAY(r, "Nobody yet: a moderator reads every comment of this discussion before it "
                      "appears, and no clause applied to this one");
    if (d->actor_id == 0)
        return SAY(r, "A program, by the community standards, without a person");
    if (d->action == DECISION_DELETED)
        return s->staff ? SAY(r, "Its author deleted it") : SAY(r, "You deleted it");
    struct str who = d->actor_name.n > 0 ? d->actor_name : SAY(r, "A moderator");
    return SAY_WITH(r, "{0} {1}", who, done_words(r, d->action));
}

/* A clause that is there for people in need is given whole and first, with nothing to answer for. */
static void offer_help(struct request *r, const struct shown *s, struct view_verdict_page *view,
                       bool *ret_alone)
{
    struct help help = help_for(r, &s->verdict);
    *ret_alone = false;
    if (s->staff || help.prose.s.p == NULL)
        return;
    *ret_alone = help.comes_alone;
    view->help = help.prose;
    view->help_clause = help.clause;
    view->help_address = help.address;
    if (s->comment.status != COMMENT_HELD || !help.comes_alone)
        return;
    view->heading = SAY(r, "A person will read your comment");
    view->message = SAY(r, "Nothing you wrote is held against you. If you are not well, these "
                           "people are there to talk to now.");
}

/* --- tables --- */

struct facts_list {
    struct request *r;
    struct view_fact_row *rows;
    size_t count;
};

static void put_fact(struct facts_list *l, const char *name, struct str value)
{
    if (l->rows != NULL && l->count < FACTS_MAX && value.n > 0)
        l->rows[l->count++] =
            (struct view_fact_row){.name = words_say(l->r->words, name), .value = value};
}

static void put_number(struct facts_list *l, const char *name, int64_t number)
{
    put_fact(l, name, say_number(l->r, number));
}

/* A number that is a name: whole, and in the digits of addresses. */
static void put_key(struct facts_list *l, const char *name, int64_t number)
{
    put_fact(l, name, arena_printf(l->r->arena, "%lld", (long long)number));
}

static void put_author(struct facts_list *l, const struct judge_context *c)
{
    put_fact(l, "Author’s role", views_role_name(l->r, c->author_role));
    put_fact(l, "Author’s comments", c->author_is_premoderated ? SAY(l->r, "held first") : STR(""));
    put_fact(l, "Author’s identity", c->author_is_verified ? SAY(l->r, "verified") : STR(""));
    if (!c->signals.author.known)
        return;
    put_number(l, "Author’s trust, points", c->author_trust);
    put_number(l, "Account’s age, days", c->author_account_age_days);
    put_number(l, "Published comments", c->author_published_comments);
    put_number(l, "Removed comments", c->author_removed_comments);
    put_number(l, "Found good by a person", c->author_verified_comments);
    put_number(l, "Removals upheld", c->author_upheld_removals);
}

static void fill_context(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    const struct judge_context *c = s->verdict.context;
    struct facts_list l = {.r = r, .rows = ARENA_ARRAY(r->arena, FACTS_MAX, struct view_fact_row)};
    if (c == NULL || !s->staff)
        return;
    put_author(&l, c);
    put_fact(&l, "Place", c->is_reply ? SAY(r, "a reply") : SAY(r, "top level"));
    if (c->article.known) {
        put_fact(&l, "Section", c->article.section);
        put_number(&l, "Article’s age, hours", c->article.age_hours);
        put_number(&l, "Comments in the discussion", c->article.thread_comments);
    }
    if (c->reports_readers > 0)
        put_number(&l, "Readers who reported it", c->reports_readers);
    if (c->campaign.known) {
        put_number(&l, "Nearly the same by others, a day", c->campaign.copies);
        put_number(&l, "Accounts they came from", c->campaign.accounts);
    }
    for (size_t i = 0; i < c->braked_count; i++)
        put_fact(&l, "Under the emergency brake", views_clause_title(r, c->braked[i]));
    view->context = l.rows;
    view->context_count = l.count;
}

static void fill_versions(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    struct facts_list l = {.r = r, .rows = ARENA_ARRAY(r->arena, FACTS_MAX, struct view_fact_row)};
    put_key(&l, "Comment", s->comment.id);
    if (s->decision != NULL) {
        put_key(&l, "Decision", s->decision->seq);
        put_number(&l, "Version of the text", s->decision->revision);
        put_fact(&l, "Standards", s->decision->standards_version);
    }
    put_fact(&l, "Lexicons and models", s->verdict.signals_version);
    put_fact(&l, "Program", s->verdict.program_version);
    view->versions = l.rows;
    view->versions_count = l.count;
}

static struct url page_url(struct request *r, int64_t comment_id, const char *page)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/comment/%lld/%s", (long long)comment_id, page));
}

static void fill_log(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    struct view_decision_item *items = ARENA_ARRAY(r->arena, s->count, struct view_decision_item);
    for (size_t i = 0; items != NULL && i < s->count; i++)
        items[i] = moderated_decision(r, s->comment.id, &s->decisions[i]);
    view->log = items;
    view->log_count = items != NULL ? s->count : 0;
}

static void fill_staff(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    view->room = moderated_url(r, s->comment.id);
    if (s->decision != NULL && s->decision->actor_id != 0)
        return;
    struct url again = page_url(r, s->comment.id, "verdict");
    if (s->decision != NULL)
        again = url_with_query(r->arena, again, STR("decision"),
                               arena_printf(r->arena, "%lld", (long long)s->decision->seq));
    view->again_address = url_with_query(r->arena, again, STR("again"), STR("yes"));
}

static enum rc judge_again(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    struct verdict_again again;
    if (!s->staff || !str_eq(request_query(r, "again"), STR("yes")))
        return RC_OK;
    enum rc rc =
        verdict_again(r, s->comment.id, s->decision != NULL ? s->decision->seq : 0, &again);
    if (rc == RC_OK) {
        view->again = again.then;
        view->again_now = again.now;
    }
    return rc;
}

static struct url statement_url(struct request *r, int64_t comment_id, int64_t seq)
{
    struct str name = statement_comment_name(r->arena, comment_id, seq);
    return url_local(r->arena, arena_printf(r->arena, "/statement/%.*s", STR_ARG(name)));
}

/* What its author can do against a removal, and what came of it. */
static enum rc fill_appeal(struct request *r, const struct shown *s, struct view_verdict_page *view)
{
    struct appeal_place place;
    if (s->comment.account_id != r->actor.account_id)
        return RC_OK;
    enum rc rc = appeal_look(r->reader, &r->actor, s->comment.id, r->arena, &place);
    if (rc != RC_OK || place.state == APPEAL_NONE)
        return rc;
    view->appeal = redress_words_appeal(r, &place);
    if (place.case_id != 0) {
        view->appeal_link = SAY(r, "See your appeal");
        view->appeal_address = redress_words_own_url(r, place.case_id);
    } else {
        view->appeal_link = SAY(r, "Ask for another look");
        view->appeal_address = page_url(r, s->comment.id, "appeal");
    }
    return RC_OK;
}

/* --- the page --- */

static void fill(struct request *r, struct shown *s, struct view_verdict_page *view)
{
    bool help_alone = false;
    const struct comment_decision *d = s->decision;
    const struct comment_decision *last = s->count > 0 ? &s->decisions[s->count - 1] : NULL;
    struct view_judged_comment judged =
        views_judged(r, &s->comment, s->article.item.slug, s->article.item.headline, last);
    say_status(r, s, view);
    offer_help(r, s, view, &help_alone);
    /* Where help is all there is to say, no words are pointed at. */
    struct finding_details details =
        finding_details_of(r, help_alone ? NULL : d, s->body, s->revision, STR(""), s->staff);
    view->status = judged.status;
    view->article = judged.article;
    view->text_language = judged.text_language;
    view->address = judged.address;
    view->time = judged.time;
    view->time_iso = judged.time_iso;
    view->marked = details.marked;
    view->earlier = s->earlier;
    view->findings = details.items;
    view->findings_count = details.count;
    view->who = who_decided(r, s);
    if (d != NULL) {
        view->when = say_time(r, d->decided_ms);
        view->when_iso = dates_iso(request_zone(r), d->decided_ms, r->arena);
        view->reason = d->reason.n > 0 ? d->reason : (struct str){.p = NULL};
        if (!help_alone && statement_is_owed(d->action, d->to_status))
            view->statement = statement_url(r, s->comment.id, d->seq);
    }
    view->remedy = s->staff ? (struct str){.p = NULL} : judged.remedy;
    view->edit = judged.edit;
    view->anew = judged.anew;
    view->delete = judged.delete;
    if (s->staff)
        fill_staff(r, s, view);
    view->record = page_url(r, s->comment.id, "verdict.json");
    view->discussion =
        url_with_fragment(r->arena, views_article_url(r, s->article.item.slug), STR("discussion"));
}

static enum rc read_record(struct request *r, struct shown *s)
{
    if (s->decision == NULL || s->decision->record.n == 0)
        return RC_OK;
    enum rc rc = verdict_parse_json(s->decision->record, r->arena, &s->verdict, NULL);
    return rc == RC_INVALID ? RC_CORRUPT : rc;
}

void pages_verdict(struct request *r)
{
    struct shown s = {.count = 0};
    struct view_verdict_page view = {.log_count = 0};
    struct layout layout = {.noindex = true};
    enum rc rc = find(r, &s);
    if (rc == RC_OK)
        rc = choose(r, &s);
    if (rc == RC_OK)
        rc = find_body(r, &s);
    if (rc == RC_OK)
        rc = read_record(r, &s);
    if (rc == RC_OK)
        rc = article_get(r->reader, s.comment.article_id, r->arena, &s.article);
    if (rc == RC_OK)
        rc = judge_again(r, &s, &view);
    if (rc == RC_OK)
        rc = fill_appeal(r, &s, &view);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    fill(r, &s, &view);
    fill_context(r, &s, &view);
    fill_versions(r, &s, &view);
    fill_log(r, &s, &view);
    layout.title = view.heading;
    rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_verdict_page_render, &view);
}

/* Where one lands after sending: the same page. */
void pages_sent(struct request *r)
{
    pages_verdict(r);
}

/* --- as JSON --- */

static void write_decision(struct json *j, const struct comment_decision *d)
{
    json_begin_object(j);
    JSON_I64(j, "decision", d->seq);
    JSON_I64(j, "decided_ms", d->decided_ms);
    JSON_STR(j, "action", decision_action_name(d->action));
    JSON_STR(j, "status", comment_status_name(d->to_status));
    JSON_I64(j, "revision", d->revision);
    if (d->clause.n > 0)
        JSON_STR(j, "clause", d->clause);
    if (d->reason.n > 0)
        JSON_STR(j, "reason", d->reason);
    if (d->actor_name.n > 0)
        JSON_STR(j, "by", d->actor_name);
    JSON_STR(j, "standards", d->standards_version);
    json_key(j, STR("record"));
    if (d->record.n > 0)
        json_raw(j, d->record);
    else
        json_put_null(j);
    json_end(j);
}

void pages_verdict_json(struct request *r)
{
    struct shown s = {.count = 0};
    struct buf out;
    struct json j;
    enum rc rc = find(r, &s);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    buf_init(&out, JSON_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_STR(&j, "comment", arena_printf(r->arena, "%lld", (long long)s.comment.id));
    JSON_STR(&j, "status", comment_status_name(s.comment.status));
    JSON_I64(&j, "revision", s.comment.revision);
    json_key(&j, STR("decisions"));
    json_begin_array(&j);
    for (size_t i = 0; i < s.count; i++)
        write_decision(&j, &s.decisions[i]);
    json_end(&j);
    json_end(&j);
    request_json(r, &out);
}
