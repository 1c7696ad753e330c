/*
 * The server's side of one LMTP conversation (RFC 2033): bytes in, bytes out, mails to whoever takes them.
 *
 * LMTP is SMTP for the last step into a mailbox: the mail server keeps the queue, and after DATA hears of each recipient
 * whether the mail is kept, shall be tried again, or never will be.
 *
 *   LHLO ──► MAIL FROM ──► RCPT TO … ──► DATA ──► lines ──► "." ──► one reply a recipient
 *              ▲                                                        │
 *              └──────────────── RSET, the next mail ◄─────────────────┘
 *
 * Ownership: lmtp_init and lmtp_release bracket a conversation; lmtp_output is a view that lmtp_sent shortens.
 *
 * Invariants:
 *  1. A mail ends with CR LF "." CR LF and nothing else, so that nothing can be smuggled behind it.
 *  2. Memory is bounded: a line by LMTP_LINE_MAX, a mail by MESSAGE_BYTES_MAX; what is longer is read to its end and
 *     refused.
 *  3. A mail for several accepted recipients is taken once.
 *
 * Must not: touch sockets, or know what a mail means.
 */
#ifndef COMITY_INBOX_LMTP_H
#define COMITY_INBOX_LMTP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

#define LMTP_LINE_MAX       2048
#define LMTP_RECIPIENTS_MAX 20
#define LMTP_FAULTS_MAX     20 /* then the conversation is ended */

enum lmtp_outcome {
    LMTP_TAKEN,
    LMTP_LATER,  /* 451: the sender's server keeps it and tries again */
    LMTP_REFUSED /* 554: it never will be taken */
};

struct lmtp_envelope {
    struct str from;      /* empty and not NULL for notices of mail systems; p NULL: nobody said */
    const struct str *to; /* those that were accepted */
    size_t to_count;
};

struct lmtp_handler {
    /* Whether mail for this address is taken at all. */
    bool (*accepts)(void *ctx, struct str recipient);
    /* `problem` says why not, for the sender's server. */
    enum lmtp_outcome (*deliver)(void *ctx, const struct lmtp_envelope *envelope, struct str bytes,
                                 struct problem *problem);
    void *ctx;
    struct str host; /* what the server calls itself */
};

enum lmtp_state { LMTP_GREETED, LMTP_READY, LMTP_MAIL, LMTP_RECIPIENT, LMTP_DATA, LMTP_CLOSED };

/* Where in the end of a mail the last byte was. */
enum lmtp_mark { LMTP_IN_LINE, LMTP_CR, LMTP_AT_LINE, LMTP_DOT, LMTP_DOT_CR };

struct lmtp {
    const struct lmtp_handler *handler;
    enum lmtp_state state;
    enum lmtp_mark mark;
    struct buf line, mail, out, from, to; /* to: one a line */
    int recipients, faults;
};

/* Begins with the greeting in the output. The handler outlives it. */
void lmtp_init(struct lmtp *l, const struct lmtp_handler *handler);
void lmtp_release(struct lmtp *l);
void lmtp_feed(struct lmtp *l, struct str bytes);
/* What is to be sent; empty and lmtp_is_closed: the conversation is over. */
struct str lmtp_output(const struct lmtp *l);
void lmtp_sent(struct lmtp *l, size_t n);
static inline bool lmtp_is_closed(const struct lmtp *l)
{
    return l->state == LMTP_CLOSED;
}

#endif
