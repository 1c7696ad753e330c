/* One's own letters and appeals: the list, and one with what was written in it. */
#include "community/discipline/letter.h"
#include "community/discipline/redress.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/sanction_words.h"

/* --- the list --- */

static enum rc fill_standing(struct request *r, struct view_redress *view)
{
    struct letter_place place;
    enum rc rc = letter_look(r->reader, &r->actor, r->arena, &place);
    if (rc != RC_OK)
        return rc;
    if (place.state == LETTER_NONE) {
        view->standing = SAY(r, "Nothing restricts your account.");
        return RC_OK;
    }
    view->standing =
        SAY_WITH(r, "In force on your account: {0}.", sanction_words_name(r, place.sanction.kind));
    if (place.state == LETTER_MAY || place.state == LETTER_FINAL)
        view->letter = url_local(r->arena, STR("/account/letter"));
    return RC_OK;
}

static enum rc fill_lines(struct request *r, struct view_redress *view)
{
    struct redress_item *items;
    size_t count;
    enum rc rc = redress_list_of(r->reader, &r->actor, r->actor.account_id,
                                 request_query_id(r, "before"), r->arena, &items, &count);
    struct view_line *lines = rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_line) : NULL;
    if (rc != RC_OK || lines == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct view_line){.address = redress_words_own_url(r, items[i].id),
                                      .headline = redress_words_name(r, items[i].kind),
                                      .note = redress_words_state(r, &items[i])};
    view->lines = lines;
    view->lines_count = count;
    if (count == REDRESS_LIST_MAX)
        view->older =
            url_with_query(r->arena, url_local(r->arena, STR("/account/redress")), STR("before"),
                           arena_printf(r->arena, "%lld", (long long)items[count - 1].id));
    return RC_OK;
}

void pages_redress(struct request *r)
{
    struct view_redress view = {.lines_count = 0};
    struct layout layout = {.title = SAY(r, "Letters and appeals"), .noindex = true};
    enum rc rc = fill_standing(r, &view);
    if (rc == RC_OK)
        rc = fill_lines(r, &view);
    view.tabs = account_rooms_tabs(r, "/account/redress", &view.tabs_count);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_redress_render, &view);
}

/* --- one --- */

static void fill_case(struct request *r, const struct redress_case *c,
                      struct view_redress_case *view)
{
    const struct redress_item *item = &c->item;
    bool letter = item->kind == REDRESS_LETTER, complaint = item->kind == REDRESS_COMPLAINT;
    view->heading = letter      ? SAY(r, "Your letter")
                    : complaint ? redress_words_name(r, item->kind)
                                : SAY(r, "Your appeal");
    view->state = redress_words_state(r, item);
    if (!complaint)
        view->about = letter ? url_local(r->arena, STR("/account/standing"))
                             : url_local(r->arena, arena_printf(r->arena, "/comment/%lld/verdict",
                                                                (long long)item->subject_id));
    if (item->state != REDRESS_OPEN)
        view->reason = c->reason;
    view->alone = c->alone;
    view->messages = redress_words_messages(r, c, false, &view->messages_count);
    if (item->state == REDRESS_OPEN && item->messages < REDRESS_MESSAGES_MAX)
        view->action = redress_words_own_url(r, item->id);
}

static struct str done_words(struct request *r)
{
    struct str done = request_query(r, "done");
    if (str_eq(done, STR("letter")))
        return SAY(r, "Your letter is with the moderators. You can add something below.");
    if (str_eq(done, STR("appeal")))
        return SAY(r, "Your appeal is with the moderators. You can add something below.");
    if (str_eq(done, STR("said")))
        return SAY(r, "It was added; the moderators see it.");
    return (struct str){.p = NULL};
}

void pages_redress_case(struct request *r)
{
    struct redress_case c;
    struct view_redress_case view = {
        .csrf = request_csrf(r), .notice = done_words(r), .text = request_given(r, "text")};
    struct layout layout = {.noindex = true};
    enum rc rc = redress_get(r->reader, &r->actor, r->params.id, r->arena, &c);
    /* Moderators have a room of their own for those of others. */
    if (rc == RC_OK && c.item.account_id != r->actor.account_id)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK) {
        fill_case(r, &c, &view);
        layout.title = view.heading;
        view.tabs = account_rooms_tabs(r, "/account/redress", &view.tabs_count);
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (r->problem.message[0] != '\0') {
        view.problem = words_problem(r->words, &r->problem, r->arena);
        view.notice = (struct str){.p = NULL};
    }
    REQUEST_RENDER(r, view_redress_case_render, &view);
}

static void said(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, redress_words_own_url(r, r->params.id),
                                           STR("done"), STR("said")));
        return;
    }
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || rc == RC_LIMITED || rc == RC_CONFLICT) {
        r->status = errors_for(rc).status;
        pages_redress_case(r);
        return;
    }
    request_fail(r, rc);
}

void pages_redress_case_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"text", NULL};
    struct redress_case c;
    if (!checked_form_only(r, form, fields, NULL))
        return;
    enum rc rc = redress_get(r->reader, &r->actor, r->params.id, r->arena, &c);
    if (rc == RC_OK && c.item.account_id != r->actor.account_id)
        rc = RC_NOT_FOUND;
    struct redress_say *op = rc == RC_OK ? ARENA_NEW(r->arena, struct redress_say) : NULL;
    if (op == NULL) {
        request_fail(r, rc == RC_OK ? RC_NO_MEMORY : rc);
        return;
    }
    op->actor = r->actor;
    op->id = r->params.id;
    op->text = str_trim(checked_form_get(form, "text"));
    request_wait(r, &op->job, said);
    request_submitted(r, redress_say_submit(&op->job));
}
