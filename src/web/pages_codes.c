/* Codes of an authenticator app, and recovery codes. */
#include "community/key/factor.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/qr.h"

static const struct view_qr *make_qr(struct request *r, struct str address)
{
    struct qr qr;
    struct view_qr *view = ARENA_NEW(r->arena, struct view_qr);
    if (view == NULL || qr_make(address, r->arena, &qr) != RC_OK)
        return NULL;
    *view = (struct view_qr){
        .side = qr.side, .path = qr.path, .label = SAY(r, "QR code for an authenticator app")};
    return view;
}

static enum rc fill(struct request *r, struct view_codes *view)
{
    struct factor_view factors;
    struct factor_draft draft;
    struct str given = request_given(r, "sealed");
    struct community *c = request_community(r);
    enum rc rc = factor_get(r->reader, &r->actor, r->actor.account_id, r->arena, &factors);
    if (rc == RC_OK && !factors.is_staff)
        rc = problem_set(&r->problem, RC_FORBIDDEN,
                         "Codes are for authors, moderators and administrators.");
    if (rc == RC_OK)
        rc = factor_draft_make(c, &r->actor, given, r->arena, &draft);
    /* What was tampered with, or of another account: a new one. */
    if (rc == RC_INVALID)
        rc = factor_draft_make(c, &r->actor, STR(""), r->arena, &draft);
    if (rc != RC_OK)
        return rc;
    view->is_on = factors.codes_made_ms != 0;
    view->secret = draft.secret;
    view->sealed = draft.sealed;
    view->qr = make_qr(r, draft.address);
    return RC_OK;
}

void pages_codes(struct request *r)
{
    struct view_codes view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Codes of an app"), .noindex = true};
    if (!fresh_or_ask(r))
        return;
    enum rc rc = fill(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_codes_render, &view);
}

/* Once, in the answer itself: nothing that could be opened again. */
static void show_recovery(struct request *r, const struct factor_recovery *made, struct str notice)
{
    struct view_recovery_shown view = {.notice = notice};
    struct layout layout = {.title = SAY(r, "Your recovery codes"), .noindex = true};
    struct view_recovery_code *codes =
        ARENA_ARRAY(r->arena, RECOVERY_CODES, struct view_recovery_code);
    enum rc rc = codes != NULL ? layout_make(r, &layout, &view.head, &view.foot) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        codes[i].code = made->code[i];
    view.codes = codes;
    view.codes_count = RECOVERY_CODES;
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    REQUEST_RENDER(r, view_recovery_shown_render, &view);
}

static void changed(struct request *r, enum rc rc)
{
    const struct factor_change *op = (const struct factor_change *)r->job;
    if (rc == RC_OK && op->ret_recovery != NULL) {
        show_recovery(r, op->ret_recovery,
                      op->verb == FACTOR_TURN_CODES_ON
                          ? SAY(r, "Codes are on.")
                          : SAY(r, "New codes are made; those from before are good no more."));
        return;
    }
    if (rc == RC_OK) {
        struct url room = url_local(r->arena, STR("/account/security"));
        request_redirect(r, url_with_query(r->arena, room, STR("done"), STR("codes-off")));
        return;
    }
    request_note_refusal(r, rc);
    if (op->verb == FACTOR_MAKE_RECOVERY)
        pages_recovery(r);
    else
        pages_codes(r);
}

static void submit(struct request *r, struct factor_change wanted)
{
    struct factor_change *op = ARENA_NEW(r->arena, struct factor_change);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    *op = wanted;
    op->actor = r->actor;
    request_wait(r, &op->job, changed);
    request_submitted(r, factor_change_submit(op));
}

void pages_codes_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "sealed", "code", NULL};
    if (!checked_form_only(r, form, fields, "do") || !fresh_or_ask(r))
        return;
    struct str verb = checked_form_get(form, "do");
    if (str_eq(verb, STR("on")))
        submit(r, (struct factor_change){.verb = FACTOR_TURN_CODES_ON,
                                         .sealed = checked_form_get(form, "sealed"),
                                         .code = checked_form_get(form, "code")});
    else if (str_eq(verb, STR("off")))
        submit(r, (struct factor_change){.verb = FACTOR_TURN_CODES_OFF});
    else
        request_fail(r, RC_INVALID);
}

/* --- recovery codes --- */

void pages_recovery(struct request *r)
{
    struct factor_view factors;
    struct view_recovery view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "New recovery codes"), .noindex = true};
    if (!fresh_or_ask(r))
        return;
    enum rc rc = factor_get(r->reader, &r->actor, r->actor.account_id, r->arena, &factors);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.left =
        SAY_COUNT(r,
                  "{0, plural, one {# of your recovery codes can still be used.} other {# of your "
                  "recovery codes can still be used.}}",
                  factors.recovery_left);
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_recovery_render, &view);
}

void pages_recovery_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {NULL};
    if (checked_form_only(r, form, fields, NULL) && fresh_or_ask(r))
        submit(r, (struct factor_change){.verb = FACTOR_MAKE_RECOVERY});
}
