/*
 * Sessions and the tokens that forms carry.
 *
 * A session's token is 256 random bits, given to the browser as 43 characters of base64url and
 * stored as its SHA-256. It ends when idle too long, at its absolute age, when its owner or an
 * administrator ends it, or with the account's standing.
 *
 * Form tokens: for a signed-in reader a keyed hash of the session, needing no storage; for a
 * stranger the hash of a random value in a cookie (signed double submit). Keys are the site's
 * secrets, so tokens survive a restart.
 *
 * Invariants:
 *  1. A token never stands in the database, a log or an address; comparisons take constant time.
 *  2. A new sign-in is a new session; nothing keeps an old id.
 *  3. session_find is one keyed read; the time of the last visit is written at most once an hour
 * (session_touch).
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_SESSION_H
#define COMITY_COMMUNITY_ACCOUNT_SESSION_H

#include "community/account/bearer.h"
#include "community/community.h"

/* The actor behind a cookie's value, anonymous when there is none, it has run out, or the account
 * is deleted. Errors are the store's only. The name lives in `a`. `ret_touch`: the session
 * should be touched (see below). */
enum rc session_find(struct community_reader *r, struct str token, struct arena *a,
                     struct actor *ret, bool *ret_touch) MUST_CHECK;

/* How long after signing in, or after giving a factor again, a session may change who owns the account. */
#define SESSION_FRESH_MS ((int64_t)10 * 60 * 1000)
/* Pages ask fresh_or_ask (web/fresh.h), jobs sessions_check_fresh. */
bool session_is_fresh(const struct actor *actor, int64_t now_ms);

/* Records a visit; fire and forget. */
void session_touch(struct community *c, const struct actor *actor);

struct session_view {
    struct str handle; /* names the session without being its token */
    int64_t created_ms, seen_ms;
    struct str agent;
    bool current;
};
enum rc session_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     struct arena *a, struct session_view **ret, size_t *ret_count) MUST_CHECK;

enum session_end_which {
    SESSION_END_CURRENT,
    SESSION_END_ONE,
    SESSION_END_OTHERS,
    SESSION_END_ALL
};
struct session_end {
    struct community_job job;
    struct actor actor;
    enum session_end_which which;
    int64_t account_id; /* whose; 0: the actor's own */
    struct str handle;  /* of the one, for SESSION_END_ONE */
};
enum rc session_end_submit(struct community_job *job) MUST_CHECK;

/* --- form tokens --- */
#define SESSION_FORM_TOKEN_MAX 43

/* A fresh random cookie value for a stranger's forms, in `a`. */
struct str session_stranger_cookie(struct community *c, struct arena *a);
/* The token for forms of this actor; `cookie` is the stranger's cookie value, unused when signed
 * in. */
struct str session_form_token(struct community *c, const struct actor *actor, struct str cookie,
                              struct arena *a);
bool session_form_token_valid(struct community *c, const struct actor *actor, struct str cookie,
                              struct str token);

#endif
