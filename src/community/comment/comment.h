/*
 * A comment's way in, and what its author may do with it afterwards.
 *
 *   comment_prepare (event loop, reads) ──► draft with verdict ──► comment_commit_submit ──►
 * stored, announced │ └─ nudge, not yet insisted: shown to the author, nothing stored
 *
 * Preparing asks who may, whether the thread is open and the parent visible, checks the text and
 * judges it with what is known of its author. Committing writes the comment, its decision and the
 * counters in one transaction, and asks again for what may have changed.
 *
 * Invariants:
 *  1. Text is stored whole, as typed, or refused with a reason; never cut.
 *  2. A draft with a verdict of nudge is stored only when `insists`, and then as held.
 *  3. Two commits of one draft key by one account make one comment; the second answers with the
 * first's id.
 *  4. Every verdict but a plain publish leaves a decision with its record; a plain publish is the
 * comment's own row.
 *  5. An edit is judged as a new comment is; the earlier text stays in the history.
 */
#ifndef COMITY_COMMUNITY_COMMENT_COMMENT_H
#define COMITY_COMMUNITY_COMMENT_COMMENT_H

#include "community/community.h"
#include "community/comment/copies.h"
#include "community/comment/path.h"

/* Stored: never renumber. */
enum comment_status {
    COMMENT_PUBLISHED = 0,
    COMMENT_FLAGGED = 1, /* published and in the moderation queue */
    COMMENT_HELD = 2,
    COMMENT_REMOVED = 3,
    COMMENT_DELETED = 4, /* by its author */
    COMMENT_STATUS_COUNT
};
struct str comment_status_name(enum comment_status s); /* "published", ... */

#define COMMENT_REASON_MAX 1000 /* characters of a moderator's reason */

struct comment_input {
    int64_t article_id;
    int64_t parent_id;  /* 0: top level */
    int64_t comment_id; /* 0: a new comment; else the one edited */
    int64_t revision;   /* edited: the revision the author saw */
    struct str body;
    struct str draft_key; /* from the form; empty: the same text at the same place within a day is
                             the same draft */
    bool insists;         /* the author has seen the nudge and sends it as it is */
};

/* A judged comment that is not stored yet. Lives in the arena given to comment_prepare, as do all
 * its strings; input.body is viewed and must live as long. */
struct comment_draft {
    struct community_job job; /* first: commit is a job */
    struct actor actor;
    struct comment_input input;
    struct verdict verdict;
    enum comment_status status; /* what it will be stored as */
    int64_t seen_status;        /* of the comment that is edited */
    bool needs_insistence;   /* verdict nudge and not insisted: commit refuses with RC_CONFLICT */
    struct path parent_path; /* n 0: top level */
    int64_t standards_id;
    uint64_t fingerprint;       /* of the text, see text/fingerprint.h */
    struct str parent_body;     /* what it answers; empty at top level */
    struct copies_found copies; /* nearly the same by others, see copies.h */
    struct str record;          /* JSON; empty for a plain publish */
    struct str context;         /* what it was judged by besides the text, see policy/context.h */
    /* after commit */
    int64_t ret_comment_id;
    bool ret_repeated; /* this draft was stored before */
};

/* RC_UNAUTHENTICATED, RC_FORBIDDEN (also: thread closed, edit window over), RC_NOT_FOUND (article
 * or parent), RC_INVALID (text), RC_TOO_LARGE, RC_CONFLICT (edited meanwhile), RC_UNAVAILABLE (no
 * standards loaded); `problem` says it in words for the author. The draft is usable (verdict and
 * all) only on RC_OK. */
enum rc comment_prepare(struct community_reader *r, const struct actor *actor,
                        const struct comment_input *input, struct arena *a,
                        struct comment_draft **ret, struct problem *problem) MUST_CHECK;

/* `job` is &draft->job with done and ctx set; community and arena are set already. Errors of done:
 * as prepare. */
enum rc comment_commit_submit(struct community_job *job) MUST_CHECK;

/* Whether a comment with this status and revision may still be edited as `input` asks: asked when an edit is
 * prepared and again when it is written. */
enum rc comment_check_editable(const struct community *c, const struct comment_input *input,
                               int64_t status, int64_t revision,
                               struct problem *problem) MUST_CHECK;

/* --- deleting one's own: the text and its history are erased --- */
struct comment_deletion {
    struct community_job job;
    struct actor actor;
    int64_t comment_id;
    int64_t ret_article_id;
};
enum rc comment_delete_submit(struct community_job *job) MUST_CHECK;

/* --- looking at one --- */
struct comment_view {
    int64_t id, article_id, parent_id, account_id;
    enum comment_status status;
    int64_t created_ms, edited_ms; /* edited 0: never */
    int64_t revision, reply_count;
    struct str path;
    struct str body;        /* as typed, Markdown; empty for a tombstone */
    struct str author_name; /* empty for a tombstone */
    enum role author_role;
    struct str
        parent_author; /* empty when top level or the parent is a tombstone; set by discussion.h */
    unsigned depth;    /* 0 to PATH_DEPTH_MAX - 1 */
    bool tombstone;    /* removed or deleted, kept because it has replies */
    struct str
        clause; /* of a removed tombstone: slug of the clause it broke; set by discussion.h */
    bool removed_by_person; /* of a removed tombstone: a moderator decided it */
};

/* One comment by id with all its fields, for those who may see it: readers what is published, the
 * author and moderators whatever its status. RC_NOT_FOUND otherwise. */
enum rc comment_get(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct comment_view *ret) MUST_CHECK;

/* One entry of a comment's decisions, oldest first. */
enum decision_action {
    DECISION_JUDGED = 0, /* by the standards, when it came in or was edited */
    DECISION_APPROVED = 1,
    DECISION_REMOVED = 2,
    DECISION_RESTORED = 3,
    DECISION_EDITED = 4,
    DECISION_DELETED = 5, /* by its author */
    DECISION_UNDONE = 6,  /* a moderator took back their own last decision */
    DECISION_FLAGGED = 7, /* a moderator's blind check put it in the queue */
    DECISION_UPHELD = 8,  /* a moderator looked at a removal again and let it stand */
    DECISION_NOTICED = 9, /* somebody gave notice that it is against the law: it is in the queue */
    DECISION_TEXT_RETURNED = 10, /* a moderator looked at an edit again: the text before is back */
    DECISION_EDIT_UPHELD = 11,   /* ... and let it stand */
};
struct str decision_action_name(enum decision_action d);
struct comment_decision {
    int64_t seq, decided_ms;
    int64_t actor_id; /* 0: the standards */
    struct str actor_name;
    enum decision_action action;
    enum comment_status to_status;
    bool returns_text; /* it took back an edit: the text before is back */
    int64_t revision;
    struct str clause; /* slug, empty for none */
    struct str reason;
    struct str record; /* JSON of the verdict, empty for none */
    struct str standards_version;
};
/* For the author and moderators; RC_NOT_FOUND for others. Authors see a moderator's name as empty.
 */
enum rc comment_decisions(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                          struct arena *a, struct comment_decision **ret,
                          size_t *ret_count) MUST_CHECK;

struct comment_revision {
    int64_t revision, replaced_ms, editor_id;
    struct str editor_name, reason, body;
};
/* Earlier texts, oldest first; as comment_decisions. */
enum rc comment_history(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                        struct arena *a, struct comment_revision **ret,
                        size_t *ret_count) MUST_CHECK;

/* Own comments with the latest decision on each, newest first, whatever their status: for the
 * author's own profile (and moderators). Others get published ones without decisions. */
struct comment_own {
    struct comment_view comment;
    struct str article_slug, article_headline;
    bool has_decision;
    struct comment_decision decision;
};
/* `before_id` 0: from the newest. At most `limit` (<= 100). `ret_next` is 0 on the last page. */
enum rc comment_list_by_account(struct community_reader *r, const struct actor *actor,
                                int64_t account_id, int64_t before_id, size_t limit,
                                struct arena *a, struct comment_own **ret, size_t *ret_count,
                                int64_t *ret_next) MUST_CHECK;

#endif
