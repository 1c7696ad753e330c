/*
 * The emergency brake: a clause that suddenly holds or removes more than its share of comments is demoted to flag,
 * and people are told, before a slip in a condition silences a site.
 *
 *   a live comment is stored ──► brake_count: judged + 1, and acted + 1 for each clause that held or removed it
 *          more than the share of at least N in the window ──► braked: at once in this process,
 *                                                               a row of clause_brake with its numbers
 *   every second: brake_tick ──► writes counts, reads those of other processes and their brakes and releases
 *
 * Numbers and shares are the document's `brake` block and a clause's own `share:`. Counts are kept in memory in
 * sixty stretches of the window and written to brake_count every BRAKE_WRITE_MS, where other processes on the
 * database read them; so a share over all nodes is at most that much behind. They survive a restart.
 *
 * Invariants:
 *  1. Comments judged live count, new and edited; imports, replays and examples do not.
 *  2. However many processes find a clause out at once, it has one brake at a time (a unique index).
 *  3. A brake ends by a moderator's release, with a reason, or when a document is put in force whose clause has
 *     another condition, word list, consequence or share, or none. Counting begins anew then.
 *  4. A brake in force is in force after a restart, before the first comment is judged.
 *
 * Thread-safe, but brake_tick, which one thread calls.
 *
 * Must not: change a comment that was decided before the brake.
 */
#ifndef COMITY_COMMUNITY_MODERATION_BRAKE_H
#define COMITY_COMMUNITY_MODERATION_BRAKE_H

#include "community/comment/comment.h"
#include "community/community.h"

#define BRAKE_WRITE_MS 10000
#define BRAKE_LIST_MAX 50

struct brake;

enum rc brake_new(struct brake **ret) MUST_CHECK;
void brake_free(struct brake *b); /* accepts NULL; after brake_finish */
/* Writes what is not written yet and waits for it. */
void brake_finish(struct community *c);

/* Fills `braked` of the context; the names live in `a`. */
enum rc brake_fill(struct community *c, struct arena *a, struct judge_context *context) MUST_CHECK;
/* A live comment was judged and stored with this status. On the writer's thread. */
void brake_count(struct community *c, const struct verdict *v, enum comment_status status);

/* Every second, and once before the first request. Waits for a write when the document has changed. */
enum rc brake_tick(struct community_reader *r) MUST_CHECK;

struct brake_view {
    struct str clause; /* slug */
    bool active;
    int64_t since_ms, judged, acted;
    int64_t share_milli; /* that was allowed, in thousandths */
    int64_t window_ms;
    int64_t released_ms;
    struct str released_by; /* a moderator's name; empty: a new document */
    struct str reason, standards_version;
};
/* The newest BRAKE_LIST_MAX, newest first; `active_only`: those in force. For moderators. */
enum rc brake_list(struct community_reader *r, const struct actor *actor, bool active_only,
                   struct arena *a, struct brake_view **ret, size_t *ret_count) MUST_CHECK;

struct brake_release {
    struct community_job job;
    struct actor actor;
    struct str clause;
    struct str reason; /* required */
};
/* RC_CONFLICT when the clause is under no brake any more. */
enum rc brake_release_submit(struct community_job *job) MUST_CHECK;

#endif
