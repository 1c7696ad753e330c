/*
 * Sanctions: what moderators do to an account, and what its reader is told of it.
 *
 *   warning         to be acknowledged before anything more is written
 *   pre-moderation  every comment of theirs is held first
 *   suspension      until a day: signing in, reading and redress go on, writing does not
 *   block           the same without an end; all sessions and links end at once
 *   deletion        the account and its comments are invisible at once, and erased when the time for restoring is over
 *
 * Two modes, the operator's choice (sanctions.mode). In literal mode a block or deletion comes without prior notice, and a
 * second block is final: nobody can lift it. In DSA mode (the default) suspension, block and deletion come after a warning,
 * or with words on why it was manifestly serious; every sanction names a clause and its reasons, which are sent at once.
 *
 *   page: sanction_look ──► what each would be, in what is known now (sanction_rules.h)
 *   job:  sanction_give_submit ──► account held ──► the same asked again ──► row, account's state, ledger, mail
 *
 * Invariants:
 *  1. Rows are appended only. What an account may do (its status, suspended_until_ms, premoderated_until_ms, warning_id)
 *     is worked out from them by sanction_settle, in the same transaction, and nowhere else.
 *  2. There is at most one block in force. Of two moderators who block at once one does, and the other is told.
 *  3. A moderator decides on what they saw: when another sanction came in between, RC_CONFLICT and nothing is done. A block
 *     that would be final is refused until whoever makes it has said that they know, in pages by typing the reader's name.
 *  4. Authors, moderators and administrators are sanctioned by administrators only, and nobody by themselves.
 *  5. Every sanction, lifting and acknowledgement by staff is an action in the ledger; its detail holds a digest of the words.
 *
 * Must not: decide on letters and appeals; that is redress, which calls sanction_lift.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_SANCTION_H
#define COMITY_COMMUNITY_DISCIPLINE_SANCTION_H

#include "community/community.h"

#define SANCTION_LIST_MAX   200
#define SANCTION_REASON_MAX 2000 /* characters */
#define SANCTION_DAYS_MAX   3650

/* Stored: never renumber. In the order of their weight. */
enum sanction_kind {
    SANCTION_WARNING = 1,
    SANCTION_PREMODERATION = 2,
    SANCTION_SUSPENSION = 3,
    SANCTION_BLOCK = 4,
    SANCTION_DELETION = 5,
    SANCTION_KIND_COUNT
};
/* "warning", "pre-moderation", "suspension", "block", "deletion". */
struct str sanction_kind_name(enum sanction_kind kind);
/* "warn", "premoderate", "suspend", "block", "delete": what a form or a command says. */
enum rc sanction_kind_parse(struct str word, enum sanction_kind *ret) MUST_CHECK;

/* Stored: never renumber. */
enum sanction_mode { SANCTION_LITERAL = 1, SANCTION_DSA = 2 };
enum sanction_mode sanction_mode(const struct community *c);

/* How it ended before its time. Stored: never renumber. */
enum sanction_end {
    SANCTION_STANDS = 0,
    SANCTION_LIFTED = 2,  /* it was right, and is over; a block so lifted counts as the first */
    SANCTION_ANNULLED = 3 /* it was a mistake, and counts for nothing */
};

struct sanction {
    int64_t id, account_id;
    enum sanction_kind kind;
    enum sanction_mode mode; /* when it was made */
    bool is_final;           /* a second block, made in literal mode */
    int64_t by_id, at_ms;
    int64_t until_ms;   /* 0: no end */
    int64_t comment_id; /* the comment it came of; 0: none */
    struct str clause;  /* slug; empty for none */
    struct str reason;
    struct str grave;        /* why it came without a warning; empty when it did not */
    struct str by_name;      /* empty: the command line; and for the reader */
    int64_t acknowledged_ms; /* 0: not */
    enum sanction_end end;
    int64_t end_by_id, end_ms;
    struct str end_why, end_by_name;
};
/* Neither ended nor run out. A warning is in force until it is acknowledged. */
bool sanction_in_force(const struct sanction *s, int64_t now_ms);
/* Whether anybody may end it: not a final block while the site is in literal mode. */
bool sanction_is_liftable(const struct community *c, const struct sanction *s);

/* --- making one --- */
struct sanction_order {
    struct community_job job;
    struct actor actor; /* account 0 with ROLE_ADMINISTRATOR: the command line */
    int64_t account_id;
    enum sanction_kind kind;
    int64_t days; /* of a suspension, 1 to the setting's; of a pre-moderation 0 is without end */
    struct str clause;  /* slug; in DSA mode needed */
    struct str reason;  /* for the reader: what they did; in DSA mode needed */
    struct str grave;   /* in DSA mode, without an earlier warning: why it is manifestly serious */
    int64_t comment_id; /* one of theirs that it is about; 0: none */
    bool knows_final;   /* who makes it knows that it cannot be lifted */
    struct str
        typed_name; /* what was typed to say so, in place of knows_final: the account's name, or it is not known */
    bool
        removes; /* with a block: their comments, too, see bulk_removal.h; needs clause and reason */
    int64_t remove_hours;
    int64_t seen_id; /* the newest sanction on the page; 0: there was none; -1: not asked */
    int64_t ret_id;
    int64_t ret_found; /* how many comments are removed */
};
enum rc sanction_give_submit(struct community_job *job) MUST_CHECK;

/* --- ending one --- */
struct sanction_lifting {
    int64_t account_id, sanction_id;
    enum sanction_end end; /* SANCTION_LIFTED or SANCTION_ANNULLED */
    int64_t by_id;
    struct str why; /* for the reader */
    bool tells_not; /* no mail: the caller sends one of its own */
};
/* Inside a job whose actor was checked already. RC_NOT_FOUND, RC_CONFLICT when it is over or was ended, RC_FORBIDDEN for
 * a final block; the job's problem says it. */
enum rc sanction_lift(struct community_job *job, struct db *db,
                      const struct sanction_lifting *in) MUST_CHECK;

struct sanction_lift_order {
    struct community_job job;
    struct actor actor;
    struct sanction_lifting lifting; /* by_id is set here */
};
enum rc sanction_lift_submit(struct community_job *job) MUST_CHECK;

/* --- the reader has read a warning --- */
struct sanction_acknowledgement {
    struct community_job job;
    struct actor actor;
    int64_t sanction_id;
};
/* A second time is RC_OK and changes nothing. */
enum rc sanction_acknowledge_submit(struct community_job *job) MUST_CHECK;

/* --- looking at them --- */
/* Newest first, at most SANCTION_LIST_MAX; for the account itself, which does not learn who decided, and moderators. */
enum rc sanction_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                      struct arena *a, struct sanction **ret, size_t *ret_count) MUST_CHECK;
enum rc sanction_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                     int64_t sanction_id, struct arena *a, struct sanction *ret) MUST_CHECK;

/* For an archive: everybody's, oldest account first, at most SANCTION_LIST_MAX behind a place, which it moves; none: the end.
 * For moderators. */
struct sanction_place {
    int64_t account_id, id;
};
enum sanction_appeal {
    SANCTION_NO_APPEAL,
    SANCTION_APPEAL_OPEN,
    SANCTION_APPEAL_GRANTED,
    SANCTION_APPEAL_REFUSED
};
struct sanction_of_account {
    struct sanction sanction;
    struct str account_name;     /* empty: its owner deleted the account, or it is erased */
    enum sanction_appeal appeal; /* what became of the newest letter about it */
};
enum rc sanction_list_all(struct community_reader *r, const struct actor *actor,
                          struct sanction_place *place, struct arena *a,
                          struct sanction_of_account **ret, size_t *ret_count) MUST_CHECK;

struct sanction_outlook;
/* What a moderator sees before deciding: the sanctions, and for each kind what it would be (an array of
 * SANCTION_KIND_COUNT, by kind). */
struct sanction_sight {
    struct sanction *list;
    size_t count;
    const struct sanction_outlook *outlooks;
    struct str name; /* empty when its owner deleted the account, or it is erased */
    enum role role;
    enum account_status status;
    int64_t published_count, removed_count;
    bool is_own;     /* the actor's own account */
    bool may_decide; /* not their own, and not staff's unless an administrator looks */
};
enum rc sanction_look(struct community_reader *r, const struct actor *actor, int64_t account_id,
                      struct arena *a, struct sanction_sight *ret) MUST_CHECK;

/* --- inside other jobs --- */
/* The newest of a kind that is in force, by whoever asks. RC_NOT_FOUND for none. */
enum rc sanction_active(struct community *c, struct db *db, int64_t account_id,
                        enum sanction_kind kind, struct arena *a, struct sanction *ret) MUST_CHECK;
/* Works out anew what the account may do; a deleted one stays deleted. After an account was restored, too. */
enum rc sanction_settle(struct community_job *job, struct db *db, int64_t account_id) MUST_CHECK;

#endif
