/*
 * Staff invited by mail: an administrator names an address and a role, its owner does the rest.
 *
 *   invitation_make_submit ─► row, link, mail ─► page: invitation_look ─► invitation_accept_submit ─┬─► an account of its own
 *        ▲ again, or withdrawn: invitation_change_submit                                            └─► the role for the one there is
 *
 * The link lives for a week, longer than those that open an account: it opens none that exists, people on holiday
 * should find it, and until it is used it can be withdrawn.
 *
 * Invariants:
 *  1. One invitation to an address is open at a time, and it is accepted once: of two that try at once one does.
 *  2. Whoever invites learns nothing of whether the address has an account; only who reads its mail does.
 *  3. An account that has the address gets the role after its owner signed in to it and said yes, never by the mail alone; and
 *     nobody loses a higher role by an invitation.
 *  4. That who invited may still do so is asked again when it is accepted. Whoever sends it again invites from then on.
 *  5. Inviting, withdrawing and accepting are actions in the ledger. No address stands there.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_INVITATION_H
#define COMITY_COMMUNITY_ACCOUNT_INVITATION_H

#include "community/account/account_consent.h"
#include "community/account/attempt.h"
#include "community/account/browser.h"
#include "community/account/name_look.h"
#include "community/community.h"

#define INVITATION_LIFE_MS  (7 * DAY_MS)
#define INVITATION_KEPT_MS  (30 * DAY_MS) /* listed after its time */
#define INVITATION_LIST_MAX 200

/* Stored: never renumber. */
enum invitation_state { INVITATION_OPEN = 0, INVITATION_ACCEPTED = 1, INVITATION_WITHDRAWN = 2 };

/* Author, moderator or administrator. */
bool invitation_role_is(enum role role);

/* --- for administrators --- */
struct invitation_order {
    struct community_job job;
    struct actor actor; /* account 0 with ROLE_ADMINISTRATOR: the command line */
    struct str email;
    enum role role;
    int64_t ret_id;
    struct str email_key; /* the operation's own */
};
/* RC_INVALID, RC_CONFLICT while one is open, RC_LIMITED, RC_UNSUPPORTED while no mail is sent. */
enum rc invitation_make_submit(struct community_job *job) MUST_CHECK;

struct invitation_change {
    struct community_job job;
    struct actor actor;
    int64_t id;
    bool withdraws; /* else: sent again, and good for another week */
};
/* RC_NOT_FOUND when it is not open. */
enum rc invitation_change_submit(struct community_job *job) MUST_CHECK;

struct invitation_item {
    int64_t id; /* holds when it was made */
    struct str email;
    enum role role;
    struct str by_name;      /* empty: the command line */
    struct str account_name; /* who accepted; empty: nobody, or erased */
    int64_t expires_ms;
    enum invitation_state state;
};
/* Newest first, at most INVITATION_LIST_MAX. */
enum rc invitation_list(struct community_reader *r, const struct actor *actor, struct arena *a,
                        struct invitation_item **ret, size_t *ret_count) MUST_CHECK;

/* --- for who is invited --- */
struct invitation_view {
    int64_t id, owner_id; /* 0: the address has no account */
    struct str email;
    enum role role;
};
/* RC_NOT_FOUND, RC_EXPIRED. */
enum rc invitation_look(struct community_reader *r, struct str token, struct arena *a,
                        struct invitation_view *ret) MUST_CHECK;

struct invitation_acceptance {
    struct community_job job;
    struct str token;
    struct actor actor; /* of the browser's session; must be the address's owner, if it has one */
    struct str name;
    struct str password; /* empty: none; a passkey is set up next */
    struct account_consents consents;
    struct str address;
    struct browser_shown shown;
    /* set by the operation */
    struct str ret_token;
    bool ret_is_new;
    const char *ret_field; /* "name", "password", "consent", "age"; NULL */
    struct {               /* the operation's own */
        struct invitation_view seen;
        struct name_skeleton skeleton;
        struct str password_hash;
        struct attempt attempt;
    } work;
};
/* RC_INVALID, RC_CONFLICT (name taken), RC_LIMITED, RC_FORBIDDEN (not the owner), RC_NOT_FOUND, RC_EXPIRED. */
enum rc invitation_accept_submit(struct community_reader *r,
                                 struct invitation_acceptance *op) MUST_CHECK;

#endif
