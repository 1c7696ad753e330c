/* One comment as a moderator weighs it. */
#include "web/moderated.h"

#include "base/utf8.h"
#include "community/comment/discussion.h"
#include "community/moderation/report.h"
#include "community/moderation/trust.h"
#include "community/moderation/verify.h"
#include "text/markdown.h"
#include "web/dates.h"
#include "web/finding_detail.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/notices.h"
#include "web/views.h"

#define NEIGHBOURS           2
#define AUTHOR_COMMENTS_READ 12
#define AUTHOR_DECISIONS     4
#define AUTHOR_EXCERPT_MAX   80

struct url moderated_room_url(const struct request *r, struct str path)
{
    static const char *const kept[] = {"show", "after"};
    struct url u = url_local(r->arena, path);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        struct str value = request_query(r, kept[i]);
        if (value.n > 0)
            u = url_with_query(r->arena, u, str_from_cstr(kept[i]), value);
    }
    return u;
}

struct url moderated_url(const struct request *r, int64_t comment_id)
{
    return moderated_room_url(
        r, arena_printf(r->arena, "/moderation/comment/%lld", (long long)comment_id));
}

struct str moderated_seen(const struct request *r, const struct comment_view *c)
{
    return arena_printf(r->arena, "%lld.%d", (long long)c->revision, (int)c->status);
}

struct str moderated_excerpt(const struct request *r, struct str body, size_t characters_max)
{
    struct str excerpt = STR("");
    if (markdown_plain(r->arena, body, characters_max, &excerpt) != RC_OK)
        excerpt = utf8_prefix(body, characters_max);
    return excerpt;
}

bool moderated_last_decision(struct request *r, int64_t comment_id, struct comment_decision *ret)
{
    struct comment_decision *list;
    size_t count;
    if (comment_decisions(r->reader, &r->actor, comment_id, r->arena, &list, &count) != RC_OK ||
        count == 0)
        return false;
    *ret = list[count - 1];
    return true;
}

/* --- decisions --- */
struct view_decision_item moderated_decision(const struct request *r, int64_t comment_id,
                                             const struct comment_decision *d)
{
    struct url page =
        url_local(r->arena, arena_printf(r->arena, "/comment/%lld/verdict", (long long)comment_id));
    struct str person =
        d->action == DECISION_DELETED ? SAY(r, "the author") : SAY(r, "a moderator");
    /* Who gave notice is not named here. */
    struct str nobody =
        d->action == DECISION_NOTICED ? (struct str){.p = NULL} : SAY(r, "the standards");
    struct view_decision_item item = {
        .what = views_action_words(r, d->action),
        .actor = d->actor_name.n > 0 ? d->actor_name
                 : d->actor_id == 0  ? nobody
                                     : person,
        .time = say_time(r, d->decided_ms),
        .time_iso = dates_iso(request_zone(r), d->decided_ms, r->arena),
        .reason = d->reason.n > 0 ? d->reason : (struct str){.p = NULL},
        .record = url_with_query(r->arena, page, STR("decision"),
                                 arena_printf(r->arena, "%lld", (long long)d->seq)),
    };
    if (d->clause.n > 0) {
        item.clause = views_clause_title(r, d->clause);
        item.clause_language = views_clause_language(r, d->clause);
        item.clause_address = views_clause_url(r, d->clause);
    }
    return item;
}

static enum rc fill_log(struct request *r, int64_t id, struct view_moderated *v)
{
    struct comment_decision *d;
    struct comment_revision *earlier;
    size_t count, earlier_count;
    enum rc rc = comment_decisions(r->reader, &r->actor, id, r->arena, &d, &count);
    if (rc == RC_OK)
        rc = comment_history(r->reader, &r->actor, id, r->arena, &earlier, &earlier_count);
    struct view_decision_item *items = ARENA_ARRAY(r->arena, count, struct view_decision_item);
    if (rc != RC_OK || items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        items[i] = moderated_decision(r, id, &d[i]);
        bool changes = d[i].action == DECISION_EDITED || d[i].returns_text;
        for (size_t n = 0; changes && n < earlier_count; n++)
            if (earlier[n].revision == d[i].revision - 1)
                items[i].before = earlier[n].body;
    }
    v->log = items;
    v->log_count = count;
    v->can_uphold = v->can_restore && count > 0 && d[count - 1].actor_id == 0;
    return RC_OK;
}

/* --- context --- */
static const struct comment_view *find(const struct comment_view *list, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id)
            return &list[i];
    return NULL;
}

/* Neighbours stand side by side, each once on the page. */
static const struct view_comment_item *neighbours(struct request *r,
                                                  const struct discussion_branch *branch,
                                                  struct comment_view *list, size_t count,
                                                  size_t *ret_count)
{
    struct views_thread thread = {.above_id = 0};
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (find(branch->ancestors, branch->ancestor_count, list[i].id) != NULL ||
            find(branch->comments, branch->count, list[i].id) != NULL)
            continue;
        list[kept] = list[i];
        list[kept++].depth = 0;
    }
    return views_comments(r, list, kept, &thread, ret_count);
}

static enum rc fill_context(struct request *r, const struct comment_view *c,
                            struct view_moderated *v)
{
    struct discussion_branch branch;
    struct discussion_around around;
    struct views_thread thread = {.above_id = 0}, replies = {.above_id = c->id};
    enum rc rc = discussion_branch(r->reader, &r->actor, c->id, r->arena, &branch);
    if (rc == RC_OK)
        rc = discussion_around(r->reader, c, NEIGHBOURS, r->arena, &around);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    v->context =
        views_comments(r, branch.ancestors, branch.ancestor_count, &thread, &v->context_count);
    v->before = neighbours(r, &branch, around.before, around.before_count, &v->before_count);
    v->after = neighbours(r, &branch, around.after, around.after_count, &v->after_count);
    if (branch.count > 1)
        v->replies =
            views_comments(r, branch.comments + 1, branch.count - 1, &replies, &v->replies_count);
    return RC_OK;
}

/* --- the author --- */
static struct view_line author_line(const struct request *r, const struct comment_own *own)
{
    struct str clause = views_clause_title(r, own->decision.clause);
    struct str day = say_day(r, own->decision.decided_ms);
    struct str status = views_status_words(r, own->decision.to_status);
    return (struct view_line){
        .address = moderated_url(r, own->comment.id),
        .headline = moderated_excerpt(r, own->comment.body, AUTHOR_EXCERPT_MAX),
        .text_language = views_text_language(r),
        .note = clause.n > 0 ? SAY_WITH(r, "{0}, {1}, {2}", status, clause, day)
                             : SAY_WITH(r, "{0}, {1}", status, day),
    };
}

static enum rc fill_author_log(struct request *r, const struct comment_view *c,
                               struct view_moderated *v)
{
    struct comment_own *own;
    size_t count;
    int64_t next;
    enum rc rc = comment_list_by_account(r->reader, &r->actor, c->account_id, 0,
                                         AUTHOR_COMMENTS_READ, r->arena, &own, &count, &next);
    struct view_line *lines =
        rc == RC_OK ? ARENA_ARRAY(r->arena, AUTHOR_DECISIONS, struct view_line) : NULL;
    if (rc == RC_OK && lines == NULL)
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count && v->author_log_count < AUTHOR_DECISIONS; i++)
        if (own[i].has_decision && own[i].comment.id != c->id &&
            own[i].comment.status != COMMENT_DELETED)
            lines[v->author_log_count++] = author_line(r, &own[i]);
    v->author_log = lines;
    return RC_OK;
}

/* Points and level, and what people's looks at their comments came to. */
static void add_trust(struct request *r, int64_t account_id, struct view_moderated *v)
{
    struct trust_view t;
    if (trust_get(r->reader, &r->actor, account_id, r->arena, &t) != RC_OK)
        return;
    v->author_facts = SAY_WITH(
        r,
        "{0}; trust: {1}, {2, plural, one {# point} other {# points}}, {3, plural, one {# comment} "
        "other {# comments}} found good, {4, plural, one {# removal} other {# removals}} upheld",
        v->author_facts, views_level(r->words, t.level), words_digits(r->arena, t.points),
        words_digits(r->arena, t.verified), words_digits(r->arena, t.upheld));
    if (t.is_verified)
        v->author_facts = SAY_WITH(r, "{0}; identity verified", v->author_facts);
}

/* The answer of a blind check, to those who decide afterwards. */
static void add_check(struct request *r, int64_t id, struct view_moderated *v)
{
    struct verify_outcome o;
    if (verify_outcome(r->reader, &r->actor, id, r->arena, &o) != RC_OK)
        return;
    struct str day = say_day(r, o.answered_ms);
    struct str clause = views_clause_title(r, o.answer);
    v->checked = o.answer.n == 0
                     ? SAY_WITH(r, "Blind check, {0}: found fine.", day)
                     : SAY_WITH(r, "Blind check, {0}: found to break {1}.", day, clause);
}

/* --- reports --- */
static void fill_reports(struct request *r, const struct moderation_item *item,
                         struct view_moderated *v)
{
    struct view_report_item *items =
        ARENA_ARRAY(r->arena, item->report_count, struct view_report_item);
    for (size_t i = 0; items != NULL && i < item->report_count; i++) {
        const struct report_view *report = &item->reports[i];
        items[i] = (struct view_report_item){
            .clause = views_clause_title(r, report->clause),
            .clause_language = views_clause_language(r, report->clause),
            .clause_address = views_clause_url(r, report->clause),
            .reader = SAY(r, "a former reader"),
            .time = say_time(r, report->created_ms),
            .time_iso = dates_iso(request_zone(r), report->created_ms, r->arena),
        };
        if (report->words.n > 0)
            items[i].words = report->words;
        if (report->reporter_name.n == 0)
            continue;
        items[i].reader = report->reporter_name;
        items[i].reader_address = views_profile_url(r, report->reporter_id);
    }
    v->reports = items;
    v->reports_count = items != NULL ? item->report_count : 0;
    v->report_note =
        SAY_COUNT(r, "{0, plural, one {# report} other {# reports}}", (int64_t)item->report_count);
}

/* A comment that no clause held: its author's, or its discussion's, all wait. */
static struct str why_held(struct request *r, const struct comment_view *c)
{
    struct sanction *list;
    size_t count;
    if (sanction_list(r->reader, &r->actor, c->account_id, r->arena, &list, &count) == RC_OK &&
        sanction_words_held_at(list, count, c->edited_ms != 0 ? c->edited_ms : c->created_ms) !=
            NULL)
        return SAY(
            r, "No clause applied. It waits because every comment of this reader is held first, "
               "as a moderator decided.");
    return SAY(
        r, "No clause applied. It waits because every comment of its discussion did when it was "
           "sent.");
}

/* --- the whole --- */
static void fill_clauses(struct request *r, const struct standards *standards, struct str chosen,
                         struct view_moderated *v)
{
    size_t count = 0;
    const struct standards_clause *clauses =
        standards != NULL ? standards_clauses(standards, &count) : NULL;
    struct view_option *options = ARENA_ARRAY(r->arena, count, struct view_option);
    for (size_t i = 0; options != NULL && i < count; i++)
        options[i] = (struct view_option){.name = arena_dup(r->arena, clauses[i].slug),
                                          .label = views_clause_title(r, clauses[i].slug),
                                          .language = views_clause_language(r, clauses[i].slug),
                                          .selected = str_eq(clauses[i].slug, chosen)};
    v->clauses = options;
    v->clauses_count = options != NULL ? count : 0;
}

static struct view_moderated moderated_fields(struct request *r, const struct moderation_item *item)
{
    const struct comment_view *c = &item->comment;
    struct str joined = say_day(r, item->author_created_ms);
    return (struct view_moderated){
        .csrf = request_csrf(r),
        .action = moderated_url(r, c->id),
        .seen = moderated_seen(r, c),
        .status = views_status(r, comment_status_name(c->status)),
        .author = c->author_name,
        .author_address = views_profile_url(r, c->account_id),
        .sanctions =
            url_with_query(r->arena,
                           url_local(r->arena, arena_printf(r->arena, "/moderation/reader/%lld",
                                                            (long long)c->account_id)),
                           STR("comment"), arena_printf(r->arena, "%lld", (long long)c->id)),
        .author_facts =
            SAY_WITH(r, "joined {0}, {1} published, {2} removed", joined,
                     say_number(r, item->author_published), say_number(r, item->author_removed)),
        .time = say_time(r, c->created_ms),
        .time_iso = dates_iso(request_zone(r), c->created_ms, r->arena),
        .article = item->article_headline,
        .text_language = views_text_language(r),
        .address = views_article_url(r, item->article_slug),
        .permalink = views_comment_url(r, c->id),
        .text = request_given(r, "text").n > 0 ? request_given(r, "text") : c->body,
        .reason = request_given(r, "reason"),
        .words = request_given(r, "words"),
        .thread = url_local(r->arena, arena_printf(r->arena, "/moderation/article/%.*s",
                                                   STR_ARG(item->article_slug))),
        .can_approve = c->status == COMMENT_HELD || c->status == COMMENT_FLAGGED,
        .can_remove = c->status != COMMENT_REMOVED && c->status != COMMENT_DELETED,
        .can_restore = c->status == COMMENT_REMOVED,
    };
}

enum rc moderated_make(struct request *r, int64_t id, const struct view_moderated **ret)
{
    struct moderation_item item;
    struct view_moderated *v = ARENA_NEW(r->arena, struct view_moderated);
    enum rc rc =
        v != NULL ? moderation_item(r->reader, &r->actor, id, r->arena, &item) : RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    struct community_judge *judge = community_judge_ref(request_community(r));
    const struct standards *standards =
        judge != NULL ? judge_standards(community_judge_get(judge)) : NULL;
    *v = moderated_fields(r, &item);
    struct finding_details details = finding_details_of(r, &item.decision, item.comment.body,
                                                        item.comment.revision, STR(""), true);
    v->marked = details.marked;
    v->findings = details.items;
    v->findings_count = details.count;
    if (item.comment.status == COMMENT_HELD && details.count == 0)
        v->why = why_held(r, &item.comment);
    v->verdict =
        url_local(r->arena, arena_printf(r->arena, "/comment/%lld/verdict", (long long)id));
    fill_clauses(r, standards, item.decision.clause, v);
    community_judge_unref(judge);
    add_trust(r, item.comment.account_id, v);
    add_check(r, id, v);
    fill_reports(r, &item, v);
    rc = notices_of_comment(r, id, &v->notices, &v->notices_count);
    if (rc == RC_OK)
        rc = fill_log(r, id, v);
    if (rc == RC_OK)
        rc = fill_context(r, &item.comment, v);
    if (rc == RC_OK)
        rc = fill_author_log(r, &item.comment, v);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}
