#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/moderation/report.h"
#include "community/moderation/verify.h"
#include "community/comment/view.h"
#include "queries.h"

static struct moderation_item item_of(const struct q_moderation_item *row)
{
    return (struct moderation_item){
        .comment = view_comment(&row->comment_view),
        .article_slug = row->article_slug,
        .article_headline = row->article_headline,
        .author_published = row->author_published,
        .author_removed = row->author_removed,
        .author_created_ms = id_time_ms(row->comment_view.account_id),
    };
}

static enum rc read_decision(struct community_reader *r, struct moderation_item *item,
                             struct arena *a)
{
    struct q_comment_decision row;
    enum rc rc = q_decision_latest_record(
        r->db,
        &(struct q_decision_latest_record_in){.site_id = r->community->site.id,
                                              .comment_id = item->comment.id},
        a, &row);
    if (rc == RC_OK)
        item->decision = view_decision(&row);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc read_parent(struct community_reader *r, struct moderation_item *item,
                           struct arena *a)
{
    if (item->comment.parent_id == 0)
        return RC_OK;
    struct q_comment_get_row row;
    enum rc rc = q_comment_get(
        r->db,
        &(struct q_comment_get_in){.site_id = r->community->site.id, .id = item->comment.parent_id},
        a, &row);
    if (rc == RC_OK) {
        item->parent_body = row.comment_view.body;
        item->comment.parent_author = row.comment_view.author_name;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc complete(struct community_reader *r, const struct actor *actor,
                        struct moderation_item *item, struct arena *a)
{
    enum rc rc = read_decision(r, item, a);
    if (rc == RC_OK)
        rc = report_list(r, actor, item->comment.id, a, &item->reports, &item->report_count);
    return rc == RC_OK ? read_parent(r, item, a) : rc;
}

struct waiting {
    struct q_moderation_item *rows;
    size_t count, at;
};

static enum rc read_waiting(struct community_reader *r, enum comment_status status,
                            int64_t after_id, struct arena *a, struct waiting *ret)
{
    return q_moderation_waiting(r->db,
                                &(struct q_moderation_waiting_in){
                                    .site_id = r->community->site.id,
                                    .status = status,
                                    .after_id = after_id,
                                    .max_rows = MODERATION_QUEUE_PAGE + 1,
                                },
                                a, &ret->rows, &ret->count);
}

/* The older of both heads; NULL when both are at their end. */
static const struct q_moderation_item *next_waiting(struct waiting *x, struct waiting *y)
{
    bool has_x = x->at < x->count, has_y = y->at < y->count;
    if (!has_x && !has_y)
        return NULL;
    if (has_x && (!has_y || x->rows[x->at].comment_view.id < y->rows[y->at].comment_view.id))
        return &x->rows[x->at++];
    return &y->rows[y->at++];
}

/* Those owed a second look. */
struct front {
    int64_t *ids;
    size_t count;
};

static bool in_front(const struct front *f, int64_t id)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->ids[i] == id)
            return true;
    return false;
}

static enum rc list_front(struct community_reader *r, const struct actor *actor,
                          const struct front *f, struct arena *a, struct moderation_item *list)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < f->count; i++) {
        rc = moderation_item(r, actor, f->ids[i], a, &list[i]);
        list[i].again = true;
    }
    return rc;
}

enum rc moderation_queue(struct community_reader *r, const struct actor *actor,
                         enum moderation_filter filter, int64_t after_id, struct arena *a,
                         struct moderation_item **ret, size_t *ret_count, int64_t *ret_next)
{
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    struct waiting held = {0}, flagged = {0};
    struct front front = {0};
    if (rc == RC_OK && filter == MODERATION_ALL)
        rc = verify_in_front(r, a, &front.ids, &front.count);
    if (rc == RC_OK && filter != MODERATION_FLAGGED)
        rc = read_waiting(r, COMMENT_HELD, after_id, a, &held);
    if (rc == RC_OK && filter != MODERATION_HELD)
        rc = read_waiting(r, COMMENT_FLAGGED, after_id, a, &flagged);
    if (rc != RC_OK)
        return rc;
    size_t first = after_id == 0 ? front.count : 0, count = first;
    struct moderation_item *list =
        ARENA_ARRAY(a, first + MODERATION_QUEUE_PAGE, struct moderation_item);
    if (list == NULL)
        return RC_NO_MEMORY;
    if (first > 0)
        rc = list_front(r, actor, &front, a, list);
    const struct q_moderation_item *row;
    while (rc == RC_OK && (row = next_waiting(&held, &flagged)) != NULL &&
           count < first + MODERATION_QUEUE_PAGE) {
        if (in_front(&front, row->comment_view.id))
            continue;
        list[count] = item_of(row);
        rc = complete(r, actor, &list[count++], a);
    }
    if (rc != RC_OK)
        return rc;
    *ret = list;
    *ret_count = count;
    *ret_next = row != NULL ? list[count - 1].comment.id : 0;
    return RC_OK;
}

#define WAITING_COUNT_MAX 1000

static enum rc count_waiting(struct community_reader *r, enum comment_status status, int64_t *ret)
{
    arena_reset(r->scratch);
    struct q_moderation_count_row row;
    enum rc rc = q_moderation_count(
        r->db,
        &(struct q_moderation_count_in){
            .site_id = r->community->site.id, .status = status, .max_rows = WAITING_COUNT_MAX},
        r->scratch, &row);
    if (rc == RC_OK)
        *ret = row.count;
    return rc;
}

enum rc moderation_waiting(struct community_reader *r, const struct actor *actor, int64_t *ret_held,
                           int64_t *ret_flagged)
{
    int64_t held = 0, flagged = 0;
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc = count_waiting(r, COMMENT_HELD, &held);
    if (rc == RC_OK)
        rc = count_waiting(r, COMMENT_FLAGGED, &flagged);
    if (rc != RC_OK)
        return rc;
    *ret_held = held;
    *ret_flagged = flagged;
    return RC_OK;
}

enum rc moderation_item(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                        struct arena *a, struct moderation_item *ret)
{
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc != RC_OK)
        return rc;
    struct q_moderation_item row;
    rc = q_moderation_one(
        r->db, &(struct q_moderation_one_in){.site_id = r->community->site.id, .id = comment_id}, a,
        &row);
    if (rc != RC_OK)
        return rc;
    struct moderation_item item = item_of(&row);
    view_bury_left(&item.comment);
    rc = complete(r, actor, &item, a);
    if (rc == RC_OK)
        *ret = item;
    return rc;
}
