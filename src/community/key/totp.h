/*
 * Codes that change every thirty seconds (TOTP, RFC 6238 over HOTP, RFC 4226), and the codes kept on paper for the day the
 * telephone is lost.
 *
 * HMAC-SHA-1, six digits, thirty seconds: what every authenticator app understands. SHA-1's weakness is in collisions, which
 * HMAC does not rest on.
 *
 * Invariants:
 *  1. A code is compared in constant time, and against all steps of the window whichever fits.
 *  2. A step that was used before, or any before it, fits no more: the caller keeps the last one (RFC 6238, 5.2).
 *  3. When the last one lies further ahead than any step that fits now, the clock was set back. The first code that fits
 *     then only takes its place and lets nobody in; a later one does (RFC 6238, 6, asks two codes of who has drifted). So
 *     nobody waits until the clock has caught up, and one code that somebody saw used in the hours that come again is no use.
 *
 * Must not: read a clock or store anything.
 */
#ifndef COMITY_COMMUNITY_KEY_TOTP_H
#define COMITY_COMMUNITY_KEY_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_DIGITS       6
#define TOTP_STEP_MS      30000
#define TOTP_DRIFT_STEPS  1 /* telephones that are slow or fast by half a minute */

/* Fits in step number `step` (time / TOTP_STEP_MS). */
uint32_t totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step);
/* Whether `given` (blanks allowed inside) is the code of a step around now that is later than `last_step`. */
bool totp_fits(const uint8_t secret[static TOTP_SECRET_BYTES], struct str given, int64_t now_ms,
               int64_t last_step, int64_t *ret_step);
/* Whether `last_step` lies so far ahead that the clock must have been set back. */
bool totp_is_ahead(int64_t last_step, int64_t now_ms);
/* The secret as people type it, RFC 4648 base32 in groups of four. In `a`. */
struct str totp_secret_text(const uint8_t secret[static TOTP_SECRET_BYTES], struct arena *a);
/* What the QR code says: otpauth://totp/ISSUER:NAME?... In `a`. */
struct str totp_address(const uint8_t secret[static TOTP_SECRET_BYTES], struct str issuer,
                        struct str name, struct arena *a);

/* --- recovery codes --- */
#define RECOVERY_CODES 10
#define RECOVERY_BYTES 10 /* 80 random bits: sixteen letters and digits */

/* "abcd-efgh-ijkl-mnop". In `a`. */
struct str recovery_text(const uint8_t bytes[static RECOVERY_BYTES], struct arena *a);
/* Reads what a person typed: blanks, hyphens and capitals do not matter, and 0, 1, 8 are read as the letters they are taken
 * for. False for anything else. */
bool recovery_read(struct str text, uint8_t ret[static RECOVERY_BYTES]);

#endif
