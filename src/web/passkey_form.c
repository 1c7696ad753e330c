#include "web/passkey_form.h"

#include "base/log.h"
#include "web/site_state.h"

enum rc passkey_form_party(struct request *r, struct webauthn_party *ret)
{
    return webauthn_party_make(r->site->config.base_url, r->arena, ret);
}

const struct view_passkey_ask *passkey_form_ask(struct request *r, enum passkey_purpose purpose,
                                                const char *action, struct str back,
                                                bool conditional)
{
    struct view_passkey_ask *view = ARENA_NEW(r->arena, struct view_passkey_ask);
    struct passkey_asking asking = {.purpose = purpose, .actor = r->actor};
    if (view == NULL || passkey_form_party(r, &asking.party) != RC_OK)
        return NULL;
    view->csrf = request_csrf(r);
    view->action = url_local(r->arena, str_from_cstr(action));
    view->back = back;
    view->conditional = conditional;
    asking.stranger = request_stranger_cookie(r);
    enum rc rc = passkey_options(r->reader, &asking, r->arena, &view->options);
    if (rc == RC_OK)
        return view;
    /* The other ways in still work. */
    log_event(LOG_ERROR, STR("passkey_options_failed"), LOG_STR("rc", str_from_cstr(rc_name(rc))));
    return NULL;
}

bool passkey_form_take(struct request *r, const struct checked_form *form,
                       enum passkey_purpose purpose, request_then_fn then)
{
    static const char *const fields[] = {"back",      "credential", "client", "authenticator",
                                         "signature", "user",       NULL};
    struct webauthn_party party;
    struct passkey_use *op = ARENA_NEW(r->arena, struct passkey_use);
    if (!checked_form_only(r, form, fields, "credential"))
        return false;
    enum rc rc = op != NULL ? passkey_form_party(r, &party) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return false;
    }
    op->purpose = purpose;
    op->party = party;
    op->answer = (struct passkey_answer){
        .credential = checked_form_get(form, "credential"),
        .client_json = checked_form_get(form, "client"),
        .authenticator = checked_form_get(form, "authenticator"),
        .signature = checked_form_get(form, "signature"),
        .user = checked_form_get(form, "user"),
    };
    op->actor = r->actor;
    op->stranger = request_stranger_cookie(r);
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    request_wait(r, &op->job, then);
    request_submitted(r, passkey_use_submit(r->reader, op));
    return true;
}
