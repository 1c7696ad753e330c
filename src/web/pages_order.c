/* Orders of authorities: the form in which staff enter one, and what they note of it. */
#include "community/discipline/authority_order.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/notices.h"
#include "web/pages.h"
#include "web/problem_summary.h"
#include "web/views.h"

/* --- dates as browsers send them --- */

/* The beginning of the day "2026-11-22"; 0: that is none. */
static int64_t day_in(struct str s)
{
    int64_t day;
    return dates_day_parse(s, &day) == RC_OK ? day * DAY_MS : 0;
}

/* Of today, this moment, so that hours are counted; of an earlier day its beginning. */
static int64_t moment_in(struct request *r, struct str s)
{
    int64_t ms = day_in(s), now = community_now_ms(request_community(r));
    return ms > 0 && ms / DAY_MS == dates_day_number(request_zone(r), now) ? now : ms;
}

static struct str day_of(struct request *r, int64_t ms)
{
    return dates_day_text(dates_day_number(request_zone(r), ms), r->arena);
}

/* --- the form --- */

/* The notice that is one brings along what it says. Its sender's address stays where it is. */
static enum rc read_notice(struct request *r, int64_t id, struct legal_notice_view *ret)
{
    enum rc rc = id != 0 ? legal_notice_get(r->reader, id, r->arena, ret) : RC_OK;
    bool is_open = ret->outcome == REPORT_OPEN && ret->lane < LEGAL_NOTICE_ORDER;
    return rc == RC_OK && id != 0 && !is_open ? RC_NOT_FOUND : rc;
}

static struct str given_or(const struct request *r, const char *field, struct str otherwise)
{
    return r->given != NULL ? request_given(r, field) : otherwise;
}

static void fill(struct request *r, const struct legal_notice_view *n, struct view_order *view)
{
    struct str category = given_or(r, "category", n->category);
    struct str lane = request_given(r, "lane");
    int64_t came_ms = n->id != 0 ? id_time_ms(n->id) : community_now_ms(request_community(r));
    view->csrf = request_csrf(r);
    view->notice =
        n->id != 0 ? arena_printf(r->arena, "%lld", (long long)n->id) : (struct str){.p = NULL};
    view->comment = given_or(r, "comment", request_query(r, "comment"));
    view->authority = given_or(r, "authority", n->name);
    view->email = request_given(r, "email");
    view->reference = request_given(r, "reference");
    view->words = given_or(r, "words", n->words);
    view->issued = request_given(r, "issued");
    view->received = given_or(r, "received", day_of(r, came_ms));
    view->today = day_of(r, community_now_ms(request_community(r)));
    view->asks_information = str_eq(lane, STR("information"));
    view->states = notices_states(r, request_given(r, "state"), &view->states_count);
    view->categories = notices_categories(r, category, &view->categories_count);
    if (n->id != 0)
        view->address = moderated_url(r, n->comment_id);
}

static void show(struct request *r, int64_t notice_id, const char *field)
{
    struct legal_notice_view notice = {.id = 0};
    struct view_order view = {.comment = STR("")};
    struct layout layout = {
        .title = SAY(r, "Enter an authority’s order"), .staff = true, .noindex = true};
    enum rc rc = read_notice(r, notice_id, &notice);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    fill(r, &notice, &view);
    view.problems = problem_summary_make(r, field, "comment", NULL, 0);
    REQUEST_RENDER(r, view_order_render, &view);
}

void pages_order(struct request *r)
{
    show(r, request_query_id(r, "notice"), NULL);
}

static void go_to_lane(struct request *r, enum legal_notice_lane lane)
{
    request_redirect(
        r, url_with_query(r->arena, url_local(r->arena, STR("/moderation/notices")), STR("lane"),
                          lane == LEGAL_NOTICE_ORDER ? STR("orders") : STR("inquiries")));
}

static void entered(struct request *r, enum rc rc)
{
    const struct authority_order_entry *op = (const struct authority_order_entry *)r->job;
    if (rc == RC_OK) {
        go_to_lane(r, op->lane);
        return;
    }
    if (op->notice_id != 0 && (rc == RC_CONFLICT || rc == RC_NOT_FOUND)) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->notice_id, op->ret_field);
}

static enum legal_notice_lane lane_in(struct str s)
{
    return str_eq(s, STR("act"))           ? LEGAL_NOTICE_ORDER
           : str_eq(s, STR("information")) ? LEGAL_NOTICE_INQUIRY
                                           : LEGAL_NOTICE_ANYBODY;
}

void pages_order_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"notice",   "comment", "lane",      "authority",
                                         "email",    "state",   "reference", "words",
                                         "category", "issued",  "received",  NULL};
    struct authority_order_entry *op =
        CHECKED_FORM_OPERATION(r, form, fields, "authority", struct authority_order_entry);
    if (op == NULL)
        return;
    op->actor = r->actor;
    if (str_to_i64(checked_form_get(form, "notice"), &op->notice_id) != RC_OK)
        op->notice_id = 0;
    op->comment_id = notices_comment_in(checked_form_get(form, "comment"));
    op->lane = lane_in(checked_form_get(form, "lane"));
    op->authority = checked_form_get(form, "authority");
    op->email = checked_form_get(form, "email");
    op->state = checked_form_get(form, "state");
    op->category = checked_form_get(form, "category");
    op->reference = checked_form_get(form, "reference");
    op->words = checked_form_get(form, "words");
    op->issued_ms = day_in(checked_form_get(form, "issued"));
    op->received_ms = moment_in(r, checked_form_get(form, "received"));
    request_wait(r, &op->job, entered);
    request_submitted(r, authority_order_enter_submit(&op->job));
}

/* --- what is noted of it --- */

static void marked(struct request *r, enum rc rc)
{
    const struct authority_order_mark *op = (const struct authority_order_mark *)r->job;
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        go_to_lane(r, op->ret_lane);
}

void pages_order_mark_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", NULL};
    struct authority_order_mark *op = ARENA_NEW(r->arena, struct authority_order_mark);
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str wanted = checked_form_get(form, "do");
    bool answers = str_eq(wanted, STR("answer"));
    if (op == NULL || (!answers && !str_eq(wanted, STR("acknowledge")))) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->id = r->params.id;
    op->step = answers ? AUTHORITY_ORDER_ANSWERED : AUTHORITY_ORDER_ACKNOWLEDGED;
    request_wait(r, &op->job, marked);
    request_submitted(r, authority_order_mark_submit(&op->job));
}
