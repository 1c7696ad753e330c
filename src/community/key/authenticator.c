#include "community/key/authenticator.h"

#include "community/key/cbor.h"

#define HASH_BYTES   32
#define COUNT_BYTES  4
#define AAGUID_BYTES 16
#define LENGTH_BYTES 2
#define KEY_PARTS    16 /* entries of a COSE key */

/* Takes `n` bytes off the front. */
static bool take(struct str *rest, size_t n, struct str *ret)
{
    if (rest->n < n)
        return false;
    *ret = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return true;
}

static uint32_t big_endian(struct str bytes)
{
    uint32_t number = 0;
    for (size_t i = 0; i < bytes.n; i++)
        number = number << 8 | (uint8_t)bytes.p[i];
    return number;
}

/* --- the key --- */

#define COSE_LABEL_ALGORITHM 3

/* Labels are distinct integers in canonical CBOR; the algorithm must be said exactly once. */
static enum rc read_algorithm(struct str key, int64_t *ret)
{
    struct cbor c = {.bytes = key};
    struct cbor_item map, label, value;
    bool found = false;
    if (cbor_next(&c, &map) != RC_OK || map.kind != CBOR_MAP || map.number > KEY_PARTS)
        return RC_INVALID;
    for (uint64_t i = 0; i < map.number; i++) {
        int64_t number;
        if (cbor_next(&c, &label) != RC_OK || cbor_integer(&label, &number) != RC_OK)
            return RC_INVALID;
        if (number != COSE_LABEL_ALGORITHM) {
            if (cbor_skip(&c, NULL) != RC_OK)
                return RC_INVALID;
            continue;
        }
        if (found || cbor_next(&c, &value) != RC_OK || cbor_integer(&value, ret) != RC_OK)
            return RC_INVALID;
        found = true;
    }
    return found ? RC_OK : RC_INVALID;
}

/* One CBOR map off the front. */
static enum rc take_map(struct str *rest, struct str *ret)
{
    struct cbor c = {.bytes = *rest}, look = c;
    struct cbor_item head;
    if (cbor_next(&look, &head) != RC_OK || head.kind != CBOR_MAP || cbor_skip(&c, ret) != RC_OK)
        return RC_INVALID;
    *rest = str_slice(*rest, c.at, rest->n);
    return RC_OK;
}

static enum rc read_credential(struct str *rest, struct authenticator *said)
{
    struct str length;
    if (!take(rest, AAGUID_BYTES, &said->aaguid) || !take(rest, LENGTH_BYTES, &length) ||
        !take(rest, big_endian(length), &said->credential) || take_map(rest, &said->key) != RC_OK)
        return RC_INVALID;
    return read_algorithm(said->key, &said->algorithm);
}

enum rc authenticator_read(struct str bytes, struct authenticator *ret)
{
    struct authenticator said = {0};
    struct str rest = bytes, flags, count, extensions;
    if (!take(&rest, HASH_BYTES, &said.party_hash) || !take(&rest, 1, &flags) ||
        !take(&rest, COUNT_BYTES, &count))
        return RC_INVALID;
    said.flags = (uint8_t)flags.p[0];
    said.count = big_endian(count);
    if ((said.flags & AUTHENTICATOR_HAS_CREDENTIAL) != 0 && read_credential(&rest, &said) != RC_OK)
        return RC_INVALID;
    if ((said.flags & AUTHENTICATOR_HAS_EXTENSIONS) != 0 && take_map(&rest, &extensions) != RC_OK)
        return RC_INVALID;
    if (rest.n != 0)
        return RC_INVALID;
    *ret = said;
    return RC_OK;
}

/* --- attestation objects --- */

static enum rc read_member(struct cbor *c, struct attestation *out)
{
    struct cbor_item name, value;
    if (cbor_next(c, &name) != RC_OK || name.kind != CBOR_TEXT)
        return RC_INVALID;
    if (str_eq(name.text, STR("attStmt")) && out->statement.p == NULL) {
        struct cbor look = *c;
        if (cbor_next(&look, &value) != RC_OK || value.kind != CBOR_MAP)
            return RC_INVALID;
        return cbor_skip(c, &out->statement);
    }
    if (cbor_next(c, &value) != RC_OK)
        return RC_INVALID;
    if (str_eq(name.text, STR("fmt")) && value.kind == CBOR_TEXT && out->format.p == NULL) {
        out->format = value.text;
        return RC_OK;
    }
    if (str_eq(name.text, STR("authData")) && value.kind == CBOR_BYTES &&
        out->authenticator.p == NULL) {
        out->authenticator = value.text;
        return RC_OK;
    }
    return RC_INVALID;
}

enum rc attestation_read(struct str bytes, struct attestation *ret)
{
    struct cbor c = {.bytes = bytes};
    struct cbor_item map;
    struct attestation out = {0};
    /* Each of the three once: a fourth or a second one does not fit in. */
    if (cbor_next(&c, &map) != RC_OK || map.kind != CBOR_MAP || map.number != 3)
        return RC_INVALID;
    for (int i = 0; i < 3; i++)
        if (read_member(&c, &out) != RC_OK)
            return RC_INVALID;
    if (!cbor_at_end(&c))
        return RC_INVALID;
    *ret = out;
    return RC_OK;
}
