/*
 * The browsers an account has been signed in from, so that its owner is told of a sign-in from another.
 *
 *   accounts_enter ─► browser_meet ─┬─ known:  noted
 *                                   └─ not:    known from now on; a mail to the owner, but for the account's first sign-in ever, one
 *                                              by the publisher, and a reader who has chosen otherwise. Staff cannot choose.
 *
 * A browser is known by a cookie, not by its address or by what it says of itself: an address is shared, and both are easily had.
 *
 * Invariants:
 *  1. The cookie is 256 random bits. Stored is a hash of it and the account under the site's secret: two accounts' rows do not tell
 *     that one browser is both's.
 *  2. At most BROWSERS_MAX of an account are known; the one that was not seen for longest makes room. One not seen for
 *     BROWSERS_KEPT_MS is forgotten.
 *  3. What a browser says of itself is in no mail: only names of agent.h, and never the address.
 *  4. At most BROWSER_MAILS_A_DAY such mails for an account, and none to an address that is still to be confirmed.
 *
 * Must not: decide who may sign in.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_BROWSER_H
#define COMITY_COMMUNITY_ACCOUNT_BROWSER_H

#include "community/account/entrance.h"
#include "community/community.h"

#define BROWSERS_MAX        50
#define BROWSERS_KEPT_MS    (400 * DAY_MS) /* as long as browsers keep a cookie */
#define BROWSER_MAILS_A_DAY 5

/* What a browser brings when somebody signs in with it. */
struct browser_shown {
    struct str agent; /* User-Agent */
    struct str
        token; /* the cookie it is known by, given to it with its session; empty: it is known by nobody */
};

struct browser_meeting {
    int64_t account_id;
    enum role role;
    bool has_entered;  /* before */
    bool is_confirmed; /* the account's address */
    enum entrance way;
    struct str provider; /* its title; of PROVIDER and SSO */
    struct browser_shown shown;
};
/* Inside a job that has the account in hand (accounts_hold). `ret_key`: what the session keeps of the browser. */
enum rc browser_meet(struct community *c, struct db *db, const struct browser_meeting *m,
                     struct arena *a, int64_t *ret_key) MUST_CHECK;

/* The browser of one session is not known any more, or all but that of one (`hash` NULL: all): where whoever was signed in may not have
 * been the owner. Inside a job, before the sessions are ended. */
enum rc browser_forget(struct community *c, struct db *db, int64_t account_id,
                       const uint8_t *hash) MUST_CHECK;
enum rc browser_forget_but(struct community *c, struct db *db, int64_t account_id,
                           const uint8_t *hash) MUST_CHECK;

enum rc browser_sweep(struct community *c, struct db *db) MUST_CHECK;

#endif
