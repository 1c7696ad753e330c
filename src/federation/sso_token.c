#include "federation/sso_token.h"

#include "federation/id_token.h"
#include "federation/jwt.h"

static enum rc refuse(struct problem *problem, enum rc rc, const char *claim, const char *why)
{
    return problem_set(problem, rc, "The token's \"%s\" %s.", claim, why);
}

static enum rc check_times(const struct json_tree *claims, int64_t now_ms, struct sso_token *ret,
                           struct problem *problem)
{
    int64_t expires_ms, issued_ms, begins_ms;
    if (jwt_claim_time(claims, STR("exp"), &expires_ms) != RC_OK)
        return refuse(problem, RC_INVALID, "exp", "is missing or no time in seconds");
    if (jwt_claim_time(claims, STR("iat"), &issued_ms) != RC_OK)
        return refuse(problem, RC_INVALID, "iat", "is missing or no time in seconds");
    if (expires_ms <= issued_ms || expires_ms - issued_ms > SSO_TOKEN_LIFE_MAX_MS)
        return refuse(problem, RC_INVALID, "exp", "is not within five minutes after \"iat\"");
    if (issued_ms > now_ms + SSO_TOKEN_LEEWAY_MS)
        return refuse(problem, RC_EXPIRED, "iat",
                      "is in the future: one of the two clocks is wrong");
    if (expires_ms + SSO_TOKEN_LEEWAY_MS <= now_ms)
        return refuse(problem, RC_EXPIRED, "exp", "has passed");
    enum rc rc = jwt_claim_time(claims, STR("nbf"), &begins_ms);
    if (rc == RC_INVALID)
        return refuse(problem, RC_INVALID, "nbf", "is no time in seconds");
    if (rc == RC_OK && begins_ms > now_ms + SSO_TOKEN_LEEWAY_MS)
        return refuse(problem, RC_EXPIRED, "nbf", "has not come yet");
    ret->expires_ms = expires_ms + SSO_TOKEN_LEEWAY_MS;
    return RC_OK;
}

enum rc sso_token_check(const struct json_tree *claims, const struct sso_token_expectation *want,
                        struct sso_token *ret, struct problem *problem)
{
    struct sso_token token = {.jti = jwt_claim_text(claims, STR("jti"))};
    bool others = false;
    if (want->issuer.n == 0 || !str_eq(jwt_claim_text(claims, STR("iss")), want->issuer))
        return refuse(problem, RC_INVALID, "iss", "is not the configured issuer");
    if (want->audience.n == 0 || !id_token_audience(claims, want->audience, &others) || others)
        return refuse(problem, RC_INVALID, "aud", "is not this site alone");
    enum rc rc = check_times(claims, want->now_ms, &token, problem);
    if (rc == RC_OK && (token.jti.n < SSO_TOKEN_JTI_MIN || token.jti.n > SSO_TOKEN_JTI_MAX))
        rc = refuse(problem, RC_INVALID, "jti", "does not have 16 to 128 characters");
    if (rc == RC_OK)
        rc = profile_read(claims, &profile_map_openid, &token.profile, problem);
    if (rc == RC_OK)
        *ret = token;
    return rc;
}
