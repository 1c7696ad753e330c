/*
 * The moderators' desk: the queue of held and flagged comments with their evidence, and decisions
 * on them.
 *
 * Invariants:
 *  1. A decision acts on the revision and status the moderator saw: if either changed, RC_CONFLICT
 * and nothing is done.
 *  2. Every decision is a row of `decision`, appended in the same transaction, with actor, time,
 * clause, reason and a record like the standards' own; and an entry of the ledger.
 *  3. A removal and an edit name a clause of the standards in force; an edit also gives a reason and keeps the
 * earlier text. Either is a decision with a statement of reasons and can be appealed against.
 *  4. A removed comment that has replies stays as a tombstone; without replies it is gone from the
 * page.
 *  5. Undoing takes back the moderator's own decision while it is the last one on the comment and its text is still the
 * one decided on: the status before it returns, with the clause, words and reason it had; of an edit the text before it.
 */
#ifndef COMITY_COMMUNITY_MODERATION_MODERATION_H
#define COMITY_COMMUNITY_MODERATION_MODERATION_H

#include "community/comment/comment.h"
#include "community/community.h"

#define MODERATION_QUEUE_PAGE 50
#define MODERATION_MARKS_MAX  16

enum moderation_filter { MODERATION_ALL, MODERATION_HELD, MODERATION_FLAGGED };

struct report_view;

struct moderation_item {
    struct comment_view comment; /* with body and author, whatever the status */
    struct str article_slug, article_headline;
    struct comment_decision decision; /* the latest with a record: why it waits */
    struct str parent_body;           /* what it replies to; empty at top level */
    int64_t author_published, author_removed, author_created_ms;
    struct report_view *reports; /* the open ones, see report.h */
    size_t report_count;
    bool again; /* the blind check found it good: it stands in front, also when it is removed */
};

/* Oldest first: who waits longest is served first; before them, on the first page of MODERATION_ALL, those owed a second
 * look after a blind check. `after_id` 0: from the beginning; `ret_next` 0:
 * the end. */
enum rc moderation_queue(struct community_reader *r, const struct actor *actor,
                         enum moderation_filter filter, int64_t after_id, struct arena *a,
                         struct moderation_item **ret, size_t *ret_count,
                         int64_t *ret_next) MUST_CHECK;
/* How many wait, counted to at most 1,000. */
enum rc moderation_waiting(struct community_reader *r, const struct actor *actor, int64_t *ret_held,
                           int64_t *ret_flagged) MUST_CHECK;
/* One item by comment id, waiting or not. */
enum rc moderation_item(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                        struct arena *a, struct moderation_item *ret) MUST_CHECK;

enum moderation_verb {
    MODERATION_APPROVE,
    MODERATION_REMOVE,
    MODERATION_RESTORE,
    MODERATION_EDIT,
    MODERATION_UNDO,
    MODERATION_UPHOLD,      /* a removal is looked at again and stands */
    MODERATION_RETURN_TEXT, /* on appeal: an edit was wrong, and the text before it comes back */
    MODERATION_UPHOLD_EDIT  /* on appeal: an edit is looked at again and stands */
};
/* "approve", "remove", "restore", "edit", "undo", "uphold"; the others are outcomes of appeals alone. */
enum rc moderation_verb_parse(struct str word, enum moderation_verb *ret) MUST_CHECK;

struct moderation_decision {
    struct community_job job;
    struct actor actor;
    enum moderation_verb verb;
    int64_t comment_id;
    int64_t revision;                /* the one seen */
    enum comment_status seen_status; /* the status seen */
    struct str clause;               /* slug; required to remove and to edit */
    struct str reason;               /* required to edit */
    struct str body;          /* the new text, to edit; to return: NULL leaves it as it is; set when
                                      * an edit is undone */
    const struct span *marks; /* to remove: words that break the clause; may be none */
    size_t mark_count;        /* at most MODERATION_MARKS_MAX */
    struct str words;         /* to remove: such words as they stand in the text, a line each */
    bool gathered; /* of a bulk removal: its author is told by one mail of all, not here */
    int64_t
        undone_seq; /* to undo a bulk removal: the decision it made, whoever did; 0: the actor's own last one */
    int64_t undone_by; /* set when undoing: who had decided */
    enum comment_status ret_status;
    int64_t ret_article_id;
};
enum rc moderation_decide_submit(struct community_job *job) MUST_CHECK;
/* Whether whoever decided so can undo it while it is the last word. */
bool moderation_is_undoable(enum decision_action action);

/* --- for other jobs of moderators --- */

/* Inside a job: the decision itself. Clause and reason were checked; `op->job` lends community and arena, and gets the
 * problem and what has changed. */
enum rc moderation_decide(struct db *db, struct moderation_decision *op) MUST_CHECK;

/* The moderator's standing as it is now; fills `actor` with it. The problem says why not. */
enum rc moderation_check_actor(struct community_job *job, struct db *db, struct actor *actor,
                               enum action action) MUST_CHECK;
/* RC_INVALID with a problem unless the standards in force have the clause. */
enum rc moderation_check_clause(struct community_job *job, struct str clause) MUST_CHECK;

/* Opens or closes a discussion; audited. */
struct moderation_thread_mode {
    struct community_job job;
    struct actor actor;
    int64_t article_id;
    int mode; /* enum thread_mode */
};
enum rc moderation_thread_mode_submit(struct community_job *job) MUST_CHECK;

#endif
