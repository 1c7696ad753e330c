/*
 * Forms that ask a browser for a passkey. assets/js/passkey.js shows them, asks, and sends them.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Invariant: the relying party is the configured address's, never what a request says.
 */
#ifndef COMITY_WEB_PASSKEY_FORM_H
#define COMITY_WEB_PASSKEY_FORM_H

#include "community/key/passkey.h"
#include "templates.h"
#include "web/checked_form.h"
#include "web/request.h"

/* RC_UNSUPPORTED where browsers offer no passkeys, see webauthn_party_make. */
enum rc passkey_form_party(struct request *r, struct webauthn_party *ret) MUST_CHECK;

/* The form for using one, with its question: PASSKEY_SIGN_IN or PASSKEY_STEP; NULL where passkeys cannot be. `conditional`: offered
 * in the suggestions of a field whose autocomplete ends in "webauthn". */
const struct view_passkey_ask *passkey_form_ask(struct request *r, enum passkey_purpose purpose,
                                                const char *action, struct str back,
                                                bool conditional);
/* What it was answered, checked and set going: `then` finds the struct passkey_use in r->job. False when it was answered. */
bool passkey_form_take(struct request *r, const struct checked_form *form,
                       enum passkey_purpose purpose, request_then_fn then);

#endif
