/* Asking that somebody looks again at a notice of illegal content, by its receipt's link. */
#include "community/account/link.h"
#include "community/discipline/complaint.h"
#include "web/checked_form.h"
#include "web/complaints.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/say.h"

static struct url receipt_url(struct request *r)
{
    return url_with_query(r->arena, url_local(r->arena, STR("/notice/receipt")), STR("token"),
                          request_query(r, "token"));
}

static struct str say_state(struct request *r, const struct complaint_place *place)
{
    switch (place->state) {
    case COMPLAINT_MAY:
        return SAY_WITH(r,
                        "If you disagree, you can ask until {0} that somebody who had not decided "
                        "on it looks at it again.",
                        say_day(r, place->until_ms));
    case COMPLAINT_OPEN:
        if (place->due_ms < community_now_ms(request_community(r)))
            return SAY_WITH(r,
                            "You have asked for another look. It was to be decided by {0}, and "
                            "stands first in the moderators’ list. Where the law gives you the "
                            "right, you need not wait to turn to an out-of-court body or a court.",
                            say_day(r, place->due_ms));
        return SAY_WITH(r, "You have asked for another look. It is decided by {0}.",
                        say_day(r, place->due_ms));
    case COMPLAINT_GRANTED:
        return SAY(r, "After another look, a moderator removed the comment.");
    case COMPLAINT_REFUSED:
        return SAY(r, "After another look, the decision stays.");
    case COMPLAINT_GONE:
        return SAY(r, "The comment is gone: its author deleted it.");
    case COMPLAINT_LATE:
    case COMPLAINT_NONE:
        break;
    }
    return SAY(r, "The time to ask for another look is over.");
}

static enum rc fill_conversation(struct request *r, const struct complaint_place *place,
                                 int64_t notice_id, struct view_complaint *view)
{
    struct redress_case c;
    enum rc rc = complaint_conversation(r->reader, place, notice_id, r->arena, &c);
    if (rc == RC_OK)
        view->messages = redress_words_messages(r, &c, false, &view->messages_count);
    return rc;
}

enum rc complaints_make(struct request *r, int64_t notice_id, const struct view_complaint **ret)
{
    struct complaint_place place;
    enum rc rc = complaint_look(r->reader, notice_id, r->arena, &place);
    *ret = NULL;
    if (rc != RC_OK || place.state == COMPLAINT_NONE)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    struct view_complaint *view = ARENA_NEW(r->arena, struct view_complaint);
    if (view == NULL)
        return RC_NO_MEMORY;
    *view = (struct view_complaint){.csrf = request_csrf(r),
                                    .state = say_state(r, &place),
                                    .alone = place.alone,
                                    .text = request_given(r, "text")};
    view->is_decided = place.state == COMPLAINT_GRANTED || place.state == COMPLAINT_REFUSED;
    if (view->is_decided && place.reason.n > 0)
        view->reason = place.reason;
    view->is_open = place.state == COMPLAINT_OPEN;
    if (place.state == COMPLAINT_MAY || (view->is_open && place.messages < REDRESS_MESSAGES_MAX))
        view->action = receipt_url(r);
    if (place.case_id != 0)
        rc = fill_conversation(r, &place, notice_id, view);
    if (rc != RC_OK)
        return rc;
    if (r->problem.message[0] != '\0')
        view->problem = words_problem(r->words, &r->problem, r->arena);
    *ret = view;
    return RC_OK;
}

static void complained(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        request_redirect(r, receipt_url(r));
        return;
    }
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || rc == RC_LIMITED || rc == RC_CONFLICT ||
        rc == RC_EXPIRED) {
        r->status = errors_for(rc).status;
        pages_notice_receipt(r);
        return;
    }
    request_fail(r, rc);
}

void pages_complaint_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"text", "adds", NULL};
    struct link_view link;
    struct complaint *op = ARENA_NEW(r->arena, struct complaint);
    if (!checked_form_only(r, form, fields, NULL))
        return;
    enum rc rc = op != NULL ? link_look(r->reader, LINK_RECEIPT, request_query(r, "token"), STR(""),
                                        r->arena, &link)
                            : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = str_to_i64(link.detail, &op->notice_id);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->text = str_trim(checked_form_get(form, "text"));
    op->address = http_client(r->x);
    op->adds = str_eq(checked_form_get(form, "adds"), STR("yes"));
    request_wait(r, &op->job, complained);
    request_submitted(r, complaint_submit(&op->job));
}
