/*
 * What the settings say about mail and about the site's own address, for the commands that send.
 *
 * Must not: connect to anybody; only the file with the password is read here.
 */
#ifndef COMITY_CLI_MAILING_H
#define COMITY_CLI_MAILING_H

#include "base/config.h"
#include "mail/outbox.h"

/* The address links are built from, without a slash at the end: the configured one, or where the server listens. */
struct str mailing_base_url(struct arena *a, const struct config *c, int64_t port);
/* Checks mail.*, reads the password. Strings live in `a` and `c`; the community is for the caller to name. */
enum rc mailing_config(const struct community_site *site, const struct config *c, int64_t port,
                       struct arena *a, struct outbox_config *ret,
                       struct problem *problem) MUST_CHECK;

#endif
