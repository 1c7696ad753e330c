/*
 * Readers' reports: a reader says which clause a comment breaks; the comment is judged again with that, and a moderator
 * sees it.
 *
 *   report_submit ──► one row ──► judged again (again.h) ──► flagged or held ──► a moderator decides ──► closed,
 *                                                                                     the reader sees the outcome
 *
 * Invariants:
 *  1. One report a reader and comment; sending it twice is sending it once.
 *  2. Nobody reports a comment they cannot see, or their own.
 *  3. Only moderators learn who reported; the author never does.
 *  4. Reports alone never remove a comment.
 *  5. A decision on the comment closes its open reports in the same transaction; undoing it opens them again.
 */
#ifndef COMITY_COMMUNITY_MODERATION_REPORT_H
#define COMITY_COMMUNITY_MODERATION_REPORT_H

#include "community/comment/comment.h"
#include "community/community.h"
#include "policy/judge.h"

#define REPORT_WORDS_MAX    1000 /* characters */
#define REPORTS_PER_HOUR    20   /* by one reader */
#define REPORTS_COUNTED_MAX 1000 /* of one comment; more say nothing new */
#define REPORT_LIST_MAX     50
#define REPORT_SHOWN_MAX    100 /* of one comment, to a moderator */

/* Stored: never renumber. */
enum report_outcome {
    REPORT_OPEN = 0,
    REPORT_KEPT = 1,
    REPORT_REMOVED = 2,
    REPORT_EDITED = 3,
    REPORT_DELETED = 4, /* the comment, by its author */
    REPORT_OUTCOME_COUNT
};

/* Whether this actor may report this comment now, and has not yet: RC_UNAUTHENTICATED, RC_NOT_FOUND (or not visible),
 * RC_FORBIDDEN (own, or a blocked account). `ret_reported`: did before. */
enum rc report_check(struct community_reader *r, const struct actor *actor,
                     const struct comment_view *comment, bool *ret_reported,
                     struct problem *problem) MUST_CHECK;

struct report_submission {
    struct community_job job;
    struct actor actor;
    int64_t comment_id;
    struct str clause; /* slug of a clause of the standards in force */
    struct str words;  /* the reader's own; may be empty */
    int64_t ret_article_id;
    bool ret_repeated; /* this reader had reported it before: nothing was done */
};
/* RC_INVALID (clause, words), RC_TOO_LARGE, RC_LIMITED, and those of report_check. */
enum rc report_submit(struct community_job *job) MUST_CHECK;

/* --- looking at them --- */
struct report_own {
    int64_t comment_id, created_ms, closed_ms;
    struct str clause;
    enum report_outcome outcome;
    struct str article_slug, article_headline;
};
/* The actor's own, newest first, at most REPORT_LIST_MAX. `before_ms` 0: from the newest. */
enum rc report_list_own(struct community_reader *r, const struct actor *actor, int64_t before_ms,
                        struct arena *a, struct report_own **ret, size_t *ret_count) MUST_CHECK;

struct report_view {
    int64_t reporter_id, created_ms;
    struct str reporter_name; /* empty: the account is gone */
    struct str clause, words;
};
/* The open ones of a comment: for moderators. */
enum rc report_list(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct report_view **ret, size_t *ret_count) MUST_CHECK;

/* --- inside jobs and judgements --- */
/* The open reports as facts. */
enum rc report_fill(struct community *c, struct db *db, int64_t comment_id, struct arena *a,
                    struct judge_context *context) MUST_CHECK;
enum rc report_close(struct community_job *job, struct db *db, int64_t comment_id,
                     enum report_outcome outcome) MUST_CHECK;
enum rc report_reopen(struct community_job *job, struct db *db, int64_t comment_id,
                      enum report_outcome outcome) MUST_CHECK;

#endif
