/* Confirming one's address: the page that waits for it, the link's page, and sending it once more. */
#include "community/account/account.h"
#include "community/account/account_confirm.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/link_page.h"
#include "web/pages.h"

static const struct link_page CONFIRM = {
    .purpose = LINK_CONFIRM,
    .address = "/confirm",
    .title = SAID("Confirm your address"),
    .lead = SAID("This confirms that {1} belongs to the account {0}, which may then write here."),
    .button = SAID("Confirm"),
    .again = "/confirm",
    .again_label = SAID("Send another link"),
    .shows_detail = true,
};

/* --- waiting for the mail --- */
static void show_waiting(struct request *r)
{
    struct account_view account;
    struct view_confirm_wait view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Confirm your address"), .noindex = true};
    enum rc rc = account_get(r->reader, &r->actor, r->actor.account_id, r->arena, &account);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.email = account.email;
    view.back = back_checked(back_asked(r));
    view.sent = str_eq(request_query(r, "sent"), STR("again"));
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_confirm_wait_render, &view);
}

void pages_confirm(struct request *r)
{
    if (request_query(r, "token").n > 0 || request_given(r, "token").n > 0)
        link_page_show(r, &CONFIRM, NULL);
    else if (!actor_signed_in(&r->actor))
        pages_send_to_sign_in(r);
    else if ((r->actor.owes & OWES_CONFIRMATION) != 0)
        show_waiting(r);
    else
        request_redirect(r, url_local(r->arena, STR("/account")));
}

/* --- the link --- */
static void confirmed(struct request *r, enum rc rc)
{
    const struct account_confirmation *op = (const struct account_confirmation *)r->job;
    bool is_here = r->actor.account_id == op->ret_account_id;
    struct url to = url_local(r->arena, is_here ? STR("/account") : STR("/sign-in"));
    if (rc != RC_OK) {
        link_page_refuse(r, &CONFIRM, rc, NULL);
        return;
    }
    to = url_with_query(r->arena, to, STR("done"), STR("confirmed"));
    if (!is_here)
        to = back_carry(r, to, op->ret_back);
    else if (back_checked(op->ret_back).n > 0)
        to = back_to(r, op->ret_back, "/account");
    request_redirect(r, to);
}

void pages_confirm_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "asked", NULL};
    struct account_confirmation *op =
        CHECKED_FORM_OPERATION(r, form, fields, "token", struct account_confirmation);
    if (op == NULL)
        return;
    op->token = checked_form_get(form, "token");
    op->browser = request_browser(r);
    op->asked = checked_form_has(form, "asked");
    request_wait(r, &op->job, confirmed);
    request_submitted(r, account_confirm_submit(&op->job));
}

/* --- once more --- */
static void sent_again(struct request *r, enum rc rc)
{
    struct url here = url_local(r->arena, STR("/confirm"));
    if (rc == RC_OK) {
        here = url_with_query(r->arena, here, STR("sent"), STR("again"));
        request_redirect(r, back_carry(r, here, back_asked(r)));
        return;
    }
    if (rc == RC_CONFLICT) {
        request_redirect(r, url_local(r->arena, STR("/account")));
        return;
    }
    request_fail(r, rc);
}

void pages_confirm_again_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back", NULL};
    struct account_confirm_request *op =
        CHECKED_FORM_OPERATION(r, form, fields, NULL, struct account_confirm_request);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->browser = request_browser(r);
    op->back = back_checked(back_asked(r));
    request_wait(r, &op->job, sent_again);
    request_submitted(r, account_confirm_request_submit(&op->job));
}
