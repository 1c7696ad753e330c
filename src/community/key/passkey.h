/*
 * Passkeys of accounts: made, listed, named, removed; signing in with one, and doing a second step with one.
 *
 * What a browser sends is checked by webauthn.h; here are the questions it answers (challenges), whose passkey it is, and the
 * history of its counter.
 *
 *   passkey_ask_* ─► options in the page ─► browser and authenticator ─► form ─► passkey_*_submit
 *                                                 on the loop: challenge's seal, whose it is, signature
 *                                                 in the job:  challenge once, counter once, session
 *
 * A challenge is not stored when it is asked, so that showing a page writes nothing: it is 16 random bytes with the moment it
 * runs out and a keyed hash over both, what it is for and which browser or session it was given to. It is written down when it
 * is answered, and so answered once on all nodes.
 *
 * Signing in wants a passkey that knows its owner's name (discoverable) and has verified them: that is two factors at once,
 * so the session is proven. A second step takes any passkey of the account.
 *
 * Invariants:
 *  1. The answer is the same for a passkey nobody has and for one whose signature does not hold.
 *  2. A counter that stands still or runs back is refused: two who have the same key cannot both be the owner.
 *  3. A credential belongs to one account of the site.
 *  4. The name that authenticators know the account by is a keyed hash of its id: it says nothing and stays the same.
 */
#ifndef COMITY_COMMUNITY_KEY_PASSKEY_H
#define COMITY_COMMUNITY_KEY_PASSKEY_H

#include "community/community.h"
#include "community/account/browser.h"
#include "community/key/webauthn.h"

#define PASSKEY_PER_ACCOUNT_MAX 20
#define PASSKEY_NAME_MAX        60 /* characters */
#define PASSKEY_ASKED_MS        (30 * 60 * 1000)

struct passkey_view {
    int64_t id;
    struct str name;
    int64_t made_ms, used_ms; /* used_ms 0: never yet */
    bool is_backed_up;        /* copied to the owner's other devices by whoever keeps it */
};
enum rc passkey_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     struct arena *a, struct passkey_view **ret, size_t *ret_count) MUST_CHECK;

/* --- what the browser is asked: JSON of PublicKeyCredentialCreationOptions and …RequestOptions, bytes as base64url --- */
enum passkey_purpose { PASSKEY_MAKE = 1, PASSKEY_SIGN_IN = 2, PASSKEY_STEP = 3 };
struct passkey_asking {
    enum passkey_purpose purpose;
    struct webauthn_party party;
    struct actor actor; /* MAKE, STEP: whose session it is */
    struct str
        stranger; /* SIGN_IN: the cookie value of the browser's forms, where nobody is signed in */
};
enum rc passkey_options(struct community_reader *r, const struct passkey_asking *asking,
                        struct arena *a, struct str *ret_json) MUST_CHECK;

/* --- making one --- */
struct passkey_addition {
    struct community_job job;
    struct actor actor;
    struct webauthn_party party;
    struct str name;        /* empty: "Passkey" and the day */
    struct str client_json; /* base64url, as the browser's script sends it; so are the others */
    struct str attestation;
    struct str transports; /* "internal,hybrid" */
    struct {               /* the operation's own */
        struct webauthn_credential credential;
        int64_t asked_key, asked_until_ms;
    } state;
};
/* RC_INVALID and others in words, RC_CONFLICT when it is here already, RC_EXPIRED for a question or sign-in that is too old. */
enum rc passkey_add_submit(struct passkey_addition *op) MUST_CHECK;

struct passkey_change {
    struct community_job job;
    struct actor actor;
    int64_t id;
    struct str name; /* empty: removes it */
    bool removes;
};
enum rc passkey_change_submit(struct passkey_change *op) MUST_CHECK;

/* --- using one --- */
struct passkey_answer {
    struct str credential, client_json, authenticator, signature, user; /* base64url */
};
struct passkey_use {
    struct community_job job;
    enum passkey_purpose purpose; /* SIGN_IN or STEP */
    struct webauthn_party party;
    struct passkey_answer answer;
    struct actor
        actor; /* STEP: whose session goes on; SIGN_IN: whose session the browser had, it ends */
    struct str stranger; /* SIGN_IN */
    struct str address;
    struct browser_shown shown;
    /* set by the operation */
    struct str ret_token;
    struct { /* the operation's own */
        int64_t passkey_id, account_id, old_count;
        struct webauthn_use use;
        int64_t asked_key, asked_until_ms;
    } state;
};
/* RC_UNAUTHENTICATED for a passkey nobody has, or not this account, and for a signature that does not hold; RC_EXPIRED for a question that is too
 * old or was answered; RC_FORBIDDEN for a counter that does not run on. */
enum rc passkey_use_submit(struct community_reader *reader, struct passkey_use *op) MUST_CHECK;

#endif
