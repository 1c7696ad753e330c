/* The moderators' room: who waits, one comment with its evidence and context, and decisions. */
#include "community/moderation/moderation.h"

#include "community/discipline/redress.h"
#include "community/moderation/verify.h"
#include "web/brakes.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

#define EXCERPT_MAX 140

/* --- the list --- */
static enum moderation_filter filter_asked(const struct request *r)
{
    struct str show = request_query(r, "show");
    if (str_eq(show, STR("held")))
        return MODERATION_HELD;
    return str_eq(show, STR("flagged")) ? MODERATION_FLAGGED : MODERATION_ALL;
}

static void fill_filters(struct request *r, enum moderation_filter now, struct view_queue *view)
{
    static const char *const names[] = {SAID("All"), SAID("Held comments"),
                                        SAID("Flagged comments")};
    static const char *const words[] = {"all", "held", "flagged"};
    static const char *const empty[] = {SAID("No comment waits for a moderator."),
                                        SAID("No comment is held."),
                                        SAID("No comment is flagged.")};
    struct view_nav_item *items = ARENA_ARRAY(r->arena, 4, struct view_nav_item);
    if (items == NULL)
        return;
    for (size_t i = 0; i < 3; i++) {
        items[i].name = SAY(r, names[i]);
        items[i].current = i == (size_t)now;
        items[i].address = url_with_query(r->arena, url_local(r->arena, STR("/moderation")),
                                          STR("show"), str_from_cstr(words[i]));
    }
    items[3] = (struct view_nav_item){.name = SAY(r, "Notices of illegal content"),
                                      .address = url_local(r->arena, STR("/moderation/notices"))};
    view->filters = items;
    view->filters_count = 4;
    view->empty = SAY(r, empty[now]);
}

static struct view_queue_item queue_item(const struct request *r,
                                         const struct moderation_item *item, int64_t chosen)
{
    return (struct view_queue_item){
        .address = moderated_url(r, item->comment.id),
        .current = item->comment.id == chosen,
        .status = views_status(r, comment_status_name(item->comment.status)),
        .author = item->comment.author_name,
        .time = say_time(r, item->comment.created_ms),
        .time_iso = dates_iso(request_zone(r), item->comment.created_ms, r->arena),
        .excerpt = moderated_excerpt(r, item->comment.body, EXCERPT_MAX),
        .clause = views_clause_title(r, item->decision.clause),
        .clause_language = views_clause_language(r, item->decision.clause),
        .text_language = views_text_language(r),
        .again = item->again,
    };
}

/* --- the notice --- */
static struct str done_words(const struct request *r, struct str done, enum comment_status now,
                             bool text_back)
{
    if (str_eq(done, STR("approve")))
        return SAY(r, "Approved and published.");
    if (str_eq(done, STR("remove")))
        return SAY(r, "Removed; the author sees the clause.");
    if (str_eq(done, STR("restore")))
        return SAY(r, "Restored and published.");
    if (str_eq(done, STR("edit")))
        return SAY(r, "The edited text is saved; the earlier one is kept.");
    if (str_eq(done, STR("uphold")))
        return SAY(r, "The removal stands.");
    if (!str_eq(done, STR("undo")))
        return (struct str){.p = NULL};
    if (text_back)
        return SAY(r, "Undone: the comment reads as before.");
    switch (now) {
    case COMMENT_HELD:
        return SAY(r, "Undone: the comment is held again.");
    case COMMENT_FLAGGED:
        return SAY(r, "Undone: the comment is flagged again.");
    case COMMENT_REMOVED:
        return SAY(r, "Undone: the comment is removed again.");
    case COMMENT_PUBLISHED:
    case COMMENT_DELETED:
    case COMMENT_STATUS_COUNT:
        break;
    }
    return SAY(r, "Undone: the comment is published again.");
}

/* What was just done, with its undoing while it is the moderator's own and the last. */
static void say_done(struct request *r, struct view_queue *view)
{
    struct comment_view c;
    struct comment_decision last;
    int64_t id = request_query_id(r, "id");
    struct str done = request_query(r, "done");
    if (view->notice.p != NULL || done.n == 0 || id == 0 ||
        comment_get(r->reader, &r->actor, id, r->arena, &c) != RC_OK)
        return;
    bool decided = moderated_last_decision(r, id, &last);
    view->notice = done_words(r, done, c.status,
                              decided && last.action == DECISION_UNDONE && last.returns_text);
    if (view->notice.p == NULL)
        return;
    view->notice_address = moderated_url(r, id);
    if (!decided || last.actor_id != r->actor.account_id || !moderation_is_undoable(last.action))
        return;
    view->csrf = request_csrf(r);
    view->undo = moderated_url(r, id);
    view->undo_seen = moderated_seen(r, &c);
}

/* Why a decision was not taken: what happened to the comment since its page was made. */
static struct str stale_words(struct request *r, int64_t id)
{
    struct comment_view c;
    struct comment_decision last;
    if (comment_get(r->reader, &r->actor, id, r->arena, &c) != RC_OK)
        return SAY(r, "Nothing was done: the comment is not there any more.");
    struct str status = views_status_words(r, c.status);
    if (!moderated_last_decision(r, id, &last) || last.revision < c.revision)
        return SAY_WITH(r,
                        "Nothing was done: the text was changed after you opened it. It is now "
                        "{0}. Read it again and decide anew.",
                        status);
    struct str who = last.actor_name.n > 0 ? last.actor_name : SAY(r, "the standards");
    struct str when = say_time(r, last.decided_ms);
    return SAY_WITH(r,
                    "Nothing was done: the comment was {0} by {1}, {2}, and is now {3}. Look at it "
                    "again and decide anew.",
                    views_action_words(r, last.action), who, when, status);
}

/* --- the room --- */
struct list {
    struct moderation_item *items;
    size_t count;
    int64_t next;
};

/* The page of the queue that was asked for; its beginning when nothing waits after that place any more. */
static enum rc read_list(struct request *r, struct list *ret)
{
    int64_t after = request_query_id(r, "after");
    enum moderation_filter filter = filter_asked(r);
    enum rc rc = moderation_queue(r->reader, &r->actor, filter, after, r->arena, &ret->items,
                                  &ret->count, &ret->next);
    if (rc == RC_OK && ret->count == 0 && after != 0)
        rc = moderation_queue(r->reader, &r->actor, filter, 0, r->arena, &ret->items, &ret->count,
                              &ret->next);
    return rc;
}

/* The one to open by itself: what comes after the one just decided, else the first. */
static int64_t choose(const struct request *r, const struct list *l)
{
    int64_t decided = request_query_id(r, "id");
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].comment.id > decided)
            return l->items[i].comment.id;
    return l->count > 0 ? l->items[0].comment.id : 0;
}

static enum rc fill_list(struct request *r, int64_t *chosen, struct view_queue *view)
{
    struct list l = {.next = 0};
    int64_t overdue;
    enum rc rc = read_list(r, &l);
    if (rc == RC_OK)
        rc = moderation_waiting(r->reader, &r->actor, &view->held, &view->flagged);
    if (rc == RC_OK)
        rc = verify_waiting(r->reader, &r->actor, &view->to_judge);
    if (rc == RC_OK)
        rc = redress_waiting(r->reader, &r->actor, &view->redress, &overdue);
    if (rc != RC_OK)
        return rc;
    if (*chosen == 0)
        *chosen = choose(r, &l);
    struct view_queue_item *rows = ARENA_ARRAY(r->arena, l.count, struct view_queue_item);
    for (size_t i = 0; rows != NULL && i < l.count; i++)
        rows[i] = queue_item(r, &l.items[i], *chosen);
    view->items = rows;
    view->items_count = rows != NULL ? l.count : 0;
    fill_filters(r, filter_asked(r), view);
    if (l.next != 0) {
        struct url next = url_local(r->arena, STR("/moderation"));
        struct str show = request_query(r, "show");
        if (show.n > 0)
            next = url_with_query(r->arena, next, STR("show"), show);
        view->older = url_with_query(r->arena, next, STR("after"),
                                     arena_printf(r->arena, "%lld", (long long)l.next));
    }
    return RC_OK;
}

static void show_room(struct request *r, int64_t chosen, struct str notice)
{
    struct view_queue view = {.notice = notice,
                              .is_problem = notice.p != NULL,
                              .is_administrator = access_allows(&r->actor, ACTION_READ_ADMIN, 0)};
    struct layout layout = {.title = SAY(r, "Moderation queue"), .staff = true};
    enum rc rc = fill_list(r, &chosen, &view);
    if (rc == RC_OK && chosen != 0)
        rc = moderated_make(r, chosen, &view.item);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    say_done(r, &view);
    view.brakes = brakes_banners(r, &view.brakes_count);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_queue_render, &view);
}

void pages_queue(struct request *r)
{
    show_room(r, 0, (struct str){.p = NULL});
}

void pages_queue_item(struct request *r)
{
    struct str said = request_problem(r);
    show_room(r, r->params.id, said.n > 0 ? said : (struct str){.p = NULL});
}

/* --- decisions --- */
static void decided(struct request *r, enum rc rc)
{
    const struct moderation_decision *op = (const struct moderation_decision *)r->job;
    static const char *const words[] = {"approve", "remove", "restore", "edit", "undo", "uphold"};
    if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_TOO_LARGE) {
        r->status = errors_for(rc).status;
        if (r->problem.message[0] == '\0')
            problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
        show_room(r, op->comment_id,
                  rc == RC_CONFLICT ? stale_words(r, op->comment_id) : request_problem(r));
        return;
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    /* The next one opens by itself; what was undone is looked at again. */
    struct url to = op->verb == MODERATION_UNDO ? moderated_url(r, op->comment_id)
                                                : moderated_room_url(r, STR("/moderation"));
    to = url_with_query(r->arena, to, STR("done"), str_from_cstr(words[op->verb]));
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

/* "BEGIN-END,BEGIN-END": bytes of the text. */
static enum rc parse_marks(struct request *r, struct str text, struct moderation_decision *op)
{
    struct span *marks = ARENA_ARRAY(r->arena, MODERATION_MARKS_MAX, struct span);
    enum rc rc = marks != NULL ? RC_OK : RC_NO_MEMORY;
    op->marks = marks;
    for (struct str rest = text; rc == RC_OK && text.n > 0 && rest.p != NULL;) {
        uint64_t begin = 0, end = 0;
        struct str last = str_split(&rest, ',');
        struct str first = str_split(&last, '-');
        rc = op->mark_count < MODERATION_MARKS_MAX ? str_to_u64(first, &begin) : RC_INVALID;
        if (rc == RC_OK)
            rc = str_to_u64(last, &end);
        if (rc == RC_OK && (begin > UINT32_MAX || end > UINT32_MAX))
            rc = RC_INVALID;
        if (rc == RC_OK)
            marks[op->mark_count++] = (struct span){(uint32_t)begin, (uint32_t)end};
    }
    return rc == RC_OK ? rc
                       : problem_set(&r->problem, rc,
                                     "Marked words are given as BEGIN-END, at most %d of them.",
                                     MODERATION_MARKS_MAX);
}

void pages_decide_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do",   "seen",  "clause", "reason",
                                         "text", "marks", "words",  NULL};
    struct moderation_decision *op =
        CHECKED_FORM_OPERATION(r, form, fields, "do", struct moderation_decision);
    if (op == NULL)
        return;
    enum rc rc = moderation_verb_parse(checked_form_get(form, "do"), &op->verb);
    if (rc == RC_OK)
        rc = parse_seen(checked_form_get(form, "seen"), op);
    if (rc == RC_OK)
        rc = parse_marks(r, checked_form_get(form, "marks"), op);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->comment_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->reason = str_trim(checked_form_get(form, "reason"));
    op->body = checked_form_get(form, "text");
    op->words = checked_form_get(form, "words");
    request_wait(r, &op->job, decided);
    request_submitted(r, moderation_decide_submit(&op->job));
}
