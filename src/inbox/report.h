/*
 * What a mail system tells about a mail of ours: delivery status notifications (RFC 3464, also in UTF-8, RFC 6533) and
 * complaints of readers who called it unwanted (feedback reports in ARF, RFC 5965).
 *
 * Both are a multipart/report, whose second part holds fields; nothing else of the mail is looked at, but for the head of the
 * mail that came back with a complaint.
 *
 * Ownership: every string lives in the caller's arena, is valid UTF-8 without NUL, on one line.
 *
 * Invariants:
 *  1. Of a notification about several recipients the first that failed counts; ours have one.
 *  2. What is no report is REPORT_NONE and never guessed at: an answer of somebody who is away is no failure.
 *
 * Must not: decide what a report is about (its envelope says that), or whether it is true.
 */
#ifndef COMITY_INBOX_REPORT_H
#define COMITY_INBOX_REPORT_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define REPORT_FIELDS_MAX                                                                          \
    ((size_t)64 * 1024) /* bytes of the part with the fields; the rest is not read */

enum report_kind {
    REPORT_NONE,      /* another mail */
    REPORT_FAILED,    /* it never will arrive */
    REPORT_DELAYED,   /* it is still tried */
    REPORT_DELIVERED, /* or handed to who does not report */
    REPORT_COMPLAINT, /* called unwanted, or asked not to get more */
    REPORT_OTHER      /* a feedback report of another kind */
};

struct report {
    enum report_kind kind;
    struct str status;     /* "5.1.1" as written; may be empty */
    struct str diagnostic; /* "smtp; 550 5.1.1 …"; may be empty */
    struct str
        return_path; /* of a complaint: whom the mail it is about named as its envelope's sender; may be empty */
};

/* RC_OK also for what is no report; RC_INVALID for what is no mail, RC_TOO_LARGE, RC_NO_MEMORY. */
enum rc report_read(struct arena *a, struct str bytes, struct report *ret,
                    struct problem *problem) MUST_CHECK;

#endif
