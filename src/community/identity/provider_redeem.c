/* From the code a browser brings back to who it is. */
#include "community/identity/provider_call.h"

#include <sodium.h>

#include "federation/id_token.h"
#include "federation/jwt.h"
#include "federation/query.h"

/* --- the code --- */

/* RFC 6749, section 2.3.1: both parts are encoded before they are joined. */
static struct str basic_authorization(const struct provider_call *c)
{
    struct buf pair;
    struct str text = {0};
    buf_init(&pair, PROVIDER_CALL_TEXT_MAX);
    query_put_encoded(&pair, c->provider->client_id);
    buf_put_char(&pair, ':');
    query_put_encoded(&pair, c->provider->secret);
    size_t size = sodium_base64_encoded_len(pair.n, sodium_base64_VARIANT_ORIGINAL);
    char *base64 = buf_status(&pair) == RC_OK ? arena_alloc(c->arena, size) : NULL;
    if (base64 != NULL)
        text = arena_printf(c->arena, "Basic %s",
                            sodium_bin2base64(base64, size, (const unsigned char *)pair.p, pair.n,
                                              sodium_base64_VARIANT_ORIGINAL));
    buf_release(&pair);
    return text;
}

static enum provider_auth auth_of(const struct provider_call *c, const struct discovery *where)
{
    if (c->provider->kind == PROVIDER_OPENID)
        return where->auth == DISCOVERY_AUTH_BASIC ? PROVIDER_AUTH_BASIC : PROVIDER_AUTH_POST;
    return c->provider->auth;
}

static struct str token_form(const struct provider_call *c, enum provider_auth auth,
                             const struct provider_question *q,
                             const struct provider_answer *answer)
{
    const struct provider *p = c->provider;
    struct buf form;
    buf_init(&form, PROVIDER_CALL_ANSWER_MAX);
    query_put(&form, STR("grant_type"), STR("authorization_code"));
    query_put(&form, STR("code"), answer->code);
    query_put(&form, STR("redirect_uri"), q->return_address);
    query_put(&form, STR("code_verifier"), q->verifier);
    if (auth != PROVIDER_AUTH_BASIC)
        query_put(&form, STR("client_id"), p->client_id);
    if (auth == PROVIDER_AUTH_POST)
        query_put(&form, STR("client_secret"), p->secret);
    if (p->given_back.n > 0) {
        query_put(&form, p->given_back, answer->given_back);
        query_put(&form, STR("state"), q->state);
    }
    struct str text =
        buf_status(&form) == RC_OK ? arena_dup(c->arena, buf_str(&form)) : (struct str){0};
    sodium_memzero(form.p, form.n);
    buf_release(&form);
    return text;
}

/* A refusal names its reason by a word of the specification (RFC 6749, section 5.2), which the operator wants to know. */
static enum rc read_tokens(const struct provider_call *c, const struct fetch_result *result,
                           const struct json_tree **ret)
{
    const struct json_tree *tree = NULL;
    enum rc rc = json_tree_read(result->body, c->arena, &tree, NULL);
    struct str fault = jwt_claim_text(tree, STR("error"));
    if (rc == RC_NO_MEMORY)
        return rc;
    if (result->status != 200 || fault.n > 0)
        return problem_set(c->problem, RC_FORBIDDEN, "The code was refused (%ld, %.*s).",
                           result->status, STR_ARG(str_slice(fault, 0, 60)));
    if (rc != RC_OK)
        return problem_set(c->problem, RC_INVALID, "The token endpoint did not answer with JSON.");
    *ret = tree;
    return RC_OK;
}

static enum rc exchange_code(const struct provider_call *c, const struct discovery *where,
                             const struct provider_question *q,
                             const struct provider_answer *answer, const struct json_tree **ret)
{
    struct fetch_result result;
    enum provider_auth auth = auth_of(c, where);
    struct str form = token_form(c, auth, q, answer);
    struct str authorization = auth == PROVIDER_AUTH_BASIC ? basic_authorization(c) : STR("");
    if (form.n == 0 || arena_failed(c->arena))
        return problem_set(c->problem, RC_INVALID, "The code is too long.");
    enum rc rc = provider_call_fetch(c, where->token,
                                     (struct fetch_options){.bytes_max = PROVIDER_CALL_ANSWER_MAX,
                                                            .post = form,
                                                            .authorization = authorization},
                                     &result);
    return rc == RC_OK ? read_tokens(c, &result, ret) : rc;
}

/* --- the ID token --- */

static enum rc fetch_keys(const struct provider_call *c, const struct discovery *where,
                          int64_t max_age_ms, struct jwk_set *ret)
{
    struct str text;
    struct provider_kept *kept = &c->counter->keys;
    if (provider_call_take(c, kept, max_age_ms, &text))
        return jwk_set_read(text, false, c->arena, ret, c->problem);
    enum rc rc = provider_call_fetch_document(c, where->keys, JWK_DOCUMENT_MAX, &text);
    if (rc == RC_OK)
        rc = jwk_set_read(text, false, c->arena, ret, c->problem);
    if (rc == RC_OK)
        provider_call_keep(c, kept, text);
    return rc;
}

/* A key that is not among those kept may be new: they are fetched again, but a stream of made-up names does not make us
 * ask all the time. */
static enum rc open_id_token(const struct provider_call *c, const struct discovery *where,
                             struct str text, const struct json_tree **ret)
{
    struct jwk_set keys;
    struct problem first = {0};
    enum rc rc = fetch_keys(c, where, PROVIDER_DESK_KEPT_MS, &keys);
    if (rc != RC_OK)
        return rc;
    rc = jwt_open(text, c->provider->algorithm, &keys, c->arena, ret, &first);
    if (rc == RC_NOT_FOUND && fetch_keys(c, where, PROVIDER_DESK_KEYS_MS, &keys) == RC_OK) {
        first = (struct problem){0};
        rc = jwt_open(text, c->provider->algorithm, &keys, c->arena, ret, &first);
    }
    if (rc == RC_NOT_FOUND)
        rc = RC_INVALID;
    return rc == RC_OK ? rc : problem_set(c->problem, rc, "%s", first.message);
}

/* Asked to show who they are, a person did so just now, or the provider did not do what it was asked. */
static enum rc check_just_now(const struct provider_call *c, const struct json_tree *claims)
{
    int64_t shown_ms = 0;
    if (jwt_claim_time(claims, STR("auth_time"), &shown_ms) == RC_OK &&
        shown_ms + PROVIDER_DESK_FRESH_MS > c->now_ms)
        return RC_OK;
    return problem_set(c->problem, RC_EXPIRED,
                       "The ID token's \"auth_time\" is missing or too old.");
}

static enum rc read_id_token(const struct provider_call *c, const struct discovery *where,
                             const struct provider_question *q, const struct json_tree *tokens,
                             struct profile *ret)
{
    const struct json_tree *claims;
    struct str text = jwt_claim_text(tokens, STR("id_token"));
    const struct id_token_expectation want = {.issuer = c->provider->issuer,
                                              .client_id = c->provider->client_id,
                                              .nonce = q->nonce,
                                              .now_ms = c->now_ms};
    if (text.n == 0)
        return problem_set(c->problem, RC_INVALID, "The provider gave no ID token.");
    enum rc rc = open_id_token(c, where, text, &claims);
    if (rc == RC_OK)
        rc = id_token_check(claims, &want, c->problem);
    if (rc == RC_OK && q->just_now)
        rc = check_just_now(c, claims);
    return rc == RC_OK ? profile_read(claims, &c->provider->map, ret, c->problem) : rc;
}

/* --- user info --- */

static enum rc fetch_user_info(const struct provider_call *c, struct str address, struct str token,
                               struct profile *ret)
{
    const struct provider *p = c->provider;
    struct fetch_options options = {.bytes_max = PROVIDER_CALL_ANSWER_MAX};
    const struct json_tree *tree;
    struct fetch_result result;
    struct buf form;
    if (token.n == 0)
        return problem_set(c->problem, RC_INVALID, "The provider gave no access token.");
    buf_init(&form, PROVIDER_CALL_ANSWER_MAX);
    query_put(&form, STR("client_id"), p->client_id);
    query_put(&form, STR("access_token"), token);
    if (p->kind == PROVIDER_OAUTH && p->ask == PROVIDER_ASK_FORM)
        options.post = buf_str(&form);
    else
        options.authorization = arena_printf(c->arena, "Bearer %.*s", STR_ARG(token));
    enum rc rc = buf_status(&form);
    if (rc == RC_OK)
        rc = provider_call_fetch(c, address, options, &result);
    buf_release(&form);
    if (rc == RC_OK && result.status != 200)
        rc = problem_set(c->problem, RC_FORBIDDEN, "The provider would not say who it is (%ld).",
                         result.status);
    if (rc == RC_OK)
        rc = json_tree_read(result.body, c->arena, &tree, c->problem);
    return rc == RC_OK ? profile_read(tree, &p->map, ret, c->problem) : rc;
}

/* Name and address are a help in joining; without them the person types them. Another subject is no help. */
static enum rc complete_profile(const struct provider_call *c, const struct discovery *where,
                                const struct json_tree *tokens, struct profile *profile)
{
    struct profile more;
    struct problem unheard = {0};
    struct provider_call quiet = *c;
    quiet.problem = &unheard;
    if (where->user_info.n == 0 || (profile->name.n > 0 && profile->email.n > 0))
        return RC_OK;
    if (fetch_user_info(&quiet, where->user_info, jwt_claim_text(tokens, STR("access_token")),
                        &more) != RC_OK)
        return RC_OK;
    return profile_merge(profile, &more, c->problem);
}

/* RFC 9207: an answer that names another issuer was meant for another, who may be an attacker. */
static enum rc check_issuer(const struct provider_call *c, const struct discovery *where,
                            const struct provider_answer *answer)
{
    if (c->provider->kind != PROVIDER_OPENID)
        return RC_OK;
    bool missing = answer->issuer.p == NULL;
    if (missing ? !where->names_issuer : str_eq(answer->issuer, c->provider->issuer))
        return RC_OK;
    return problem_set(c->problem, RC_INVALID,
                       missing ? "The answer lacks \"iss\", which the provider said it has."
                               : "The answer's \"iss\" is not the configured issuer.");
}

enum rc provider_desk_redeem(struct provider_desk *d, const struct provider *p,
                             const struct provider_question *q,
                             const struct provider_answer *answer, struct arena *a,
                             struct profile *ret, struct problem *problem)
{
    struct provider_call c = provider_call_begin(d, p, a, problem);
    struct discovery where;
    const struct json_tree *tokens;
    struct profile profile;
    enum rc rc = provider_call_describe(&c, &where);
    if (rc == RC_OK)
        rc = check_issuer(&c, &where, answer);
    if (rc == RC_OK)
        rc = exchange_code(&c, &where, q, answer, &tokens);
    if (rc == RC_OK && p->kind == PROVIDER_OPENID) {
        rc = read_id_token(&c, &where, q, tokens, &profile);
        if (rc == RC_OK)
            rc = complete_profile(&c, &where, tokens, &profile);
    } else if (rc == RC_OK) {
        rc = fetch_user_info(&c, where.user_info, jwt_claim_text(tokens, STR("access_token")),
                             &profile);
    }
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = profile;
    return rc;
}
