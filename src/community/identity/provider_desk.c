#include "community/identity/provider_desk.h"

#include <pthread.h>

#include "community/offload.h"
#include "community/identity/provider_call.h"
#include "federation/pkce.h"
#include "federation/query.h"

#define THREADS  2
#define DESK_MAX ((size_t)256 * 1024)

struct provider_desk {
    struct arena *arena; /* holds this struct */
    struct provider_desk_config config;
    pthread_mutex_t lock;              /* of the counters; no fetch runs under it */
    struct provider_counter *counters; /* one a provider */
    struct offload *offload;
    atomic_bool ends;
};

enum rc provider_desk_new(const struct provider_desk_config *config, struct provider_desk **ret)
{
    struct arena *arena = arena_new(DESK_MAX);
    struct provider_desk *d = arena != NULL ? ARENA_NEW(arena, struct provider_desk) : NULL;
    if (d == NULL) {
        arena_free(arena);
        arena_free(config->arena);
        return RC_NO_MEMORY;
    }
    d->arena = arena;
    d->config = *config;
    pthread_mutex_init(&d->lock, NULL);
    d->counters = ARENA_ARRAY(arena, config->providers->count, struct provider_counter);
    for (size_t i = 0; d->counters != NULL && i < config->providers->count; i++) {
        config->providers->list[i].desk = d;
        buf_init(&d->counters[i].description.text, DISCOVERY_DOCUMENT_MAX);
        buf_init(&d->counters[i].keys.text, JWK_DOCUMENT_MAX);
    }
    enum rc rc = d->counters != NULL ? offload_new(THREADS, &d->offload) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        provider_desk_free(d);
        return rc;
    }
    *ret = d;
    return RC_OK;
}

void provider_desk_end(struct provider_desk *d)
{
    if (d != NULL)
        atomic_store(&d->ends, true);
}

void provider_desk_free(struct provider_desk *d)
{
    if (d == NULL)
        return;
    provider_desk_end(d);
    offload_free(d->offload);
    for (size_t i = 0; d->counters != NULL && i < d->config.providers->count; i++) {
        buf_release(&d->counters[i].description.text);
        buf_release(&d->counters[i].keys.text);
    }
    pthread_mutex_destroy(&d->lock);
    arena_free(d->config.arena);
    arena_free(d->arena);
}

const struct providers *provider_desk_list(const struct provider_desk *d)
{
    return d->config.providers;
}

enum rc provider_desk_submit(struct provider_desk *d, void (*fn)(void *ctx), void *ctx)
{
    return offload_submit(d->offload, fn, ctx);
}

/* --- fetching --- */

struct provider_call provider_call_begin(struct provider_desk *d, const struct provider *p,
                                         struct arena *a, struct problem *problem)
{
    return (struct provider_call){
        .desk = d,
        .provider = p,
        .counter = &d->counters[p - d->config.providers->list],
        .arena = a,
        .problem = problem,
        .end_ns = clock_monotonic_ns() + (int64_t)PROVIDER_DESK_BUDGET_MS * 1000000,
        .now_ms = community_now_ms(d->config.community),
    };
}

static bool is_away(const struct provider_call *c)
{
    pthread_mutex_lock(&c->desk->lock);
    bool away = c->counter->away_until_ms > c->now_ms;
    pthread_mutex_unlock(&c->desk->lock);
    return away;
}

static void note_away(const struct provider_call *c)
{
    pthread_mutex_lock(&c->desk->lock);
    c->counter->away_until_ms = c->now_ms + PROVIDER_DESK_AWAY_MS;
    pthread_mutex_unlock(&c->desk->lock);
}

enum rc provider_call_fetch(const struct provider_call *c, struct str address,
                            struct fetch_options options, struct fetch_result *ret)
{
    int64_t left_ms = (c->end_ns - clock_monotonic_ns()) / 1000000;
    int64_t timeout_ms = c->desk->config.timeout_ms;
    options.is_call = true;
    options.allow_private = c->desk->config.private_addresses;
    options.private_setting = "providers.private_addresses";
    options.timeout_ms = left_ms < timeout_ms ? left_ms : timeout_ms;
    options.gives_up = &c->desk->ends;
    if (left_ms <= 0)
        return problem_set(c->problem, RC_UNAVAILABLE, "The provider took too long.");
    enum rc rc = fetch_url(address, &options, c->arena, ret, c->problem);
    if (rc == RC_OK && ret->status >= 500)
        rc = problem_set(c->problem, RC_UNAVAILABLE, "The provider answered %ld.", ret->status);
    if (rc == RC_UNAVAILABLE)
        note_away(c);
    return rc;
}

bool provider_call_take(const struct provider_call *c, const struct provider_kept *kept,
                        int64_t max_age_ms, struct str *ret)
{
    pthread_mutex_lock(&c->desk->lock);
    bool found = kept->text.n > 0 && c->now_ms - kept->taken_ms < max_age_ms;
    if (found)
        *ret = arena_dup(c->arena, buf_str(&kept->text));
    pthread_mutex_unlock(&c->desk->lock);
    return found;
}

void provider_call_keep(const struct provider_call *c, struct provider_kept *kept, struct str text)
{
    pthread_mutex_lock(&c->desk->lock);
    buf_clear(&kept->text);
    buf_put(&kept->text, text);
    if (buf_status(&kept->text) != RC_OK)
        buf_clear(&kept->text);
    kept->taken_ms = c->now_ms;
    pthread_mutex_unlock(&c->desk->lock);
}

enum rc provider_call_fetch_document(const struct provider_call *c, struct str address,
                                     size_t bytes_max, struct str *ret)
{
    struct fetch_result result;
    enum rc rc =
        provider_call_fetch(c, address, (struct fetch_options){.bytes_max = bytes_max}, &result);
    if (rc == RC_OK && result.status != 200)
        rc = problem_set(c->problem, RC_UNAVAILABLE, "%.*s answered %ld.", STR_ARG(address),
                         result.status);
    if (rc == RC_OK)
        *ret = result.body;
    return rc;
}

/* --- descriptions --- */

static enum rc read_description(const struct provider_call *c, struct str text,
                                struct discovery *ret)
{
    const struct provider *p = c->provider;
    return discovery_read(text, p->issuer, p->algorithm, c->desk->config.private_addresses,
                          c->arena, ret, c->problem);
}

/* Kept for an hour; after that asked anew, and the old one used as long as the provider is away. */
static enum rc describe_openid(const struct provider_call *c, struct discovery *ret)
{
    struct str text;
    struct provider_kept *kept = &c->counter->description;
    bool old = provider_call_take(c, kept, INT64_MAX, &text);
    if (provider_call_take(c, kept, PROVIDER_DESK_KEPT_MS, &text) || (old && is_away(c)))
        return read_description(c, text, ret);
    if (is_away(c))
        return problem_set(c->problem, RC_UNAVAILABLE, "The provider did not answer a moment ago.");
    struct str address = discovery_address(c->arena, c->provider->issuer), fresh;
    struct problem unheard = {0};
    struct provider_call quiet = *c;
    quiet.problem = old ? &unheard : c->problem;
    enum rc rc = provider_call_fetch_document(&quiet, address, DISCOVERY_DOCUMENT_MAX, &fresh);
    if (rc != RC_OK && old)
        return read_description(c, text, ret);
    if (rc == RC_OK)
        rc = read_description(c, fresh, ret);
    if (rc == RC_OK)
        provider_call_keep(c, kept, fresh);
    return rc;
}

/* Where a provider is asked what, whichever kind it is of. */
enum rc provider_call_describe(const struct provider_call *c, struct discovery *ret)
{
    const struct provider *p = c->provider;
    if (p->kind == PROVIDER_OPENID)
        return describe_openid(c, ret);
    *ret =
        (struct discovery){.authorize = p->authorize, .token = p->token, .user_info = p->user_info};
    return RC_OK;
}

enum rc provider_desk_ask(struct provider_desk *d, const struct provider *p,
                          const struct provider_question *q, struct arena *a, struct str *ret,
                          struct problem *problem)
{
    struct provider_call c = provider_call_begin(d, p, a, problem);
    struct discovery where;
    struct buf out;
    enum rc rc = provider_call_describe(&c, &where);
    if (rc != RC_OK)
        return rc;
    buf_init(&out, PROVIDER_CALL_TEXT_MAX);
    query_begin(&out, where.authorize);
    query_put(&out, STR("response_type"), STR("code"));
    query_put(&out, STR("client_id"), p->client_id);
    query_put(&out, STR("redirect_uri"), q->return_address);
    query_put(&out, STR("scope"), p->scope);
    query_put(&out, STR("state"), q->state);
    query_put(&out, STR("code_challenge"), pkce_challenge(a, q->verifier));
    query_put(&out, STR("code_challenge_method"), STR("S256"));
    if (p->kind == PROVIDER_OPENID)
        query_put(&out, STR("nonce"), q->nonce);
    if (q->just_now) {
        query_put(&out, STR("prompt"), STR("login"));
        query_put(&out, STR("max_age"), STR("0"));
    }
    rc = buf_status(&out);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}
