#include "community/comment/transition.h"

#include "community/core.h"
#include "community/record/ledger.h"
#include "community/moderation/person_record.h"
#include "queries.h"

static enum rc read_row(struct community_job *job, struct db *db, int64_t id,
                        struct q_comment_row_row *ret)
{
    return q_comment_row(db,
                         &(struct q_comment_row_in){.site_id = job->community->site.id, .id = id},
                         job->arena, ret);
}

static enum rc set_place(struct community_job *job, struct db *db,
                         const struct q_comment_row_row *row, int64_t status, int64_t reply_count,
                         bool shown)
{
    return q_comment_set_place(db, &(struct q_comment_set_place_in){
                                       .site_id = job->community->site.id,
                                       .article_id = row->article_id,
                                       .path = row->path,
                                       .was_shown = row->shown,
                                       .shown = shown,
                                       .status = status,
                                       .reply_count = reply_count,
                                   });
}

/* One reply more or less is shown under `id`; a parent that appears or vanishes for it changes its own parent. */
static enum rc count_reply(struct community_job *job, struct db *db, int64_t id, int change)
{
    while (id != 0) {
        struct q_comment_row_row row;
        enum rc rc = read_row(job, db, id, &row);
        if (rc != RC_OK)
            return rc;
        int64_t replies = row.reply_count + change;
        bool shown = transition_visible(row.status) || replies > 0;
        rc = set_place(job, db, &row, row.status, replies, shown);
        if (rc != RC_OK)
            return rc;
        if (shown == (row.shown != 0))
            return RC_OK;
        id = row.has_parent_id ? row.parent_id : 0;
    }
    return RC_OK;
}

static enum rc count_for_author_and_thread(struct community_job *job, struct db *db,
                                           const struct q_comment_row_row *row,
                                           enum comment_status to)
{
    int64_t site_id = job->community->site.id;
    int64_t visible = transition_visible(to) - transition_visible(row->status);
    int64_t removed = (to == COMMENT_REMOVED) - (row->status == COMMENT_REMOVED);
    enum rc rc = RC_OK;
    if (visible != 0)
        rc = q_thread_add_count(db, &(struct q_thread_add_count_in){.site_id = site_id,
                                                                    .article_id = row->article_id,
                                                                    .change = visible});
    if (rc == RC_OK && (visible != 0 || removed != 0))
        rc = q_account_add_tallies(db, &(struct q_account_add_tallies_in){.site_id = site_id,
                                                                          .id = row->account_id,
                                                                          .published = visible,
                                                                          .removed = removed});
    return rc;
}

enum rc transition_set(struct community_job *job, struct db *db, int64_t comment_id,
                       enum comment_status to)
{
    struct q_comment_row_row row;
    enum rc rc = read_row(job, db, comment_id, &row);
    if (rc != RC_OK)
        return rc;
    bool shown = transition_visible(to) || row.reply_count > 0;
    rc = set_place(job, db, &row, to, row.reply_count, shown);
    if (rc == RC_OK && shown != (row.shown != 0) && row.has_parent_id)
        rc = count_reply(job, db, row.parent_id, shown ? 1 : -1);
    if (rc == RC_OK)
        rc = count_for_author_and_thread(job, db, &row, to);
    if (rc == RC_OK && (shown || row.shown != 0))
        job->changed_article_id = row.article_id;
    return rc;
}

enum rc transition_record(struct community_job *job, struct db *db,
                          const struct transition_decision *d)
{
    struct transition_decision whole = *d;
    enum rc rc = RC_OK;
    if (d->actor_id != 0 && d->record.n == 0)
        rc = person_record_write(job, d, &whole.record);
    if (rc == RC_OK)
        rc = ledger_add_decision(job, db, &whole);
    /* What a person decides is learned from. */
    return rc == RC_OK && d->actor_id != 0 ? learning_touch(job->community, db) : rc;
}
