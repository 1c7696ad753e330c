/* The second step of signing in, signing in with a passkey, and both as ways to show once more who is there. */
#include "community/key/factor.h"
#include "web/back.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/passkey_form.h"
#include "web/say.h"
#include "web/signed_in.h"

static enum rc fill(struct request *r, struct view_second_step *view)
{
    struct factor_view factors;
    enum rc rc = factor_get(r->reader, &r->actor, r->actor.account_id, r->arena, &factors);
    if (rc != RC_OK)
        return rc;
    view->back = back_to(r, back_asked(r), "/").s;
    view->is_awaited = r->actor.awaits_step;
    view->must_set_up = r->actor.awaits_step && factors.factors == 0;
    view->has_codes = factors.codes_made_ms != 0;
    view->asks_code = view->has_codes || factors.recovery_left > 0;
    if ((factors.factors & FACTOR_PASSKEY) != 0)
        view->passkey =
            passkey_form_ask(r, PASSKEY_STEP, "/sign-in/second/passkey", view->back, false);
    return RC_OK;
}

void pages_second_step(struct request *r)
{
    struct view_second_step view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Second step"), .noindex = true, .passkeys = true};
    enum rc rc = fill(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (!view.is_awaited && !view.asks_code && view.passkey == NULL) {
        request_redirect(r, back_to(r, back_asked(r), "/"));
        return;
    }
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_second_step_render, &view);
}

static void say_problem(struct request *r, enum rc rc)
{
    request_note_refusal(r, rc);
}

static void stepped(struct request *r, enum rc rc)
{
    const struct factor_step *op = (const struct factor_step *)r->job;
    if (rc == RC_OK) {
        request_set_session(r, op->ret_token);
        request_redirect(r, back_to(r, back_asked(r), "/"));
        return;
    }
    if (rc == RC_LIMITED)
        http_set_header(
            r->x, STR("Retry-After"),
            arena_printf(r->arena, "%lld", (long long)(op->ret_retry_after_ms / 1000 + 1)));
    say_problem(r, rc);
    pages_second_step(r);
}

void pages_second_step_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back", "code", NULL};
    struct factor_step *op = CHECKED_FORM_OPERATION(r, form, fields, "code", struct factor_step);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->code = checked_form_get(form, "code");
    op->address = http_client(r->x);
    op->agent = http_header(r->x, STR("User-Agent"));
    request_wait(r, &op->job, stepped);
    request_submitted(r, factor_step_submit(op));
}

static void stepped_by_passkey(struct request *r, enum rc rc)
{
    const struct passkey_use *op = (const struct passkey_use *)r->job;
    if (rc == RC_OK) {
        request_set_session(r, op->ret_token);
        request_redirect(r, back_to(r, back_asked(r), "/"));
        return;
    }
    say_problem(r, rc);
    pages_second_step(r);
}

void pages_second_step_passkey_post(struct request *r, const struct checked_form *form)
{
    (void)passkey_form_take(r, form, PASSKEY_STEP, stepped_by_passkey);
}

static void signed_in(struct request *r, enum rc rc)
{
    const struct passkey_use *op = (const struct passkey_use *)r->job;
    if (rc == RC_OK) {
        signed_in_go_on(r, op->ret_token, back_to(r, back_asked(r), "/"));
        return;
    }
    say_problem(r, rc);
    pages_sign_in(r);
}

void pages_passkey_sign_in_post(struct request *r, const struct checked_form *form)
{
    (void)passkey_form_take(r, form, PASSKEY_SIGN_IN, signed_in);
}

/* Of the ways to show once more who is there. */
void again_way_second_step(struct request *r, struct fresh_ways *ways)
{
    struct factor_view factors;
    struct webauthn_party party;
    struct url start = url_local(r->arena, STR("/sign-in/second"));
    if (factor_get(r->reader, &r->actor, r->actor.account_id, r->arena, &factors) != RC_OK)
        return;
    bool passkey =
        (factors.factors & FACTOR_PASSKEY) != 0 && passkey_form_party(r, &party) == RC_OK;
    bool code = factors.is_staff && factors.codes_made_ms != 0;
    if (passkey || code)
        fresh_offer(ways,
                    passkey && code ? SAY(r, "Use a passkey or a code")
                    : passkey       ? SAY(r, "Use a passkey")
                                    : SAY(r, "Use a code"),
                    url_with_query(r->arena, start, STR("back"), ways->back));
}
