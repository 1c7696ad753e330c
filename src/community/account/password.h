/*
 * Passwords (NIST SP 800-63B-4 section 3.1.1): 15 to 256 characters of any kind, the whole of it
 * counts, not made of common words (password_common.h), the user's name or the site's; no other rules. Stored with
 * argon2id, 46 MiB, one pass, own salt (libsodium's crypto_pwhash string).
 *
 * Characters are counted, and the hash is made, in NFC, so that the same password typed on another
 * keyboard is the same password.
 *
 * Must not: run on an event loop: password_hash and password_verify take tens of milliseconds and
 * 46 MiB.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_PASSWORD_H
#define COMITY_COMMUNITY_ACCOUNT_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define PASSWORD_CHARACTERS_MIN 15
#define PASSWORD_CHARACTERS_MAX 256
#define PASSWORD_HASH_MAX       128

/* `name`, `email` and `site_title` are what the password must not be made of. RC_INVALID says which
 * rule. */
enum rc password_check(struct arena *a, struct str password, struct str name, struct str email,
                       struct str site_title, struct problem *problem) MUST_CHECK;
enum rc password_hash(struct arena *a, struct str password, struct str *ret) MUST_CHECK;
/* False too when `hash` is empty or malformed; then it takes as long as for a wrong password. */
bool password_verify(struct arena *a, struct str password, struct str hash);

#endif
