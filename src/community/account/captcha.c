#include "community/account/captcha.h"

#include <sodium.h>

#include "base/json.h"
#include "community/core.h"
#include "community/account/question.h"
#include "community/account/solution.h"
#include "queries.h"

#define LIFETIME_MS        (10 * 60 * 1000)
#define HEX_BYTES          64 /* of a SHA-256 in hexadecimal */
#define SALT_BYTES         12
#define CHALLENGE_JSON_MAX 1024

static struct str hex(struct arena *a, const uint8_t *bytes, size_t n)
{
    char *out = arena_alloc(a, 2 * n + 1);
    if (out == NULL)
        return (struct str){0};
    sodium_bin2hex(out, 2 * n + 1, bytes, n);
    return str_make(out, 2 * n);
}

static void sign(const struct community *c, struct str s, uint8_t out[static 32])
{
    crypto_auth_hmacsha256_state h;
    crypto_auth_hmacsha256_init(&h, c->captcha_key, sizeof c->captcha_key);
    crypto_auth_hmacsha256_update(&h, (const unsigned char *)s.p, s.n);
    crypto_auth_hmacsha256_final(&h, out);
}

static struct str challenge_of(struct arena *a, struct str salt, int64_t number)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    struct str text = arena_printf(a, "%.*s%lld", STR_ARG(salt), (long long)number);
    crypto_hash_sha256(hash, (const unsigned char *)text.p, text.n);
    return hex(a, hash, sizeof hash);
}

/* --- proof of work --- */

enum rc captcha_challenge(struct community *c, struct arena *a, struct str *ret_json)
{
    uint8_t random[SALT_BYTES], signature[32];
    uint64_t number;
    community_random(c, random, sizeof random);
    community_random(c, &number, sizeof number);
    number %= (uint64_t)core_limits(c).captcha_work + 1;
    /* The '&' ends the time, so that no digit of the number can be read as one of its own. */
    struct str salt = arena_printf(a, "%.*s?expires=%lld&", STR_ARG(hex(a, random, sizeof random)),
                                   (long long)(community_now_ms(c) + LIFETIME_MS) / 1000);
    struct str challenge = challenge_of(a, salt, (int64_t)number);
    sign(c, challenge, signature);
    struct buf out;
    struct json j;
    buf_init(&out, CHALLENGE_JSON_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_STR(&j, "algorithm", STR("SHA-256"));
    JSON_STR(&j, "challenge", challenge);
    JSON_I64(&j, "maxnumber", core_limits(c).captcha_work);
    JSON_STR(&j, "salt", salt);
    JSON_STR(&j, "signature", hex(a, signature, sizeof signature));
    json_end(&j);
    enum rc rc = buf_status(&out);
    struct str text = rc == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    if (rc != RC_OK || arena_failed(a))
        return RC_NO_MEMORY;
    *ret_json = text;
    return RC_OK;
}

static bool hex_equal(struct str given, struct str wanted)
{
    return given.n == HEX_BYTES && wanted.n == HEX_BYTES &&
           sodium_memcmp(given.p, wanted.p, HEX_BYTES) == 0;
}

static enum rc read_expiry(struct str salt, int64_t *ret_ms)
{
    struct str mark = STR("?expires=");
    size_t at = str_find(salt, mark, 0);
    int64_t seconds;
    if (at == STR_NONE || !str_ends(salt, STR("&")) ||
        str_to_i64(str_slice(salt, at + mark.n, salt.n - 1), &seconds) != RC_OK ||
        seconds > INT64_MAX / 1000)
        return RC_INVALID;
    *ret_ms = seconds * 1000;
    return RC_OK;
}

static enum rc verify_solution(struct community *c, struct str payload, struct arena *a,
                               struct str *ret_challenge, int64_t *ret_expires_ms)
{
    struct solution s;
    uint8_t signature[32];
    enum rc rc = solution_read(payload, a, &s);
    if (rc == RC_OK)
        rc = read_expiry(s.salt, ret_expires_ms);
    if (rc != RC_OK)
        return rc;
    struct str challenge = challenge_of(a, s.salt, s.number);
    sign(c, challenge, signature);
    if (s.number < 0 || !hex_equal(s.challenge, challenge) ||
        !hex_equal(s.signature, hex(a, signature, sizeof signature)))
        return RC_INVALID;
    *ret_challenge = challenge;
    return RC_OK;
}

/* --- questions --- */

/* What stands in a question's token, then its signature. */
struct ticket {
    uint64_t nonce;
    int64_t expires_ms;
    uint8_t signature[32];
};
_Static_assert(sizeof(struct ticket) == 48, "no padding travels");

/* The bit of a nonce that says which kind of question it stands for. */
#define IN_FIGURES ((uint64_t)1)

/* "q." keeps a question's token apart from a solution's base64. */
#define TICKET_PREFIX STR("q.")

static void sign_ticket(const struct community *c, const struct ticket *t, uint8_t out[static 32])
{
    sign(c, str_make((const char *)t, offsetof(struct ticket, signature)), out);
}

/* The seed is a keyed hash: the token alone does not tell the question. */
static struct question ticket_question(const struct community *c, const struct ticket *t,
                                       struct arena *a)
{
    struct core_hash h;
    core_hash_init(&h, c, STR("question"));
    core_hash_i64(&h, (int64_t)t->nonce);
    uint64_t seed = (uint64_t)core_hash_end(&h);
    return (t->nonce & IN_FIGURES) != 0 ? question_in_figures(seed, a) : question_make(seed, a);
}

enum rc captcha_question(struct community *c, bool figures, struct arena *a,
                         struct captcha_question *ret)
{
    struct ticket t = {.expires_ms = community_now_ms(c) + LIFETIME_MS};
    community_random(c, &t.nonce, sizeof t.nonce);
    t.nonce = figures ? t.nonce | IN_FIGURES : t.nonce & ~IN_FIGURES;
    sign_ticket(c, &t, t.signature);
    struct str text = core_base64url(a, &t, sizeof t);
    *ret = (struct captcha_question){
        .text = ticket_question(c, &t, a).text,
        .token = arena_printf(a, "q.%.*s", STR_ARG(text)),
    };
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

static enum rc verify_ticket(struct community *c, struct str payload, struct str answer,
                             struct arena *a, int64_t *ret_expires_ms)
{
    struct ticket t;
    uint8_t signature[32];
    if (core_base64url_decode(str_slice(payload, TICKET_PREFIX.n, payload.n), &t, sizeof t) !=
        RC_OK)
        return RC_INVALID;
    sign_ticket(c, &t, signature);
    if (sodium_memcmp(signature, t.signature, sizeof signature) != 0)
        return RC_INVALID;
    struct question q = ticket_question(c, &t, a);
    if (!question_answered(&q, answer))
        return RC_INVALID;
    *ret_expires_ms = t.expires_ms;
    return RC_OK;
}

/* --- both --- */

enum rc captcha_verify(struct community *c, struct str payload, struct str answer, struct arena *a,
                       int64_t *ret_key, int64_t *ret_expires_ms)
{
    int64_t expires_ms = 0;
    struct str identity = payload;
    enum rc rc = str_starts(payload, TICKET_PREFIX)
                     ? verify_ticket(c, payload, answer, a, &expires_ms)
                     : verify_solution(c, payload, a, &identity, &expires_ms);
    if (rc != RC_OK)
        return rc;
    if (expires_ms <= community_now_ms(c))
        return RC_EXPIRED;
    struct core_hash h;
    core_hash_init(&h, c, STR("captcha"));
    core_hash_str(&h, identity);
    *ret_key = core_hash_end(&h);
    *ret_expires_ms = expires_ms;
    return RC_OK;
}

enum rc captcha_use(struct community *c, struct db *db, int64_t key, int64_t expires_ms)
{
    int64_t added;
    enum rc rc = q_captcha_use(
        db, &(struct q_captcha_use_in){.site_id = c->site.id, .key = key, .expires_ms = expires_ms},
        &added);
    return rc == RC_OK && added == 0 ? RC_EXPIRED : rc;
}

/* --- as operations do it --- */

enum rc captcha_check(struct community_job *job, struct str payload, struct str answer,
                      struct captcha_proof *ret)
{
    struct captcha_proof proof = {.wanted = !core_limits(job->community).skip_captcha};
    if (proof.wanted) {
        enum rc rc = captcha_verify(job->community, payload, answer, job->arena, &proof.key,
                                    &proof.expires_ms);
        if (rc == RC_EXPIRED)
            return problem_set(&job->problem, rc, "The check has run out; here is a new one.");
        if (rc != RC_OK)
            return problem_set(&job->problem, rc, "The check was not solved; here is a new one.");
    }
    *ret = proof;
    return RC_OK;
}

enum rc captcha_spend(struct community_job *job, struct db *db, const struct captcha_proof *proof)
{
    if (!proof->wanted)
        return RC_OK;
    enum rc rc = captcha_use(job->community, db, proof->key, proof->expires_ms);
    return rc == RC_EXPIRED
               ? problem_set(&job->problem, rc, "This check was used before; here is a new one.")
               : rc;
}
