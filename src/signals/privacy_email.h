/*
 * E-mail addresses in folded text: as they are (RFC 5321 limits, no quoted local parts), and spelt out as in
 * "name at domain dot com" or "name [at] domain.com".
 */
#ifndef COMITY_SIGNALS_PRIVACY_EMAIL_H
#define COMITY_SIGNALS_PRIVACY_EMAIL_H

#include "text/text.h"

/* The next address at or after byte `at`, which moves behind it; false when there is none. */
bool email_find(struct str folded, size_t *at, struct span *ret);
/* The same for spelt addresses, from token to token. */
bool email_find_spelt(const struct text *t, size_t *token, struct span *ret);

#endif
