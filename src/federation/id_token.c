#include "federation/id_token.h"

#include "federation/jwt.h"

static enum rc refuse(struct problem *problem, enum rc rc, const char *claim, const char *why)
{
    return problem_set(problem, rc, "The ID token's \"%s\" %s.", claim, why);
}

bool id_token_audience(const struct json_tree *claims, struct str client_id, bool *ret_others)
{
    const struct json_tree *aud = json_tree_get(claims, STR("aud"));
    bool named = false, others = false;
    if (aud == NULL || (aud->kind != TREE_STRING && aud->kind != TREE_ARRAY))
        return false;
    const struct json_tree *one = aud->kind == TREE_STRING ? aud : aud->first;
    for (; one != NULL; one = aud->kind == TREE_ARRAY ? one->next : NULL) {
        bool ours = one->kind == TREE_STRING && str_eq(one->text, client_id);
        named = named || ours;
        others = others || !ours;
    }
    *ret_others = others;
    return named;
}

static enum rc check_parties(const struct json_tree *claims,
                             const struct id_token_expectation *want, struct problem *problem)
{
    bool others = false;
    const struct json_tree *party = json_tree_get(claims, STR("azp"));
    if (want->issuer.n == 0 || !str_eq(jwt_claim_text(claims, STR("iss")), want->issuer))
        return refuse(problem, RC_INVALID, "iss", "is not the configured issuer");
    if (want->client_id.n == 0 || !id_token_audience(claims, want->client_id, &others))
        return refuse(problem, RC_INVALID, "aud", "does not name this client");
    if (others && party == NULL)
        return refuse(problem, RC_INVALID, "azp", "is missing, although the token is for several");
    if (party != NULL && !str_eq(jwt_claim_text(claims, STR("azp")), want->client_id))
        return refuse(problem, RC_INVALID, "azp", "is not this client");
    return RC_OK;
}

static enum rc check_times(const struct json_tree *claims, int64_t now_ms, struct problem *problem)
{
    int64_t expires_ms, issued_ms, begins_ms;
    if (jwt_claim_time(claims, STR("exp"), &expires_ms) != RC_OK)
        return refuse(problem, RC_INVALID, "exp", "is missing or no time");
    if (jwt_claim_time(claims, STR("iat"), &issued_ms) != RC_OK)
        return refuse(problem, RC_INVALID, "iat", "is missing or no time");
    if (expires_ms + ID_TOKEN_LEEWAY_MS <= now_ms)
        return refuse(problem, RC_EXPIRED, "exp", "has passed");
    if (issued_ms > now_ms + ID_TOKEN_LEEWAY_MS)
        return refuse(problem, RC_EXPIRED, "iat",
                      "is in the future: one of the two clocks is wrong");
    if (issued_ms + ID_TOKEN_AGE_MAX_MS < now_ms)
        return refuse(problem, RC_EXPIRED, "iat", "is too long ago");
    enum rc rc = jwt_claim_time(claims, STR("nbf"), &begins_ms);
    if (rc == RC_INVALID)
        return refuse(problem, RC_INVALID, "nbf", "is no time");
    if (rc == RC_OK && begins_ms > now_ms + ID_TOKEN_LEEWAY_MS)
        return refuse(problem, RC_EXPIRED, "nbf", "has not come yet");
    return RC_OK;
}

enum rc id_token_check(const struct json_tree *claims, const struct id_token_expectation *want,
                       struct problem *problem)
{
    enum rc rc = check_parties(claims, want, problem);
    if (rc == RC_OK)
        rc = check_times(claims, want->now_ms, problem);
    if (rc == RC_OK &&
        (want->nonce.n == 0 || !str_eq(jwt_claim_text(claims, STR("nonce")), want->nonce)))
        rc = refuse(problem, RC_INVALID, "nonce", "is not the one this sign-in began with");
    return rc;
}
