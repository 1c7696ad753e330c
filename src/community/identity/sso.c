#include "community/identity/sso.h"

#include <sodium.h>

#include "base/log.h"
#include "community/core.h"
#include "community/identity/identity_arrival.h"
#include "federation/jwt.h"
#include "federation/sso_token.h"
#include "queries.h"

static void hash_used(const struct provider *p, struct str jti,
                      uint8_t out[static crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256_state h;
    crypto_hash_sha256_init(&h);
    /* The NUL keeps issuer and jti apart: neither holds one. */
    crypto_hash_sha256_update(&h, (const unsigned char *)p->key.p, p->key.n);
    crypto_hash_sha256_update(&h, (const unsigned char *)"", 1);
    crypto_hash_sha256_update(&h, (const unsigned char *)jti.p, jti.n);
    crypto_hash_sha256_final(&h, out);
}

/* The operator, whose publisher makes the tokens, is told what is wrong with one. */
static enum rc refuse(struct sso_arrival *op, enum rc rc, const struct problem *reason)
{
    log_event(LOG_WARN, STR("sso_refused"), LOG_STR("provider", op->provider->slug),
              LOG_STR("reason", str_from_cstr(reason->message)));
    if (rc == RC_NO_MEMORY)
        return rc;
    return problem_set(
        &op->job.problem, rc == RC_EXPIRED ? rc : RC_INVALID,
        rc == RC_EXPIRED
            ? "%.*s sent you here with a token that has run out. Go back and try again."
            : "%.*s sent you here with a token that is not valid.",
        STR_ARG(op->provider->title));
}

static enum rc read_token(struct sso_arrival *op)
{
    const struct provider *p = op->provider;
    const struct json_tree *claims;
    struct sso_token token;
    struct problem reason = {0};
    const struct sso_token_expectation want = {.issuer = p->issuer,
                                               .audience =
                                                   p->audience.n > 0 ? p->audience : op->audience,
                                               .now_ms = community_now_ms(op->job.community)};
    enum rc rc = jwt_open(op->token, p->algorithm, &p->keys, op->job.arena, &claims, &reason);
    if (rc == RC_OK)
        rc = sso_token_check(claims, &want, &token, &reason);
    if (rc != RC_OK)
        return refuse(op, rc, &reason);
    op->work.profile = token.profile;
    op->work.expires_ms = token.expires_ms;
    hash_used(p, token.jti, op->work.used_hash);
    return RC_OK;
}

static enum rc run_arrive(struct db *db, struct community_job *job)
{
    struct sso_arrival *op = (struct sso_arrival *)job;
    struct community *c = job->community;
    int64_t first = 0;
    enum rc rc =
        q_sso_use(db,
                  &(struct q_sso_use_in){.site_id = c->site.id,
                                         .token_hash = str_make((const char *)op->work.used_hash,
                                                                sizeof op->work.used_hash),
                                         .expires_ms = op->work.expires_ms},
                  &first);
    if (rc == RC_OK && first == 0)
        return problem_set(&job->problem, RC_EXPIRED,
                           "This token was used before. Go back to %.*s and try again.",
                           STR_ARG(op->provider->title));
    if (rc != RC_OK)
        return rc;
    return identity_arrival_make(c, db,
                                 &(struct identity_arrival_order){.provider = op->provider,
                                                                  .profile = &op->work.profile,
                                                                  .back = op->back},
                                 job->arena, &op->ret_token);
}

enum rc sso_arrive_submit(struct community_job *job)
{
    struct sso_arrival *op = (struct sso_arrival *)job;
    enum rc rc = read_token(op);
    if (rc != RC_OK)
        return rc;
    job->run = run_arrive;
    return community_submit(job);
}
