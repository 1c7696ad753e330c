#include "federation/discovery.h"

#include "base/json_tree.h"
#include "federation/jwt.h"

#define ADDRESS_MAX 2000

struct str discovery_address(struct arena *a, struct str issuer)
{
    struct str bare = str_ends(issuer, STR("/")) ? str_slice(issuer, 0, issuer.n - 1) : issuer;
    return arena_printf(a, "%.*s/.well-known/openid-configuration", STR_ARG(bare));
}

bool discovery_address_ok(struct str address, bool insecure)
{
    struct str rest = {0};
    if (str_starts(address, STR("https://")))
        rest = str_slice(address, 8, address.n);
    else if (insecure && str_starts(address, STR("http://")))
        rest = str_slice(address, 7, address.n);
    if (rest.n == 0 || address.n > ADDRESS_MAX || rest.p[0] == '/')
        return false;
    for (size_t i = 0; i < rest.n; i++) {
        unsigned char c = (unsigned char)rest.p[i];
        if (c <= 0x20 || c >= 0x7F || memchr("\"#<>@\\^`{|}", c, 11) != NULL)
            return false;
    }
    return true;
}

static bool lists(const struct json_tree *list, struct str word)
{
    for (const struct json_tree *one = list->first; one != NULL; one = one->next)
        if (one->kind == TREE_STRING && str_eq(one->text, word))
            return true;
    return false;
}

/* A list that is there must hold the word. */
static enum rc must_support(const struct json_tree *tree, const char *name, struct str word,
                            struct problem *problem)
{
    const struct json_tree *list = json_tree_get(tree, str_from_cstr(name));
    if (list == NULL || (list->kind == TREE_ARRAY && lists(list, word)))
        return RC_OK;
    return problem_set(problem, RC_UNSUPPORTED, "The provider's \"%s\" lacks %.*s.", name,
                       STR_ARG(word));
}

static enum rc read_address(const struct json_tree *tree, const char *name, bool insecure,
                            struct str *ret, struct problem *problem)
{
    struct str address = jwt_claim_text(tree, str_from_cstr(name));
    if (!discovery_address_ok(address, insecure))
        return problem_set(problem, RC_INVALID, "The provider's \"%s\" is no https address.", name);
    *ret = address;
    return RC_OK;
}

static enum rc read_addresses(const struct json_tree *tree, bool insecure, struct discovery *d,
                              struct problem *problem)
{
    enum rc rc = read_address(tree, "authorization_endpoint", insecure, &d->authorize, problem);
    if (rc == RC_OK)
        rc = read_address(tree, "token_endpoint", insecure, &d->token, problem);
    if (rc == RC_OK)
        rc = read_address(tree, "jwks_uri", insecure, &d->keys, problem);
    if (rc == RC_OK && json_tree_get(tree, STR("userinfo_endpoint")) != NULL)
        rc = read_address(tree, "userinfo_endpoint", insecure, &d->user_info, problem);
    return rc;
}

static enum rc check_abilities(const struct json_tree *tree, enum jwt_algorithm algorithm,
                               struct problem *problem)
{
    enum rc rc = must_support(tree, "response_types_supported", STR("code"), problem);
    if (rc == RC_OK)
        rc = must_support(tree, "code_challenge_methods_supported", STR("S256"), problem);
    if (rc == RC_OK && jwt_algorithm_name(algorithm).n > 0)
        rc = must_support(tree, "id_token_signing_alg_values_supported",
                          jwt_algorithm_name(algorithm), problem);
    return rc;
}

static enum rc choose_auth(const struct json_tree *tree, enum discovery_client_auth *ret,
                           struct problem *problem)
{
    const struct json_tree *list =
        json_tree_get(tree, STR("token_endpoint_auth_methods_supported"));
    if (list == NULL || lists(list, STR("client_secret_basic")))
        *ret = DISCOVERY_AUTH_BASIC;
    else if (lists(list, STR("client_secret_post")))
        *ret = DISCOVERY_AUTH_POST;
    else
        return problem_set(problem, RC_UNSUPPORTED,
                           "The provider takes no client secret at its token endpoint, neither "
                           "client_secret_basic nor client_secret_post.");
    return RC_OK;
}

enum rc discovery_read(struct str document, struct str issuer, enum jwt_algorithm algorithm,
                       bool insecure, struct arena *a, struct discovery *ret,
                       struct problem *problem)
{
    const struct json_tree *tree;
    struct discovery d = {0};
    if (document.n > DISCOVERY_DOCUMENT_MAX)
        return problem_set(problem, RC_TOO_LARGE,
                           "The provider's description is larger than %zu bytes.",
                           DISCOVERY_DOCUMENT_MAX);
    enum rc rc = json_tree_read(document, a, &tree, problem);
    if (rc == RC_OK && !str_eq(jwt_claim_text(tree, STR("issuer")), issuer))
        rc = problem_set(problem, RC_INVALID,
                         "The provider's description is that of another issuer than the configured "
                         "one; they must agree in every character.");
    if (rc == RC_OK)
        rc = read_addresses(tree, insecure, &d, problem);
    if (rc == RC_OK)
        rc = check_abilities(tree, algorithm, problem);
    if (rc == RC_OK)
        rc = choose_auth(tree, &d.auth, problem);
    if (rc != RC_OK)
        return rc;
    const struct json_tree *names =
        json_tree_get(tree, STR("authorization_response_iss_parameter_supported"));
    d.names_issuer = names != NULL && names->kind == TREE_BOOL && names->truth;
    *ret = d;
    return RC_OK;
}
