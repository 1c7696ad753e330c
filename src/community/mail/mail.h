/*
 * The queue of mails: what shall be said to whom, written in the transaction of what caused it.
 *
 * A row holds no text and no secret: kind, account and facts. The text is put together when the mail goes (src/mail), with the
 * account's address and language as they are then; the token of its link is made then too.
 *
 * Invariants:
 *  1. A mail is queued if and only if what it tells of was committed.
 *  2. It goes to one address: the account's at the time of sending, or the one named in the order.
 *  3. Facts are texts, times, counts and clauses; they are put into the template as text, never as markup or header.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_H
#define COMITY_COMMUNITY_MAIL_MAIL_H

#include "community/community.h"
#include "community/account/link.h"

enum mail_kind {
#define MAIL(id, name, class, link, path, text) MAIL_KIND_##id,
#include "community/mail/mail.def"
#undef MAIL
    MAIL_KIND_COUNT
};

enum mail_class { MAIL_DUTY, MAIL_NEWS };

struct mail_row {
    const char *name;
    enum mail_class class;
    enum link_purpose link;
    const char *path;
    const char *text;
};
extern const struct mail_row mail_table[MAIL_KIND_COUNT];

/* A time is given in milliseconds and written in the reader's language and the site's zone; of a clause its name in the
 * standards is given, and its title in the reader's language written; what is
 * said is a message. */
enum mail_fact_kind { MAIL_TEXT, MAIL_TIME, MAIL_COUNT, MAIL_CLAUSE, MAIL_SAID };
struct mail_fact {
    const char *name; /* as the template names it: lower-case letters and underscores */
    enum mail_fact_kind kind;
    struct str text;
    int64_t number;
};

struct mail_order {
    enum mail_kind kind;
    int64_t account_id; /* 0 with `to`: of nobody who has one */
    struct str to;      /* empty: the account's address when the mail goes */
    int64_t link_id;    /* of a kind that has a link */
    int64_t subject_id; /* what it is about: a comment, a sanction; 0: nothing */
    const struct mail_fact *facts;
    size_t fact_count;
};
/* Inside a job. RC_OK also while mail is off, and nothing is queued. */
enum rc mail_queue(struct community *c, struct db *db, const struct mail_order *order) MUST_CHECK;
/* The same as a job of its own. */
struct mail_send {
    struct community_job job;
    struct mail_order order;
};
enum rc mail_send_submit(struct community_job *job) MUST_CHECK;
/* Whether mails can be sent: without, nothing may be asked of readers that needs one. */
bool mail_is_on(const struct community *c);

#endif
