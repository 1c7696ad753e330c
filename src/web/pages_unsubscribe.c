/* The way out of a kind of mail: for people a page that asks, for mail programs one request (RFC 8058). */
#include "community/account/unsubscribe.h"

#include "web/checked_form.h"
#include "web/errors.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"

static struct str token_of(const struct request *r)
{
    struct str token = request_query(r, "token");
    return token.n > 0 ? token : request_given(r, "token");
}

static void show_dead(struct request *r, enum rc rc)
{
    struct layout layout = {.title = SAY(r, "Fewer mails"), .noindex = true};
    struct view_link_dead view = {
        .title = layout.title,
        .lead = rc == RC_EXPIRED
                    ? SAY(r, "The time of this link is over. In your settings you choose which "
                             "mails you get.")
                    : SAY(r, "This is no link of ours. It may have been cut off in the mail: copy "
                             "the whole of it, or choose in your settings which mails you get."),
        .again = url_local(r->arena, STR("/account/settings")),
        .again_label = SAY(r, "Settings"),
    };
    r->status = rc == RC_EXPIRED ? 403 : 404;
    rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_link_dead_render, &view);
}

/* In the language of whom the mail went to: nobody need be signed in here. */
static void show(struct request *r, enum rc rc, const struct unsubscribe_view *found, bool done)
{
    if (rc == RC_NOT_FOUND || rc == RC_EXPIRED) {
        show_dead(r, rc);
        return;
    }
    if (rc == RC_OK && found->language.n > 0)
        r->words = words_for(found->language);
    struct layout layout = {.title = SAY(r, "Fewer mails"), .noindex = true};
    struct view_unsubscribe view = {.csrf = request_csrf(r), .token = token_of(r), .done = done};
    if (rc == RC_OK)
        view.choice = SAY(r, choice_table[found->which].text);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_unsubscribe_render, &view);
}

void pages_unsubscribe(struct request *r)
{
    struct unsubscribe_view found;
    enum rc rc = unsubscribe_look(r->reader, token_of(r), r->arena, &found);
    show(r, rc, &found, false);
}

static void done(struct request *r, enum rc rc)
{
    const struct unsubscribe *op = (const struct unsubscribe *)r->job;
    show(r, rc, &op->ret_view, true);
}

void pages_unsubscribe_post(struct request *r, const struct checked_form *form)
{
    static const char *const names[] = {"token", "List-Unsubscribe", NULL};
    struct unsubscribe *op = CHECKED_FORM_OPERATION(r, form, names, NULL, struct unsubscribe);
    if (op == NULL)
        return;
    op->token = token_of(r);
    request_wait(r, &op->job, done);
    request_submitted(r, unsubscribe_submit(&op->job));
}
