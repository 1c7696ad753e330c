/*
 * What the files of passkeys share. Private to src/community.
 */
#ifndef COMITY_COMMUNITY_KEY_PASSKEY_STATE_H
#define COMITY_COMMUNITY_KEY_PASSKEY_STATE_H

#include "community/key/passkey.h"

/* A challenge and who it was given to. */
struct passkey_asked {
    enum passkey_purpose purpose;
    struct str browser; /* token hash of the session, or the stranger's cookie */
};
/* The signed-in actor's session, else the stranger's cookie. */
struct passkey_asked passkey_asked_of(enum passkey_purpose purpose, const struct actor *actor,
                                      struct str stranger);
/* A new one, base64url in `a`. */
struct str passkey_challenge(struct community *c, const struct passkey_asked *asked,
                             struct arena *a);
/* Of client data: made here, for this purpose and browser, and not too old. Gives what passkey_take_challenge takes.
 * RC_INVALID or RC_EXPIRED, in words. */
enum rc passkey_check_challenge(struct community *c, const struct passkey_asked *asked,
                                struct str client_json, struct arena *a, int64_t *ret_key,
                                int64_t *ret_until_ms, struct problem *problem) MUST_CHECK;
/* Inside a job: once. RC_EXPIRED the second time. */
enum rc passkey_take_challenge(struct community *c, struct db *db, int64_t key, int64_t until_ms,
                               struct problem *problem) MUST_CHECK;

#define PASSKEY_USER_BYTES 32
/* What authenticators know an account by. */
void passkey_user(const struct community *c, int64_t account_id,
                  uint8_t ret[static PASSKEY_USER_BYTES]);

/* Base64url without padding of at most `max` bytes, in `a`. */
enum rc passkey_decode(struct str text, size_t max, struct arena *a, struct str *ret) MUST_CHECK;

#endif
