/* What a reader has reported, and what came of it. */
#include "community/moderation/report.h"

#include "web/account_rooms.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

static struct str outcome_words(const struct request *r, enum report_outcome outcome)
{
    switch (outcome) {
    case REPORT_OPEN:
        return SAY(r, "a moderator has still to look at it");
    case REPORT_KEPT:
        return SAY(r, "a moderator has looked: the comment stays");
    case REPORT_REMOVED:
        return SAY(r, "the comment was removed");
    case REPORT_EDITED:
        return SAY(r, "a moderator has edited the comment");
    case REPORT_DELETED:
        return SAY(r, "its author has deleted the comment");
    case REPORT_OUTCOME_COUNT:
        break;
    }
    return (struct str){0};
}

static struct view_line line_of(struct request *r, const struct report_own *own)
{
    struct str clause = views_clause_title(r, own->clause);
    struct str day = say_day(r, own->created_ms);
    return (struct view_line){
        .address = views_comment_url(r, own->comment_id),
        .headline = own->article_headline,
        .text_language = views_text_language(r),
        .note = SAY_WITH(r, "{0}, reported {1}: {2}.", clause, day, outcome_words(r, own->outcome)),
    };
}

static enum rc fill_lines(struct request *r, struct view_reports *view)
{
    struct report_own *own;
    size_t count;
    enum rc rc = report_list_own(r->reader, &r->actor, request_query_id(r, "before"), r->arena,
                                 &own, &count);
    struct view_line *lines = rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_line) : NULL;
    if (rc != RC_OK || lines == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        lines[i] = line_of(r, &own[i]);
    view->lines = lines;
    view->lines_count = count;
    if (count == REPORT_LIST_MAX)
        view->older =
            url_with_query(r->arena, url_local(r->arena, STR("/account/reports")), STR("before"),
                           arena_printf(r->arena, "%lld", (long long)own[count - 1].created_ms));
    return RC_OK;
}

void pages_reports(struct request *r)
{
    struct view_reports view = {.lines_count = 0};
    struct layout layout = {.title = SAY(r, "Your reports"), .noindex = true};
    enum rc rc = fill_lines(r, &view);
    view.tabs = account_rooms_tabs(r, "/account/reports", &view.tabs_count);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (str_eq(request_query(r, "done"), STR("report")))
        view.notice =
            SAY(r, "Thank you. A moderator looks at the comment; what comes of it stands here. "
                   "Its author does not learn who reported it.");
    REQUEST_RENDER(r, view_reports_render, &view);
}
