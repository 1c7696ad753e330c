/*
 * What letters, appeals and the moderators' side share inside jobs: opening a case, adding to it, closing it, telling of it.
 * Private to src/community.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_REDRESS_CASE_H
#define COMITY_COMMUNITY_DISCIPLINE_REDRESS_CASE_H

#include "community/mail/mail.h"
#include "community/discipline/redress.h"
#include "queries.h"

struct redress_opening {
    enum redress_kind kind;
    int64_t account_id, subject_id, subject_seq;
};
/* `ret_id` is the one opened, or that was there: then `ret_repeated`. */
enum rc redress_case_open(struct community_job *job, struct db *db,
                          const struct redress_opening *in, int64_t *ret_id,
                          bool *ret_repeated) MUST_CHECK;

struct redress_words {
    int64_t author_id;
    enum redress_channel channel;
    int64_t mail_key; /* 0: of no mail */
    struct str subject, body;
};
/* A mail that is there already is not added again. RC_LIMITED past REDRESS_MESSAGES_MAX. `row` is brought up to date. */
enum rc redress_case_add(struct community_job *job, struct db *db, int64_t id,
                         struct q_redress_row_row *row, const struct redress_words *in) MUST_CHECK;

/* Whether these were the last words of this writer there: a form that was sent twice. */
enum rc redress_case_was_said(struct community_job *job, struct db *db, int64_t id,
                              int64_t author_id, struct str body, bool *ret) MUST_CHECK;

struct redress_closing {
    int64_t id;
    enum redress_state state;
    int64_t by_id, decision_seq;
    bool alone;
    struct str reason;
};
enum rc redress_case_close(struct community_job *job, struct db *db,
                           const struct redress_closing *in) MUST_CHECK;

/* The mail about an outcome, with the reason. */
enum rc redress_case_tell(struct community_job *job, struct db *db, enum mail_kind kind, int64_t id,
                          int64_t account_id, struct str reason) MUST_CHECK;

/* The mail that says it came, and by when it is decided. */
enum rc redress_case_received(struct community_job *job, struct db *db, enum mail_kind kind,
                              int64_t id, int64_t account_id) MUST_CHECK;

/* Valid UTF-8 without NUL, not empty, at most `max` characters: problems for whoever wrote it. */
enum rc redress_case_check_text(struct problem *problem, struct str text, size_t max) MUST_CHECK;
/* The conversation of a case that is read; `reader_id` is whose it is. */
enum rc redress_case_messages(struct community_reader *r, int64_t id, int64_t reader_id,
                              bool names_staff, struct arena *a,
                              struct redress_case *ret) MUST_CHECK;
/* Counts against REDRESS_PER_DAY. */
enum rc redress_case_count(struct community_job *job, struct db *db, int64_t account_id) MUST_CHECK;
/* The same by a counter's key: for who has no account. */
enum rc redress_case_count_key(struct community_job *job, struct db *db, int64_t key) MUST_CHECK;

/* Who may decide on a case: the same for the page and the job. `ret_alone` as in redress_check_decide. */
enum rc redress_case_check_decide(struct community *c, struct db *db, struct arena *a,
                                  const struct actor *actor, const struct q_redress_row_row *row,
                                  bool *ret_alone, struct problem *problem) MUST_CHECK;

/* What an appeal is against, from the comment's decisions: a removal with those that let it stand since, or a moderator's
 * edit of the text. */
struct redress_measure {
    bool is_edit;
    int64_t seq, decided_ms;
    int64_t revision;      /* of an edit: the text it made; the one before it was there before */
    struct str clause;     /* of an edit */
    const int64_t *by_ids; /* people, without the standards */
    size_t by_count;
};
/* The present one: the removal of a comment that is removed, else the last edit that was not taken back. RC_NOT_FOUND for
 * none. */
enum rc redress_case_standing(struct community *c, struct db *db, struct arena *a,
                              int64_t comment_id, struct redress_measure *ret) MUST_CHECK;
/* The one that an appeal about the decision `seq` is against. RC_NOT_FOUND when it stands no more. */
enum rc redress_case_measure(struct community *c, struct db *db, struct arena *a,
                             int64_t comment_id, int64_t seq,
                             struct redress_measure *ret) MUST_CHECK;

#endif
