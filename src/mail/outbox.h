/*
 * The outbox: one thread that sends what waits in the queue, until it is stopped.
 *
 *   look ──nothing due──► wait a moment ──► look
 *     └────due──► take one (mail_work.h) ──► write ──► send ──► report and take the next, in one commit
 *
 * A mail that cannot go is tried again after first_pause_ms, then twice as long, and so on up to OUTBOX_PAUSE_MAX_MS, each time
 * somewhat off, and is given up give_up_ms after it was queued. Where the fault is the server's or the settings', nothing is
 * tried for a while, and the attempt counts for no mail.
 *
 * Invariants:
 *  1. A lease is longer than an attempt may take: while one process sends a mail, no other takes it.
 *  2. Logged are ids, kinds and the server's codes; never an address, a text, a token or the password.
 *  3. A mail the server took over is not reported as anything else, however the process is stopped.
 *
 * Ownership: the community outlives the outbox. Must not: run on an event loop.
 */
#ifndef COMITY_MAIL_OUTBOX_H
#define COMITY_MAIL_OUTBOX_H

#include "mail/transport.h"
#include "mail/writer.h"

#define OUTBOX_PAUSE_MAX_MS (4 * HOUR_MS)

struct outbox;

struct outbox_config {
    struct community *community;
    struct writer writer;              /* strings are copied */
    struct transport_config transport; /* the same */
    int64_t first_pause_ms, give_up_ms, news_a_day;
    bool is_held; /* sends nothing before outbox_release */
};

enum rc outbox_start(const struct outbox_config *config, struct outbox **ret,
                     struct problem *problem) MUST_CHECK;
/* Whether it works by the same settings, so that another one would do nothing else. `is_held` does not count. False for NULL. */
bool outbox_agrees(const struct outbox *o, const struct outbox_config *config);
/* From now on it sends. Accepts NULL. */
void outbox_release(struct outbox *o);
/* An attempt under way has `grace_ms` to end. Accepts NULL. */
void outbox_stop(struct outbox *o, unsigned grace_ms);

#endif
