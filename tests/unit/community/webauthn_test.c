#include "community/key/webauthn.h"

#include <sodium.h>

#include "community/key/authenticator.h"
#include "unit/community/webauthn_vectors.h"
#include "unit/test.h"

#define PARTY                                                                                      \
    {                                                                                              \
        .id = STR_INIT("example.org"), .origin = STR_INIT("https://example.org")                   \
    }
static const struct webauthn_party party = PARTY;

static struct str unhex(struct arena *a, const char *hex)
{
    size_t n = strlen(hex) / 2, got;
    unsigned char *out = arena_alloc(a, n + 1);
    assert_int_equal(sodium_hex2bin(out, n, hex, strlen(hex), NULL, &got, NULL), 0);
    assert_int_equal(got, n);
    return str_make((const char *)out, n);
}

/* The same bytes with one changed. */
static struct str spoilt(struct arena *a, struct str s, size_t at)
{
    struct str copy = arena_dup(a, s);
    ((char *)(uintptr_t)copy.p)[at] ^= 1;
    return copy;
}

static enum rc make_passkey(struct arena *a, struct str client, struct str attestation,
                            struct webauthn_credential *ret)
{
    const struct webauthn_registration in = {
        .party = party, .client_json = client, .attestation = attestation};
    struct problem problem = {0};
    enum rc rc = webauthn_register(&in, a, ret, &problem);
    if (rc != RC_OK)
        assert_true(problem.message[0] != '\0');
    return rc;
}

static void the_specification_s_passkey_without_attestation_is_taken(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct webauthn_credential kept;
    assert_int_equal(make_passkey(a, unhex(a, NONE_CLIENT), unhex(a, NONE_ATTESTATION), &kept),
                     RC_OK);
    assert_true(str_eq(kept.id, unhex(a, NONE_CREDENTIAL)));
    assert_int_equal(kept.algorithm, -7);
    assert_int_equal(kept.public_key.n, 64);
    assert_false(kept.is_user_verified);
    assert_true(kept.may_be_backed_up);
    assert_true(kept.is_backed_up);
    arena_free(a);
}

static void the_specification_s_self_signed_passkey_is_taken_and_its_signature_counts(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct webauthn_credential kept;
    struct str client = unhex(a, SELF_CLIENT), attestation = unhex(a, SELF_ATTESTATION);
    assert_int_equal(make_passkey(a, client, attestation, &kept), RC_OK);
    assert_true(kept.is_user_verified);
    /* In the middle of its signature, and in what was signed. */
    assert_int_equal(make_passkey(a, client, spoilt(a, attestation, 60), &kept), RC_INVALID);
    assert_int_equal(make_passkey(a, spoilt(a, client, client.n - 4), attestation, &kept),
                     RC_INVALID);
    arena_free(a);
}

static void a_page_inside_another_site_makes_no_passkey(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct webauthn_credential kept;
    assert_int_equal(make_passkey(a, unhex(a, FRAMED_CLIENT), unhex(a, FRAMED_ATTESTATION), &kept),
                     RC_FORBIDDEN);
    assert_int_equal(make_passkey(a, unhex(a, TOP_CLIENT), unhex(a, TOP_ATTESTATION), &kept),
                     RC_FORBIDDEN);
    arena_free(a);
}

static enum rc use_passkey(struct arena *a, const struct webauthn_credential *kept, struct str data,
                           struct str client, struct str signature)
{
    const struct webauthn_assertion in = {
        .party = party, .client_json = client, .authenticator = data, .signature = signature};
    struct webauthn_use use;
    return webauthn_assert(&in, kept, a, &use, NULL);
}

static void the_specification_s_signature_holds_and_no_bit_of_it_may_change(void **state)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct webauthn_credential kept;
    struct str data = unhex(a, NONE_USE_DATA), client = unhex(a, NONE_USE_CLIENT),
               signature = unhex(a, NONE_USE_SIGNATURE);
    assert_int_equal(make_passkey(a, unhex(a, NONE_CLIENT), unhex(a, NONE_ATTESTATION), &kept),
                     RC_OK);
    assert_int_equal(use_passkey(a, &kept, data, client, signature), RC_OK);
    for (size_t i = 0; i < data.n; i++)
        assert_int_not_equal(use_passkey(a, &kept, spoilt(a, data, i), client, signature), RC_OK);
    for (size_t i = 0; i < client.n; i++)
        assert_int_not_equal(use_passkey(a, &kept, data, spoilt(a, client, i), signature), RC_OK);
    for (size_t i = 0; i < signature.n; i++)
        assert_int_not_equal(use_passkey(a, &kept, data, client, spoilt(a, signature, i)), RC_OK);
    arena_free(a);
}

static void a_passkey_s_answer_is_good_at_its_own_site_only(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct webauthn_credential kept;
    struct webauthn_use use;
    assert_int_equal(make_passkey(a, unhex(a, NONE_CLIENT), unhex(a, NONE_ATTESTATION), &kept),
                     RC_OK);
    struct webauthn_assertion in = {.party = party,
                                    .client_json = unhex(a, NONE_USE_CLIENT),
                                    .authenticator = unhex(a, NONE_USE_DATA),
                                    .signature = unhex(a, NONE_USE_SIGNATURE)};
    in.party.origin = STR("https://www.example.org");
    assert_int_equal(webauthn_assert(&in, &kept, a, &use, NULL), RC_FORBIDDEN);
    in.party = (struct webauthn_party){STR("other.org"), STR("https://example.org")};
    assert_int_equal(webauthn_assert(&in, &kept, a, &use, NULL), RC_FORBIDDEN);
    in.party = party;
    in.wants_user_verified = true;
    assert_int_equal(webauthn_assert(&in, &kept, a, &use, NULL), RC_INVALID);
    in.wants_user_verified = false;
    kept.may_be_backed_up = false;
    assert_int_equal(webauthn_assert(&in, &kept, a, &use, NULL), RC_INVALID);
    kept.may_be_backed_up = true;
    kept.algorithm = -8;
    assert_int_equal(webauthn_assert(&in, &kept, a, &use, NULL), RC_UNAUTHENTICATED);
    arena_free(a);
}

static void no_beginning_of_an_attestation_is_one_and_nothing_may_stand_behind_it(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct attestation given;
    struct authenticator said;
    struct str whole = unhex(a, SELF_ATTESTATION);
    assert_int_equal(attestation_read(whole, &given), RC_OK);
    struct str data = given.authenticator;
    for (size_t n = 0; n < whole.n; n++)
        assert_int_equal(attestation_read(str_slice(whole, 0, n), &given), RC_INVALID);
    assert_int_equal(authenticator_read(data, &said), RC_OK);
    for (size_t n = 0; n < data.n; n++)
        assert_int_equal(authenticator_read(str_slice(data, 0, n), &said), RC_INVALID);
    char behind[256];
    memcpy(behind, data.p, data.n);
    behind[data.n] = 0;
    assert_int_equal(authenticator_read(str_make(behind, data.n + 1), &said), RC_INVALID);
    arena_free(a);
}

static enum rc party_of(struct arena *a, const char *url, const char *id, const char *origin)
{
    struct webauthn_party made;
    enum rc rc = webauthn_party_make(str_from_cstr(url), a, &made);
    if (rc == RC_OK) {
        assert_true(str_eq(made.id, str_from_cstr(id)));
        assert_true(str_eq(made.origin, str_from_cstr(origin)));
    }
    return rc;
}

static void the_relying_party_is_the_configured_host(void **state)
{
    struct arena *a = arena_new(1 << 16);
    assert_int_equal(
        party_of(a, "https://Courier.example", "courier.example", "https://courier.example"),
        RC_OK);
    assert_int_equal(
        party_of(a, "https://courier.example:443", "courier.example", "https://courier.example"),
        RC_OK);
    assert_int_equal(party_of(a, "https://courier.example:8443/paper", "courier.example",
                              "https://courier.example:8443"),
                     RC_OK);
    assert_int_equal(party_of(a, "http://localhost:8080", "localhost", "http://localhost:8080"),
                     RC_OK);
    arena_free(a);
}

static void where_browsers_offer_no_passkeys_there_is_no_relying_party(void **state)
{
    struct arena *a = arena_new(1 << 16);
    static const char *const without[] = {"http://127.0.0.1:8080",
                                          "https://127.0.0.1",
                                          "https://[::1]:8443",
                                          "http://courier.example",
                                          "https://",
                                          "ftp://courier.example",
                                          "https://a@b.example",
                                          ""};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        assert_int_equal(party_of(a, without[i], "", ""), RC_UNSUPPORTED);
    arena_free(a);
}

static void a_counter_may_stay_away_but_not_stand_still_or_run_back(void **state)
{
    assert_true(webauthn_count_runs_on(0, 0));
    assert_true(webauthn_count_runs_on(0, 1));
    assert_true(webauthn_count_runs_on(7, 8));
    assert_false(webauthn_count_runs_on(7, 7));
    assert_false(webauthn_count_runs_on(7, 6));
    assert_false(webauthn_count_runs_on(7, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specification_s_passkey_without_attestation_is_taken),
        cmocka_unit_test(the_specification_s_self_signed_passkey_is_taken_and_its_signature_counts),
        cmocka_unit_test(a_page_inside_another_site_makes_no_passkey),
        cmocka_unit_test(the_specification_s_signature_holds_and_no_bit_of_it_may_change),
        cmocka_unit_test(a_passkey_s_answer_is_good_at_its_own_site_only),
        cmocka_unit_test(no_beginning_of_an_attestation_is_one_and_nothing_may_stand_behind_it),
        cmocka_unit_test(the_relying_party_is_the_configured_host),
        cmocka_unit_test(where_browsers_offer_no_passkeys_there_is_no_relying_party),
        cmocka_unit_test(a_counter_may_stay_away_but_not_stand_still_or_run_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
