/* Adding a passkey. */
#include "web/account_rooms.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/passkey_form.h"

void pages_passkey_add(struct request *r)
{
    struct view_passkey_add view = {.csrf = request_csrf(r), .name = request_given(r, "name")};
    struct layout layout = {.title = SAY(r, "Add a passkey"), .noindex = true, .passkeys = true};
    struct passkey_asking asking = {.purpose = PASSKEY_MAKE, .actor = r->actor};
    if (!fresh_or_ask(r))
        return;
    enum rc rc = passkey_form_party(r, &asking.party);
    if (rc == RC_OK)
        rc = passkey_options(r->reader, &asking, r->arena, &view.options);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_passkey_add_render, &view);
}

static void added(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        struct url room = url_local(r->arena, STR("/account/security"));
        request_redirect(r, url_with_query(r->arena, room, STR("done"), STR("added")));
        return;
    }
    request_note_refusal(r, rc);
    pages_passkey_add(r);
}

void pages_passkey_add_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"name", "client", "attestation", "transports", NULL};
    struct webauthn_party party;
    struct passkey_addition *op = ARENA_NEW(r->arena, struct passkey_addition);
    if (!checked_form_only(r, form, fields, "client") || !fresh_or_ask(r))
        return;
    enum rc rc = op != NULL ? passkey_form_party(r, &party) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    op->party = party;
    op->name = checked_form_get(form, "name");
    op->client_json = checked_form_get(form, "client");
    op->attestation = checked_form_get(form, "attestation");
    op->transports = checked_form_get(form, "transports");
    request_wait(r, &op->job, added);
    request_submitted(r, passkey_add_submit(op));
}
