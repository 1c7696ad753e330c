#include "federation/jwk.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/json_tree.h"
#include "federation/base64url.h"

#define RSA_BYTES_MIN      256
#define RSA_BYTES_MAX      1024
#define EXPONENT_BYTES_MAX 8
#define POINT_BYTES        32
#define KEY_TEXT_MAX       4096

static const struct {
    struct str name;
    enum jwk_kind kind;
} algorithms[] = {
    [JWT_NO_ALGORITHM] = {STR_INIT(""), 0},         [JWT_RS256] = {STR_INIT("RS256"), JWK_RSA},
    [JWT_PS256] = {STR_INIT("PS256"), JWK_RSA},     [JWT_ES256] = {STR_INIT("ES256"), JWK_P256},
    [JWT_EDDSA] = {STR_INIT("EdDSA"), JWK_ED25519}, [JWT_HS256] = {STR_INIT("HS256"), JWK_SECRET},
};
#define ALGORITHM_COUNT (sizeof(algorithms) / sizeof(algorithms[0]))

struct str jwt_algorithm_name(enum jwt_algorithm algorithm)
{
    return algorithms[algorithm].name;
}

enum jwt_algorithm jwt_algorithm_find(struct str name)
{
    for (size_t i = 1; i < ALGORITHM_COUNT; i++)
        if (str_eq(algorithms[i].name, name))
            return (enum jwt_algorithm)i;
    return JWT_NO_ALGORITHM;
}

enum jwk_kind jwk_kind_for(enum jwt_algorithm algorithm)
{
    return algorithms[algorithm].kind;
}

static struct str text_of(const struct json_tree *t, struct str name)
{
    const struct json_tree *member = json_tree_get(t, name);
    return member != NULL && member->kind == TREE_STRING ? member->text : (struct str){0};
}

/* A member that is base64url of `min` to `max` bytes. */
static bool bytes_of(const struct json_tree *key, struct str name, size_t min, size_t max,
                     struct arena *a, struct str *ret)
{
    return base64url_read(text_of(key, name), a, ret) == RC_OK && ret->n >= min && ret->n <= max;
}

/* {"kty":...} with the members named, written anew. */
static struct str write_key(const struct json_tree *key, struct str kty, const struct str *names,
                            size_t count, struct arena *a)
{
    struct buf out;
    struct json j;
    buf_init(&out, KEY_TEXT_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_STR(&j, "kty", kty);
    for (size_t i = 0; i < count; i++) {
        json_key(&j, names[i]);
        json_str(&j, text_of(key, names[i]));
    }
    json_end(&j);
    struct str text = buf_status(&out) == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    return text;
}

static bool read_rsa(const struct json_tree *key, struct arena *a, struct jwk *ret)
{
    static const struct str names[] = {STR_INIT("n"), STR_INIT("e")};
    struct str modulus, exponent;
    if (!bytes_of(key, STR("n"), RSA_BYTES_MIN, RSA_BYTES_MAX, a, &modulus) ||
        !bytes_of(key, STR("e"), 1, EXPONENT_BYTES_MAX, a, &exponent))
        return false;
    /* A leading zero would make a shorter key look long enough; an even or trivial exponent is no key. */
    bool trivial = exponent.n == 1 && (unsigned char)exponent.p[0] < 3;
    if (((unsigned char)modulus.p[0] & 0x80) == 0 || (exponent.p[exponent.n - 1] & 1) == 0 ||
        trivial)
        return false;
    ret->kind = JWK_RSA;
    ret->text = write_key(key, STR("RSA"), names, 2, a);
    return ret->text.n > 0;
}

static bool read_p256(const struct json_tree *key, struct arena *a, struct jwk *ret)
{
    static const struct str names[] = {STR_INIT("crv"), STR_INIT("x"), STR_INIT("y")};
    struct str x, y;
    if (!str_eq(text_of(key, STR("crv")), STR("P-256")) ||
        !bytes_of(key, STR("x"), POINT_BYTES, POINT_BYTES, a, &x) ||
        !bytes_of(key, STR("y"), POINT_BYTES, POINT_BYTES, a, &y))
        return false;
    ret->kind = JWK_P256;
    ret->text = write_key(key, STR("EC"), names, 3, a);
    return ret->text.n > 0;
}

static bool read_ed25519(const struct json_tree *key, struct arena *a, struct jwk *ret)
{
    struct str x;
    if (!str_eq(text_of(key, STR("crv")), STR("Ed25519")) ||
        !bytes_of(key, STR("x"), sizeof ret->ed25519, sizeof ret->ed25519, a, &x))
        return false;
    ret->kind = JWK_ED25519;
    memcpy(ret->ed25519, x.p, x.n);
    return true;
}

static bool read_secret(const struct json_tree *key, struct arena *a, struct jwk *ret)
{
    static const struct str names[] = {STR_INIT("k")};
    struct str secret;
    if (!bytes_of(key, STR("k"), JWK_SECRET_BYTES_MIN, JWK_SECRET_BYTES_MAX, a, &secret))
        return false;
    ret->kind = JWK_SECRET;
    ret->text = write_key(key, STR("oct"), names, 1, a);
    return ret->text.n > 0;
}

/* False for what is not ours to use. */
static bool read_key(const struct json_tree *key, bool secrets, struct arena *a, struct jwk *ret)
{
    struct str kty = text_of(key, STR("kty")), use = text_of(key, STR("use"));
    struct str algorithm = text_of(key, STR("alg"));
    bool read = false;
    *ret = (struct jwk){.id = text_of(key, STR("kid")), .algorithm = jwt_algorithm_find(algorithm)};
    if (use.n > 0 && !str_eq(use, STR("sig")))
        return false;
    if (str_eq(kty, STR("RSA")))
        read = read_rsa(key, a, ret);
    else if (str_eq(kty, STR("EC")))
        read = read_p256(key, a, ret);
    else if (str_eq(kty, STR("OKP")))
        read = read_ed25519(key, a, ret);
    else if (str_eq(kty, STR("oct")) && secrets)
        read = read_secret(key, a, ret);
    /* "Ed25519" is what RFC 9864 calls EdDSA with that curve. */
    if (read && str_eq(algorithm, STR("Ed25519")))
        ret->algorithm = JWT_EDDSA;
    else if (read && algorithm.n > 0 && ret->algorithm == JWT_NO_ALGORITHM)
        return false;
    return read &&
           (ret->algorithm == JWT_NO_ALGORITHM || jwk_kind_for(ret->algorithm) == ret->kind);
}

enum rc jwk_set_read(struct str document, bool secrets, struct arena *a, struct jwk_set *ret,
                     struct problem *problem)
{
    const struct json_tree *tree;
    size_t count = 0;
    if (document.n > JWK_DOCUMENT_MAX)
        return problem_set(problem, RC_TOO_LARGE, "The set of keys is larger than %zu bytes.",
                           JWK_DOCUMENT_MAX);
    enum rc rc = json_tree_read(document, a, &tree, problem);
    if (rc != RC_OK)
        return rc;
    const struct json_tree *list = json_tree_get(tree, STR("keys"));
    const struct json_tree *key = list != NULL && list->kind == TREE_ARRAY ? list->first
                                  : list == NULL                           ? tree
                                                                           : NULL;
    struct jwk *keys = ARENA_ARRAY(a, JWK_SET_MAX, struct jwk), more;
    size_t passed_over = 0;
    for (; keys != NULL && key != NULL; key = list != NULL ? key->next : NULL) {
        if (count < JWK_SET_MAX)
            count += read_key(key, secrets, a, &keys[count]);
        else
            passed_over += read_key(key, secrets, a, &more);
    }
    if (arena_failed(a))
        return problem_set(problem, RC_NO_MEMORY, "The set of keys takes too much memory.");
    if (count == 0)
        return problem_set(problem, RC_INVALID,
                           "The set of keys holds none that checks signatures: RSA from 2048 bits, "
                           "P-256 or Ed25519.");
    *ret = (struct jwk_set){.keys = keys, .count = count, .passed_over = passed_over};
    return RC_OK;
}

enum rc jwk_set_from_secret(struct str secret, struct arena *a, struct jwk_set *ret,
                            struct problem *problem)
{
    struct jwk *key = ARENA_NEW(a, struct jwk);
    if (secret.n < JWK_SECRET_BYTES_MIN || secret.n > JWK_SECRET_BYTES_MAX)
        return problem_set(problem, RC_INVALID,
                           "A shared secret has %d to %d bytes; this one has %zu.",
                           JWK_SECRET_BYTES_MIN, JWK_SECRET_BYTES_MAX, secret.n);
    struct str text = base64url_write(a, secret);
    if (key == NULL || text.n == 0)
        return problem_set(problem, RC_NO_MEMORY, "The secret takes too much memory.");
    *key = (struct jwk){
        .kind = JWK_SECRET,
        .text = arena_printf(a, "{\"kty\":\"oct\",\"k\":\"%.*s\"}", STR_ARG(text)),
    };
    *ret = (struct jwk_set){.keys = key, .count = 1};
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}
