#include "federation/jwk.h"

#include "federation/base64url.h"

#define BEGIN STR("-----BEGIN ")
#define END   STR("-----END ")
#define RULE  STR("-----")

_Static_assert(JWK_SET_MAX == 64, "what is said of one too many names the number");

/* SubjectPublicKeyInfo up to the key itself (RFC 5480 with an uncompressed point, RFC 8410): always the same bytes. */
static const uint8_t p256_head[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
static const uint8_t ed25519_head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                       0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
#define P256_BYTES (sizeof p256_head + 64)

/* What other keys are named by inside, and what to say of them. */
static const struct {
    struct str oid;
    const char *said;
} others[] = {
    {STR_INIT("\x2a\x86\x48\xce\x3d\x02\x01"),
     "is an elliptic key of another curve or form than ES256 takes: P-256, uncompressed"},
    {STR_INIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"),
     "is an RSA key: give that as a JSON Web Key, or better use ES256 or EdDSA"},
    {STR_INIT("\x2b\x65\x71"), "is an Ed448 key: EdDSA takes Ed25519"},
    {STR_INIT("\x2b\x65\x6e"), "is an X25519 key, which signs nothing: EdDSA takes Ed25519"},
};

struct reading {
    struct arena *arena;
    struct jwk *keys;
    size_t count;
    struct problem *problem;
};

static enum rc refuse(struct reading *r, const char *why)
{
    return problem_set(r->problem, RC_INVALID, "Key %zu of the PEM file %s.", r->count + 1, why);
}

/* Base64 over several lines, as base64url. */
static enum rc decode(struct reading *r, struct str text, struct str *ret)
{
    char *plain = arena_alloc(r->arena, text.n);
    size_t n = 0;
    if (plain == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n' || c == '\r' || c == ' ' || c == '=')
            continue;
        plain[n++] = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    enum rc rc = base64url_read(str_make(plain, n), r->arena, ret);
    return rc == RC_INVALID ? refuse(r, "is not whole: its text is no base64") : rc;
}

static bool begins(struct str der, const uint8_t *head, size_t n)
{
    return der.n >= n && memcmp(der.p, head, n) == 0;
}

static enum rc take_p256(struct reading *r, struct str der, struct jwk *key)
{
    size_t at = sizeof p256_head;
    struct str x = base64url_write(r->arena, str_slice(der, at, at + 32));
    struct str y = base64url_write(r->arena, str_slice(der, at + 32, at + 64));
    key->kind = JWK_P256;
    key->text =
        arena_printf(r->arena, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"}",
                     STR_ARG(x), STR_ARG(y));
    return RC_OK;
}

static enum rc take_key(struct reading *r, struct str der, struct jwk *key)
{
    if (begins(der, p256_head, sizeof p256_head) && der.n == P256_BYTES)
        return take_p256(r, der, key);
    if (begins(der, ed25519_head, sizeof ed25519_head) &&
        der.n == sizeof ed25519_head + sizeof key->ed25519) {
        key->kind = JWK_ED25519;
        memcpy(key->ed25519, der.p + sizeof ed25519_head, sizeof key->ed25519);
        return RC_OK;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (str_find(der, others[i].oid, 0) != STR_NONE)
            return refuse(r, others[i].said);
    return refuse(r, "is of no kind that is known: P-256 or Ed25519");
}

static enum rc check_label(struct reading *r, struct str label)
{
    if (str_eq(label, STR("PUBLIC KEY")))
        return RC_OK;
    if (str_ends(label, STR("PRIVATE KEY")))
        return refuse(r, "is a private one, which must never leave the publisher: make a new pair "
                         "there, and give its public key (openssl pkey -in FILE -pubout)");
    if (str_ends(label, STR("CERTIFICATE")))
        return refuse(r, "is a certificate: give the public key in it (openssl x509 -in FILE "
                         "-noout -pubkey)");
    return refuse(r, "does not begin with -----BEGIN PUBLIC KEY-----");
}

/* "kid: NAME", on the last such line before the key. */
static struct str name_before(struct str text)
{
    struct str name = {0};
    while (text.p != NULL) {
        struct str line = str_trim(str_split(&text, '\n'));
        if (str_starts(line, STR("kid:")))
            name = str_trim(str_slice(line, 4, line.n));
    }
    return name;
}

/* The key that begins at `begin`, named in what stands before it; `ret_end` is behind it. */
static enum rc read_block(struct reading *r, struct str text, size_t from, size_t begin,
                          size_t *ret_end)
{
    size_t label = begin + BEGIN.n, body = str_find(text, RULE, label);
    size_t end = body != STR_NONE ? str_find(text, END, body) : STR_NONE;
    size_t rule = end != STR_NONE ? str_find(text, RULE, end + END.n) : STR_NONE;
    struct str der;
    if (rule == STR_NONE)
        return refuse(r, "is not whole: its last line is missing");
    struct jwk *key = &r->keys[r->count];
    *key = (struct jwk){.id = name_before(str_slice(text, from, begin))};
    enum rc rc = check_label(r, str_slice(text, label, body));
    if (rc == RC_OK)
        rc = decode(r, str_slice(text, body + RULE.n, end), &der);
    if (rc == RC_OK)
        rc = take_key(r, der, key);
    *ret_end = rule + RULE.n;
    return rc;
}

static enum rc check_name(const struct reading *r, size_t at)
{
    struct str name = r->keys[at].id;
    if (name.n == 0)
        return problem_set(r->problem, RC_INVALID,
                           "Of several keys in a PEM file each needs a name of its own, on a line "
                           "\"kid: NAME\" before it; key %zu has none.",
                           at + 1);
    for (size_t k = 0; k < at; k++)
        if (str_eq(name, r->keys[k].id))
            return problem_set(
                r->problem, RC_INVALID,
                "Keys %zu and %zu of the PEM file have the same name, \"%.*s\": each "
                "needs one of its own on the line \"kid: NAME\" before it.",
                k + 1, at + 1, STR_ARG(name));
    return RC_OK;
}

static enum rc check_names(const struct reading *r)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && r->count > 1 && i < r->count; i++)
        rc = check_name(r, i);
    return rc;
}

bool jwk_is_pem(struct str text)
{
    return str_find(text, BEGIN, 0) != STR_NONE && !str_starts(str_trim(text), STR("{"));
}

enum rc jwk_set_read_pem(struct str text, struct arena *a, struct jwk_set *ret,
                         struct problem *problem)
{
    struct reading r = {
        .arena = a, .keys = ARENA_ARRAY(a, JWK_SET_MAX, struct jwk), .problem = problem};
    enum rc rc = r.keys != NULL ? RC_OK : RC_NO_MEMORY;
    size_t from = 0, begin;
    while (rc == RC_OK && (begin = str_find(text, BEGIN, from)) != STR_NONE) {
        rc = r.count < JWK_SET_MAX
                 ? read_block(&r, text, from, begin, &from)
                 : refuse(&r, "is one too many, 64 are read: take those away that "
                              "nothing is signed with any more");
        r.count += rc == RC_OK;
    }
    if (rc == RC_OK)
        rc = check_names(&r);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = (struct jwk_set){.keys = r.keys, .count = r.count};
    return rc;
}
