/* Changing the address of one's account: the form, the link to the new address, and the way back from the old one. */
#include "community/account/account.h"
#include "community/account/account_email.h"
#include "community/mail/mail_bounce.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/link_page.h"
#include "web/pages.h"
#include "web/say.h"

static const struct link_page CHANGE = {
    .purpose = LINK_CHANGE_EMAIL,
    .address = "/account/email/open",
    .title = SAID("Confirm the new address"),
    .lead = SAID("From now on we write to {1} when it is about the account {0}."),
    .button = SAID("Use this address"),
    .again = "/account/email",
    .again_label = SAID("Ask for another link"),
    .shows_detail = true,
};

static const struct link_page BACK = {
    .purpose = LINK_UNDO_EMAIL,
    .address = "/account/email/back",
    .title = SAID("Take the change of address back"),
    .lead = SAID("The account {0} gets {1} back as its address. It is signed out everywhere, its "
                 "password ends, and what was added to sign in with since is removed: you choose a "
                 "new password by mail."),
    .button = SAID("Take it back"),
    .again = "/recover",
    .again_label = SAID("Forgotten your password?"),
    .shows_detail = true,
};

/* --- the form --- */
static void show(struct request *r)
{
    struct account_view account;
    struct mail_bounce_view bounce = {.failed_ms = 0};
    struct view_email view = {.csrf = request_csrf(r), .wanted = request_given(r, "email")};
    struct layout layout = {.title = SAY(r, "Your e-mail address"), .noindex = true};
    enum rc rc = account_get(r->reader, &r->actor, r->actor.account_id, r->arena, &account);
    if (rc == RC_OK)
        rc = mail_bounce_look(request_community(r), r->reader->db, account.id, r->arena, &bounce);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/email", &view.tabs_count);
    view.email = account.email;
    view.may_change = access_allows(&r->actor, ACTION_CHANGE_EMAIL, account.id);
    view.confirmed = account.email_confirmed;
    view.sent = str_eq(request_query(r, "done"), STR("sent"));
    view.changed = str_eq(request_query(r, "done"), STR("changed"));
    if (bounce.failed_ms > 0) {
        view.dead =
            SAY_WITH(r, "It has not accepted mail since {0}.", say_day(r, bounce.failed_ms));
        if (bounce.diagnostic.n > 0)
            view.said = bounce.diagnostic;
        if (view.wanted.n == 0)
            view.wanted = account.email;
    }
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_email_render, &view);
}

void pages_email(struct request *r)
{
    if (fresh_or_ask(r))
        show(r);
}

static struct url done_url(const struct request *r, struct str what)
{
    return url_with_query(r->arena, url_local(r->arena, STR("/account/email")), STR("done"), what);
}

static void requested(struct request *r, enum rc rc)
{
    const struct account_email_request *op = (const struct account_email_request *)r->job;
    if (rc == RC_OK) {
        request_redirect(r, done_url(r, op->ret_changed ? STR("changed") : STR("sent")));
        return;
    }
    request_note_refusal(r, rc);
    show(r);
}

void pages_email_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"email", NULL};
    struct account_email_request *op =
        CHECKED_FORM_OPERATION(r, form, fields, "email", struct account_email_request);
    if (op == NULL || !fresh_or_ask(r))
        return;
    op->actor = r->actor;
    op->email = checked_form_get(form, "email");
    op->browser = request_browser(r);
    request_wait(r, &op->job, requested);
    request_submitted(r, account_email_request_submit(&op->job));
}

/* --- the link to the new address --- */
void pages_email_open(struct request *r)
{
    link_page_show(r, &CHANGE, NULL);
}

static void changed(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        request_redirect(r, done_url(r, STR("changed")));
    else
        link_page_refuse(r, &CHANGE, rc, NULL);
}

void pages_email_open_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "asked", NULL};
    struct account_email_change *op =
        CHECKED_FORM_OPERATION(r, form, fields, "token", struct account_email_change);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->token = checked_form_get(form, "token");
    op->browser = request_browser(r);
    op->asked = checked_form_has(form, "asked");
    request_wait(r, &op->job, changed);
    request_submitted(r, account_email_change_submit(&op->job));
}

/* --- the way back --- */
void pages_email_back(struct request *r)
{
    link_page_show(r, &BACK, NULL);
}

static struct str some(struct request *r, int64_t count)
{
    return count > 0 ? words_digits(r->arena, count) : (struct str){.p = NULL};
}

/* Told here, once, and in the mail. */
static void show_taken_back(struct request *r, const struct account_email_undo *op)
{
    struct view_email_back view = {.passkeys = some(r, op->ret_passkeys),
                                   .apps = some(r, op->ret_apps),
                                   .codes = some(r, op->ret_recovery_codes),
                                   .identities = some(r, op->ret_identities)};
    struct layout layout = {.title = SAY(r, "Your address is back"), .noindex = true};
    view.removed =
        op->ret_passkeys + op->ret_apps + op->ret_recovery_codes + op->ret_identities > 0;
    if (op->ret_back_until_ms != 0)
        view.back_until = say_time(r, op->ret_back_until_ms);
    r->actor = (struct actor){0};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_email_back_render, &view);
}

static void taken_back(struct request *r, enum rc rc)
{
    if (rc != RC_OK) {
        link_page_refuse(r, &BACK, rc, NULL);
        return;
    }
    request_set_session(r, STR(""));
    show_taken_back(r, (const struct account_email_undo *)r->job);
}

void pages_email_back_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", NULL};
    struct account_email_undo *op =
        CHECKED_FORM_OPERATION(r, form, fields, "token", struct account_email_undo);
    if (op == NULL)
        return;
    op->token = checked_form_get(form, "token");
    request_wait(r, &op->job, taken_back);
    request_submitted(r, account_email_undo_submit(&op->job));
}
