/*
 * Redress: what readers ask people to look at again. A letter about a sanction (letter.h), an appeal against the removal of a
 * comment (appeal.h), a complaint about what was decided on a notice (complaint.h); they end in a decision with reasons, after
 * a conversation with the moderators.
 *
 *   letter_submit, letter_mail_submit ─┐                       ┌─► granted: sanction_lift, the comment restored
 *   appeal_submit, complaint_submit ───┴─► open ─► taken ─►────┤
 *                                           ▲  │               └─► refused: it stays, and why
 *                         the reader answers └──┘ a moderator asks
 *
 * Invariants:
 *  1. There is at most one about the same thing: of two at once, the second is told of the first.
 *  2. Nobody decides on what they decided before, nor on their own; a program never decides. Where nobody else is there to,
 *     an administrator does, and the reader is told so.
 *  3. A decision is on what was seen: when the reader has written since, RC_CONFLICT and nothing is done.
 *  4. Outcome, ledger and mail are written in the transaction of the decision.
 *  5. What the reader wrote is kept whole. The same words sent twice are one message.
 *  6. When the time to decide is over, the reader is told so, once; a program decides nothing then either.
 *
 * Must not: be asked by pages that show it to others; who wrote and what is for the reader and moderators.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_REDRESS_H
#define COMITY_COMMUNITY_DISCIPLINE_REDRESS_H

#include "community/community.h"

#define REDRESS_TEXT_MAX     20000 /* characters of one message */
#define REDRESS_SUBJECT_MAX  300   /* characters */
#define REDRESS_REASON_MAX   2000  /* characters */
#define REDRESS_MESSAGES_MAX 100   /* of one conversation */
#define REDRESS_PER_DAY      20    /* letters, appeals and answers of one reader */
#define REDRESS_LIST_MAX     50
#define REDRESS_COUNT_MAX    1000
#define REDRESS_TAKEN_MS     DAY_MS /* then another may take it over */

/* Stored: never renumber. */
enum redress_kind { REDRESS_LETTER = 1, REDRESS_APPEAL = 2, REDRESS_COMPLAINT = 3 };
enum redress_state {
    REDRESS_OPEN = 0,
    REDRESS_GRANTED = 1,
    REDRESS_REFUSED = 2,
    REDRESS_GONE = 3 /* a complaint, whose comment its author deleted before anybody decided */
};
enum redress_channel { REDRESS_PAGE = 1, REDRESS_MAIL = 2 };

struct redress_item {
    int64_t id; /* holds when it came */
    enum redress_kind kind;
    enum redress_state state;
    int64_t account_id, due_ms, messages, taken_by, decided_ms, subject_id;
    struct str account_name, taken_name; /* empty: gone, nobody */
};

struct redress_message {
    int64_t author_id, sent_ms;
    enum redress_channel channel;
    bool by_staff;
    struct str author_name; /* empty for the reader when staff wrote it */
    struct str subject, body;
};

struct redress_case {
    struct redress_item item;
    int64_t subject_seq, taken_ms, decided_by;
    struct str decided_name, reason; /* the reader does not learn who decided */
    bool alone;                      /* decided by who had decided before, for lack of another */
    struct redress_message *messages;
    size_t message_count;
};

/* For the reader whose it is and for moderators; RC_NOT_FOUND for others. */
enum rc redress_get(struct community_reader *r, const struct actor *actor, int64_t id,
                    struct arena *a, struct redress_case *ret) MUST_CHECK;
/* The newest about a thing of the actor's own; RC_NOT_FOUND for none. */
enum rc redress_about(struct community_reader *r, const struct actor *actor, enum redress_kind kind,
                      int64_t subject_id, struct arena *a, struct redress_case *ret) MUST_CHECK;
/* Those of an account, newest first: for who it is, and moderators. `before_id` 0: from the newest. */
enum rc redress_list_of(struct community_reader *r, const struct actor *actor, int64_t account_id,
                        int64_t before_id, struct arena *a, struct redress_item **ret,
                        size_t *ret_count) MUST_CHECK;

/* --- for moderators --- */
/* Open ones, what is due first first; `after` is the last item of the page before, NULL for the beginning. */
enum rc redress_queue(struct community_reader *r, const struct actor *actor,
                      const struct redress_item *after, struct arena *a, struct redress_item **ret,
                      size_t *ret_count) MUST_CHECK;
/* Decided ones, newest first. `before_ms` 0: from the newest. */
enum rc redress_decided(struct community_reader *r, const struct actor *actor, int64_t before_ms,
                        struct arena *a, struct redress_item **ret, size_t *ret_count) MUST_CHECK;
/* For the yearly report: what was decided behind a place and before `until_ms`, which it moves; none: the end. */
struct redress_outcome {
    int64_t id, decided_ms; /* the id holds when it came */
    enum redress_kind kind;
    enum redress_state state;
};
struct redress_place {
    int64_t decided_ms, id;
};
enum rc redress_outcomes(struct community_reader *r, const struct actor *actor,
                         struct redress_place *place, int64_t until_ms, struct arena *a,
                         struct redress_outcome **ret, size_t *ret_count) MUST_CHECK;
/* How many wait and how many of them are overdue, counted to REDRESS_COUNT_MAX. */
enum rc redress_waiting(struct community_reader *r, const struct actor *actor, int64_t *ret_open,
                        int64_t *ret_overdue) MUST_CHECK;
/* Whether this moderator may decide on it: RC_FORBIDDEN with why not. `ret_alone`: only because nobody else is there. */
enum rc redress_check_decide(struct community_reader *r, const struct actor *actor, int64_t id,
                             struct arena *a, bool *ret_alone, struct problem *problem) MUST_CHECK;

/* --- changing --- */
/* A further message, of the reader or of a moderator. */
struct redress_say {
    struct community_job job;
    struct actor actor;
    int64_t id;
    struct str text;
};
enum rc redress_say_submit(struct community_job *job) MUST_CHECK;

/* A moderator takes it in hand, or lets it go. RC_CONFLICT while another has it. */
struct redress_take {
    struct community_job job;
    struct actor actor;
    int64_t id;
    bool lets_go;
};
enum rc redress_take_submit(struct community_job *job) MUST_CHECK;

enum redress_verb {
    REDRESS_REFUSE,  /* sanction, removal or edit stays */
    REDRESS_LIFT,    /* a letter: it was right, and is over */
    REDRESS_ANNUL,   /* a letter: it was a mistake */
    REDRESS_RESTORE, /* an appeal: the comment comes back, or the text it had */
    REDRESS_REMOVE,  /* a complaint: the comment is removed */
};
/* "refuse", "lift", "annul", "restore", "remove". */
enum rc redress_verb_parse(struct str word, enum redress_verb *ret) MUST_CHECK;

struct redress_decision {
    struct community_job job;
    struct actor actor;
    int64_t id;
    enum redress_verb verb;
    struct str reason;     /* for the reader; needed */
    struct str clause;     /* to remove: the one it breaks */
    int64_t seen_messages; /* how many there were */
    int64_t seen_revision; /* an appeal or complaint: of the comment */
    enum redress_kind ret_kind;
    int64_t ret_subject_id;
};
enum rc redress_decide_submit(struct community_job *job) MUST_CHECK;

/* --- inside other jobs --- */
/* Those whose time to decide has passed are told of, at most REDRESS_LIST_MAX. */
enum rc redress_sweep(struct community *c, struct db *db) MUST_CHECK;
/* A comment was put back by another way: an open appeal against its removal is granted with it. */
enum rc redress_comment_restored(struct community_job *job, struct db *db, int64_t comment_id,
                                 int64_t by_id, struct str reason) MUST_CHECK;
/* A moderator took back their edit: an open appeal against it is granted with it. */
struct transition_decision;
enum rc redress_edit_undone(struct community_job *job, struct db *db,
                            const struct transition_decision *d) MUST_CHECK;
/* A sanction was ended by another way; whoever ended it tells the reader. */
enum rc redress_sanction_ended(struct community_job *job, struct db *db, int64_t sanction_id,
                               int64_t by_id, struct str reason) MUST_CHECK;
/* RC_CONFLICT when the comment's last decision is the outcome of an appeal, which its author was told of. */
enum rc redress_check_undo(struct community_job *job, struct db *db, int64_t comment_id,
                           int64_t decision_seq) MUST_CHECK;

#endif
