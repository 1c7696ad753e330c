/* Inviting staff: the administrators' list, and what can be done with it. */
#include "community/account/invitation.h"
#include "web/admin_tabs.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

static struct url page_url(const struct request *r)
{
    return url_local(r->arena, STR("/admin/invitations"));
}

static const struct view_option *make_roles(struct request *r, size_t *ret_count)
{
    static const enum role roles[] = {ROLE_MODERATOR, ROLE_AUTHOR, ROLE_ADMINISTRATOR};
    size_t count = sizeof roles / sizeof roles[0];
    struct view_option *options = ARENA_ARRAY(r->arena, count, struct view_option);
    *ret_count = options != NULL ? count : 0;
    for (size_t i = 0; i < *ret_count; i++)
        options[i] =
            (struct view_option){.name = role_name(roles[i]),
                                 .label = views_role(r, roles[i]),
                                 .selected = str_eq(request_given(r, "role"), role_name(roles[i]))};
    return options;
}

static struct str state_word(struct request *r, const struct invitation_item *item)
{
    if (item->state == INVITATION_ACCEPTED)
        return SAY(r, "Accepted");
    if (item->state == INVITATION_WITHDRAWN)
        return SAY(r, "Withdrawn");
    return item->expires_ms <= community_now_ms(request_community(r))
               ? SAY(r, "Ran out")
               : SAY_IN(r, "invitation", "Open");
}

static struct view_invitation_item item_row(struct request *r, const struct invitation_item *item)
{
    struct view_invitation_item row = {
        .csrf = request_csrf(r),
        .action = url_local(r->arena,
                            arena_printf(r->arena, "/admin/invitations/%lld", (long long)item->id)),
        .email = item->email,
        .role = views_role(r, item->role),
        .until = say_day(r, item->expires_ms),
        .by = item->by_name.n > 0 ? item->by_name : SAY(r, "command line"),
        .state = state_word(r, item),
        .is_open = item->state == INVITATION_OPEN,
    };
    if (item->account_name.n > 0)
        row.account = item->account_name;
    return row;
}

static enum rc fill_items(struct request *r, struct view_admin_invitations *view)
{
    struct invitation_item *list;
    size_t count;
    enum rc rc = invitation_list(r->reader, &r->actor, r->arena, &list, &count);
    struct view_invitation_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_invitation_item) : NULL;
    if (items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        items[i] = item_row(r, &list[i]);
    view->items = items;
    view->items_count = count;
    return RC_OK;
}

void pages_invitations(struct request *r)
{
    struct view_admin_invitations view = {.csrf = request_csrf(r),
                                          .email = request_given(r, "email")};
    struct layout layout = {.title = SAY(r, "Invitations"), .staff = true};
    struct str done = request_query(r, "done");
    enum rc rc = fill_items(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = admin_tabs_make(r, ADMIN_TAB_USERS, &view.tabs_count);
    view.roles = make_roles(r, &view.roles_count);
    if (str_eq(done, STR("sent")))
        view.notice = SAY(r, "The invitation is on its way.");
    else if (str_eq(done, STR("withdrawn")))
        view.notice = SAY(r, "The invitation is withdrawn; its link is good for nothing.");
    if (r->problem.message[0] != '\0')
        view.problem = request_problem(r);
    REQUEST_RENDER(r, view_admin_invitations_render, &view);
}

static void show_again(struct request *r, enum rc rc)
{
    request_note_refusal(r, rc);
    pages_invitations(r);
}

static void sent(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), STR("sent")));
    else
        show_again(r, rc);
}

void pages_invitations_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"email", "role", NULL};
    struct invitation_order *op = ARENA_NEW(r->arena, struct invitation_order);
    if (!checked_form_only(r, form, fields, "email"))
        return;
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    /* What is no role is one that nobody is invited to. */
    if (role_parse(checked_form_get(form, "role"), &op->role) != RC_OK)
        op->role = ROLE_ANONYMOUS;
    op->actor = r->actor;
    op->email = checked_form_get(form, "email");
    request_wait(r, &op->job, sent);
    request_submitted(r, invitation_make_submit(&op->job));
}

static void changed(struct request *r, enum rc rc)
{
    const struct invitation_change *op = (const struct invitation_change *)r->job;
    if (rc == RC_OK && op->withdraws)
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), STR("withdrawn")));
    else
        sent(r, rc);
}

void pages_invitation_change_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", NULL};
    struct invitation_change *op = ARENA_NEW(r->arena, struct invitation_change);
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str wanted = checked_form_get(form, "do");
    bool known = str_eq(wanted, STR("again")) || str_eq(wanted, STR("withdraw"));
    if (op == NULL || !known) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->id = r->params.id;
    op->withdraws = str_eq(wanted, STR("withdraw"));
    request_wait(r, &op->job, changed);
    request_submitted(r, invitation_change_submit(&op->job));
}
