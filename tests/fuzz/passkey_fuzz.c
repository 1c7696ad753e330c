/* The bytes a browser sends about passkeys: client data, attestation object and authenticator data, behind each other as
 * [length 2][client data][the rest]. */
#include "fuzz.h"

#include "community/key/authenticator.h"
#include "community/key/webauthn.h"

static const struct webauthn_party party = {STR_INIT("example.org"),
                                            STR_INIT("https://example.org")};

static int within(struct str part, struct str whole)
{
    return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static void read_parts(struct str bytes)
{
    struct attestation given;
    struct authenticator said;
    if (attestation_read(bytes, &given) == RC_OK) {
        FUZZ_CHECK(within(given.format, bytes));
        FUZZ_CHECK(within(given.statement, bytes) && given.statement.n > 0);
        FUZZ_CHECK(within(given.authenticator, bytes));
    }
    if (authenticator_read(bytes, &said) == RC_OK) {
        FUZZ_CHECK(said.party_hash.n == 32);
        FUZZ_CHECK((said.flags & AUTHENTICATOR_HAS_CREDENTIAL) == 0 || said.aaguid.n == 16);
        FUZZ_CHECK((said.flags & AUTHENTICATOR_HAS_CREDENTIAL) == 0 || within(said.key, bytes));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct str all = str_make((const char *)data + 2, size - 2);
    size_t split = (size_t)data[0] << 8 | data[1];
    struct str client = str_slice(all, 0, split), rest = str_slice(all, split, all.n);
    struct arena *a = arena_new((size_t)8 << 20);
    struct webauthn_credential kept;
    read_parts(rest);
    const struct webauthn_registration in = {
        .party = party, .client_json = client, .attestation = rest};
    if (webauthn_register(&in, a, &kept, NULL) == RC_OK) {
        FUZZ_CHECK(kept.id.n > 0 && kept.id.n <= WEBAUTHN_ID_MAX && kept.public_key.n > 0);
        /* Nobody signs an empty text. */
        struct webauthn_use use;
        const struct webauthn_assertion assertion = {
            .party = party, .client_json = client, .authenticator = rest, .signature = STR("x")};
        FUZZ_CHECK(webauthn_assert(&assertion, &kept, a, &use, NULL) != RC_OK);
    }
    arena_free(a);
    return 0;
}
