#include "signer.h"

#include <sodium.h>

#include "federation/base64url.h"

void signer_init(struct signer *s, struct arena *a)
{
    static const uint8_t exponent[] = {1, 0, 1};
    static const uint8_t secret[] = "thirty-two bytes that nobody knows";
    cjose_err error;
    *s = (struct signer){.arena = a};
    s->rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, &error);
    s->other_rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, &error);
    s->p256 = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    s->secret = cjose_jwk_create_oct_spec(secret, sizeof secret, &error);
    crypto_sign_keypair(s->ed25519_public, s->ed25519);
}

void signer_release(struct signer *s)
{
    cjose_jwk_release(s->rsa);
    cjose_jwk_release(s->other_rsa);
    cjose_jwk_release(s->p256);
    cjose_jwk_release(s->secret);
}

static struct str encode(struct signer *s, const char *text)
{
    return base64url_write(s->arena, str_from_cstr(text));
}

struct str signer_sign(struct signer *s, const cjose_jwk_t *key, const char *header,
                       const char *claims)
{
    cjose_err error;
    const char *text = NULL;
    struct str token = {0};
    cjose_header_t *h = cjose_header_new(&error);
    cjose_jws_t *jws = NULL;
    struct str rest = str_from_cstr(header);
    while (rest.p != NULL) {
        struct str pair = str_split(&rest, ' ');
        struct str name = str_split(&pair, '=');
        cjose_header_set(h, arena_cstr(s->arena, name), arena_cstr(s->arena, pair), &error);
    }
    jws = cjose_jws_sign(key, h, (const uint8_t *)claims, strlen(claims), &error);
    if (jws != NULL && cjose_jws_export(jws, &text, &error))
        token = arena_dup(s->arena, str_from_cstr(text));
    cjose_jws_release(jws);
    cjose_header_release(h);
    return token;
}

struct str signer_sign_ed25519(struct signer *s, const char *header, const char *claims)
{
    unsigned char signature[crypto_sign_BYTES];
    struct str first = encode(s, header), second = encode(s, claims);
    struct str text = arena_printf(s->arena, "%.*s.%.*s", STR_ARG(first), STR_ARG(second));
    crypto_sign_detached(signature, NULL, (const unsigned char *)text.p, text.n, s->ed25519);
    struct str third =
        base64url_write(s->arena, str_make((const char *)signature, sizeof signature));
    return arena_printf(s->arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(third));
}

struct str signer_forge(struct signer *s, const char *header, const char *claims,
                        struct str signature)
{
    struct str first = encode(s, header), second = encode(s, claims);
    return arena_printf(s->arena, "%.*s.%.*s.%.*s", STR_ARG(first), STR_ARG(second),
                        STR_ARG(signature));
}

struct str signer_public(struct signer *s, const cjose_jwk_t *key, const char *members)
{
    cjose_err error;
    bool secret = cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_OCT;
    char *json = cjose_jwk_to_json(key, secret, &error);
    struct str text = arena_printf(s->arena, "{%s%s", members, json + 1);
    cjose_get_dealloc()(json);
    return text;
}

struct str signer_public_ed25519(struct signer *s, const char *members)
{
    struct str x = base64url_write(
        s->arena, str_make((const char *)s->ed25519_public, sizeof s->ed25519_public));
    return arena_printf(s->arena, "{%s\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"}", members,
                        STR_ARG(x));
}
