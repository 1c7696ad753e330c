/* Deleting one's own account: the question, the deed, and where one lands. */
#include "community/account/account.h"
#include "community/leaving/leaving_own.h"
#include "community/mail/mail.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"

static struct str count_words(struct request *r, int64_t count)
{
    if (count == 0)
        return SAY(r, "You have no published comments.");
    return SAY_COUNT(r,
                     "{0, plural, =1 {That is one published comment.} other {Those are # "
                     "published comments.}}",
                     count);
}

static void show(struct request *r)
{
    struct account_view account;
    struct view_leaving view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Delete your account"), .noindex = true};
    enum rc rc = account_get(r->reader, &r->actor, r->actor.account_id, r->arena, &account);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/delete", &view.tabs_count);
    view.comments = count_words(r, account.published_count);
    if (mail_is_on(request_community(r)) && account.email.n > 0)
        view.mail = SAY_WITH(r,
                             "We send a link to {0}. For thirty days it brings everything back as "
                             "it was; keep that mail.",
                             account.email);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_leaving_render, &view);
}

void pages_leaving(struct request *r)
{
    if (fresh_or_ask(r))
        show(r);
}

static void left(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        request_set_session(r, STR(""));
        request_redirect(r, url_local(r->arena, STR("/goodbye")));
        return;
    }
    if (rc == RC_UNAUTHENTICATED) {
        request_fail(r, rc);
        return;
    }
    r->status = errors_for(rc).status;
    show(r);
}

void pages_leaving_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"answer", NULL};
    struct leaving_farewell *op = ARENA_NEW(r->arena, struct leaving_farewell);
    if (!checked_form_only(r, form, fields, "answer"))
        return;
    if (!str_eq(checked_form_get(form, "answer"), STR("yes"))) {
        request_redirect(r, url_local(r->arena, STR("/account")));
        return;
    }
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    if (!fresh_or_ask(r))
        return;
    op->actor = r->actor;
    request_wait(r, &op->job, left);
    request_submitted(r, leaving_farewell_submit(&op->job));
}

void pages_goodbye(struct request *r)
{
    struct view_goodbye view = {.mailed = mail_is_on(request_community(r))};
    struct layout layout = {.title = SAY(r, "Your account is deleted"), .noindex = true};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_goodbye_render, &view);
}
