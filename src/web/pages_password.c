/* Changing one's own password. */
#include "community/account/account.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"

static void show(struct request *r, const char *field)
{
    struct view_password view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Change your password"), .noindex = true};
    struct str said = request_problem(r);
    if (field != NULL && strcmp(field, "current") == 0)
        view.current_problem = said;
    else if (field != NULL)
        view.wanted_problem = said;
    else if (said.n > 0)
        view.problem = said;
    view.tabs = account_rooms_tabs(r, "/account/password", &view.tabs_count);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_password_render, &view);
}

void pages_password(struct request *r)
{
    show(r, NULL);
}

static void changed(struct request *r, enum rc rc)
{
    const struct account_password_change *op = (const struct account_password_change *)r->job;
    if (rc == RC_OK) {
        struct url account = url_local(r->arena, STR("/account"));
        request_redirect(r, url_with_query(r->arena, account, STR("done"), STR("password")));
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->ret_field);
}

void pages_password_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"current", "wanted", NULL};
    struct account_password_change *op =
        CHECKED_FORM_OPERATION(r, form, fields, "wanted", struct account_password_change);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->current = checked_form_get(form, "current");
    op->wanted = checked_form_get(form, "wanted");
    request_wait(r, &op->job, changed);
    request_submitted(r, account_change_password_submit(r->reader, op));
}
