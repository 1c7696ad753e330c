/*
 * Bearer secrets: what opens a session, a link in a mail, another's sign-in or an arrival to whoever shows it.
 *
 *   bearer_make ─► text: to the browser or into the mail, nowhere else
 *              └─► hash: into the database
 *   text that is shown ─► bearer_hash ─► the row with that hash, or none
 *
 * Invariants:
 *  1. 256 bits of chance each (OWASP ASVS 7.2.3, 6.5.3): they are hashed without salt, and neither guessed nor tried out.
 *  2. The text is stored nowhere: who reads the database, or a backup, opens nothing with it.
 *
 * Must not: know what is opened, for how long, or how often.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_BEARER_H
#define COMITY_COMMUNITY_ACCOUNT_BEARER_H

#include "community/community.h"

#define BEARER_TEXT       43 /* characters: base64url of 32 bytes */
#define BEARER_HASH_BYTES 32 /* SHA-256 */

/* RC_NO_MEMORY. The text lies in `a`. */
enum rc bearer_make(struct community *c, struct arena *a,
                    uint8_t ret_hash[static BEARER_HASH_BYTES], struct str *ret_text) MUST_CHECK;
/* False for what is no bearer secret's text. */
bool bearer_hash(struct str text, uint8_t ret[static BEARER_HASH_BYTES]) MUST_CHECK;
/* As queries take it; a view of `hash`. */
struct str bearer_hash_str(const uint8_t hash[static BEARER_HASH_BYTES]);

#endif
