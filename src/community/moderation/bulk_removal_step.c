/* The steps: comments removed, or put back, a hundred at a time. */
#include "community/moderation/bulk_removal.h"

#include "community/moderation/bulk_removal_state.h"
#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/mail/notify.h"
#include "community/comment/transition.h"
#include "queries.h"

struct step {
    struct community_job *job;
    struct db *db;
    int64_t site_id, account_id, id;
    struct q_bulk_removal_row_row row;
};

static enum rc set_state(struct step *s, enum bulk_removal_state state)
{
    return q_bulk_removal_set(s->db, &(struct q_bulk_removal_set_in){
                                         .site_id = s->site_id,
                                         .account_id = s->account_id,
                                         .id = s->id,
                                         .state = state,
                                         .position = s->row.position,
                                         .removed = s->row.removed,
                                         .restored = s->row.restored,
                                         .told = s->row.told,
                                         .silent = s->row.silent,
                                     });
}

/* Pages of one article, or of several. */
static void note_change(struct community_job *job, int64_t article_id)
{
    if (article_id != 0 && job->changed_article_id != 0 && job->changed_article_id != article_id)
        job->changed_everything = true;
    if (article_id != 0)
        job->changed_article_id = article_id;
}

/* The comment as it stands is what is decided on. RC_CONFLICT: it cannot be, or not any more. */
static enum rc decide(struct step *s, struct moderation_decision *op)
{
    struct q_comment_row_row c;
    op->job.community = s->job->community;
    op->job.arena = s->job->arena;
    op->gathered = true;
    enum rc rc = q_comment_row(
        s->db, &(struct q_comment_row_in){.site_id = s->site_id, .id = op->comment_id},
        s->job->arena, &c);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    op->revision = c.revision;
    op->seen_status = (enum comment_status)c.status;
    rc = moderation_decide(s->db, op);
    if (rc == RC_OK)
        note_change(s->job, op->job.changed_article_id);
    else
        s->job->problem = op->job.problem;
    return rc;
}

/* --- removing --- */

static enum rc add_item(struct step *s, int64_t comment_id)
{
    struct q_decision_last_row last;
    enum rc rc = q_decision_last(
        s->db, &(struct q_decision_last_in){.site_id = s->site_id, .comment_id = comment_id},
        s->job->arena, &last);
    return rc == RC_OK ? q_bulk_removal_item_add(
                             s->db, &(struct q_bulk_removal_item_add_in){.site_id = s->site_id,
                                                                         .comment_id = comment_id,
                                                                         .seq = last.seq,
                                                                         .bulk_id = s->id})
                       : rc;
}

static enum rc remove_comment(struct step *s, int64_t comment_id)
{
    struct moderation_decision op = {
        .actor = {.account_id = s->row.by_id},
        .verb = MODERATION_REMOVE,
        .comment_id = comment_id,
        .clause = s->row.clause,
        .reason = s->row.reason,
    };
    enum rc rc = decide(s, &op);
    if (rc == RC_CONFLICT)
        return RC_OK;
    if (rc == RC_OK)
        rc = add_item(s, comment_id);
    if (rc == RC_OK)
        s->row.removed++;
    return rc;
}

/* Once: what was told is written with the place the steps have come to. Of what was put back before, nothing is said. */
static enum rc tell_removed(struct step *s)
{
    int64_t gone = s->row.removed - s->row.restored;
    if (gone <= 0 || (s->row.told & BULK_TOLD_REMOVED) != 0)
        return RC_OK;
    s->row.told |= BULK_TOLD_REMOVED;
    s->row.silent = s->row.restored;
    return notify_bulk(s->job, s->db,
                       &(struct notify_bulk){.account_id = s->account_id,
                                             .bulk_id = s->id,
                                             .removed = true,
                                             .count = gone,
                                             .clause = s->row.clause,
                                             .words = s->row.reason});
}

static enum rc remove_some(struct step *s)
{
    struct q_bulk_removal_comments_row *rows;
    size_t count;
    enum rc rc =
        q_bulk_removal_comments(s->db,
                                &(struct q_bulk_removal_comments_in){.site_id = s->site_id,
                                                                     .account_id = s->account_id,
                                                                     .since_id = s->row.since_id,
                                                                     .before_id = s->row.position,
                                                                     .max_rows = BULK_REMOVAL_STEP},
                                s->job->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct arena_mark mark = arena_mark(s->job->arena);
        if (rows[i].status != COMMENT_REMOVED && rows[i].status != COMMENT_DELETED)
            rc = remove_comment(s, rows[i].id);
        arena_rewind(s->job->arena, mark);
        s->row.position = rows[i].id;
    }
    if (rc != RC_OK || count == BULK_REMOVAL_STEP)
        return rc == RC_OK ? set_state(s, BULK_REMOVING) : rc;
    rc = tell_removed(s);
    return rc == RC_OK ? set_state(s, BULK_REMOVED) : rc;
}

/* --- putting back --- */

static enum rc restore_comment(struct step *s, const struct q_bulk_removal_item_list_row *item)
{
    struct moderation_decision op = {
        .actor = {.account_id = s->row.end_by_id},
        .verb = MODERATION_UNDO,
        .comment_id = item->comment_id,
        .undone_seq = item->seq,
    };
    enum rc rc = decide(s, &op);
    if (rc == RC_OK)
        s->row.restored++;
    return rc == RC_CONFLICT ? RC_OK : rc;
}

/* Once, when the last is back, and to who was told that they were gone. */
static enum rc tell_restored(struct step *s)
{
    int64_t back = s->row.restored - s->row.silent;
    if (back <= 0 || s->row.told != BULK_TOLD_REMOVED)
        return RC_OK;
    s->row.told |= BULK_TOLD_RESTORED;
    return notify_bulk(s->job, s->db,
                       &(struct notify_bulk){.account_id = s->account_id,
                                             .bulk_id = s->id,
                                             .count = back,
                                             .clause = STR(""),
                                             .words = s->row.end_why});
}

static enum rc restore_some(struct step *s)
{
    struct q_bulk_removal_item_list_row *rows;
    size_t count;
    enum rc rc = q_bulk_removal_item_list(
        s->db,
        &(struct q_bulk_removal_item_list_in){.site_id = s->site_id,
                                              .bulk_id = s->id,
                                              .after_id = s->row.position,
                                              .max_rows = BULK_REMOVAL_STEP},
        s->job->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct arena_mark mark = arena_mark(s->job->arena);
        rc = restore_comment(s, &rows[i]);
        arena_rewind(s->job->arena, mark);
        s->row.position = rows[i].comment_id;
    }
    if (rc != RC_OK || count == BULK_REMOVAL_STEP)
        return rc == RC_OK ? set_state(s, BULK_RESTORING) : rc;
    rc = tell_restored(s);
    return rc == RC_OK ? set_state(s, BULK_RESTORED) : rc;
}

/* --- */

/* Whoever ordered it may have lost the right since. */
static enum rc check_still(struct step *s, int64_t actor_id, enum action action, bool *ret_stop)
{
    struct community_job asked = {.community = s->job->community, .arena = s->job->arena};
    struct actor actor = {.account_id = actor_id};
    enum rc rc = moderation_check_actor(&asked, s->db, &actor, action);
    *ret_stop = rc == RC_UNAUTHENTICATED || rc == RC_FORBIDDEN;
    return *ret_stop ? RC_OK : rc;
}

/* What is gone is told of; that some are back waits until whoever takes it up again has put back the others. */
static enum rc stop(struct step *s)
{
    enum rc rc = tell_removed(s);
    return rc == RC_OK ? set_state(s, BULK_STOPPED) : rc;
}

enum rc bulk_removal_step_of(struct community_job *job, struct db *db, int64_t account_id,
                             int64_t id)
{
    struct step s = {.job = job,
                     .db = db,
                     .site_id = job->community->site.id,
                     .account_id = account_id,
                     .id = id};
    bool removes, stops;
    enum rc rc = q_bulk_removal_row(
        db,
        &(struct q_bulk_removal_row_in){.site_id = s.site_id, .account_id = account_id, .id = id},
        job->arena, &s.row);
    if (rc != RC_OK || (s.row.state != BULK_REMOVING && s.row.state != BULK_RESTORING))
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    removes = s.row.state == BULK_REMOVING;
    rc = check_still(&s, removes ? s.row.by_id : s.row.end_by_id,
                     removes ? ACTION_REMOVE_COMMENT : ACTION_RESTORE_COMMENT, &stops);
    if (rc != RC_OK)
        return rc;
    return stops ? stop(&s) : removes ? remove_some(&s) : restore_some(&s);
}

enum rc bulk_removal_step(struct community_job *job, struct db *db, bool *ret_more)
{
    struct q_bulk_removal_next_row next;
    enum rc rc = q_bulk_removal_next(
        db, &(struct q_bulk_removal_next_in){.site_id = job->community->site.id}, job->arena,
        &next);
    *ret_more = rc == RC_OK;
    return rc == RC_OK          ? bulk_removal_step_of(job, db, next.account_id, next.id)
           : rc == RC_NOT_FOUND ? RC_OK
                                : rc;
}
