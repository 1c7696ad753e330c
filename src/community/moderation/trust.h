/*
 * An author's trust: the events it is counted from, and what comes of them under the document in force.
 *
 * A moderator who approves or restores a comment, or finds it good in the blind check, verifies it; a moderator who
 * removes one, or confirms the standards' removal, upholds a removal under a clause. Each is an event; the points are
 * never stored, but counted from the events by the document's `trust` block (policy/trust.h), so that editing the
 * block changes everybody's trust at once.
 *
 * Invariants:
 *  1. Events are appended only. Of several of one comment the last stands; undoing appends a copy of what stood
 *     before, with its time, or one that says "taken back".
 *  2. One comment counts once at most, as verified or as a removal.
 *  3. Nobody earns or loses by a decision of their own.
 *  4. The newest TRUST_EVENTS_MAX events of an account count; what is older has long decayed.
 *
 * Must not: decide anything about a comment.
 */
#ifndef COMITY_COMMUNITY_MODERATION_TRUST_H
#define COMITY_COMMUNITY_MODERATION_TRUST_H

#include "community/community.h"
#include "policy/trust.h"

#define TRUST_EVENTS_MAX 256

/* Stored: never renumber. */
enum trust_kind {
    TRUST_TAKEN_BACK = 0,
    TRUST_FOUND_GOOD = 1,
    TRUST_REMOVED = 2,
};

/* What stands for one account. */
struct trust_record {
    const struct trust_event *events; /* newest first */
    const struct str *clauses;        /* of each event; empty for a comment found good */
    size_t count;
    int64_t verified, upheld; /* how many of each */
};
/* By one narrow range of the account's events; all of it lives in `a`. */
enum rc trust_read(struct community_reader *r, int64_t account_id, struct arena *a,
                   struct trust_record *ret) MUST_CHECK;

/* --- inside jobs --- */

/* A person's decision on a comment; nothing when it is the author's own. */
struct trust_decision {
    int64_t account_id, comment_id;
    enum trust_kind kind;
    struct str clause; /* of a removal */
    int64_t by_id;
};
enum rc trust_note(struct community_job *job, struct db *db,
                   const struct trust_decision *d) MUST_CHECK;
/* `by_id` takes back their last decision on the comment: what stood before it stands again. Kind and clause of
 * `d` are not used. */
enum rc trust_undo(struct community_job *job, struct db *db,
                   const struct trust_decision *d) MUST_CHECK;

/* --- looking at it --- */

struct trust_view {
    int64_t points;
    struct str level;
    struct str next_level; /* empty at the top */
    int64_t next_points;   /* that it begins with */
    int64_t verified, upheld;
    bool is_verified; /* an administrator has confirmed who the person is */
    /* the rules in force, for explaining them */
    double verified_points, upheld_points;
    int64_t half_life_days;
};
/* For the account itself and moderators. RC_UNAVAILABLE before the first standards. */
enum rc trust_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                  struct arena *a, struct trust_view *ret) MUST_CHECK;

struct trust_entry {
    int64_t at_ms, comment_id;
    enum trust_kind kind;
    struct str clause;
    struct str by_name; /* empty: the command line */
    bool stands;        /* no later event of this comment */
};
/* The newest events, newest first; for those who may moderate. */
enum rc trust_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                   struct arena *a, struct trust_entry **ret, size_t *ret_count) MUST_CHECK;

#endif
