#include "community/key/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "base/utf8.h"
#define SHA1_BYTES 20
#define CODES      1000000 /* of TOTP_DIGITS digits */

/* RFC 4648; lower case for what is read from paper. */
#define BASE32_BITS 5
static const char BASE32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

uint32_t totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step)
{
    uint8_t counter[8], digest[SHA1_BYTES];
    unsigned size = sizeof digest;
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    /* Only a broken OpenSSL refuses; no code at all is better than a guessable one. */
    if (HMAC(EVP_sha1(), secret, TOTP_SECRET_BYTES, counter, sizeof counter, digest, &size) == NULL)
        abort();
    const uint8_t *at = digest + (digest[SHA1_BYTES - 1] & 15);
    uint32_t number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
                      (uint32_t)at[3];
    return number % CODES;
}

static bool read_code(struct str given, uint32_t *ret)
{
    uint32_t code = 0;
    int digits = 0;
    for (size_t i = 0, length; i < given.n; i += length) {
        uint32_t c = utf8_decode(given, i, &length);
        if (c < 0x80 && char_is_space((char)c))
            continue;
        int digit = utf8_digit(c);
        if (digit < 0 || ++digits > TOTP_DIGITS)
            return false;
        code = code * 10 + (uint32_t)digit;
    }
    *ret = code;
    return digits == TOTP_DIGITS;
}

bool totp_fits(const uint8_t secret[static TOTP_SECRET_BYTES], struct str given, int64_t now_ms,
               int64_t last_step, int64_t *ret_step)
{
    uint32_t code;
    bool fits = false;
    int64_t now = now_ms / TOTP_STEP_MS;
    if (!read_code(given, &code))
        return false;
    for (int64_t step = now - TOTP_DRIFT_STEPS; step <= now + TOTP_DRIFT_STEPS; step++) {
        bool same = (totp_code(secret, step) ^ code) == 0;
        if (same && step > last_step && !fits) {
            *ret_step = step;
            fits = true;
        }
    }
    return fits;
}

bool totp_is_ahead(int64_t last_step, int64_t now_ms)
{
    return last_step > now_ms / TOTP_STEP_MS + TOTP_DRIFT_STEPS;
}

/* --- base32 --- */

static char *encode(const uint8_t *bytes, size_t n, bool small, char separator, char *out)
{
    unsigned bits = 0, held = 0, written = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= BASE32_BITS; bits -= BASE32_BITS) {
            char c = BASE32[held >> (bits - BASE32_BITS) & 31];
            if (separator != '\0' && written > 0 && written % 4 == 0)
                *out++ = separator;
            *out++ = small ? char_lower(c) : c;
            written++;
        }
    }
    return out;
}

/* Both kinds of secrets have bytes in multiples of five: no padding. */
_Static_assert(TOTP_SECRET_BYTES % 5 == 0 && RECOVERY_BYTES % 5 == 0, "whole groups");

static struct str base32(const uint8_t *bytes, size_t n, bool small, char separator,
                         struct arena *a)
{
    char *out = arena_alloc(a, n * 2 + 1);
    if (out == NULL)
        return (struct str){0};
    return str_make(out, (size_t)(encode(bytes, n, small, separator, out) - out));
}

struct str totp_secret_text(const uint8_t secret[static TOTP_SECRET_BYTES], struct arena *a)
{
    return base32(secret, TOTP_SECRET_BYTES, false, ' ', a);
}

/* Percent-encoded but for what is plain everywhere. */
static struct str encoded(struct str s, struct arena *a)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, s.n * 3 + 1);
    size_t n = 0;
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '_' || c == '.') {
            out[n++] = c;
            continue;
        }
        out[n++] = '%';
        out[n++] = hex[(uint8_t)c >> 4];
        out[n++] = hex[(uint8_t)c & 15];
    }
    return str_make(out, n);
}

struct str totp_address(const uint8_t secret[static TOTP_SECRET_BYTES], struct str issuer,
                        struct str name, struct arena *a)
{
    struct str from = encoded(issuer, a), who = encoded(name, a);
    struct str text = base32(secret, TOTP_SECRET_BYTES, false, '\0', a);
    return arena_printf(
        a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s&algorithm=SHA1&digits=%d&period=%d",
        STR_ARG(from), STR_ARG(who), STR_ARG(text), STR_ARG(from), TOTP_DIGITS,
        TOTP_STEP_MS / 1000);
}

/* --- recovery codes --- */

struct str recovery_text(const uint8_t bytes[static RECOVERY_BYTES], struct arena *a)
{
    return base32(bytes, RECOVERY_BYTES, true, '-', a);
}

static int base32_value(char c)
{
    c = char_lower(c);
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    if (c >= '2' && c <= '7')
        return c - '2' + 26;
    return c == '0' ? 'o' - 'a' : c == '1' ? 'l' - 'a' : c == '8' ? 'b' - 'a' : -1;
}

bool recovery_read(struct str text, uint8_t ret[static RECOVERY_BYTES])
{
    uint32_t held = 0;
    unsigned bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (char_is_space(text.p[i]) || text.p[i] == '-')
            continue;
        int value = base32_value(text.p[i]);
        if (value < 0 || n == RECOVERY_BYTES)
            return false;
        held = held << BASE32_BITS | (uint32_t)value;
        bits += BASE32_BITS;
        if (bits >= 8) {
            bits -= 8;
            ret[n++] = (uint8_t)(held >> bits);
        }
    }
    return n == RECOVERY_BYTES && bits == 0;
}
