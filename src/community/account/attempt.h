/*
 * Limits on guessing and on mails asked for: three counters for each attempt at an account.
 *
 *   from one address prefix · at one login from there · at one login from where its owner has no session
 *
 * Logins are counted as they were typed (folded), known or not: that a name and an address belong together cannot be seen from
 * a counter they share. The owner is not locked out by what others do elsewhere: the third counter is not asked of who signed
 * in from here before.
 *
 * Invariants:
 *  1. Counted in the database, in the statement that reads the count: it holds across nodes and between two at once.
 *  2. An unknown login costs the same statements as a known one.
 *  3. A success takes its own attempt back.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ATTEMPT_H
#define COMITY_COMMUNITY_ACCOUNT_ATTEMPT_H

#include "community/community.h"

struct attempt_limits {
    const char *what; /* names the counters */
    int64_t address_max, here_max, window_ms;
    int64_t login_max, login_window_ms;
};

struct attempt {
    const struct attempt_limits *limits;
    int64_t account_id;  /* 0: nobody has this login */
    int64_t address_key; /* of the address prefix, as sessions keep it */
    int64_t by_address, here, by_login;
    bool limited;           /* set by attempt_count */
    int64_t retry_after_ms; /* when limited */
};

/* `login` is what sameness goes by: a name's skeleton or an address's key. */
void attempt_init(struct attempt *at, struct community *c, const struct attempt_limits *limits,
                  int64_t account_id, struct str login, struct str address, struct arena *a);
/* Inside a job. RC_OK also when limited, so that the count is committed. */
enum rc attempt_count(struct community *c, struct db *db, struct attempt *at,
                      struct arena *a) MUST_CHECK;
/* Inside a job: it was the owner. */
enum rc attempt_succeed(struct community *c, struct db *db, const struct attempt *at) MUST_CHECK;

#endif
