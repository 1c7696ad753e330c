/* Questions to passkeys: challenges, and the options browsers are given. */
#include <sodium.h>

#include "base/json.h"
#include "community/core.h"
#include "community/key/passkey_state.h"
#include "queries.h"

#define OPTIONS_BYTES_MAX ((size_t)64 * 1024)

/* What travels, in this order; no padding. */
struct challenge {
    uint8_t nonce[16];
    int64_t until_ms;
    uint8_t seal[32];
};
_Static_assert(sizeof(struct challenge) == 56, "no padding travels");

struct passkey_asked passkey_asked_of(enum passkey_purpose purpose, const struct actor *actor,
                                      struct str stranger)
{
    bool signed_in = actor_signed_in(actor);
    return (struct passkey_asked){
        .purpose = purpose,
        .browser = signed_in ? str_make((const char *)actor->token_hash, sizeof actor->token_hash)
                             : stranger,
    };
}

static void seal(const struct community *c, const struct passkey_asked *asked,
                 const struct challenge *given, uint8_t out[static 32])
{
    static const char domain[] = "passkey challenge";
    unsigned char purpose = (unsigned char)asked->purpose;
    crypto_generichash_state h;
    crypto_generichash_init(&h, c->form_key, sizeof c->form_key, 32);
    crypto_generichash_update(&h, (const unsigned char *)domain, sizeof domain);
    crypto_generichash_update(&h, &purpose, 1);
    crypto_generichash_update(&h, given->nonce, sizeof given->nonce);
    crypto_generichash_update(&h, (const unsigned char *)&given->until_ms, sizeof given->until_ms);
    crypto_generichash_update(&h, (const unsigned char *)asked->browser.p, asked->browser.n);
    crypto_generichash_final(&h, out, 32);
}

struct str passkey_challenge(struct community *c, const struct passkey_asked *asked,
                             struct arena *a)
{
    struct challenge made = {.until_ms = community_now_ms(c) + PASSKEY_ASKED_MS};
    community_random(c, made.nonce, sizeof made.nonce);
    seal(c, asked, &made, made.seal);
    return core_base64url(a, &made, sizeof made);
}

enum rc passkey_check_challenge(struct community *c, const struct passkey_asked *asked,
                                struct str client_json, struct arena *a, int64_t *ret_key,
                                int64_t *ret_until_ms, struct problem *problem)
{
    struct webauthn_client client;
    struct challenge given;
    uint8_t wanted[32];
    enum rc rc = webauthn_client_read(client_json, a, &client, problem);
    if (rc != RC_OK)
        return rc;
    if (asked->browser.n == 0 ||
        core_base64url_decode(client.challenge, &given, sizeof given) != RC_OK)
        return problem_set(problem, RC_INVALID,
                           "The passkey answered a question that was not asked here.");
    seal(c, asked, &given, wanted);
    if (sodium_memcmp(wanted, given.seal, sizeof wanted) != 0)
        return problem_set(problem, RC_INVALID,
                           "The passkey answered a question that was not asked here.");
    if (given.until_ms <= community_now_ms(c))
        return problem_set(problem, RC_EXPIRED, "That took too long; try again.");
    struct core_hash h;
    core_hash_init(&h, c, STR("passkey challenge"));
    core_hash_str(&h, client.challenge);
    *ret_key = core_hash_end(&h);
    *ret_until_ms = given.until_ms;
    return RC_OK;
}

enum rc passkey_take_challenge(struct community *c, struct db *db, int64_t key, int64_t until_ms,
                               struct problem *problem)
{
    int64_t added = 0;
    enum rc rc = q_passkey_ask(
        db, &(struct q_passkey_ask_in){.site_id = c->site.id, .key = key, .expires_ms = until_ms},
        &added);
    if (rc == RC_OK && added == 0)
        return problem_set(problem, RC_EXPIRED, "This was answered already; try again.");
    return rc;
}

void passkey_user(const struct community *c, int64_t account_id,
                  uint8_t ret[static PASSKEY_USER_BYTES])
{
    static const char domain[] = "passkey user";
    crypto_generichash_state h;
    crypto_generichash_init(&h, c->hash_key, sizeof c->hash_key, PASSKEY_USER_BYTES);
    crypto_generichash_update(&h, (const unsigned char *)domain, sizeof domain);
    crypto_generichash_update(&h, (const unsigned char *)&account_id, sizeof account_id);
    crypto_generichash_final(&h, ret, PASSKEY_USER_BYTES);
}

enum rc passkey_decode(struct str text, size_t max, struct arena *a, struct str *ret)
{
    size_t n;
    const char *end;
    if (text.n == 0 || text.n > max / 3 * 4 + 4)
        return RC_INVALID;
    char *out = arena_alloc(a, text.n);
    if (out == NULL)
        return RC_NO_MEMORY;
    if (sodium_base642bin((unsigned char *)out, text.n, text.p, text.n, NULL, &n, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.p + text.n || n == 0 || n > max)
        return RC_INVALID;
    *ret = str_make(out, n);
    return RC_OK;
}

/* --- options --- */

static void put_bytes(struct json *j, struct arena *a, struct str bytes)
{
    json_str(j, core_base64url(a, bytes.p, bytes.n));
}

static void put_transports(struct json *j, struct str transports)
{
    if (transports.n == 0)
        return;
    json_key(j, STR("transports"));
    json_begin_array(j);
    for (struct str rest = transports; rest.p != NULL;)
        json_str(j, str_split(&rest, ','));
    json_end(j);
}

/* Those the account has: not to be made twice, or to be asked for. */
static enum rc put_passkeys(struct json *j, struct community_reader *r, struct str name,
                            int64_t account_id, struct arena *a)
{
    struct q_passkey_list_row *rows;
    size_t count;
    enum rc rc = q_passkey_list(
        r->db,
        &(struct q_passkey_list_in){.site_id = r->community->site.id, .account_id = account_id}, a,
        &rows, &count);
    if (rc != RC_OK)
        return rc;
    json_key(j, name);
    json_begin_array(j);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(j);
        JSON_STR(j, "type", STR("public-key"));
        json_key(j, STR("id"));
        put_bytes(j, a, rows[i].credential);
        put_transports(j, rows[i].transports);
        json_end(j);
    }
    json_end(j);
    return RC_OK;
}

static void put_creation(struct json *j, struct community *c, const struct passkey_asking *asking,
                         struct arena *a)
{
    static const int algorithms[] = WEBAUTHN_ALGORITHMS;
    uint8_t user[PASSKEY_USER_BYTES];
    passkey_user(c, asking->actor.account_id, user);
    json_key(j, STR("rp"));
    json_begin_object(j);
    JSON_STR(j, "id", asking->party.id);
    JSON_STR(j, "name", c->site.title);
    json_end(j);
    json_key(j, STR("user"));
    json_begin_object(j);
    JSON_STR(j, "id", core_base64url(a, user, sizeof user));
    JSON_STR(j, "name", asking->actor.name);
    JSON_STR(j, "displayName", asking->actor.name);
    json_end(j);
    json_key(j, STR("pubKeyCredParams"));
    json_begin_array(j);
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        json_begin_object(j);
        JSON_STR(j, "type", STR("public-key"));
        JSON_I64(j, "alg", algorithms[i]);
        json_end(j);
    }
    json_end(j);
    json_key(j, STR("authenticatorSelection"));
    json_begin_object(j);
    JSON_STR(j, "residentKey", STR("preferred"));
    JSON_STR(j, "userVerification", STR("preferred"));
    json_end(j);
    JSON_STR(j, "attestation", STR("none"));
}

static enum rc put_options(struct json *j, struct community_reader *r,
                           const struct passkey_asking *asking, struct arena *a)
{
    struct community *c = r->community;
    int64_t id = asking->actor.account_id;
    struct passkey_asked asked =
        passkey_asked_of(asking->purpose, &asking->actor, asking->stranger);
    enum rc rc = RC_OK;
    json_begin_object(j);
    JSON_STR(j, "challenge", passkey_challenge(c, &asked, a));
    JSON_I64(j, "timeout", PASSKEY_ASKED_MS / 6);
    if (asking->purpose == PASSKEY_MAKE) {
        put_creation(j, c, asking, a);
        rc = put_passkeys(j, r, STR("excludeCredentials"), id, a);
    } else {
        JSON_STR(j, "rpId", asking->party.id);
        JSON_STR(j, "userVerification",
                 asking->purpose == PASSKEY_SIGN_IN ? STR("required") : STR("preferred"));
        if (asking->purpose == PASSKEY_STEP)
            rc = put_passkeys(j, r, STR("allowCredentials"), id, a);
    }
    json_end(j);
    return rc;
}

enum rc passkey_options(struct community_reader *r, const struct passkey_asking *asking,
                        struct arena *a, struct str *ret_json)
{
    struct buf out;
    struct json j;
    buf_init(&out, OPTIONS_BYTES_MAX);
    json_init(&j, &out);
    enum rc rc = put_options(&j, r, asking, a);
    if (rc == RC_OK)
        rc = buf_status(&out);
    struct str text = rc == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret_json = text;
    return rc;
}
