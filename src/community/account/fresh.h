/*
 * Asking a signed-in reader once more for the password, before what changes who owns the account.
 *
 *   page finds !session_is_fresh ─► /account/again ─► fresh_by_password_submit ─► sessions_renew ─► back to the page
 *
 * Other factors (a passkey, a provider, a link in a mail) end in sessions_renew or sessions_create too, and so make the
 * session fresh in the same way.
 *
 * Invariants:
 *  1. The session goes on under a new token; its old one opens nothing any more.
 *  2. Attempts are counted in the database before the password is looked at.
 *
 * Must not: be taken for signing in: whoever has no session gets none here.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_FRESH_H
#define COMITY_COMMUNITY_ACCOUNT_FRESH_H

#include "community/account/attempt.h"
#include "community/community.h"

struct fresh_by_password {
    struct community_job job;
    struct actor actor;
    struct str password;
    /* set by the operation */
    struct str ret_token;
    struct {                      /* the operation's own */
        struct str password_hash; /* as it was when the password was compared with it */
        struct attempt attempt;
    } state;
};
/* RC_INVALID for a wrong password, RC_LIMITED, RC_UNAUTHENTICATED when the session has ended meanwhile. */
enum rc fresh_by_password_submit(struct community_reader *reader,
                                 struct fresh_by_password *op) MUST_CHECK;

#endif
