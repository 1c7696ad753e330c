/* Any bytes are read as a token, a set of keys, a provider's description, a person, or refused with a reason. */
#include "fuzz.h"

#include "base/utf8.h"
#include "federation/discovery.h"
#include "federation/id_token.h"
#include "federation/jwt.h"
#include "federation/profile.h"
#include "federation/sso_token.h"

#define KEYS                                                                                       \
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"                       \
    "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}"

static void check(enum rc rc, const struct problem *problem)
{
    if (rc != RC_OK)
        FUZZ_CHECK(problem->message[0] != '\0' && utf8_valid(str_from_cstr(problem->message)));
}

static void read_claims(struct str text, struct arena *a)
{
    const struct json_tree *claims;
    struct profile profile;
    struct sso_token token;
    struct problem problems[3] = {0};
    const struct id_token_expectation want = {
        .issuer = STR("i"), .client_id = STR("c"), .nonce = STR("n")};
    const struct sso_token_expectation sso = {.issuer = STR("i"), .audience = STR("c")};
    if (json_tree_read(text, a, &claims, NULL) != RC_OK)
        return;
    check(id_token_check(claims, &want, &problems[0]), &problems[0]);
    check(sso_token_check(claims, &sso, &token, &problems[1]), &problems[1]);
    enum rc rc = profile_read(claims, &profile_map_openid, &profile, &problems[2]);
    check(rc, &problems[2]);
    if (rc == RC_OK)
        FUZZ_CHECK(profile.subject.n > 0 && utf8_valid(profile.subject) &&
                   utf8_valid(profile.name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    struct arena *a = arena_new((size_t)64 << 20);
    struct jwk_set keys, foreign;
    struct discovery discovery;
    const struct json_tree *claims;
    struct problem problems[3] = {0};
    FUZZ_CHECK(jwk_set_read(STR(KEYS), false, a, &keys, NULL) == RC_OK);
    enum rc rc = jwt_open(text, JWT_EDDSA, &keys, a, &claims, &problems[0]);
    FUZZ_CHECK(rc != RC_OK); /* nobody here has the private key */
    check(rc, &problems[0]);
    rc = jwk_set_read(text, true, a, &foreign, &problems[1]);
    check(rc, &problems[1]);
    if (rc == RC_OK) {
        struct problem problem = {0};
        check(jwt_open(STR("eyJhbGciOiJSUzI1NiJ9.e30.AAAA"), JWT_RS256, &foreign, a, &claims,
                       &problem),
              &problem);
    }
    check(discovery_read(text, STR("https://id.example"), JWT_RS256, false, a, &discovery,
                         &problems[2]),
          &problems[2]);
    read_claims(text, a);
    arena_free(a);
    return 0;
}
