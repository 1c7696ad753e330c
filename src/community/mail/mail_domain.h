/*
 * Pauses of whole recipient domains: where a domain's mail server puts one mail off (greylisting, too many at once, not
 * reached), it would put off the others, too, and trying them all makes it worse. Private to the mails' room.
 *
 *   a mail put off ──► pause: first_pause_ms, then twice as long each time, up to MAIL_DOMAIN_PAUSE_MAX_MS
 *   pause over ──► one mail is tried ──► taken or refused for good: forgotten, the others follow
 *                                   └──► put off again: the next pause, and that mail goes behind the others
 *
 * Invariants:
 *  1. It is in the database, so that all nodes keep to it; the domain is not: its row has a keyed hash.
 *  2. What concerns one mailbox (busy, full) or one mail pauses nobody else.
 *  3. At most MAIL_DOMAINS_MAX are kept, each for a day beyond its pause; beyond that each mail is tried by itself.
 *
 * Must not: count attempts or give mails up; that is mail_work.h's.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_DOMAIN_H
#define COMITY_COMMUNITY_MAIL_MAIL_DOMAIN_H

#include "community/community.h"

#define MAIL_DOMAINS_MAX         1000
#define MAIL_DOMAIN_PAUSE_MAX_MS (4 * HOUR_MS)

/* 0: the address has no domain. */
int64_t mail_domain_key(const struct community *c, struct str address, struct arena *a);
/* Whether an answer such as "451 4.7.1 …" is about more than one mailbox or one mail. */
bool mail_domain_is_meant(struct str answer);

/* The following inside a job. */
/* Until when nothing is sent there; 0: it may be. */
enum rc mail_domain_paused(struct community *c, struct db *db, int64_t key, struct arena *a,
                           int64_t *ret_until_ms) MUST_CHECK;
enum rc mail_domain_pause(struct community *c, struct db *db, int64_t key, int64_t first_pause_ms,
                          struct arena *a, int64_t *ret_until_ms) MUST_CHECK;
enum rc mail_domain_answers(struct community *c, struct db *db, int64_t key) MUST_CHECK;
/* An operator wants everything tried now. */
enum rc mail_domain_forget_all(struct community *c, struct db *db) MUST_CHECK;
enum rc mail_domain_sweep(struct community *c, struct db *db, int64_t now_ms) MUST_CHECK;

#endif
