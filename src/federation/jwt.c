#include "federation/jwt.h"

#include <cjose/cjose.h>
#include <sodium.h>

#include "federation/base64url.h"

#define SECONDS_MAX 253402300799.0 /* the year 9999 */

/* The three parts of a token, and its header. */
struct parts {
    struct str text, header, payload, signature; /* base64url */
    struct str signed_text;
    struct str kid;
};

static enum rc refuse(struct problem *problem, const char *why)
{
    return problem_set(problem, RC_INVALID, "The token %s.", why);
}

static enum rc split(struct str text, struct parts *ret, struct problem *problem)
{
    size_t first = str_find_char(text, '.', 0);
    size_t second = first != STR_NONE ? str_find_char(text, '.', first + 1) : STR_NONE;
    if (second == STR_NONE || str_find_char(text, '.', second + 1) != STR_NONE)
        return refuse(problem, "does not have three parts");
    *ret = (struct parts){
        .text = text,
        .header = str_slice(text, 0, first),
        .payload = str_slice(text, first + 1, second),
        .signature = str_slice(text, second + 1, text.n),
        .signed_text = str_slice(text, 0, second),
    };
    return RC_OK;
}

static enum rc read_object(struct str part, struct arena *a, const struct json_tree **ret,
                           struct problem *problem)
{
    struct str json;
    const struct json_tree *tree;
    enum rc rc = base64url_read(part, a, &json);
    if (rc == RC_INVALID)
        return refuse(problem, "is not base64url");
    if (rc == RC_OK)
        rc = json_tree_read(json, a, &tree, NULL);
    if (rc == RC_NO_MEMORY)
        return problem_set(problem, rc, "The token takes too much memory.");
    if (rc != RC_OK || tree->kind != TREE_OBJECT)
        return refuse(problem, "does not hold a JSON object");
    *ret = tree;
    return RC_OK;
}

/* What would change how the token is to be read, or bring a key along. */
static bool is_extended(const struct json_tree *header)
{
    static const struct str names[] = {STR_INIT("crit"), STR_INIT("b64"), STR_INIT("jwk"),
                                       STR_INIT("jku"),  STR_INIT("x5u"), STR_INIT("x5c"),
                                       STR_INIT("zip"),  STR_INIT("enc")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (json_tree_get(header, names[i]) != NULL)
            return true;
    return false;
}

static enum rc check_header(struct parts *parts, enum jwt_algorithm algorithm, struct arena *a,
                            struct problem *problem)
{
    const struct json_tree *header;
    enum rc rc = read_object(parts->header, a, &header, problem);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(jwt_claim_text(header, STR("alg")), jwt_algorithm_name(algorithm)))
        return refuse(problem, "is not signed by the algorithm that is configured");
    if (is_extended(header))
        return refuse(problem, "has a header that asks for more than a signature check");
    parts->kid = jwt_claim_text(header, STR("kid"));
    if (json_tree_get(header, STR("kid")) != NULL && parts->kid.n == 0)
        return refuse(problem, "names its key by something that is no name");
    return RC_OK;
}

static bool key_fits(const struct jwk *key, enum jwt_algorithm algorithm)
{
    return key->kind == jwk_kind_for(algorithm) &&
           (key->algorithm == JWT_NO_ALGORITHM || key->algorithm == algorithm);
}

/* By name where the token names one; else the only one that fits. A single key without a name fits any: a shared
 * secret has none. */
static const struct jwk *find_key(const struct jwk_set *keys, struct str kid,
                                  enum jwt_algorithm algorithm)
{
    const struct jwk *found = NULL;
    size_t fitting = 0;
    for (size_t i = 0; i < keys->count; i++) {
        const struct jwk *key = &keys->keys[i];
        if (!key_fits(key, algorithm))
            continue;
        if (kid.n > 0 && str_eq(key->id, kid))
            return key;
        found = key;
        fitting++;
    }
    bool nameless = found != NULL && (kid.n == 0 || found->id.n == 0);
    return fitting == 1 && nameless ? found : NULL;
}

static bool signed_by_ed25519(const struct parts *parts, const struct jwk *key, struct arena *a)
{
    struct str signature;
    return base64url_read(parts->signature, a, &signature) == RC_OK &&
           signature.n == crypto_sign_BYTES &&
           crypto_sign_verify_detached((const unsigned char *)signature.p,
                                       (const unsigned char *)parts->signed_text.p,
                                       parts->signed_text.n, key->ed25519) == 0;
}

static bool signed_by_cjose(const struct parts *parts, const struct jwk *key, struct arena *a)
{
    cjose_err error;
    struct str signature;
    bool held = false;
    /* The spelling of the signature is checked here: libcjose is lenient about it. */
    if (base64url_read(parts->signature, a, &signature) != RC_OK)
        return false;
    cjose_jwk_t *jwk = cjose_jwk_import(key->text.p, key->text.n, &error);
    cjose_jws_t *jws = jwk != NULL ? cjose_jws_import(parts->text.p, parts->text.n, &error) : NULL;
    if (jws != NULL)
        held = cjose_jws_verify(jws, jwk, &error);
    cjose_jws_release(jws);
    cjose_jwk_release(jwk);
    return held;
}

enum rc jwt_open(struct str text, enum jwt_algorithm algorithm, const struct jwk_set *keys,
                 struct arena *a, const struct json_tree **ret_claims, struct problem *problem)
{
    struct parts parts = {.kid = {0}};
    const struct json_tree *claims;
    if (text.n > JWT_TEXT_MAX)
        return problem_set(problem, RC_TOO_LARGE, "The token is larger than %zu bytes.",
                           JWT_TEXT_MAX);
    if (algorithm == JWT_NO_ALGORITHM)
        return problem_set(problem, RC_BUG, "No algorithm is configured.");
    enum rc rc = split(text, &parts, problem);
    if (rc == RC_OK)
        rc = check_header(&parts, algorithm, a, problem);
    if (rc != RC_OK)
        return rc;
    const struct jwk *key = find_key(keys, parts.kid, algorithm);
    if (key == NULL)
        return problem_set(problem, RC_NOT_FOUND,
                           "The token is signed with a key that its issuer does not publish.");
    bool held = key->kind == JWK_ED25519 ? signed_by_ed25519(&parts, key, a)
                                         : signed_by_cjose(&parts, key, a);
    if (!held)
        return refuse(problem, "has a signature that does not hold");
    rc = read_object(parts.payload, a, &claims, problem);
    if (rc == RC_OK)
        *ret_claims = claims;
    return rc;
}

struct str jwt_claim_text(const struct json_tree *claims, struct str name)
{
    const struct json_tree *claim = json_tree_get(claims, name);
    return claim != NULL && claim->kind == TREE_STRING ? claim->text : (struct str){0};
}

enum rc jwt_claim_time(const struct json_tree *claims, struct str name, int64_t *ret_ms)
{
    const struct json_tree *claim = json_tree_get(claims, name);
    if (claim == NULL)
        return RC_NOT_FOUND;
    if (claim->kind != TREE_NUMBER || !(claim->number >= 0 && claim->number <= SECONDS_MAX))
        return RC_INVALID;
    *ret_ms = (int64_t)(claim->number * 1000);
    return RC_OK;
}
