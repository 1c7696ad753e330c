/*
 * Somebody who has shown who they are elsewhere, before they say yes here: to joining, or to going on as who they are.
 *
 * Who comes back from a provider for the first time picks a name, agrees to the documents and gives an address. Who comes
 * with a publisher's token is asked before a session is made, since a token can be sent by a foreign page.
 *
 *     identity_return, sso ──► arrival kept, cookie ──► page: identity_arrival_look ──► identity_join_submit
 *                                                                                 └──► identity_enter_submit
 *
 * Invariants:
 *  1. An arrival is 256 random bits in a cookie, kept as SHA-256, good once and for half an hour.
 *  2. An address counts as confirmed only if the provider said it is verified, the provider's row says "confirmed", and
 *     the person left it as it was; any other is confirmed by mail like everybody's.
 *  3. An address that is another account's connects nothing and shows nothing: the new account waits for its
 *     confirmation, and only the mailbox's owner is told (account_confirm.h).
 */
#ifndef COMITY_COMMUNITY_IDENTITY_IDENTITY_ARRIVAL_H
#define COMITY_COMMUNITY_IDENTITY_IDENTITY_ARRIVAL_H

#include "community/account/attempt.h"
#include "community/identity/identity.h"
#include "community/account/account_consent.h"
#include "community/account/name_look.h"

#define IDENTITY_ARRIVAL_LIFE_MS ((int64_t)30 * 60 * 1000)

struct identity_arrival {
    const struct provider *provider;
    struct str subject;
    struct str name, email; /* what the provider said; may be empty */
    bool email_confirmed;
    struct str back;
    int64_t account_id;      /* who it is here; 0: nobody yet */
    struct str account_name; /* of that */
};
/* RC_EXPIRED: none, used, or too old. */
enum rc identity_arrival_look(struct community_reader *r, struct str token, struct arena *a,
                              struct identity_arrival *ret) MUST_CHECK;

struct identity_join {
    struct community_job job;
    struct str token;
    struct str name, email;
    struct account_consents consents;
    struct str browser; /* the stranger's cookie, for the link by mail */
    struct str address;
    struct browser_shown shown;
    struct actor replaces;
    /* set by the operation */
    struct str ret_token, ret_back;
    const char *ret_field; /* "name", "email", "consent" or "age"; NULL */
    struct {               /* the operation's own */
        struct name_skeleton skeleton;
        struct str email_key;
        struct attempt attempt;
    } work;
};
/* RC_INVALID, RC_CONFLICT (name taken), RC_LIMITED, RC_EXPIRED (arrival). */
enum rc identity_join_submit(struct community_reader *r, struct identity_join *op) MUST_CHECK;

struct identity_enter {
    struct community_job job;
    struct str token;
    struct str address;
    struct browser_shown shown;
    struct actor replaces;
    struct str ret_token, ret_back;
};
/* RC_EXPIRED; RC_NOT_FOUND: the account is deleted, or nobody here. */
enum rc identity_enter_submit(struct community_job *job) MUST_CHECK;

/* --- inside jobs --- */
struct identity_arrival_order {
    const struct provider *provider;
    const struct profile *profile;
    struct str back;
};
enum rc identity_arrival_make(struct community *c, struct db *db,
                              const struct identity_arrival_order *in, struct arena *a,
                              struct str *ret_token) MUST_CHECK;

#endif
