/* The moderators' room: who waits, one comment with its evidence and context, and decisions. */
#include "community/moderation.h"

#include "base/utf8.h"
#include "text/markdown.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/views.h"

#define EXCERPT_MAX 140

/* --- the list --- */
static struct url item_url(const struct request *r, int64_t id)
{
    return url_local(r->arena, arena_printf(r->arena, "/moderation/comment/%lld", (long long)id));
}

/* The clause's title in the standards in force, its slug when they have it no more; absent for none. */
static struct str clause_title(const struct request *r, struct str slug)
{
    struct community_judge *judge = slug.n > 0 ? community_judge_ref(request_community(r)) : NULL;
    const struct standards_clause *clause =
        judge != NULL ? standards_find_clause(judge_standards(community_judge_get(judge)), slug)
                      : NULL;
    struct str title = clause != NULL ? arena_dup(r->arena, clause->title) : slug;
    community_judge_unref(judge);
    return title.n > 0 ? title : (struct str){.p = NULL};
}

static enum moderation_filter filter_asked(const struct request *r)
{
    struct str show = request_query(r, "show");
    if (str_eq(show, STR("held")))
        return MODERATION_HELD;
    return str_eq(show, STR("flagged")) ? MODERATION_FLAGGED : MODERATION_ALL;
}

static struct url filter_url(const struct request *r, enum moderation_filter filter)
{
    static const char *const words[] = {"all", "held", "flagged"};
    return url_with_query(r->arena, url_local(r->arena, STR("/moderation")), STR("show"),
                          str_from_cstr(words[filter]));
}

static void fill_filters(struct request *r, enum moderation_filter now, struct view_queue *view)
{
    static const char *const names[] = {"All", "Held", "Flagged"};
    struct view_nav_item *items = ARENA_ARRAY(r->arena, 3, struct view_nav_item);
    if (items == NULL)
        return;
    for (size_t i = 0; i < 3; i++) {
        items[i].name = str_from_cstr(names[i]);
        items[i].current = i == (size_t)now;
        items[i].address = filter_url(r, (enum moderation_filter)i);
    }
    view->filters = items;
    view->filters_count = 3;
}

static struct view_queue_item queue_item(const struct request *r,
                                         const struct moderation_item *item, int64_t chosen)
{
    struct str excerpt = STR("");
    if (markdown_plain(r->arena, item->comment.body, EXCERPT_MAX, &excerpt) != RC_OK)
        excerpt = utf8_prefix(item->comment.body, EXCERPT_MAX);
    return (struct view_queue_item){
        .address = item_url(r, item->comment.id),
        .current = item->comment.id == chosen,
        .status = views_status(r, comment_status_name(item->comment.status)),
        .author = item->comment.author_name,
        .time = dates_time(request_zone(r), item->comment.created_ms, r->arena),
        .time_iso = dates_iso(request_zone(r), item->comment.created_ms, r->arena),
        .excerpt = excerpt,
        .clause = clause_title(r, item->decision.clause),
    };
}

/* --- one comment --- */
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
    for (size_t i = 0, next = 0; i < count; i++) {
        items[i].what = decision_action_name(d[i].action);
        items[i].actor = d[i].actor_name.n > 0 ? d[i].actor_name : STR("the standards");
        items[i].time = dates_time(request_zone(r), d[i].decided_ms, r->arena);
        items[i].time_iso = dates_iso(request_zone(r), d[i].decided_ms, r->arena);
        if (d[i].clause.n > 0) {
            items[i].clause = clause_title(r, d[i].clause);
            items[i].clause_address = views_clause_url(r, d[i].clause);
        }
        if (d[i].reason.n > 0)
            items[i].reason = d[i].reason;
        if (d[i].action == DECISION_EDITED && next < earlier_count)
            items[i].before = earlier[next++].body;
    }
    v->log = items;
    v->log_count = count;
    return RC_OK;
}

static enum rc fill_context(struct request *r, int64_t id, struct view_moderated *v)
{
    struct discussion_branch branch;
    struct views_thread thread = {.above_id = 0};
    enum rc rc = discussion_branch(r->reader, &r->actor, id, r->arena, &branch);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK)
        v->context =
            views_comments(r, branch.ancestors, branch.ancestor_count, &thread, &v->context_count);
    return rc;
}

static void fill_clauses(struct request *r, const struct standards *standards, struct str chosen,
                         struct view_moderated *v)
{
    size_t count = 0;
    const struct standards_clause *clauses =
        standards != NULL ? standards_clauses(standards, &count) : NULL;
    struct view_option *options = ARENA_ARRAY(r->arena, count, struct view_option);
    for (size_t i = 0; options != NULL && i < count; i++)
        options[i] = (struct view_option){.name = arena_dup(r->arena, clauses[i].slug),
                                          .label = arena_dup(r->arena, clauses[i].title),
                                          .selected = str_eq(clauses[i].slug, chosen)};
    v->clauses = options;
    v->clauses_count = options != NULL ? count : 0;
}

static struct view_moderated moderated_fields(struct request *r, const struct moderation_item *item)
{
    const struct comment_view *c = &item->comment;
    struct str joined = dates_day(request_zone(r), item->author_created_ms, r->arena);
    return (struct view_moderated){
        .csrf = request_csrf(r),
        .action = item_url(r, c->id),
        .seen = arena_printf(r->arena, "%lld.%d", (long long)c->revision, (int)c->status),
        .status = views_status(r, comment_status_name(c->status)),
        .author = c->author_name,
        .author_address = views_profile_url(r, c->account_id),
        .author_facts =
            arena_printf(r->arena, "joined %.*s, %lld published, %lld removed", STR_ARG(joined),
                         (long long)item->author_published, (long long)item->author_removed),
        .time = dates_time(request_zone(r), c->created_ms, r->arena),
        .time_iso = dates_iso(request_zone(r), c->created_ms, r->arena),
        .article = item->article_headline,
        .address = views_article_url(r, item->article_slug),
        .permalink = views_comment_url(r, c->id),
        .text = c->body,
        .edit_reason = STR(""),
        .can_approve = c->status == COMMENT_HELD || c->status == COMMENT_FLAGGED,
        .can_remove = c->status != COMMENT_REMOVED && c->status != COMMENT_DELETED,
        .can_restore = c->status == COMMENT_REMOVED,
    };
}

static enum rc make_moderated(struct request *r, int64_t id, const struct view_moderated **ret)
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
    struct views_evidence evidence =
        views_decision(r, &item.decision, item.comment.body, standards);
    if (request_given(r, "text").n > 0) {
        v->text = request_given(r, "text");
        v->edit_reason = request_given(r, "reason");
    }
    v->marked = evidence.marked;
    v->findings = evidence.findings;
    v->findings_count = evidence.finding_count;
    fill_clauses(r, standards, item.decision.clause, v);
    community_judge_unref(judge);
    rc = fill_log(r, id, v);
    if (rc == RC_OK)
        rc = fill_context(r, id, v);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}

/* --- the room --- */
static void say_done(struct request *r, struct view_queue *view)
{
    struct str done = request_query(r, "done");
    int64_t id = request_query_id(r, "id");
    if (r->problem.message[0] != '\0')
        view->notice = str_from_cstr(r->problem.message);
    else if (str_eq(done, STR("approve")))
        view->notice = STR("Approved and published.");
    else if (str_eq(done, STR("remove")))
        view->notice = STR("Removed; the author sees the clause.");
    else if (str_eq(done, STR("restore")))
        view->notice = STR("Restored and published.");
    else if (str_eq(done, STR("edit")))
        view->notice = STR("The edited text is saved; the earlier one is kept.");
    else
        return;
    if (id != 0)
        view->notice_address = item_url(r, id);
}

static enum rc fill_list(struct request *r, int64_t chosen, struct view_queue *view,
                         int64_t *ret_first)
{
    struct moderation_item *items;
    size_t count;
    int64_t next = 0;
    enum moderation_filter filter = filter_asked(r);
    enum rc rc = moderation_queue(r->reader, &r->actor, filter, request_query_id(r, "after"),
                                  r->arena, &items, &count, &next);
    if (rc == RC_OK)
        rc = moderation_waiting(r->reader, &r->actor, &view->held, &view->flagged);
    if (rc != RC_OK)
        return rc;
    *ret_first = count > 0 ? items[0].comment.id : 0;
    if (chosen == 0)
        chosen = *ret_first;
    struct view_queue_item *rows = ARENA_ARRAY(r->arena, count, struct view_queue_item);
    for (size_t i = 0; rows != NULL && i < count; i++)
        rows[i] = queue_item(r, &items[i], chosen);
    view->items = rows;
    view->items_count = rows != NULL ? count : 0;
    fill_filters(r, filter, view);
    if (next != 0)
        view->older = url_with_query(r->arena, filter_url(r, filter), STR("after"),
                                     arena_printf(r->arena, "%lld", (long long)next));
    return RC_OK;
}

static void show_room(struct request *r, int64_t chosen)
{
    int64_t first = 0;
    struct view_queue view = {.is_administrator = access_allows(&r->actor, ACTION_READ_ADMIN, 0)};
    struct layout layout = {.title = STR("Moderation queue"), .staff = true};
    enum rc rc = fill_list(r, chosen, &view, &first);
    if (chosen == 0)
        chosen = first;
    if (rc == RC_OK && chosen != 0)
        rc = make_moderated(r, chosen, &view.item);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    say_done(r, &view);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_queue_render, &view);
}

void pages_queue(struct request *r)
{
    show_room(r, 0);
}

void pages_queue_item(struct request *r)
{
    show_room(r, r->params.id);
}

/* --- decisions --- */
static void decided(struct request *r, enum rc rc)
{
    const struct moderation_decision *op = (const struct moderation_decision *)r->job;
    static const char *const words[] = {"approve", "remove", "restore", "edit"};
    if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_TOO_LARGE) {
        r->status = errors_for(rc).status;
        if (r->problem.message[0] == '\0')
            problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
        show_room(r, op->comment_id);
        return;
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    struct url to = url_with_query(r->arena, url_local(r->arena, STR("/moderation")), STR("done"),
                                   str_from_cstr(words[op->verb]));
    request_redirect(r, url_with_query(r->arena, to, STR("id"),
                                       arena_printf(r->arena, "%lld", (long long)op->comment_id)));
}

/* "REVISION.STATUS", as the page was made. */
static enum rc parse_seen(struct str seen, struct moderation_decision *op)
{
    uint64_t status = 0;
    enum rc rc = str_to_i64(str_split(&seen, '.'), &op->revision);
    if (rc == RC_OK)
        rc = str_to_u64(seen, &status);
    if (rc == RC_OK && status >= COMMENT_STATUS_COUNT)
        rc = RC_INVALID;
    op->seen_status = (enum comment_status)status;
    return rc;
}

void pages_decide_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "seen", "clause", "reason", "text", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct moderation_decision *op = ARENA_NEW(r->arena, struct moderation_decision);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    enum rc rc = moderation_verb_parse(checked_form_get(form, "do"), &op->verb);
    if (rc == RC_OK)
        rc = parse_seen(checked_form_get(form, "seen"), op);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->comment_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->reason = str_trim(checked_form_get(form, "reason"));
    op->body = checked_form_get(form, "text");
    request_wait(r, &op->job, decided);
    request_submitted(r, moderation_decide_submit(&op->job));
}
