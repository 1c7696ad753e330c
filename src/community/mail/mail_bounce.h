/*
 * Addresses that do not accept mail: what mail systems report, and what follows from it.
 *
 *   mail goes, from bounces+TOKEN@… ──► refused at once (mail_work.h) ─┐
 *                                  └──► a report comes to TOKEN ───────┴─► hard: nothing more is sent there
 *                                                                          soft: counted; too often is hard
 *   cleared by: a link out of a mail that is used · a report that says delivered · the server that refused takes one again
 *
 * The token is the mail's number under a keyed hash. Whoever has it was sent that mail, or carried it.
 *
 * Invariants:
 *  1. What a report is about is read from the token alone, and never from what else it says.
 *  2. It counts for the account only while the account has the address that mail went to.
 *  3. What a foreign server said is kept as one short line without addresses.
 *  4. What a reader asks for anew (links, mail_bounce_is_asked) is still sent: it may be well again.
 *
 * Must not: read mails, or answer them.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_BOUNCE_H
#define COMITY_COMMUNITY_MAIL_MAIL_BOUNCE_H

#include "community/mail/mail.h"

#define MAIL_BOUNCE_TOKEN_TEXT     32 /* characters; upper and lower case are the same */
#define MAIL_BOUNCE_DIAGNOSTIC_MAX 160
#define MAIL_BOUNCE_SOFT_MAX       5 /* on as many days, each no more than a month after the one before */

/* --- the token --- */
struct str mail_bounce_token(const struct community *c, int64_t mail_id, struct arena *a);
/* False for what this site has not made. */
bool mail_bounce_read_token(const struct community *c, struct str token, int64_t *ret_mail_id);

/* --- what is known of an account's address --- */
struct mail_bounce_view {
    int64_t failed_ms; /* since when nothing is sent there; 0: it is */
    int64_t soft_count, last_ms;
    int64_t complained_ms; /* 0: never */
    struct str status;     /* "5.1.1", RFC 3463 */
    struct str diagnostic; /* in the words of the server that refused; may be empty */
};
/* All zero when nothing is known. `db`: a reader's connection or a job's. */
enum rc mail_bounce_look(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                         struct mail_bounce_view *ret) MUST_CHECK;
/* Whether this kind goes to an address that failed. */
bool mail_bounce_is_asked(enum mail_kind kind);

struct mail_bounce_entry {
    int64_t account_id;
    struct mail_bounce_view view;
};
/* For operators, by account; `after_id` is the last of the page before. */
enum rc mail_bounce_list(struct community_reader *r, int64_t after_id, struct arena *a,
                         struct mail_bounce_entry **ret, size_t *ret_count) MUST_CHECK;
enum rc mail_bounce_count(struct community_reader *r, int64_t *ret_addresses) MUST_CHECK;

/* --- a report --- */
enum mail_bounce_event { MAIL_BOUNCE_FAILED, MAIL_BOUNCE_DELIVERED, MAIL_BOUNCE_COMPLAINED };
enum mail_bounce_outcome {
    MAIL_BOUNCE_MARKED,       /* nothing more is sent there */
    MAIL_BOUNCE_COUNTED,      /* soft */
    MAIL_BOUNCE_CLEARED,      /* mail arrives */
    MAIL_BOUNCE_UNSUBSCRIBED, /* from all news */
    MAIL_BOUNCE_NOTED,        /* a complaint about a mail that is duty */
    MAIL_BOUNCE_OLD,          /* the account has another address, or is gone */
    MAIL_BOUNCE_NOBODYS,      /* of a mail to somebody without an account, or forgotten long ago */
    MAIL_BOUNCE_FORGED        /* no token of this site */
};
/* "marked", ...: for the log. */
const char *mail_bounce_outcome_text(enum mail_bounce_outcome outcome);

struct mail_bounce_report {
    struct community_job job;
    struct str token;
    enum mail_bounce_event event;
    struct str status, diagnostic; /* of FAILED: as the report has them */
    enum mail_bounce_outcome ret_outcome;
};
enum rc mail_bounce_report_submit(struct community_job *job) MUST_CHECK;

/* --- shared with mail_work.c and link.c, inside jobs --- */
/* The keyed hash by which an address is known here; 0 for what is none. */
int64_t mail_bounce_address_key(const struct community *c, struct str address, struct arena *a);
/* Whether this account's address, known by this hash, has failed. */
enum rc mail_bounce_has_failed(struct community *c, struct db *db, int64_t account_id,
                               int64_t address_key, struct arena *a, bool *ret) MUST_CHECK;
/* `said` is the server's refusal of the mail's recipient, "550 5.1.1 …". */
enum rc mail_bounce_refused(struct community *c, struct db *db, int64_t mail_id, struct str said,
                            struct arena *a) MUST_CHECK;
enum rc mail_bounce_accepted(struct community *c, struct db *db, int64_t mail_id) MUST_CHECK;
enum rc mail_bounce_clear(struct community *c, struct db *db, int64_t account_id) MUST_CHECK;

#endif
