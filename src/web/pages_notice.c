/* Giving notice that a comment is against the law: the form, its receipt, and the moderators' list. */
#include "community/account/link.h"
#include "web/captcha_field.h"
#include "web/checked_form.h"
#include "web/complaints.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/notices.h"
#include "web/pages.h"
#include "web/problem_summary.h"
#include "web/say.h"
#include "web/site_state.h"
#include "web/views.h"

/* --- the form --- */

static void place_problem(struct request *r, const char *field, struct view_notice *view,
                          struct str *ret_captcha)
{
    const struct problem_place places[] = {
        {"comment", &view->comment_problem, NULL},  {"category", &view->category_problem, NULL},
        {"words", &view->words_problem, NULL},      {"name", &view->name_problem, NULL},
        {"email", &view->email_problem, NULL},      {"good_faith", &view->good_faith_problem, NULL},
        {"captcha", ret_captcha, "captcha_answer"},
    };
    view->problems = problem_summary_make(r, field != NULL ? field : "words", NULL, places,
                                          sizeof places / sizeof places[0]);
}

/* The comment itself, so that nobody gives notice of another one. */
static void show_comment(struct request *r, struct view_notice *view)
{
    struct comment_view c;
    struct views_thread thread = {.above_id = 0};
    int64_t id = notices_comment_in(view->comment);
    if (id == 0 || comment_get(r->reader, &r->actor, id, r->arena, &c) != RC_OK)
        return;
    c.depth = 0;
    view->comments = views_comments(r, &c, 1, &thread, &view->comments_count);
}

static void show(struct request *r, const char *field)
{
    struct str captcha_problem = {0};
    bool stranger = !actor_signed_in(&r->actor);
    struct view_notice view = {
        .csrf = request_csrf(r),
        .comment = r->given != NULL ? request_given(r, "comment") : request_query(r, "comment"),
        .words = request_given(r, "words"),
        .name = request_given(r, "name"),
        .email = request_given(r, "email"),
        .asks_sender = stranger,
        .sender = r->actor.name,
    };
    struct layout layout = {
        .title = SAY(r, "Give notice of illegal content"), .captcha = stranger, .noindex = true};
    view.categories = notices_categories(r, request_given(r, "category"), &view.categories_count);
    show_comment(r, &view);
    place_problem(r, field, &view, &captcha_problem);
    enum rc rc = stranger ? captcha_field_make(r, captcha_problem, &view.captcha) : RC_OK;
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_notice_render, &view);
}

void pages_notice(struct request *r)
{
    show(r, NULL);
}

static void sent(struct request *r, enum rc rc)
{
    const struct legal_notice_submission *op = (const struct legal_notice_submission *)r->job;
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, url_local(r->arena, STR("/notice/sent")),
                                           STR("number"),
                                           arena_printf(r->arena, "%lld", (long long)op->ret_id)));
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->ret_field);
}

void pages_notice_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"comment",        "category",   "words",  "name",
                                         "email",          "good_faith", "altcha", "captcha_token",
                                         "captcha_answer", NULL};
    struct legal_notice_submission *op =
        CHECKED_FORM_OPERATION(r, form, fields, "comment", struct legal_notice_submission);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->comment_id = notices_comment_in(checked_form_get(form, "comment"));
    op->category = checked_form_get(form, "category");
    op->words = checked_form_get(form, "words");
    op->name = checked_form_get(form, "name");
    op->email = checked_form_get(form, "email");
    op->good_faith = str_eq(checked_form_get(form, "good_faith"), STR("yes"));
    op->captcha = captcha_field_payload(form);
    op->captcha_answer = checked_form_get(form, "captcha_answer");
    op->address = http_client(r->x);
    request_wait(r, &op->job, sent);
    request_submitted(r, legal_notice_submit(r->reader, op));
}

/* --- the receipt --- */

static void show_receipt(struct request *r, struct view_notice_receipt *view)
{
    struct layout layout = {.title = view->heading, .noindex = true};
    enum rc rc = layout_make(r, &layout, &view->head, &view->foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_notice_receipt_render, view);
}

/* Says no more than who sent it knows: the number stands in the address. */
void pages_notice_sent(struct request *r)
{
    struct view_notice_receipt view = {
        .heading = SAY(r, "Your notice has come in"),
        .message =
            SAY(r, "A moderator will read it. If you left an address, a receipt is on its way, "
                   "and so will be what was decided."),
        .number = arena_printf(r->arena, "%lld", (long long)request_query_id(r, "number")),
    };
    show_receipt(r, &view);
}

static struct str say_outcome(struct request *r, const struct legal_notice_view *n)
{
    switch (n->outcome) {
    case REPORT_OPEN:
        return SAY(r, "It waits for a moderator. You are told what is decided.");
    case REPORT_KEPT:
        return SAY(r, "A moderator did not find the comment to be against the law. It stays.");
    case REPORT_REMOVED:
        return SAY(r, "A moderator removed the comment.");
    case REPORT_EDITED:
        return SAY(r, "A moderator changed the comment.");
    case REPORT_DELETED:
    case REPORT_OUTCOME_COUNT:
        break;
    }
    return SAY(r, "The comment is gone: its author deleted it.");
}

void pages_notice_receipt(struct request *r)
{
    struct link_view link;
    struct legal_notice_view n;
    int64_t id = 0;
    enum rc rc =
        link_look(r->reader, LINK_RECEIPT, request_query(r, "token"), STR(""), r->arena, &link);
    if (rc == RC_OK)
        rc = str_to_i64(link.detail, &id);
    if (rc == RC_OK)
        rc = legal_notice_get(r->reader, id, r->arena, &n);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    struct view_notice_receipt view = {
        .heading = SAY(r, "Your notice"),
        .message = say_outcome(r, &n),
        .number = arena_printf(r->arena, "%lld", (long long)n.id),
        .category = notices_category(r, n.category),
        .words = n.words,
    };
    if (n.outcome != REPORT_OPEN) {
        view.decided = say_time(r, n.closed_ms);
        view.decided_iso = dates_iso(request_zone(r), n.closed_ms, r->arena);
        view.reason = n.reason.n > 0 ? n.reason : (struct str){.p = NULL};
    }
    rc = complaints_make(r, n.id, &view.complaint);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (n.outcome == REPORT_KEPT || n.outcome == REPORT_OPEN)
        view.comment = views_comment_url(r, n.comment_id);
    show_receipt(r, &view);
}

/* --- for moderators --- */

/* In the order in which they come first. */
static const struct {
    enum legal_notice_lane lane;
    struct str word, name, empty;
} lanes[LEGAL_NOTICE_LANES] = {
    {LEGAL_NOTICE_ORDER, STR_INIT("orders"), STR_INIT(SAID("Orders to act")),
     STR_INIT(SAID("No order to act waits."))},
    {LEGAL_NOTICE_INQUIRY, STR_INIT("inquiries"), STR_INIT(SAID("Orders for information")),
     STR_INIT(SAID("No order for information waits."))},
    {LEGAL_NOTICE_FLAGGER, STR_INIT("flaggers"), STR_INIT(SAID("Trusted flaggers")),
     STR_INIT(SAID("No notice of a trusted flagger waits."))},
    {LEGAL_NOTICE_ANYBODY, STR_INIT("others"), STR_INIT(SAID("All others")),
     STR_INIT(SAID("No notice of anybody else waits."))},
};

static void fill_lanes(struct request *r, size_t now, struct view_notices *view)
{
    struct view_nav_item *items = ARENA_ARRAY(r->arena, LEGAL_NOTICE_LANES, struct view_nav_item);
    struct url here = url_local(r->arena, STR("/moderation/notices"));
    for (size_t i = 0; items != NULL && i < LEGAL_NOTICE_LANES; i++)
        items[i] = (struct view_nav_item){
            .name = words_say_text(r->words, lanes[i].name),
            .address = url_with_query(r->arena, here, STR("lane"), lanes[i].word),
            .current = i == now,
        };
    view->filters = items;
    view->filters_count = items != NULL ? LEGAL_NOTICE_LANES : 0;
    view->empty = words_say_text(r->words, lanes[now].empty);
}

static enum rc fill_notices(struct request *r, size_t lane, struct view_notices *view)
{
    struct legal_notice_view *list;
    size_t count;
    enum rc rc = legal_notice_list(r->reader, &r->actor, lanes[lane].lane,
                                   request_query_id(r, "after"), r->arena, &list, &count);
    struct view_notice_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_notice_item) : NULL;
    if (rc != RC_OK || items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        items[i] = notices_item(r, &list[i]);
        items[i].address = moderated_url(r, list[i].comment_id);
    }
    view->notices = items;
    view->notices_count = count;
    fill_lanes(r, lane, view);
    if (count == LEGAL_NOTICE_LIST_MAX && view->filters != NULL)
        view->more = url_with_query(r->arena, view->filters[lane].address, STR("after"),
                                    arena_printf(r->arena, "%lld", (long long)list[count - 1].id));
    return RC_OK;
}

static size_t lane_asked(const struct request *r)
{
    size_t lane = 0;
    while (lane < LEGAL_NOTICE_LANES && !str_eq(request_query(r, "lane"), lanes[lane].word))
        lane++;
    return lane;
}

/* The lane that was asked for; else the first in which something waits. */
void pages_notices(struct request *r)
{
    size_t lane = lane_asked(r);
    struct view_notices view = {.notices_count = 0};
    struct layout layout = {
        .title = SAY(r, "Notices of illegal content"), .staff = true, .noindex = true};
    enum rc rc = RC_OK;
    if (lane < LEGAL_NOTICE_LANES)
        rc = fill_notices(r, lane, &view);
    for (size_t i = 0; lane == LEGAL_NOTICE_LANES && i < LEGAL_NOTICE_LANES && rc == RC_OK &&
                       view.notices_count == 0;
         i++)
        rc = fill_notices(r, i, &view);
    if (access_allows(&r->actor, ACTION_ENTER_ORDER, 0))
        view.enter = url_local(r->arena, STR("/moderation/order"));
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_notices_render, &view);
}
