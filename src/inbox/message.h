/*
 * A mail as it arrives: from the bytes of RFC 5322 and MIME to who wrote, under which subject, and what.
 *
 * GMime reads the structure; here stands what is taken out of it, and the bounds. The whole text is kept in `text`, as the
 * sender's program laid it out; `own` is the part of it the sender wrote now, without what an answer quotes and without a
 * signature, and serves only to ask whether anything was written at all.
 *
 * Ownership: every string lives in the caller's arena, is valid UTF-8 without NUL, with LF at line ends.
 *
 * Invariants:
 *  1. Exactly one From header with exactly one mailbox: what DMARC vouched for is what is read here.
 *  2. Nothing is cut: a text past MESSAGE_TEXT_MAX, a subject past MESSAGE_SUBJECT_MAX, parts nested past
 *     MESSAGE_DEPTH_MAX are refused.
 *  3. Attachments are counted and dropped; nothing of them is decoded.
 *
 * Must not: know accounts, answer, or decide whether the mail is welcome.
 */
#ifndef COMITY_INBOX_MESSAGE_H
#define COMITY_INBOX_MESSAGE_H

#include "base/arena.h"
#include "base/str.h"

#define MESSAGE_BYTES_MAX   ((size_t)4 * 1024 * 1024)
#define MESSAGE_TEXT_MAX    ((size_t)64 * 1024) /* bytes of all text parts */
#define MESSAGE_SUBJECT_MAX 1000                /* bytes */
#define MESSAGE_ADDRESS_MAX 254                 /* bytes, RFC 5321 section 4.5.3.1 */
#define MESSAGE_DEPTH_MAX   16
#define MESSAGE_PARTS_MAX   200
#define MESSAGE_HEADERS_MAX 1000
#define MESSAGE_RESULTS_MAX 16

struct message {
    struct str from;    /* "local@domain" as written */
    struct str subject; /* decoded, on one line */
    struct str text;
    struct str own;
    struct str id;             /* Message-ID without brackets; may be empty */
    const char *automatic;     /* why it is taken for a program's, for the log; NULL: a person's */
    const struct str *results; /* Authentication-Results as they stand, topmost first */
    size_t result_count;
    size_t attachments;
};

/* RC_INVALID (no or more than one sender, not a mail at all), RC_TOO_LARGE, RC_NO_MEMORY; `problem` names the fault for the
 * sender's mail system. */
enum rc message_read(struct arena *a, struct str bytes, struct message *ret,
                     struct problem *problem) MUST_CHECK;

#endif
