/* Changing one's user name. */
#include "community/account/account_rename.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"

static void show(struct request *r)
{
    struct view_name view = {.csrf = request_csrf(r),
                             .name = r->actor.name,
                             .wanted = request_given(r, "name"),
                             .changed = str_eq(request_query(r, "done"), STR("changed"))};
    struct layout layout = {.title = SAY(r, "Your user name"), .noindex = true};
    view.tabs = account_rooms_tabs(r, "/account/name", &view.tabs_count);
    view.problem = request_problem(r);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_name_render, &view);
}

void pages_name(struct request *r)
{
    if (fresh_or_ask(r))
        show(r);
}

static void renamed(struct request *r, enum rc rc)
{
    struct url here = url_local(r->arena, STR("/account/name"));
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, here, STR("done"), STR("changed")));
        return;
    }
    request_note_refusal(r, rc);
    show(r);
}

void pages_name_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"name", NULL};
    struct account_rename *op =
        CHECKED_FORM_OPERATION(r, form, fields, "name", struct account_rename);
    if (op == NULL || !fresh_or_ask(r))
        return;
    op->actor = r->actor;
    op->name = checked_form_get(form, "name");
    request_wait(r, &op->job, renamed);
    request_submitted(r, account_rename_submit(&op->job));
}
