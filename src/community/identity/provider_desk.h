/*
 * Talking to providers: their descriptions and keys, kept for a while, and the exchange of a code for who somebody is.
 *
 * Everything here waits for other people's machines, so it runs on two threads of its own (provider_desk_submit) and
 * never on an event loop.
 *
 *     provider_desk_ask     description ─► the address a browser is sent to
 *     provider_desk_redeem  description ─► code for token ─► keys ─► ID token checked ─► user info ─► struct profile
 *
 * Invariants:
 *  1. Only public addresses are asked, each fetch bounded in bytes and time, no redirect followed (fetch.h); all fetches
 *     of one call together take PROVIDER_DESK_BUDGET_MS at most.
 *  2. A description is of the configured issuer, or nothing is asked of what it names.
 *  3. Keys are fetched anew for a key that is not known, but not more often than every PROVIDER_DESK_KEYS_MS.
 *  4. A provider that does not answer is not asked again for PROVIDER_DESK_AWAY_MS; what is known of it goes on being
 *     used. Nobody who signs in otherwise waits for it.
 *  5. No code, token or secret is logged.
 *
 * Must not: know accounts.
 */
#ifndef COMITY_COMMUNITY_IDENTITY_PROVIDER_DESK_H
#define COMITY_COMMUNITY_IDENTITY_PROVIDER_DESK_H

#include "community/community.h"
#include "federation/provider.h"

#define PROVIDER_DESK_BUDGET_MS 12000
#define PROVIDER_DESK_AWAY_MS   15000
#define PROVIDER_DESK_KEYS_MS   30000
#define PROVIDER_DESK_KEPT_MS   HOUR_MS
#define PROVIDER_DESK_FRESH_MS  ((int64_t)10 * 60 * 1000) /* how long ago "just now" may be */

struct provider_desk;

struct provider_desk_config {
    const struct providers *providers;
    struct arena *arena; /* what they live in: the desk's, also when it cannot be made */
    const struct community *community; /* for the time */
    bool private_addresses;
    int64_t timeout_ms; /* of one fetch */
};
enum rc provider_desk_new(const struct provider_desk_config *config,
                          struct provider_desk **ret) MUST_CHECK;
/* The process ends: what waits gives up within a second. Accepts NULL. */
void provider_desk_end(struct provider_desk *d);
/* Finishes what was accepted. Accepts NULL. */
void provider_desk_free(struct provider_desk *d);
const struct providers *provider_desk_list(const struct provider_desk *d);
/* RC_UNAVAILABLE when too many wait. */
enum rc provider_desk_submit(struct provider_desk *d, void (*fn)(void *ctx), void *ctx) MUST_CHECK;

/* --- on its threads --- */

struct provider_question {
    struct str state, nonce, verifier;
    struct str return_address;
    bool just_now; /* the person must show again who they are */
};
/* The address to send the browser to, in `a`. RC_UNAVAILABLE when the provider is away; others when it is not what it
 * is configured to be. `problem` is for the log. */
enum rc provider_desk_ask(struct provider_desk *d, const struct provider *p,
                          const struct provider_question *q, struct arena *a, struct str *ret,
                          struct problem *problem) MUST_CHECK;

struct provider_answer {
    struct str code;
    struct str issuer;     /* "iss" of the answer (RFC 9207); p NULL: none */
    struct str given_back; /* the parameter that this provider wants back */
};
/* Who came back. RC_FORBIDDEN: the provider refused the code; RC_INVALID, RC_EXPIRED: what it said does not hold;
 * RC_UNAVAILABLE. */
enum rc provider_desk_redeem(struct provider_desk *d, const struct provider *p,
                             const struct provider_question *q,
                             const struct provider_answer *answer, struct arena *a,
                             struct profile *ret, struct problem *problem) MUST_CHECK;

#endif
