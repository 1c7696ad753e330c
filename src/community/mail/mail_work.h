/*
 * The other end of the queue: mails are taken, one after the other, by whoever sends them (src/mail).
 *
 *          take               sent                       ┌► sent
 *   waiting ──► taken until ──┬──────────────────────────┤
 *      ▲                      │ never, or tried too long └► given up ──(comity mail retry)──┐
 *      ├──────────────────────┴─ later, server away, or the time is over                    │
 *      └────────────────────────────────────────────────────────────────────────────────────┘
 *   waiting ──► dropped: its link ran out, its recipient is gone or does not want it
 *
 * Invariants:
 *  1. A mail is with one process at a time: taking is one conditional update, and holds until `lease_ms` later. Who was slower than
 *     that has lost it, and its report changes nothing.
 *  2. A mail that was taken is never forgotten: it is sent, given up, or waits again. A process that dies leaves it to the next
 *     one, so a mail may go twice, never not at all.
 *  3. The token of its link is made in the transaction that takes it, and is nowhere but in `struct mail_task`.
 *  4. NEWS goes to a confirmed address, to who has not chosen otherwise (choice.h), at most `news_a_day` times a day. DUTY always
 *     goes; one account gets at most MAIL_WORK_HOUR_MAX mails an hour, the rest wait.
 *  5. While a recipient's domain puts mails off, those to it wait together (mail_domain.h), and it is no mail's attempt.
 *  6. To an account's address that does not accept mail only that goes which its reader has just asked for (mail_bounce.h).
 *
 * Must not: know templates, or how mail travels.
 */
#ifndef COMITY_COMMUNITY_MAIL_MAIL_WORK_H
#define COMITY_COMMUNITY_MAIL_MAIL_WORK_H

#include "community/mail/mail.h"

#define MAIL_WORK_HOUR_MAX 30

/* Stored: never renumber. */
enum mail_state { MAIL_WAITING = 0, MAIL_SENT = 1, MAIL_GIVEN_UP = 2, MAIL_DROPPED = 3 };

/* One mail to be sent. */
struct mail_task {
    int64_t id, account_id, subject_id, attempts; /* this one included */
    enum mail_kind kind;
    struct str to, name, language; /* name: empty for who has no account */
    struct str token;              /* of its link; empty: none */
    int64_t until_ms;              /* how long that is good; 0: there is none */
    struct str unsubscribe_token;  /* of NEWS; empty: none */
    struct str report_token;       /* of the address that reports about it go to (mail_bounce.h) */
    struct mail_fact *facts;
    size_t fact_count;
    int64_t since_ms;   /* tried since then */
    int64_t domain_key; /* of where it goes; goes back with the report */
    bool is_shut_out;   /* the account is deleted: nobody can sign in to it and see its pages */
};

enum mail_outcome {
    MAIL_OUTCOME_NONE,
    MAIL_OUTCOME_SENT,
    MAIL_OUTCOME_LATER,
    MAIL_OUTCOME_NEVER,
    MAIL_OUTCOME_AWAY
};

/* What became of the last mail, and the next one: one job, so that a busy queue costs one commit a mail. */
struct mail_turn {
    struct community_job job;
    /* the report: of the task last taken; MAIL_OUTCOME_NONE: none */
    enum mail_outcome outcome;
    int64_t id, attempts;
    int64_t due_ms;     /* LATER and AWAY: when again */
    struct str problem; /* why not; for an operator */
    struct str
        refusal; /* NEVER: how the mail server refused the recipient, "550 …"; empty: it did not */
    struct str deferral; /* LATER: how it put the mail off, "451 …"; empty: it said nothing */
    int64_t domain_key, first_pause_ms; /* LATER: of the domain */
    /* the next */
    bool takes;
    int64_t lease_ms, news_a_day;
    struct mail_task ret_task;
    bool ret_found;
    size_t ret_dropped;
};
enum rc mail_turn_submit(struct community_job *job) MUST_CHECK;

/* When the next mail is due; INT64_MAX when none waits. */
enum rc mail_work_next(struct community_reader *r, int64_t *ret_due_ms) MUST_CHECK;
enum rc mail_work_count(struct community_reader *r, int64_t *ret_waiting) MUST_CHECK;
/* For operators. Oldest end first; `after` is the last row of the page before, NULL for the first. */
struct mail_entry {
    int64_t id, account_id, due_ms, attempts, taken_until_ms, done_ms;
    struct str kind, address, problem;
};
enum rc mail_work_list(struct community_reader *r, enum mail_state state,
                       const struct mail_entry *after, struct arena *a, struct mail_entry **ret,
                       size_t *ret_count) MUST_CHECK;
/* Given-up mails wait again, waiting ones are due now. */
struct mail_retry {
    struct community_job job;
    int64_t id; /* 0: all */
    int64_t ret_count;
};
enum rc mail_retry_submit(struct community_job *job) MUST_CHECK;

/* Inside a job: rows of what has long been over. */
enum rc mail_work_sweep(struct community *c, struct db *db, int64_t now_ms) MUST_CHECK;

#endif
