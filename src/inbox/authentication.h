/*
 * What the site's own mail server found out about a sender: the header Authentication-Results (RFC 8601), read for one
 * server's name only.
 *
 * Headers of other servers may have been written by anybody; the server that is named must take away foreign headers
 * with its name (RFC 8601 section 5), which opendmarc, opendkim and rspamd do.
 *
 * The sender is vouched for when DMARC passed for the domain in From; where there is no DMARC result, when a DKIM signature or
 * SPF passed for exactly that domain. A failed DMARC is never outweighed.
 *
 * Must not: look anything up.
 */
#ifndef COMITY_INBOX_AUTHENTICATION_H
#define COMITY_INBOX_AUTHENTICATION_H

#include <stdbool.h>

#include "inbox/message.h"

/* Whether the results of `server` vouch for the message's sender. */
bool authentication_vouches(const struct message *m, struct str server);

#endif
