/*
 * What a serving process makes of its settings and can take anew while it runs: levels, limits, rules, providers, mail.
 *
 *     live_read ──► everything that can be wrong is found, nothing is touched ──► live_release
 *         └──► the caller takes out what it puts in force (reload.c)
 *
 * `comity settings --check` reads the same without a process.
 *
 * Ownership: `struct live` owns what it holds until a member is taken out and set to NULL; strings of the outbox live in
 * its arena and in the configuration.
 *
 * Must not: connect to anybody, open the database, or change anything.
 */
#ifndef COMITY_CLI_LIVE_H
#define COMITY_CLI_LIVE_H

#include "base/config.h"
#include "base/log.h"
#include "community/community.h"
#include "community/identity/identity.h"
#include "http/http.h"
#include "mail/outbox.h"

struct live {
    enum log_level level;
    struct community_rules rules;
    struct http_limits http;
    struct http_proxies *proxies;
    struct identity_settings identity;
    struct arena *arena; /* the outbox's strings */
    struct outbox_config outbox;
    bool sends; /* mail */
};

/* `port` is the one bound, or the configured one. Errors begin with file and line where a setting's value is wrong. */
enum rc live_read(const struct config *c, const struct community_site *site, int64_t port,
                  struct live *ret, struct problem *problem) MUST_CHECK;
/* Accepts a zeroed one. */
void live_release(struct live *l);

/* The addresses of a list separated by commas, in `a`. */
size_t live_split_proxies(struct arena *a, struct str list, struct str **ret);

#endif
