/* Checking keys: the table in memory, quotas, and what was counted on its way to the database. */
#include "community/program/api_key.h"

#include <sodium.h>
#include <stdlib.h>

#include "community/program/api_key_table.h"
#include "community/core.h"
#include "queries.h"

#define TABLE_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define MINUTE_NS       ((int64_t)60 * 1000 * 1000 * 1000)
#define MS_NS           ((int64_t)1000 * 1000)
#define SIGNATURES_MAX  8

static const struct {
    enum api_scope scope;
    struct str name;
} scopes[] = {
    {API_SCOPE_ANALYZE, STR_INIT("analyze")}, {API_SCOPE_SUGGEST, STR_INIT("suggest")},
    {API_SCOPE_AKISMET, STR_INIT("akismet")}, {API_SCOPE_CORAL, STR_INIT("coral")},
    {API_SCOPE_BATCH, STR_INIT("batch")},
};
#define SCOPE_COUNT (sizeof scopes / sizeof scopes[0])

struct str api_scope_name(enum api_scope scope)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (scopes[i].scope == scope)
            return scopes[i].name;
    return (struct str){0};
}

static unsigned scope_of(struct str name)
{
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (str_eq(scopes[i].name, name) && scopes[i].scope != API_SCOPE_CORAL)
            return scopes[i].scope;
    return str_eq(name, STR("all")) ? API_SCOPES_ALL : 0;
}

enum rc api_scopes_parse(struct str text, unsigned *ret, struct problem *problem)
{
    unsigned all = 0;
    struct str rest = text;
    while (rest.p != NULL) {
        struct str name = str_trim(str_split(&rest, ','));
        unsigned scope = scope_of(name);
        if (scope == 0)
            return problem_set(problem, RC_INVALID,
                               "\"%.*s\" is no scope: use analyze, suggest, akismet, batch, "
                               "several of them with commas between, or all",
                               STR_ARG(name));
        all |= scope;
    }
    *ret = all;
    return RC_OK;
}

enum rc api_keys_new(struct api_keys **ret)
{
    struct arena *arena = arena_new(sizeof(struct api_keys) + 64);
    struct api_keys *k = arena != NULL ? ARENA_NEW(arena, struct api_keys) : NULL;
    if (k == NULL) {
        arena_free(arena);
        return RC_NO_MEMORY;
    }
    k->arena = arena;
    pthread_mutex_init(&k->lock, NULL);
    atomic_store(&k->stale, true);
    *ret = k;
    return RC_OK;
}

void api_keys_free(struct api_keys *k)
{
    if (k == NULL)
        return;
    pthread_mutex_destroy(&k->lock);
    arena_free(k->table.arena);
    arena_free(k->arena);
}

void api_keys_changed(struct community *c)
{
    atomic_store(&c->api_keys->stale, true);
}

/* --- checking --- */

void api_key_hash(const struct community *c, struct str text,
                  uint8_t ret[static API_KEY_HASH_BYTES])
{
    static const char what[] = "api key";
    crypto_generichash_state state;
    crypto_generichash_init(&state, c->hash_key, sizeof c->hash_key, API_KEY_HASH_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)what, sizeof what);
    crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
    crypto_generichash_final(&state, ret, API_KEY_HASH_BYTES);
}

/* How long the search takes tells something of the hash only, which nobody can make without the site's secret. */
static struct api_key_entry *find_hash(const struct api_key_table *t, const uint8_t *hash)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(t->entries[middle].hash, hash, API_KEY_HASH_BYTES) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found =
        low < t->count && sodium_memcmp(t->entries[low].hash, hash, API_KEY_HASH_BYTES) == 0;
    return found ? &t->entries[low] : NULL;
}

static struct api_key_entry *find_id(const struct api_key_table *t, int64_t id)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->entries[i].id == id)
            return &t->entries[i];
    return NULL;
}

bool api_key_names_origin(struct str origins, struct str origin)
{
    while (origins.p != NULL) {
        if (str_eq(str_split(&origins, ','), origin))
            return origin.n > 0;
    }
    return false;
}

/* One number a key: each request moves the moment at which everything will be allowed again. */
static bool take(struct api_key_entry *e, int64_t cost, int64_t now_ms, struct api_key_grant *grant)
{
    if (e->quota == 0)
        return true;
    grant->burst = e->burst;
    grant->retry_ms = -1;
    if (cost > e->burst)
        return false;
    int64_t each_ns = MINUTE_NS / e->quota, at_once_ns = e->burst * each_ns;
    int64_t now_ns = now_ms * MS_NS;
    int64_t full_ns = e->full_ns > now_ns ? e->full_ns : now_ns;
    if (full_ns > now_ns + at_once_ns)
        full_ns = now_ns + at_once_ns; /* the clock was set back, or the quota changed */
    int64_t over_ns = full_ns + cost * each_ns - now_ns - at_once_ns;
    if (over_ns > 0) {
        grant->retry_ms = (over_ns + MS_NS - 1) / MS_NS;
        return false;
    }
    e->full_ns = full_ns + cost * each_ns;
    grant->retry_ms = 0;
    return true;
}

static enum api_refusal ask(struct api_key_entry *e, const struct api_key_query *q, int64_t now_ms,
                            struct api_key_grant *grant)
{
    if ((e->scopes & q->scope) == 0)
        return API_WRONG_SCOPE;
    grant->for_origin = api_key_names_origin(e->origins, q->origin);
    if (e->origins.n > 0 && !grant->for_origin)
        return API_WRONG_ORIGIN;
    return take(e, q->cost > 0 ? q->cost : 1, now_ms, grant) ? API_GRANTED : API_OVER_QUOTA;
}

static enum rc answer(const struct api_key_grant *grant)
{
    static const enum rc codes[] = {
        [API_GRANTED] = RC_OK,
        [API_KEY_MISSING] = RC_UNAUTHENTICATED,
        [API_KEY_UNKNOWN] = RC_UNAUTHENTICATED,
        [API_WRONG_SCOPE] = RC_FORBIDDEN,
        [API_WRONG_ORIGIN] = RC_FORBIDDEN,
        [API_OVER_QUOTA] = RC_LIMITED,
    };
    return codes[grant->refusal];
}

static void count(struct api_key_entry *e, const struct api_key_query *q, int64_t now_ms,
                  struct api_key_grant *grant)
{
    grant->key_id = e->id;
    grant->refusal = ask(e, q, now_ms, grant);
    e->used_ms = now_ms;
    if (grant->refusal == API_GRANTED)
        e->requests += q->cost > 0 ? q->cost : 1;
    else
        e->refused++;
}

enum rc api_key_check(struct community *c, const struct api_key_query *q,
                      struct api_key_grant *grant)
{
    struct api_keys *k = c->api_keys;
    uint8_t hash[API_KEY_HASH_BYTES];
    *grant = (struct api_key_grant){.refusal = API_KEY_MISSING};
    if (q->key.n == 0)
        return answer(grant);
    grant->refusal = API_KEY_UNKNOWN;
    if (q->key.n > API_KEY_TEXT_MAX)
        return answer(grant);
    api_key_hash(c, q->key, hash);
    int64_t now_ms = community_now_ms(c);
    pthread_mutex_lock(&k->lock);
    struct api_key_entry *e = find_hash(&k->table, hash);
    if (e != NULL)
        count(e, q, now_ms, grant);
    pthread_mutex_unlock(&k->lock);
    return answer(grant);
}

enum rc api_key_take(struct community *c, int64_t cost, struct api_key_grant *grant)
{
    struct api_keys *k = c->api_keys;
    int64_t now_ms = community_now_ms(c);
    if (cost <= 0)
        return RC_OK;
    pthread_mutex_lock(&k->lock);
    struct api_key_entry *e = find_id(&k->table, grant->key_id);
    if (e == NULL)
        grant->refusal = API_KEY_UNKNOWN;
    else if (!take(e, cost, now_ms, grant))
        grant->refusal = API_OVER_QUOTA;
    if (grant->refusal == API_GRANTED)
        e->requests += cost;
    else if (e != NULL)
        e->refused++;
    pthread_mutex_unlock(&k->lock);
    return answer(grant);
}

bool api_key_allows_origin(struct community *c, struct str key, struct str origin)
{
    struct api_keys *k = c->api_keys;
    uint8_t hash[API_KEY_HASH_BYTES];
    if (key.n == 0 || key.n > API_KEY_TEXT_MAX)
        return false;
    api_key_hash(c, key, hash);
    pthread_mutex_lock(&k->lock);
    const struct api_key_entry *e = find_hash(&k->table, hash);
    bool allowed = e != NULL && api_key_names_origin(e->origins, origin);
    pthread_mutex_unlock(&k->lock);
    return allowed;
}

/* --- what Coral signs --- */

struct signature_key {
    int64_t id;
    unsigned char secret[API_KEY_TEXT_MAX];
    size_t n;
};

static size_t copy_secrets(struct api_keys *k, struct signature_key *ret)
{
    size_t n = 0;
    pthread_mutex_lock(&k->lock);
    for (size_t i = 0; i < k->table.count && n < API_KEY_SECRETS_MAX; i++) {
        const struct api_key_entry *e = &k->table.entries[i];
        if (e->secret.n == 0 || e->secret.n > API_KEY_TEXT_MAX)
            continue;
        ret[n].id = e->id;
        ret[n].n = e->secret.n;
        memcpy(ret[n++].secret, e->secret.p, e->secret.n);
    }
    pthread_mutex_unlock(&k->lock);
    return n;
}

/* The SHA-256 signatures of the header; others are passed over, as Coral's documentation says. */
static size_t parse_signatures(struct str header, unsigned char ret[][crypto_auth_hmacsha256_BYTES])
{
    size_t n = 0;
    while (header.p != NULL && n < SIGNATURES_MAX) {
        struct str part = str_trim(str_split(&header, ','));
        size_t got;
        if (!str_starts(part, STR("sha256=")))
            continue;
        part = str_slice(part, STR("sha256=").n, part.n);
        if (part.n == (size_t)2 * crypto_auth_hmacsha256_BYTES &&
            sodium_hex2bin(ret[n], crypto_auth_hmacsha256_BYTES, part.p, part.n, NULL, &got,
                           NULL) == 0 &&
            got == crypto_auth_hmacsha256_BYTES)
            n++;
    }
    return n;
}

static bool has_signed(const struct signature_key *key, struct str body,
                       unsigned char signatures[][crypto_auth_hmacsha256_BYTES], size_t count)
{
    crypto_auth_hmacsha256_state state;
    unsigned char expected[crypto_auth_hmacsha256_BYTES];
    bool is_one = false;
    crypto_auth_hmacsha256_init(&state, key->secret, key->n);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&state, expected);
    for (size_t i = 0; i < count; i++)
        is_one |= sodium_memcmp(expected, signatures[i], sizeof expected) == 0;
    return is_one;
}

enum rc api_key_check_signed(struct community *c, struct str signature, struct str body,
                             struct api_key_grant *grant)
{
    struct api_keys *k = c->api_keys;
    struct signature_key keys[API_KEY_SECRETS_MAX];
    unsigned char signatures[SIGNATURES_MAX][crypto_auth_hmacsha256_BYTES];
    const struct api_key_query query = {.scope = API_SCOPE_CORAL};
    int64_t signer = 0;
    *grant = (struct api_key_grant){.refusal = API_KEY_MISSING};
    if (signature.n == 0)
        return answer(grant);
    grant->refusal = API_KEY_UNKNOWN;
    size_t given =
        signature.n <= API_KEY_SIGNATURE_MAX ? parse_signatures(signature, signatures) : 0;
    size_t known = given > 0 ? copy_secrets(k, keys) : 0;
    for (size_t i = 0; i < known; i++)
        if (has_signed(&keys[i], body, signatures, given))
            signer = keys[i].id;
    sodium_memzero(keys, sizeof keys);
    pthread_mutex_lock(&k->lock);
    struct api_key_entry *e = signer != 0 ? find_id(&k->table, signer) : NULL;
    if (e != NULL)
        count(e, &query, community_now_ms(c), grant);
    pthread_mutex_unlock(&k->lock);
    return answer(grant);
}

/* --- in --- */

static int by_hash(const void *a, const void *b)
{
    const struct api_key_entry *x = a, *y = b;
    return memcmp(x->hash, y->hash, API_KEY_HASH_BYTES);
}

static enum rc read_table(struct community_reader *r, struct arena *arena,
                          struct api_key_table *ret)
{
    struct q_api_key_load_row *rows;
    size_t count, kept = 0;
    const struct q_api_key_load_in in = {.site_id = r->community->site.id,
                                         .max_rows = API_KEYS_MAX};
    enum rc rc = q_api_key_load(r->db, &in, arena, &rows, &count);
    struct api_key_entry *entries =
        rc == RC_OK ? ARENA_ARRAY(arena, count, struct api_key_entry) : NULL;
    if (entries == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].key_hash.n != API_KEY_HASH_BYTES)
            continue;
        struct api_key_entry *e = &entries[kept++];
        *e = (struct api_key_entry){.id = rows[i].id,
                                    .scopes = (unsigned)rows[i].scopes,
                                    .quota = rows[i].quota,
                                    .burst = rows[i].burst,
                                    .origins = rows[i].origins,
                                    .secret = rows[i].secret};
        memcpy(e->hash, rows[i].key_hash.p, API_KEY_HASH_BYTES);
    }
    qsort(entries, kept, sizeof *entries, by_hash);
    *ret = (struct api_key_table){.arena = arena, .entries = entries, .count = kept};
    return RC_OK;
}

/* Under the lock. */
static void take_over(const struct api_key_table *before, struct api_key_table *now)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct api_key_entry *old = &before->entries[i];
        struct api_key_entry *e = find_hash(now, old->hash);
        if (e == NULL)
            continue;
        e->full_ns = old->full_ns;
        e->requests = old->requests;
        e->refused = old->refused;
        e->used_ms = old->used_ms;
    }
}

static enum rc load(struct community_reader *r)
{
    struct api_keys *k = r->community->api_keys;
    struct arena *arena = arena_new(TABLE_BYTES_MAX);
    struct api_key_table table;
    enum rc rc = arena != NULL ? read_table(r, arena, &table) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    pthread_mutex_lock(&k->lock);
    struct arena *former = k->table.arena;
    take_over(&k->table, &table);
    k->table = table;
    pthread_mutex_unlock(&k->lock);
    arena_free(former);
    return RC_OK;
}

/* --- out --- */

struct counted {
    int64_t id, requests, refused, used_ms;
};

struct writing {
    struct community *community;
    struct counted *list;
    size_t count;
};

static enum rc write_counts(struct db *db, void *ctx)
{
    const struct writing *w = ctx;
    int64_t site_id = w->community->site.id;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < w->count; i++) {
        const struct counted *n = &w->list[i];
        rc = q_api_key_count(db, &(struct q_api_key_count_in){.site_id = site_id,
                                                              .key_id = n->id,
                                                              .day = n->used_ms / DAY_MS,
                                                              .requests = n->requests,
                                                              .refused = n->refused});
        if (rc == RC_OK)
            rc = q_api_key_used(db, &(struct q_api_key_used_in){
                                        .site_id = site_id, .id = n->id, .used_ms = n->used_ms});
    }
    return rc;
}

static void collect(struct api_keys *k, struct arena *arena, struct writing *w)
{
    pthread_mutex_lock(&k->lock);
    w->list = ARENA_ARRAY(arena, k->table.count, struct counted);
    for (size_t i = 0; w->list != NULL && i < k->table.count; i++) {
        struct api_key_entry *e = &k->table.entries[i];
        if (e->requests == 0 && e->refused == 0)
            continue;
        w->list[w->count++] = (struct counted){e->id, e->requests, e->refused, e->used_ms};
        e->requests = e->refused = 0;
    }
    pthread_mutex_unlock(&k->lock);
}

/* The database was away: they go with the next writing. */
static void put_back(struct api_keys *k, const struct writing *w)
{
    pthread_mutex_lock(&k->lock);
    for (size_t i = 0; i < w->count; i++) {
        struct api_key_entry *e = find_id(&k->table, w->list[i].id);
        if (e != NULL) {
            e->requests += w->list[i].requests;
            e->refused += w->list[i].refused;
        }
    }
    pthread_mutex_unlock(&k->lock);
}

static enum rc write_out(struct community *c)
{
    struct arena *arena = arena_new(API_KEYS_MAX * sizeof(struct counted) + 1024);
    struct writing w = {.community = c};
    if (arena == NULL)
        return RC_NO_MEMORY;
    collect(c->api_keys, arena, &w);
    enum rc rc = w.count > 0 ? store_write_wait(c->store, write_counts, &w) : RC_OK;
    if (rc != RC_OK)
        put_back(c->api_keys, &w);
    arena_free(arena);
    return rc;
}

void api_keys_finish(struct community *c)
{
    if (c->api_keys != NULL && c->api_keys->table.count > 0)
        (void)!write_out(c);
}

enum rc api_key_tick(struct community_reader *r)
{
    struct api_keys *k = r->community->api_keys;
    int64_t now_ms = community_now_ms(r->community);
    bool stale = atomic_exchange(&k->stale, false);
    enum rc rc = RC_OK, written = RC_OK;
    if (stale || now_ms - k->last_write_ms >= API_KEY_WRITE_MS) {
        written = write_out(r->community);
        k->last_write_ms = now_ms;
    }
    if (stale)
        rc = load(r);
    if (rc != RC_OK)
        atomic_store(&k->stale, true);
    return rc != RC_OK ? rc : written;
}
