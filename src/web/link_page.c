#include "web/link_page.h"

#include "community/account/password.h"
#include "web/layout.h"
#include "web/pages.h"

static struct str token_of(const struct request *r)
{
    return r->given != NULL ? request_given(r, "token") : request_query(r, "token");
}

/* --- a link that is no good --- */
static void show_dead(struct request *r, const struct link_page *page, enum rc rc)
{
    struct view_link_dead view = {
        .again = url_local(r->arena, str_from_cstr(page->again)),
        .again_label = SAY(r, page->again_label),
    };
    struct layout layout = {.title = SAY(r, page->title), .noindex = true};
    view.title = layout.title;
    view.lead =
        rc == RC_EXPIRED
            ? SAY(r, "This link was used before, or its time is over. Links in our mails are "
                     "good once, and for a few minutes.")
            : SAY(r, "This is no link of ours. It may have been cut off in the mail: copy the "
                     "whole of it.");
    r->status = rc == RC_EXPIRED ? 403 : 404;
    rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_link_dead_render, &view);
}

/* --- the form --- */
static void place_problem(struct request *r, const char *field, struct view_link_page *view)
{
    struct str said = request_problem(r);
    if (said.n == 0)
        return;
    if (field != NULL && strcmp(field, "password") == 0)
        view->password_problem = said;
    else
        view->problem = said;
}

static enum rc fill(struct request *r, const struct link_page *page, const struct link_view *link,
                    struct view_link_page *view)
{
    if (link->account_name.n == 0)
        return RC_NOT_FOUND;
    struct str detail = page->shows_detail ? link->detail : STR("");
    view->title = SAY(r, page->title);
    view->lead = SAY_WITH(r, page->lead, link->account_name, detail);
    view->action = url_local(r->arena, str_from_cstr(page->address));
    view->token = token_of(r);
    view->button = SAY(r, page->button);
    view->name = link->account_name;
    view->asks = !link->same_browser;
    view->wants_password = page->wants_password;
    view->password_min = PASSWORD_CHARACTERS_MIN;
    return RC_OK;
}

void link_page_show(struct request *r, const struct link_page *page, const char *field)
{
    struct link_view link;
    struct view_link_page view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, page->title), .noindex = true};
    enum rc rc =
        link_look(r->reader, page->purpose, token_of(r), request_browser(r), r->arena, &link);
    if (rc == RC_OK)
        rc = fill(r, page, &link, &view);
    if (rc == RC_EXPIRED || rc == RC_NOT_FOUND) {
        show_dead(r, page, rc);
        return;
    }
    place_problem(r, field, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_link_page_render, &view);
}

void link_page_refuse(struct request *r, const struct link_page *page, enum rc rc,
                      const char *field)
{
    if ((rc == RC_EXPIRED || rc == RC_NOT_FOUND) && r->problem.message[0] == '\0') {
        show_dead(r, page, rc);
        return;
    }
    request_note_refusal(r, rc);
    link_page_show(r, page, field);
}
