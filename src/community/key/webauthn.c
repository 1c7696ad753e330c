#include "community/key/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

#include "base/json_tree.h"
#include "community/key/authenticator.h"

/* --- the relying party --- */

static bool is_host_character(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '.';
}

/* A name, not an address: its last label holds a letter, and it has nothing of IPv6. */
static bool is_host_name(struct str host)
{
    size_t dot = str_rfind_char(host, '.');
    struct str last = dot == STR_NONE ? host : str_slice(host, dot + 1, host.n);
    bool letter = false;
    for (size_t i = 0; i < host.n; i++)
        if (!is_host_character(host.p[i]))
            return false;
    for (size_t i = 0; i < last.n; i++)
        letter = letter || char_is_alpha(last.p[i]);
    return letter;
}

static struct str lower(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.n; i++)
        out[i] = char_lower(s.p[i]);
    return str_make(out, s.n);
}

enum rc webauthn_party_make(struct str base_url, struct arena *a, struct webauthn_party *ret)
{
    struct str url = lower(a, base_url);
    bool tls = str_starts(url, STR("https://"));
    if (!tls && !str_starts(url, STR("http://")))
        return RC_UNSUPPORTED;
    struct str rest = str_slice(url, tls ? 8 : 7, url.n);
    struct str place = str_slice(rest, 0, str_find_char(rest, '/', 0));
    size_t colon = str_rfind_char(place, ':');
    struct str host = str_slice(place, 0, colon);
    struct str port = colon == STR_NONE ? STR("") : str_slice(place, colon, place.n);
    if (!is_host_name(host) ||
        (!tls && !str_eq(host, STR("localhost")) && !str_ends(host, STR(".localhost"))))
        return RC_UNSUPPORTED;
    /* Browsers leave the usual port out of an origin. */
    if (str_eq(port, tls ? STR(":443") : STR(":80")))
        port = STR("");
    *ret = (struct webauthn_party){
        .id = host,
        .origin =
            arena_printf(a, "%s://%.*s%.*s", tls ? "https" : "http", STR_ARG(host), STR_ARG(port)),
    };
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

/* --- client data --- */

static struct str text_of(const struct json_tree *object, struct str name)
{
    const struct json_tree *member = json_tree_get(object, name);
    return member != NULL && member->kind == TREE_STRING ? member->text : (struct str){0};
}

enum rc webauthn_client_read(struct str json, struct arena *a, struct webauthn_client *ret,
                             struct problem *problem)
{
    const struct json_tree *tree;
    if (json.n > WEBAUTHN_CLIENT_MAX)
        return problem_set(problem, RC_TOO_LARGE,
                           "The browser's answer about the passkey is too long.");
    enum rc rc = json_tree_read(json, a, &tree, NULL);
    if (rc == RC_NO_MEMORY)
        return rc;
    if (rc != RC_OK || tree->kind != TREE_OBJECT)
        return problem_set(problem, RC_INVALID,
                           "The browser's answer about the passkey is malformed.");
    const struct json_tree *framed = json_tree_get(tree, STR("crossOrigin"));
    *ret = (struct webauthn_client){
        .type = text_of(tree, STR("type")),
        .challenge = text_of(tree, STR("challenge")),
        .origin = text_of(tree, STR("origin")),
        .is_framed = (framed != NULL && !(framed->kind == TREE_BOOL && !framed->truth)) ||
                     json_tree_get(tree, STR("topOrigin")) != NULL,
    };
    return RC_OK;
}

/* Sections 7.1 steps 6 to 11 and 7.2 steps 9 to 14, but for the challenge. */
static enum rc check_client(struct str json, struct str type, const struct webauthn_party *party,
                            struct arena *a, struct problem *problem)
{
    struct webauthn_client client;
    enum rc rc = webauthn_client_read(json, a, &client, problem);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(client.type, type))
        return problem_set(problem, RC_INVALID,
                           "The browser answered another question about the passkey.");
    if (!str_eq(client.origin, party->origin))
        return problem_set(problem, RC_FORBIDDEN,
                           "The passkey was used at another address, not at %.*s.",
                           STR_ARG(party->origin));
    if (client.is_framed)
        return problem_set(problem, RC_FORBIDDEN,
                           "Passkeys do not work on a page inside another site.");
    return RC_OK;
}

/* --- what the authenticator said --- */

static enum rc malformed(struct problem *problem)
{
    return problem_set(problem, RC_INVALID, "The passkey's answer is malformed.");
}

/* Steps about rpIdHash and flags, the same in both ceremonies. */
static enum rc check_authenticator(const struct authenticator *said,
                                   const struct webauthn_party *party, bool wants_user_verified,
                                   struct problem *problem)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)party->id.p, party->id.n);
    if (!str_eq(said->party_hash, str_make((const char *)hash, sizeof hash)))
        return problem_set(problem, RC_FORBIDDEN, "The passkey belongs to another site.");
    if ((said->flags & AUTHENTICATOR_USER_PRESENT) == 0)
        return problem_set(problem, RC_INVALID, "Nobody touched the passkey; try again.");
    if (wants_user_verified && (said->flags & AUTHENTICATOR_USER_VERIFIED) == 0)
        return problem_set(problem, RC_INVALID,
                           "The passkey did not ask who you are. Give it a PIN, a fingerprint or a "
                           "face, and try again.");
    if ((said->flags & AUTHENTICATOR_BACKED_UP) != 0 &&
        (said->flags & AUTHENTICATOR_BACKUP_ELIGIBLE) == 0)
        return malformed(problem);
    return RC_OK;
}

static bool algorithm_is_known(int64_t algorithm)
{
    static const int known[] = WEBAUTHN_ALGORITHMS;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i] == algorithm)
            return true;
    return false;
}

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)s.p;
}

static void hash_client(struct str json, uint8_t out[static crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256(out, bytes_of(json), json.n);
}

/* --- registration --- */

/* The statement of "packed": by its maker's certificate where there is one, else by the new key itself. */
static bool statement_holds(fido_cred_t *cred, const struct attestation *given,
                            const struct webauthn_registration *in, struct arena *a)
{
    uint8_t client_hash[crypto_hash_sha256_BYTES];
    hash_client(in->client_json, client_hash);
    const char *id = arena_cstr(a, in->party.id);
    if (id == NULL || fido_cred_set_rp(cred, id, NULL) != FIDO_OK ||
        fido_cred_set_clientdata_hash(cred, client_hash, sizeof client_hash) != FIDO_OK ||
        fido_cred_set_fmt(cred, "packed") != FIDO_OK ||
        fido_cred_set_attstmt(cred, bytes_of(given->statement), given->statement.n) != FIDO_OK)
        return false;
    int answer =
        fido_cred_x5c_ptr(cred) != NULL ? fido_cred_verify(cred) : fido_cred_verify_self(cred);
    return answer == FIDO_OK;
}

/* An empty map is one byte. */
#define EMPTY_MAP STR("\xa0")

static enum rc check_statement(fido_cred_t *cred, const struct attestation *given,
                               const struct webauthn_registration *in, struct arena *a,
                               struct problem *problem)
{
    if (str_eq(given->format, STR("none")))
        return str_eq(given->statement, EMPTY_MAP) ? RC_OK : malformed(problem);
    if (!str_eq(given->format, STR("packed")))
        return problem_set(
            problem, RC_UNSUPPORTED,
            "This kind of passkey tells of itself in a way that is not understood here.");
    return statement_holds(cred, given, in, a)
               ? RC_OK
               : problem_set(problem, RC_INVALID, "The passkey's own signature does not hold.");
}

/* libfido2 reads the key: point on its curve, sizes, and that it is of the kind it says. */
static enum rc read_key(fido_cred_t *cred, const struct attestation *given,
                        const struct authenticator *said, struct problem *problem)
{
    if (fido_cred_set_type(cred, (int)said->algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(cred, bytes_of(given->authenticator), given->authenticator.n) !=
            FIDO_OK ||
        fido_cred_pubkey_ptr(cred) == NULL)
        return malformed(problem);
    return RC_OK;
}

static enum rc keep(fido_cred_t *cred, const struct authenticator *said, struct arena *a,
                    struct webauthn_credential *ret)
{
    struct webauthn_credential kept = {
        .id = arena_dup(a, said->credential),
        .algorithm = said->algorithm,
        .public_key = arena_dup(
            a, str_make((const char *)fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred))),
        .sign_count = said->count,
        .is_user_verified = (said->flags & AUTHENTICATOR_USER_VERIFIED) != 0,
        .may_be_backed_up = (said->flags & AUTHENTICATOR_BACKUP_ELIGIBLE) != 0,
        .is_backed_up = (said->flags & AUTHENTICATOR_BACKED_UP) != 0,
    };
    memcpy(kept.aaguid, said->aaguid.p, sizeof kept.aaguid);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = kept;
    return RC_OK;
}

static enum rc check_credential(const struct authenticator *said, struct problem *problem)
{
    if ((said->flags & AUTHENTICATOR_HAS_CREDENTIAL) == 0 || said->credential.n == 0)
        return malformed(problem);
    if (said->credential.n > WEBAUTHN_ID_MAX)
        return problem_set(problem, RC_TOO_LARGE, "The passkey's name for itself is too long.");
    if (!algorithm_is_known(said->algorithm))
        return problem_set(problem, RC_UNSUPPORTED,
                           "The passkey signs in a way that is not supported here.");
    return RC_OK;
}

enum rc webauthn_register(const struct webauthn_registration *in, struct arena *a,
                          struct webauthn_credential *ret, struct problem *problem)
{
    struct attestation given;
    struct authenticator said;
    enum rc rc = check_client(in->client_json, STR("webauthn.create"), &in->party, a, problem);
    if (rc != RC_OK)
        return rc;
    if (in->attestation.n > WEBAUTHN_STATEMENT_MAX ||
        attestation_read(in->attestation, &given) != RC_OK ||
        authenticator_read(given.authenticator, &said) != RC_OK)
        return malformed(problem);
    rc = check_authenticator(&said, &in->party, in->wants_user_verified, problem);
    if (rc == RC_OK)
        rc = check_credential(&said, problem);
    if (rc != RC_OK)
        return rc;
    fido_cred_t *cred = fido_cred_new();
    if (cred == NULL)
        return RC_NO_MEMORY;
    rc = read_key(cred, &given, &said, problem);
    if (rc == RC_OK)
        rc = check_statement(cred, &given, in, a, problem);
    if (rc == RC_OK)
        rc = keep(cred, &said, a, ret);
    fido_cred_free(&cred);
    return rc;
}

/* --- authentication --- */

static bool verify_es256(const fido_assert_t *assertion, struct str key)
{
    es256_pk_t *pk = es256_pk_new();
    bool holds = pk != NULL && es256_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_ES256, pk) == FIDO_OK;
    es256_pk_free(&pk);
    return holds;
}

static bool verify_rs256(const fido_assert_t *assertion, struct str key)
{
    rs256_pk_t *pk = rs256_pk_new();
    bool holds = pk != NULL && rs256_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_RS256, pk) == FIDO_OK;
    rs256_pk_free(&pk);
    return holds;
}

static bool verify_eddsa(const fido_assert_t *assertion, struct str key)
{
    eddsa_pk_t *pk = eddsa_pk_new();
    bool holds = pk != NULL && eddsa_pk_from_ptr(pk, key.p, key.n) == FIDO_OK &&
                 fido_assert_verify(assertion, 0, COSE_EDDSA, pk) == FIDO_OK;
    eddsa_pk_free(&pk);
    return holds;
}

static bool verify(const fido_assert_t *assertion, const struct webauthn_credential *stored)
{
    switch (stored->algorithm) {
    case COSE_ES256:
        return verify_es256(assertion, stored->public_key);
    case COSE_RS256:
        return verify_rs256(assertion, stored->public_key);
    case COSE_EDDSA:
        return verify_eddsa(assertion, stored->public_key);
    default:
        return false;
    }
}

static bool signature_holds(const struct webauthn_assertion *in,
                            const struct webauthn_credential *stored, struct arena *a)
{
    uint8_t client_hash[crypto_hash_sha256_BYTES];
    hash_client(in->client_json, client_hash);
    const char *id = arena_cstr(a, in->party.id);
    fido_assert_t *assertion = fido_assert_new();
    bool holds =
        id != NULL && assertion != NULL && fido_assert_set_rp(assertion, id) == FIDO_OK &&
        fido_assert_set_clientdata_hash(assertion, client_hash, sizeof client_hash) == FIDO_OK &&
        fido_assert_set_count(assertion, 1) == FIDO_OK &&
        fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_uv(assertion, in->wants_user_verified ? FIDO_OPT_TRUE : FIDO_OPT_OMIT) ==
            FIDO_OK &&
        fido_assert_set_authdata_raw(assertion, 0, bytes_of(in->authenticator),
                                     in->authenticator.n) == FIDO_OK &&
        fido_assert_set_sig(assertion, 0, bytes_of(in->signature), in->signature.n) == FIDO_OK &&
        verify(assertion, stored);
    fido_assert_free(&assertion);
    return holds;
}

enum rc webauthn_assert(const struct webauthn_assertion *in,
                        const struct webauthn_credential *stored, struct arena *a,
                        struct webauthn_use *ret, struct problem *problem)
{
    struct authenticator said;
    enum rc rc = check_client(in->client_json, STR("webauthn.get"), &in->party, a, problem);
    if (rc != RC_OK)
        return rc;
    if (in->signature.n == 0 || in->signature.n > WEBAUTHN_SIGNATURE_MAX ||
        authenticator_read(in->authenticator, &said) != RC_OK ||
        (said.flags & AUTHENTICATOR_HAS_CREDENTIAL) != 0)
        return malformed(problem);
    rc = check_authenticator(&said, &in->party, in->wants_user_verified, problem);
    if (rc != RC_OK)
        return rc;
    /* Whether it may be backed up is part of what it is: it never changes. */
    if (((said.flags & AUTHENTICATOR_BACKUP_ELIGIBLE) != 0) != stored->may_be_backed_up)
        return malformed(problem);
    if (!signature_holds(in, stored, a))
        return problem_set(problem, RC_UNAUTHENTICATED, "The passkey's signature does not hold.");
    *ret = (struct webauthn_use){
        .sign_count = said.count,
        .is_user_verified = (said.flags & AUTHENTICATOR_USER_VERIFIED) != 0,
        .is_backed_up = (said.flags & AUTHENTICATOR_BACKED_UP) != 0,
    };
    return RC_OK;
}

bool webauthn_count_runs_on(int64_t stored, int64_t given)
{
    return (stored == 0 && given == 0) || given > stored;
}
