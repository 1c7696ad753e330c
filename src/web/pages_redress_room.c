/* The moderators' room for letters and appeals: what is due, one with what it is about, and the decision. */
#include "community/comment/comment.h"
#include "community/discipline/complaint.h"
#include "community/discipline/redress.h"
#include "community/discipline/sanction.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/notices.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/sanction_forms.h"
#include "web/sanction_words.h"
#include "web/say.h"
#include "web/views.h"

static bool shows_decided(const struct request *r)
{
    return str_eq(request_query(r, "show"), STR("decided"));
}

static struct url room_url(struct request *r, const char *show)
{
    return url_with_query(r->arena, url_local(r->arena, STR("/moderation/redress")), STR("show"),
                          str_from_cstr(show));
}

/* --- the list --- */

static void fill_filters(struct request *r, struct view_redress_room *view)
{
    struct view_nav_item *items = ARENA_ARRAY(r->arena, 2, struct view_nav_item);
    if (items == NULL)
        return;
    items[0] = (struct view_nav_item){.name = SAY_IN(r, "letters and appeals", "Open"),
                                      .address = room_url(r, "open"),
                                      .current = !shows_decided(r)};
    items[1] = (struct view_nav_item){.name = SAY_IN(r, "letters and appeals", "Decided"),
                                      .address = room_url(r, "decided"),
                                      .current = shows_decided(r)};
    view->filters = items;
    view->filters_count = 2;
    view->empty = shows_decided(r) ? SAY(r, "No letter, appeal or complaint was decided yet.")
                                   : SAY(r, "No letter, appeal or complaint waits.");
}

static struct view_redress_line line_of(struct request *r, const struct redress_item *item,
                                        int64_t chosen)
{
    int64_t now_ms = community_now_ms(request_community(r));
    struct url address = redress_words_room_url(r, item->id);
    struct view_redress_line line = {
        .address = shows_decided(r) ? url_with_query(r->arena, address, STR("show"), STR("decided"))
                                    : address,
        .current = item->id == chosen,
        .name = redress_words_name(r, item->kind),
        .who = redress_words_sender(r, item),
        .state = redress_words_state(r, item),
        .overdue = item->state == REDRESS_OPEN && item->due_ms < now_ms,
    };
    if (item->state == REDRESS_OPEN && item->taken_name.n > 0)
        line.taken = SAY_WITH(r, "In hand: {0}", item->taken_name);
    return line;
}

static enum rc read_list(struct request *r, struct redress_item **ret, size_t *ret_count)
{
    struct redress_case after;
    int64_t after_id = request_query_id(r, "after");
    if (shows_decided(r))
        return redress_decided(r->reader, &r->actor, request_query_id(r, "before"), r->arena, ret,
                               ret_count);
    bool begins =
        after_id == 0 || redress_get(r->reader, &r->actor, after_id, r->arena, &after) != RC_OK;
    return redress_queue(r->reader, &r->actor, begins ? NULL : &after.item, r->arena, ret,
                         ret_count);
}

static void fill_older(struct request *r, const struct redress_item *last,
                       struct view_redress_room *view)
{
    bool decided = shows_decided(r);
    view->older = url_with_query(
        r->arena, room_url(r, decided ? "decided" : "open"), decided ? STR("before") : STR("after"),
        arena_printf(r->arena, "%lld", (long long)(decided ? last->decided_ms : last->id)));
}

static enum rc fill_list(struct request *r, int64_t chosen, struct view_redress_room *view)
{
    struct redress_item *items;
    size_t count;
    enum rc rc = read_list(r, &items, &count);
    if (rc == RC_OK)
        rc = redress_waiting(r->reader, &r->actor, &view->open, &view->overdue);
    struct view_redress_line *lines =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_redress_line) : NULL;
    if (rc != RC_OK || lines == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        lines[i] = line_of(r, &items[i], chosen);
    view->items = lines;
    view->items_count = count;
    fill_filters(r, view);
    if (count == REDRESS_LIST_MAX)
        fill_older(r, &items[count - 1], view);
    return RC_OK;
}

/* --- one --- */

static enum rc fill_sanction(struct request *r, const struct redress_item *item,
                             struct view_redress_item *view)
{
    struct sanction s;
    enum rc rc =
        sanction_get(r->reader, &r->actor, item->account_id, item->subject_id, r->arena, &s);
    if (rc != RC_OK)
        return rc;
    struct str what = sanction_words_name(r, s.kind);
    struct str when = say_time(r, s.at_ms);
    struct str who = s.by_name.n > 0 ? s.by_name : SAY(r, "The command line");
    view->about = SAY_WITH(r, "{0}, {1}, by {2}", what, when, who);
    view->about_address = url_local(
        r->arena, arena_printf(r->arena, "/moderation/reader/%lld", (long long)item->account_id));
    if (s.reason.n > 0)
        view->about_text = s.reason;
    return RC_OK;
}

static const struct comment_decision *find_decision(const struct comment_decision *list,
                                                    size_t count, int64_t seq)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].seq == seq)
            return &list[i];
    return NULL;
}

static void fill_edit(struct request *r, int64_t comment_id, const struct comment_decision *edit,
                      struct view_redress_item *view)
{
    struct str clause = views_clause_title(r, edit->clause);
    struct comment_revision *earlier;
    size_t count;
    view->is_edit = true;
    view->about = clause.n > 0 ? SAY_WITH(r, "A comment changed under: {0}", clause)
                               : SAY(r, "A changed comment");
    if (comment_history(r->reader, &r->actor, comment_id, r->arena, &earlier, &count) != RC_OK)
        return;
    for (size_t i = 0; i < count; i++)
        if (earlier[i].revision == edit->revision - 1)
            view->before_text = earlier[i].body;
}

static enum rc fill_comment(struct request *r, const struct redress_case *about,
                            struct view_redress_item *view)
{
    const struct redress_item *item = &about->item;
    struct comment_view c;
    struct comment_decision *decisions;
    size_t count;
    enum rc rc = comment_get(r->reader, &r->actor, item->subject_id, r->arena, &c);
    if (rc == RC_OK)
        rc =
            comment_decisions(r->reader, &r->actor, item->subject_id, r->arena, &decisions, &count);
    if (rc != RC_OK)
        return rc;
    struct str clause = count > 0 ? views_clause_title(r, decisions[count - 1].clause) : STR("");
    view->about = clause.n > 0 ? SAY_WITH(r, "A comment removed under: {0}", clause)
                               : SAY(r, "A removed comment");
    view->about_address =
        url_local(r->arena, arena_printf(r->arena, "/moderation/comment/%lld", (long long)c.id));
    view->about_text = c.body;
    view->revision = c.revision;
    const struct comment_decision *decided = find_decision(decisions, count, about->subject_seq);
    if (decided != NULL && decided->action == DECISION_EDITED)
        fill_edit(r, c.id, decided, view);
    return RC_OK;
}

/* Its comment may be gone meanwhile; the complaint is decided all the same. */
static enum rc fill_complaint(struct request *r, const struct redress_item *item,
                              struct view_redress_item *view)
{
    struct complaint_notice n;
    struct comment_view c;
    enum rc rc = complaint_about(r->reader, &r->actor, item->subject_id, r->arena, &n);
    if (rc != RC_OK)
        return rc;
    view->about =
        SAY_WITH(r, "A comment that notice was given of: {0}", notices_category(r, n.category));
    view->about_address = url_local(
        r->arena, arena_printf(r->arena, "/moderation/comment/%lld", (long long)n.comment_id));
    view->notice = n.words;
    if (n.reason.n > 0)
        view->notice_reason = n.reason;
    view->clauses =
        sanction_forms_clauses(r, true, request_given(r, "clause"), &view->clauses_count);
    rc = comment_get(r->reader, &r->actor, n.comment_id, r->arena, &c);
    if (rc == RC_OK) {
        view->about_text = c.body;
        view->revision = c.revision;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static void fill_taken(struct request *r, const struct redress_case *c,
                       struct view_redress_item *view)
{
    const struct redress_item *item = &c->item;
    bool mine = item->taken_by == r->actor.account_id;
    bool old = community_now_ms(request_community(r)) - c->taken_ms >= REDRESS_TAKEN_MS;
    view->can_take = item->taken_by == 0 || (!mine && old);
    view->can_release = mine;
    if (item->taken_by != 0 && item->state == REDRESS_OPEN)
        view->taken = SAY_WITH(r, "In hand: {0}", item->taken_name);
}

static enum rc fill_may(struct request *r, int64_t id, struct view_redress_item *view)
{
    struct problem problem = {0};
    enum rc rc = redress_check_decide(r->reader, &r->actor, id, r->arena, &view->alone, &problem);
    view->can_decide = rc == RC_OK;
    if (rc == RC_FORBIDDEN)
        view->bar = arena_dup(r->arena, words_problem(r->words, &problem, r->arena));
    return rc == RC_FORBIDDEN ? RC_OK : rc;
}

static void fill_outcome(struct request *r, const struct redress_case *c,
                         struct view_redress_item *view)
{
    struct str who = c->decided_name.n > 0 ? c->decided_name : SAY(r, "A moderator");
    view->reason = c->reason;
    view->decided = c->alone
                        ? SAY_WITH(r, "By {0}, who had decided before, for lack of another.", who)
                        : SAY_WITH(r, "By {0}.", who);
}

static enum rc make_item(struct request *r, int64_t id, const struct view_redress_item **ret)
{
    struct redress_case c;
    struct view_redress_item *view = ARENA_NEW(r->arena, struct view_redress_item);
    enum rc rc = view != NULL ? redress_get(r->reader, &r->actor, id, r->arena, &c) : RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    *view = (struct view_redress_item){
        .csrf = request_csrf(r),
        .action = redress_words_room_url(r, id),
        .heading = redress_words_name(r, c.item.kind),
        .reader = redress_words_sender(r, &c.item),
        .state = redress_words_state(r, &c.item),
        .is_open = c.item.state == REDRESS_OPEN,
        .overdue =
            c.item.state == REDRESS_OPEN && c.item.due_ms < community_now_ms(request_community(r)),
        .is_letter = c.item.kind == REDRESS_LETTER,
        .is_complaint = c.item.kind == REDRESS_COMPLAINT,
        .seen = c.item.messages,
        .text = request_given(r, "text"),
    };
    if (c.item.account_id != 0)
        view->reader_address = views_profile_url(r, c.item.account_id);
    view->messages = redress_words_messages(r, &c, true, &view->messages_count);
    fill_taken(r, &c, view);
    if (!view->is_open && c.item.state != REDRESS_GONE)
        fill_outcome(r, &c, view);
    rc = view->is_letter      ? fill_sanction(r, &c.item, view)
         : view->is_complaint ? fill_complaint(r, &c.item, view)
                              : fill_comment(r, &c, view);
    if (rc == RC_OK && view->is_open)
        rc = fill_may(r, id, view);
    if (rc == RC_OK)
        *ret = view;
    return rc;
}

/* --- the room --- */

static struct str done_words(struct request *r)
{
    struct str done = request_query(r, "done");
    if (str_eq(done, STR("ask")))
        return SAY(r, "Sent to the reader.");
    if (str_eq(done, STR("decided")))
        return SAY(r, "Decided; the reader is told, with your reasons.");
    return (struct str){.p = NULL};
}

static void show(struct request *r, int64_t id)
{
    struct view_redress_room view = {.notice = done_words(r)};
    struct layout layout = {.title = SAY(r, "Letters and appeals"), .staff = true};
    enum rc rc = fill_list(r, id, &view);
    if (rc == RC_OK && id != 0)
        rc = make_item(r, id, &view.item);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (r->problem.message[0] != '\0') {
        view.notice = words_problem(r->words, &r->problem, r->arena);
        view.is_problem = true;
    }
    REQUEST_RENDER(r, view_redress_room_render, &view);
}

void pages_redress_room(struct request *r)
{
    show(r, 0);
}

void pages_redress_item(struct request *r)
{
    show(r, r->params.id);
}

/* --- what is done --- */

static void failed(struct request *r, enum rc rc)
{
    if (r->problem.message[0] == '\0') {
        request_fail(r, rc);
        return;
    }
    r->status = errors_for(rc).status;
    show(r, r->params.id);
}

static void to_item(struct request *r, const char *done)
{
    struct url to = redress_words_room_url(r, r->params.id);
    request_redirect(
        r, done != NULL ? url_with_query(r->arena, to, STR("done"), str_from_cstr(done)) : to);
}

static void taken(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        to_item(r, NULL);
    else
        failed(r, rc);
}

static void asked(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        to_item(r, "ask");
    else
        failed(r, rc);
}

static void decided(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        to_item(r, "decided");
    else
        failed(r, rc);
}

static enum rc take(struct request *r, bool lets_go)
{
    struct redress_take *op = ARENA_NEW(r->arena, struct redress_take);
    if (op == NULL)
        return RC_NO_MEMORY;
    op->actor = r->actor;
    op->id = r->params.id;
    op->lets_go = lets_go;
    request_wait(r, &op->job, taken);
    request_submitted(r, redress_take_submit(&op->job));
    return RC_OK;
}

static enum rc ask(struct request *r, const struct checked_form *form)
{
    struct redress_say *op = ARENA_NEW(r->arena, struct redress_say);
    if (op == NULL)
        return RC_NO_MEMORY;
    op->actor = r->actor;
    op->id = r->params.id;
    op->text = str_trim(checked_form_get(form, "text"));
    request_wait(r, &op->job, asked);
    request_submitted(r, redress_say_submit(&op->job));
    return RC_OK;
}

static enum rc decide(struct request *r, const struct checked_form *form, struct str verb)
{
    struct redress_decision *op = ARENA_NEW(r->arena, struct redress_decision);
    if (op == NULL)
        return RC_NO_MEMORY;
    enum rc rc = redress_verb_parse(verb, &op->verb);
    if (rc == RC_OK)
        rc = str_to_i64(checked_form_get(form, "seen"), &op->seen_messages);
    if (rc == RC_OK)
        rc = str_to_i64(checked_form_get(form, "revision"), &op->seen_revision);
    if (rc != RC_OK)
        return rc;
    op->actor = r->actor;
    op->id = r->params.id;
    op->reason = str_trim(checked_form_get(form, "text"));
    op->clause = checked_form_get(form, "clause");
    request_wait(r, &op->job, decided);
    request_submitted(r, redress_decide_submit(&op->job));
    return RC_OK;
}

void pages_redress_item_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "text", "seen", "revision", "clause", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str verb = checked_form_get(form, "do");
    enum rc rc = str_eq(verb, STR("take"))      ? take(r, false)
                 : str_eq(verb, STR("release")) ? take(r, true)
                 : str_eq(verb, STR("ask"))     ? ask(r, form)
                                                : decide(r, form, verb);
    if (rc != RC_OK)
        request_fail(r, rc);
}
