/*
 * Keys of programs that ask the APIs: who may call what, how often, and how often they did.
 *
 *     comity key add ──► api_key: hash, scopes, quota, origins ──notice──► api_key_tick of every serving process
 *     request ──► api_key_check: hash, look up in memory, scope, origin, quota ──► struct api_key_grant
 *     every API_KEY_WRITE_MS: what was counted goes to api_key_usage
 *
 * A key is stored as a keyed hash (BLAKE2b under a secret of the site) and shown once, when it is made. Secrets with
 * which Coral signs are the exception: to check a signature one needs the secret itself, so it stands in the database.
 *
 * A quota is so many requests a minute after so many at once (the burst), counted by each process for itself, as a
 * theoretical arrival time (the generic cell rate algorithm, ITU-T I.371): one number a key.
 *
 * Invariants:
 *  1. No key and no secret stands in a log, an address or an error message; comparisons take constant time.
 *  2. A key that was revoked is refused by every process at its next api_key_tick after reading the notice.
 *  3. Without a loaded table (before the first tick) every key is refused.
 *  4. A key's text is never given to a second key, also after it was revoked.
 *
 * Thread-safe, but api_key_tick, which one thread calls.
 *
 * Must not: know HTTP.
 */
#ifndef COMITY_COMMUNITY_PROGRAM_API_KEY_H
#define COMITY_COMMUNITY_PROGRAM_API_KEY_H

#include "community/community.h"

#define API_KEYS_MAX        1024 /* in force at once */
#define API_KEY_SECRETS_MAX 8    /* with which Coral signs, in force at once */
#define API_KEY_TEXT_MIN    12   /* bytes of an existing key: Akismet's have so many */
#define API_KEY_TEXT_MAX    128
#define API_KEY_MADE_TEXT                                                                          \
    32 /* of one made here: hexadecimal, so that it can be part of a host's name */
#define API_KEY_NAME_MAX      64
#define API_KEY_ORIGINS_MAX   1024 /* bytes of all origins of a key */
#define API_KEY_QUOTA_MAX     100000000
#define API_KEY_WRITE_MS      10000
#define API_KEY_USAGE_DAYS    400 /* for which daily counts are kept */
#define API_KEY_SIGNATURE_MAX 2048

/* Stored: never renumber. */
enum api_scope {
    API_SCOPE_ANALYZE = 1, /* comments:analyze and its discovery document */
    API_SCOPE_SUGGEST = 2, /* comments:suggestscore */
    API_SCOPE_AKISMET = 4,
    API_SCOPE_CORAL = 8, /* the external moderation phase; only for signing secrets */
    API_SCOPE_BATCH = 16,
};
#define API_SCOPES_ALL (API_SCOPE_ANALYZE | API_SCOPE_SUGGEST | API_SCOPE_AKISMET | API_SCOPE_BATCH)

/* "analyze", "suggest", ... */
struct str api_scope_name(enum api_scope scope);
/* "all" or names separated by commas; RC_INVALID names what is no scope. */
enum rc api_scopes_parse(struct str text, unsigned *ret, struct problem *problem) MUST_CHECK;

enum api_refusal {
    API_GRANTED,
    API_KEY_MISSING,
    API_KEY_UNKNOWN, /* or revoked */
    API_WRONG_SCOPE,
    API_WRONG_ORIGIN,
    API_OVER_QUOTA,
};

struct api_key_query {
    struct str key; /* as the caller sent it; empty: none */
    enum api_scope scope;
    struct str origin; /* the request's Origin header; empty: none, as programs do */
    int64_t cost;      /* 0 counts as one request */
};

struct api_key_grant {
    enum api_refusal refusal;
    int64_t key_id;
    bool for_origin; /* the key names this origin: browsers there may read the answer */
    int64_t
        retry_ms; /* API_OVER_QUOTA: when so much will be allowed; negative: never, it is above the burst */
    int64_t burst; /* API_OVER_QUOTA: what is allowed at once */
};

/* Whether the caller may. `grant` is filled in every case. RC_OK; RC_UNAUTHENTICATED (missing, unknown), RC_FORBIDDEN
 * (scope, origin), RC_LIMITED. A key that names origins serves requests from these alone. Counts. */
enum rc api_key_check(struct community *c, const struct api_key_query *query,
                      struct api_key_grant *grant) MUST_CHECK;
/* `cost` more for a caller that was let in: for requests whose size is known only when they were read. */
enum rc api_key_take(struct community *c, int64_t cost, struct api_key_grant *grant) MUST_CHECK;
/* Whether the key is in force and names the origin: for a browser's question before the request. Does not count. */
bool api_key_allows_origin(struct community *c, struct str key, struct str origin);
/* The same for a body signed by Coral: `signature` is the header, "sha256=HEX" once or more, separated by commas.
 * Every secret in force may have made it. */
enum rc api_key_check_signed(struct community *c, struct str signature, struct str body,
                             struct api_key_grant *grant) MUST_CHECK;

/* Every second, and once before the first request: reads the keys anew when they have changed, and writes what was
 * counted. Waits for that write. */
enum rc api_key_tick(struct community_reader *r) MUST_CHECK;

/* --- for administrators --- */

struct api_key_add {
    struct community_job job;
    struct actor actor;
    struct str name; /* of the keys in force none other has it */
    unsigned scopes;
    struct str text;      /* an existing key or Coral's secret; empty: one is made */
    int64_t quota, burst; /* requests a minute, 0: as many as come; at once, 0: a minute's */
    struct str
        origins; /* "https://news.example", separated by commas; empty: any, but no browser's */
    struct str ret_text; /* of the key, in the job's arena */
    int64_t ret_id;
    struct {
        struct str name, origins, hash;
        int64_t burst;
    } state;
};
/* RC_CONFLICT: the name, or the key's text, is taken. */
enum rc api_key_add_submit(struct community_job *job) MUST_CHECK;

struct api_key_change {
    struct community_job job;
    struct actor actor;
    struct str name; /* of a key in force */
    bool revoke;     /* else quota and burst are set */
    int64_t quota, burst;
};
/* RC_NOT_FOUND: no key in force has this name. */
enum rc api_key_change_submit(struct community_job *job) MUST_CHECK;

struct api_key_view {
    int64_t id;
    struct str name, origins;
    unsigned scopes;
    int64_t quota, burst;
    int64_t made_ms, last_used_ms, revoked_ms; /* 0: never */
    int64_t requests, refused;                 /* in the last thirty days, as far as written */
};
/* All there ever were, in the order they were made, from after `after_id`; `ret_more` is the id to go on after, 0 at the
 * end. */
enum rc api_key_list(struct community_reader *r, const struct actor *actor, int64_t after_id,
                     struct arena *a, struct api_key_view **ret, size_t *ret_count,
                     int64_t *ret_more) MUST_CHECK;

/* --- for the community's own files --- */

struct api_keys;
enum rc api_keys_new(struct api_keys **ret) MUST_CHECK;
void api_keys_free(struct api_keys *k); /* accepts NULL; after api_keys_finish */
/* Writes what is not written yet and waits for it. */
void api_keys_finish(struct community *c);
/* The next tick reads them anew. */
void api_keys_changed(struct community *c);

#endif
