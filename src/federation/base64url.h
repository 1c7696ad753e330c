/*
 * Base64url without padding (RFC 4648, section 5), as signed tokens are written.
 *
 * Invariant: one text for the same bytes: padding, other characters and bits left over are refused, so that a token
 * has no second spelling.
 *
 * Must not: be used for secrets that an attacker can time; what is read here is what they sent.
 */
#ifndef COMITY_FEDERATION_BASE64URL_H
#define COMITY_FEDERATION_BASE64URL_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* The bytes, in `a`. RC_INVALID; RC_NO_MEMORY. */
enum rc base64url_read(struct str text, struct arena *a, struct str *ret) MUST_CHECK;
/* The text, in `a`; empty when memory is out (latched). */
struct str base64url_write(struct arena *a, struct str bytes);

#endif
