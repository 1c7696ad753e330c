/*
 * Complaints: who gave notice that a comment is against the law asks that a person look at it again (Regulation (EU)
 * 2022/2065, Article 20). One is a case of redress.h about a notice; without an account it is made by the receipt's link.
 *
 * Invariants:
 *  1. Only about a notice that was decided, while readers still see its comment; once, and as long as appeals are (appeal.h).
 *     While it is open, moderators ask and who complained adds to it, by the receipt's link or in the account.
 *  2. Who decided on the comment since the notice came does not decide on it again (redress.h says what holds for one alone).
 *  3. Granted, the comment is removed by a decision of its own, of which its author is told like of any other.
 *  4. Removed in another way meanwhile, it is granted with that, and who complained is told.
 *  5. When the author deletes the comment it ends without a decision, and who complained is told that.
 *  6. Moderators do not decide on a complaint about their own comment; administrators may, who may be alone.
 *
 * Must not: tell the comment's author who complained.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_COMPLAINT_H
#define COMITY_COMMUNITY_DISCIPLINE_COMPLAINT_H

#include "community/discipline/redress_case.h"

enum complaint_state {
    COMPLAINT_NONE, /* not decided yet, or the comment is gone */
    COMPLAINT_MAY,
    COMPLAINT_OPEN,
    COMPLAINT_GRANTED,
    COMPLAINT_REFUSED,
    COMPLAINT_GONE, /* it was open when the author deleted the comment */
    COMPLAINT_LATE
};

struct complaint_place {
    enum complaint_state state;
    int64_t until_ms; /* until when one may be made */
    int64_t due_ms;   /* by when the one there is is decided */
    int64_t messages; /* of the one there is */
    int64_t case_id;  /* 0: none */
    struct str reason;
    bool alone;
};
/* By the number that the receipt's link holds. */
enum rc complaint_look(struct community_reader *r, int64_t notice_id, struct arena *a,
                       struct complaint_place *ret) MUST_CHECK;
/* What was written about it, for who holds the link: staff are not named. */
enum rc complaint_conversation(struct community_reader *r, const struct complaint_place *place,
                               int64_t notice_id, struct arena *a,
                               struct redress_case *ret) MUST_CHECK;

struct complaint {
    struct community_job job;
    int64_t notice_id; /* which the receipt's link holds */
    struct str text;
    struct str address; /* the client's */
    bool adds;          /* to the one that is open; else it is a new one */
    bool ret_repeated;  /* there was one already, or the same was said: nothing was done */
};
/* RC_INVALID, RC_TOO_LARGE (text), RC_NOT_FOUND, RC_CONFLICT (nothing to look at again), RC_EXPIRED, RC_LIMITED. */
enum rc complaint_submit(struct community_job *job) MUST_CHECK;

/* What it is about, for moderators. */
struct complaint_notice {
    int64_t comment_id;
    struct str category, words, reason; /* reason: of the decision complained about */
};
enum rc complaint_about(struct community_reader *r, const struct actor *actor, int64_t notice_id,
                        struct arena *a, struct complaint_notice *ret) MUST_CHECK;

/* --- inside jobs --- */
/* People who decided on the comment since the notice came. */
enum rc complaint_deciders(struct community *c, struct db *db, struct arena *a, int64_t notice_id,
                           const int64_t **ret, size_t *ret_count) MUST_CHECK;
/* RC_FORBIDDEN for the comment's author. */
enum rc complaint_check_own(struct community *c, struct db *db, struct arena *a,
                            const struct actor *actor, int64_t notice_id,
                            struct problem *problem) MUST_CHECK;
/* What a decision does to the comment; `ret_seq` is the comment's decision, 0 for none. */
enum rc complaint_decide(struct redress_decision *op, struct db *db, int64_t notice_id,
                         int64_t *ret_seq) MUST_CHECK;
/* `due_ms`: by when it is, or was to be, decided; 0: of no matter. */
enum rc complaint_tell(struct community_job *job, struct db *db, enum mail_kind kind,
                       int64_t notice_id, struct str reason, int64_t due_ms) MUST_CHECK;
/* A moderator removed the comment: open complaints about it are granted with it. */
enum rc complaint_comment_removed(struct community_job *job, struct db *db, int64_t comment_id,
                                  int64_t by_id, struct str reason) MUST_CHECK;
/* Its author deleted the comment: open complaints about it end. */
enum rc complaint_comment_deleted(struct community_job *job, struct db *db,
                                  int64_t comment_id) MUST_CHECK;
/* RC_CONFLICT when the decision is the outcome of a complaint, of which somebody was told. */
enum rc complaint_check_undo(struct community_job *job, struct db *db, int64_t comment_id,
                             int64_t decision_seq) MUST_CHECK;

#endif
