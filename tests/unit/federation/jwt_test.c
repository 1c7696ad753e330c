#include "../test.h"

#include "federation/base64url.h"
#include "federation/jwt.h"
#include "signer.h"

#define CLAIMS "{\"sub\":\"anna\",\"exp\":1800000000,\"half\":1.5,\"odd\":\"soon\"}"

static struct arena *arena;
static struct signer signer;
static struct problem problem;

static int make(void **state)
{
    arena = arena_new((size_t)16 * 1024 * 1024);
    if (arena != NULL)
        signer_init(&signer, arena);
    return arena == NULL;
}

static int drop(void **state)
{
    signer_release(&signer);
    arena_free(arena);
    return 0;
}

static struct jwk_set set_of(struct str keys, bool secrets)
{
    struct jwk_set set = {0};
    problem = (struct problem){0};
    enum rc rc = jwk_set_read(keys, secrets, arena, &set, &problem);
    if (rc != RC_OK)
        fail_msg("%.*s: %s", STR_ARG(keys), problem.message);
    return set;
}

static enum rc open_with(struct str token, enum jwt_algorithm algorithm, struct str keys)
{
    const struct json_tree *claims = NULL;
    struct jwk_set set = set_of(keys, algorithm == JWT_HS256);
    problem = (struct problem){0};
    enum rc rc = jwt_open(token, algorithm, &set, arena, &claims, &problem);
    if (rc == RC_OK)
        assert_str_equal(jwt_claim_text(claims, STR("sub")), STR("anna"));
    else
        assert_true(problem.message[0] != '\0' && claims == NULL);
    return rc;
}

static void a_token_of_every_algorithm_is_opened(void **state)
{
    struct str rsa = signer_public(&signer, signer.rsa, "");
    assert_ok(open_with(signer_sign(&signer, signer.rsa, "alg=RS256", CLAIMS), JWT_RS256, rsa));
    assert_ok(open_with(signer_sign(&signer, signer.rsa, "alg=PS256", CLAIMS), JWT_PS256, rsa));
    assert_ok(open_with(signer_sign(&signer, signer.p256, "alg=ES256", CLAIMS), JWT_ES256,
                        signer_public(&signer, signer.p256, "")));
    assert_ok(open_with(signer_sign(&signer, signer.secret, "alg=HS256", CLAIMS), JWT_HS256,
                        signer_public(&signer, signer.secret, "")));
    assert_ok(open_with(signer_sign_ed25519(&signer, "{\"alg\":\"EdDSA\"}", CLAIMS), JWT_EDDSA,
                        signer_public_ed25519(&signer, "")));
}

static void the_algorithm_is_the_configured_one_and_never_the_tokens_choice(void **state)
{
    struct str rsa = signer_public(&signer, signer.rsa, "");
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=PS256", CLAIMS), JWT_RS256, rsa),
        RC_INVALID);
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS384", CLAIMS), JWT_RS256, rsa),
        RC_INVALID);
    assert_int_equal(
        open_with(signer_sign(&signer, signer.p256, "alg=ES256", CLAIMS), JWT_RS256, rsa),
        RC_INVALID);
    assert_int_equal(
        open_with(signer_forge(&signer, "{\"alg\":\"none\"}", CLAIMS, STR("")), JWT_RS256, rsa),
        RC_INVALID);
    assert_int_equal(
        open_with(signer_forge(&signer, "{\"alg\":\"None\"}", CLAIMS, STR("AAAA")), JWT_RS256, rsa),
        RC_INVALID);
    assert_int_equal(open_with(signer_forge(&signer, "{}", CLAIMS, STR("AAAA")), JWT_RS256, rsa),
                     RC_INVALID);
    assert_int_equal(open_with(signer_forge(&signer, "{\"alg\":[\"RS256\"]}", CLAIMS, STR("AAAA")),
                               JWT_RS256, rsa),
                     RC_INVALID);
}

/* The classic forgery: an HMAC whose secret is the public key that everybody may read. */
static void a_public_key_is_never_taken_for_a_shared_secret(void **state)
{
    cjose_err error;
    struct str public = signer_public(&signer, signer.rsa, "");
    cjose_jwk_t *as_secret = cjose_jwk_create_oct_spec((const uint8_t *)public.p, public.n, &error);
    struct str forged = signer_sign(&signer, as_secret, "alg=HS256", CLAIMS);
    const struct json_tree *claims;
    struct jwk_set set = set_of(public, true);
    assert_int_equal(jwt_open(forged, JWT_RS256, &set, arena, &claims, &problem), RC_INVALID);
    /* Even where the operator configured HS256 and then a file with a public key. */
    assert_int_equal(jwt_open(forged, JWT_HS256, &set, arena, &claims, NULL), RC_NOT_FOUND);
    cjose_jwk_release(as_secret);
}

static void what_was_changed_after_signing_is_refused(void **state)
{
    struct str keys = signer_public(&signer, signer.rsa, "");
    struct str token = signer_sign(&signer, signer.rsa, "alg=RS256", CLAIMS);
    for (size_t i = 0; i < token.n; i += 7) {
        char *bytes = arena_cstr(arena, token);
        bytes[i] = bytes[i] == 'A' ? 'B' : 'A';
        if (open_with(str_from_cstr(bytes), JWT_RS256, keys) == RC_OK)
            fail_msg("changed at %zu and still opened", i);
    }
    assert_int_equal(
        open_with(signer_sign(&signer, signer.other_rsa, "alg=RS256", CLAIMS), JWT_RS256, keys),
        RC_INVALID);
    struct str ed = signer_sign_ed25519(&signer, "{\"alg\":\"EdDSA\"}", CLAIMS);
    char *bytes = arena_cstr(arena, ed);
    bytes[ed.n - 10] = bytes[ed.n - 10] == 'A' ? 'B' : 'A';
    assert_int_equal(open_with(str_from_cstr(bytes), JWT_EDDSA, signer_public_ed25519(&signer, "")),
                     RC_INVALID);
}

static void a_header_that_asks_for_more_is_refused(void **state)
{
    static const char *const headers[] = {
        "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"EdDSA\",\"b64\":false}",
        "{\"alg\":\"EdDSA\",\"jku\":\"https://evil.example\"}",
        "{\"alg\":\"EdDSA\",\"jwk\":{}}",
        "{\"alg\":\"EdDSA\",\"x5u\":\"https://evil.example\"}",
        "{\"alg\":\"EdDSA\",\"kid\":7}",
        "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}",
        "[\"EdDSA\"]",
    };
    struct str keys = signer_public_ed25519(&signer, "");
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        if (open_with(signer_sign_ed25519(&signer, headers[i], CLAIMS), JWT_EDDSA, keys) !=
            RC_INVALID)
            fail_msg("accepted: %s", headers[i]);
}

static void the_key_is_found_by_its_name(void **state)
{
    struct str a = signer_public(&signer, signer.rsa, "\"kid\":\"a\","),
               b = signer_public(&signer, signer.other_rsa, "\"kid\":\"b\",");
    struct str both = arena_printf(arena, "{\"keys\":[%.*s,%.*s]}", STR_ARG(a), STR_ARG(b));
    assert_ok(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS256 kid=a", CLAIMS), JWT_RS256, both));
    assert_ok(open_with(signer_sign(&signer, signer.other_rsa, "alg=RS256 kid=b", CLAIMS),
                        JWT_RS256, both));
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS256 kid=b", CLAIMS), JWT_RS256, both),
        RC_INVALID);
    /* A name that is not there may be one the issuer has just begun to use: the caller asks anew. */
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS256 kid=c", CLAIMS), JWT_RS256, both),
        RC_NOT_FOUND);
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS256", CLAIMS), JWT_RS256, both),
        RC_NOT_FOUND);
    assert_int_equal(
        open_with(signer_sign(&signer, signer.rsa, "alg=RS256 kid=c", CLAIMS), JWT_RS256, a),
        RC_NOT_FOUND);
}

static void a_key_for_another_use_checks_nothing(void **state)
{
    struct jwk_set set;
    assert_int_equal(jwk_set_read(signer_public(&signer, signer.rsa, "\"use\":\"enc\","), false,
                                  arena, &set, NULL),
                     RC_INVALID);
    assert_int_equal(jwk_set_read(signer_public(&signer, signer.rsa, "\"alg\":\"RSA-OAEP\","),
                                  false, arena, &set, NULL),
                     RC_INVALID);
    assert_int_equal(jwk_set_read(signer_public(&signer, signer.rsa, "\"alg\":\"ES256\","), false,
                                  arena, &set, NULL),
                     RC_INVALID);
    assert_int_equal(open_with(signer_sign(&signer, signer.rsa, "alg=RS256", CLAIMS), JWT_RS256,
                               signer_public(&signer, signer.rsa, "\"alg\":\"PS256\",")),
                     RC_NOT_FOUND);
}

static void weak_and_faulty_keys_are_no_keys(void **state)
{
    static const char *const keys[] = {
        "{\"kty\":\"RSA\",\"n\":\"4\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"vfAB\",\"e\":\"AQAB\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
        ("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_"
        "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"),
        "{\"kty\":\"oct\",\"k\":\"c2hvcnQ\"}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{}",
        "[]",
        "",
    };
    struct jwk_set set;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        problem = (struct problem){0};
        if (jwk_set_read(str_from_cstr(keys[i]), true, arena, &set, &problem) != RC_INVALID)
            fail_msg("accepted: %s", keys[i]);
        assert_true(problem.message[0] != '\0');
    }
}

static void a_published_set_gives_no_shared_secret(void **state)
{
    struct jwk_set set;
    struct str secret = signer_public(&signer, signer.secret, "");
    assert_int_equal(jwk_set_read(secret, false, arena, &set, NULL), RC_INVALID);
    assert_ok(jwk_set_read(secret, true, arena, &set, NULL));
    assert_int_equal(jwk_set_from_secret(STR("too short for that"), arena, &set, NULL), RC_INVALID);
}

static void a_point_off_the_curve_opens_nothing(void **state)
{
    struct str token = signer_sign(&signer, signer.p256, "alg=ES256", CLAIMS);
    assert_int_equal(open_with(token, JWT_ES256,
                               STR("{\"kty\":\"EC\",\"crv\":\"P-256\","
                                   "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\","
                                   "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}")),
                     RC_INVALID);
}

static void what_is_no_token_is_refused(void **state)
{
    static const char *const texts[] = {"",        ".",    "..",       "a.b",
                                        "a.b.c.d", "....", "e30.e30.", "!!.e30.AA"};
    struct str keys = signer_public_ed25519(&signer, "");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (open_with(str_from_cstr(texts[i]), JWT_EDDSA, keys) != RC_INVALID)
            fail_msg("accepted: %s", texts[i]);
    char *long_text = arena_alloc(arena, JWT_TEXT_MAX + 2);
    memset(long_text, 'A', JWT_TEXT_MAX + 1);
    assert_int_equal(open_with(str_from_cstr(long_text), JWT_EDDSA, keys), RC_TOO_LARGE);
    assert_int_equal(
        open_with(signer_sign_ed25519(&signer, "{\"alg\":\"EdDSA\"}", "[1]"), JWT_EDDSA, keys),
        RC_INVALID);
    assert_int_equal(
        open_with(signer_sign_ed25519(&signer, "{\"alg\":\"EdDSA\"}", "{\"sub\":1,\"sub\":2}"),
                  JWT_EDDSA, keys),
        RC_INVALID);
}

static void a_token_has_one_spelling(void **state)
{
    struct str bytes;
    assert_ok(base64url_read(STR("AQ"), arena, &bytes));
    assert_int_equal(base64url_read(STR("AR"), arena, &bytes), RC_INVALID);
    assert_int_equal(base64url_read(STR("AQ=="), arena, &bytes), RC_INVALID);
    assert_int_equal(base64url_read(STR("AQ\n"), arena, &bytes), RC_INVALID);
    assert_int_equal(base64url_read(STR("+/+/"), arena, &bytes), RC_INVALID);
    struct str token = signer_sign(&signer, signer.rsa, "alg=RS256", CLAIMS);
    struct str keys = signer_public(&signer, signer.rsa, "");
    assert_int_equal(open_with(arena_printf(arena, "%.*s=", STR_ARG(token)), JWT_RS256, keys),
                     RC_INVALID);
    assert_int_equal(open_with(arena_printf(arena, "%.*s\n", STR_ARG(token)), JWT_RS256, keys),
                     RC_INVALID);
}

static void times_are_read_as_seconds(void **state)
{
    const struct json_tree *claims;
    int64_t ms = 0;
    assert_ok(json_tree_read(
        STR("{\"exp\":1800000000,\"half\":1.5,\"odd\":\"soon\",\"old\":-1,\"far\":1e300}"), arena,
        &claims, NULL));
    assert_ok(jwt_claim_time(claims, STR("exp"), &ms));
    assert_int_equal(ms, 1800000000000);
    assert_ok(jwt_claim_time(claims, STR("half"), &ms));
    assert_int_equal(ms, 1500);
    assert_int_equal(jwt_claim_time(claims, STR("odd"), &ms), RC_INVALID);
    assert_int_equal(jwt_claim_time(claims, STR("old"), &ms), RC_INVALID);
    assert_int_equal(jwt_claim_time(claims, STR("far"), &ms), RC_INVALID);
    assert_int_equal(jwt_claim_time(claims, STR("nbf"), &ms), RC_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_of_every_algorithm_is_opened),
        cmocka_unit_test(the_algorithm_is_the_configured_one_and_never_the_tokens_choice),
        cmocka_unit_test(a_public_key_is_never_taken_for_a_shared_secret),
        cmocka_unit_test(what_was_changed_after_signing_is_refused),
        cmocka_unit_test(a_header_that_asks_for_more_is_refused),
        cmocka_unit_test(the_key_is_found_by_its_name),
        cmocka_unit_test(a_key_for_another_use_checks_nothing),
        cmocka_unit_test(weak_and_faulty_keys_are_no_keys),
        cmocka_unit_test(a_published_set_gives_no_shared_secret),
        cmocka_unit_test(a_point_off_the_curve_opens_nothing),
        cmocka_unit_test(what_is_no_token_is_refused),
        cmocka_unit_test(a_token_has_one_spelling),
        cmocka_unit_test(times_are_read_as_seconds),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
