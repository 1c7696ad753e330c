/*
 * The counted attempt: how guessing and heaping up are held back, and in which order dear work is done.
 *
 *   NAME_submit ─► cheap checks ─► attempt_submit ─► job: counted, committed ─┬─► over the limit: limits->refuse ─► done
 *                                                                             └─► work (hashing thread) ─► job: run ─► done
 *
 * Whoever tries a password, joins, or sends a notice without an account is counted first and served afterwards, so that no
 * outcome (a wrong password, a browser that went away, a crash while hashing) gives an attempt for nothing, and nobody over a
 * limit costs a hash. Operations whose work is cheap do both in one job of their own: attempt_count in `run`, attempt_check
 * in `after`.
 *
 * An attempt has one counter (attempt_init_one), of an account, of an address prefix or of both, or, at a login, three:
 *
 *   from one address prefix · at one login from there · at one login from where its owner has no session
 *
 * Logins are counted as they were typed (folded), known or not: that a name and an address belong together cannot be seen from
 * a counter they share. The owner is not locked out by what others do elsewhere: the third counter is not asked of who signed
 * in from here before.
 *
 * Ownership: the attempt is part of the operation whose job it counts, and lives until its done; limits are constants.
 *
 * Invariants:
 *  1. Counted in the database, in the statement that reads the count: it holds across nodes and between two at once.
 *  2. The count is committed before `work` begins. Being over the limit is an answer (`limited`) and not the counting job's
 *     failure, which would roll the count back.
 *  3. Over the limit neither `work` nor `run` is begun. `done` is called once, whatever happens.
 *  4. A failure stays counted. A success is told by `run` through attempt_succeed, in the transaction of the success itself;
 *     operations that limit how much, and not how wrongly, never tell.
 *  5. An unknown login costs the same statements as a known one.
 *
 * Must not: be begun behind what it shall hold back. Files that look at a password or a captcha count attempts here and
 * nowhere else (the rule `uncounted` of tools/tidy); a quota that only refuses its own job is throttle.h's.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ATTEMPT_H
#define COMITY_COMMUNITY_ACCOUNT_ATTEMPT_H

#include "community/community.h"

struct attempt_limits {
    const char *what;                   /* names the counters */
    int64_t here_max, window_ms;        /* the one counter, or that at a login from there */
    int64_t address_max;                /* in the same window; logins only */
    int64_t login_max, login_window_ms; /* logins only */
    enum rc (*refuse)(struct community_job *job,
                      int64_t retry_after_ms); /* RC_LIMITED, and its words */
};

struct attempt {
    const struct attempt_limits *limits;
    int64_t account_id;                 /* 0: nobody has this login */
    int64_t address_key;                /* of the address prefix, as sessions keep it */
    int64_t here, by_address, by_login; /* counters; 0: not counted */
    bool limited;                       /* set by attempt_count */
    int64_t retry_after_ms;             /* when limited */
    enum rc (*run)(struct db *db, struct community_job *job); /* of attempt_submit */
};

/* One counter: of the account (0: any) from the address's prefix (empty: from anywhere). */
void attempt_init_one(struct attempt *at, struct community *c, const struct attempt_limits *limits,
                      int64_t account_id, struct str address, struct arena *a);
/* Three, at a login: `login` is what sameness goes by, a name's skeleton or an address's key. */
void attempt_init_login(struct attempt *at, struct community *c,
                        const struct attempt_limits *limits, int64_t account_id, struct str login,
                        struct str address, struct arena *a);

/* Queues all of it: `work` on a hashing thread (NULL: none), which ends the operation by any answer but RC_OK, then `run` as
 * the operation's job. */
enum rc attempt_submit(struct community_job *job, struct attempt *at,
                       enum rc (*work)(struct community_job *job),
                       enum rc (*run)(struct db *db, struct community_job *job)) MUST_CHECK;

/* Inside a job. RC_OK also when limited, so that the count is committed. */
enum rc attempt_count(struct community *c, struct db *db, struct attempt *at,
                      struct arena *a) MUST_CHECK;
/* Behind a job that counted: RC_OK, or what limits->refuse says. */
enum rc attempt_check(struct community_job *job, const struct attempt *at) MUST_CHECK;
/* Inside a job: it was the owner. Forgets the counter from here and takes this attempt back from the others. */
enum rc attempt_succeed(struct community *c, struct db *db, const struct attempt *at) MUST_CHECK;

/* A `refuse` for passwords asked of who is signed in, within a window of a quarter of an hour. */
enum rc attempt_refuse_guessing(struct community_job *job, int64_t retry_after_ms);

#endif
