#include "community/leaving/leaving.h"

#include "community/core.h"
#include "community/leaving/leaving_step.h"
#include "community/learning/learning.h"
#include "community/account/link.h"
#include "community/account/sessions.h"
#include "queries.h"

static enum rc read_row(struct community_job *job, struct db *db, int64_t account_id,
                        struct q_leaving_row_row *ret)
{
    return q_leaving_row(
        db,
        &(struct q_leaving_row_in){.site_id = job->community->site.id, .account_id = account_id},
        job->arena, ret);
}

static enum rc set_account(struct community_job *job, struct db *db, int64_t account_id,
                           enum account_status status)
{
    return q_leaving_set_account(
        db,
        &(struct q_leaving_set_account_in){
            .site_id = job->community->site.id, .id = account_id, .status = status, .hidden = 1});
}

/* --- out of sight --- */

struct departure {
    int64_t account_id, by_id, purge_ms;
    enum leaving_kind kind;
};

static enum rc begin(struct community_job *job, struct db *db, const struct departure *d,
                     int64_t was_status)
{
    int64_t added;
    return q_leaving_add(db,
                         &(struct q_leaving_add_in){
                             .site_id = job->community->site.id,
                             .account_id = d->account_id,
                             .kind = d->kind,
                             .position = INT64_MAX,
                             .now_ms = community_now_ms(job->community),
                             .purge_ms = d->purge_ms,
                             .by_id = d->by_id,
                             .was_status = was_status,
                         },
                         &added);
}

/* It is on its way out, or on its way back: then it turns round. */
static enum rc begin_again(struct community_job *job, struct db *db, const struct departure *d,
                           const struct q_leaving_row_row *row)
{
    bool turns = row->state == LEAVING_SHOWING;
    bool both = !turns && d->kind == LEAVING_SANCTION && row->kind == LEAVING_OWN;
    if (row->state == LEAVING_ERASING || row->state == LEAVING_ERASED)
        return problem_set(&job->problem, RC_NOT_FOUND, "There is no such account.");
    if (!turns && !both)
        return problem_set(&job->problem, RC_CONFLICT, "The account is deleted already.");
    return q_leaving_set(db, &(struct q_leaving_set_in){
                                 .site_id = job->community->site.id,
                                 .account_id = d->account_id,
                                 .kind = both ? LEAVING_BOTH : d->kind,
                                 .state = turns ? LEAVING_HIDING : row->state,
                                 .position = turns ? INT64_MAX : row->position,
                                 .purge_ms = d->purge_ms,
                                 .by_id = d->by_id,
                             });
}

/* What takes a change of address back outlives that the account is deleted: whoever changed it may have deleted it, or have
 * written what it is deleted for. It is no way in. */
static enum rc cancel_links(struct community *c, struct db *db, int64_t account_id)
{
    return link_cancel_but(c, db, account_id, LINK_UNDO_EMAIL);
}

static enum rc shut_out(struct community_job *job, struct db *db, const struct departure *d)
{
    enum rc rc = sessions_end_others(job->community, db, d->account_id, NULL);
    return rc == RC_OK ? cancel_links(job->community, db, d->account_id) : rc;
}

enum rc leaving_hide(struct community_job *job, struct db *db, int64_t account_id,
                     enum leaving_kind kind, int64_t by_id, int64_t *ret_purge_ms)
{
    struct community *c = job->community;
    const struct departure d = {.account_id = account_id,
                                .by_id = by_id,
                                .kind = kind,
                                .purge_ms = community_now_ms(c) + LEAVING_KEPT_MS};
    struct q_leaving_account_row account;
    struct q_leaving_row_row row;
    enum rc rc = q_leaving_account(
        db, &(struct q_leaving_account_in){.site_id = c->site.id, .id = account_id}, job->arena,
        &account);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such account.");
    rc = read_row(job, db, account_id, &row);
    if (rc == RC_NOT_FOUND)
        rc = begin(job, db, &d, account.status);
    else if (rc == RC_OK)
        rc = begin_again(job, db, &d, &row);
    if (rc == RC_OK)
        rc = set_account(job, db, account_id, ACCOUNT_DELETED);
    if (rc == RC_OK)
        rc = shut_out(job, db, &d);
    if (rc == RC_OK)
        rc = leaving_step(job, db, account_id);
    if (rc == RC_OK)
        rc = learning_touch(c, db);
    if (rc != RC_OK)
        return rc;
    job->changed_everything = true;
    job->wakes_leaving = true;
    *ret_purge_ms = d.purge_ms;
    return RC_OK;
}

/* --- and back --- */

static enum rc check_return(struct community_job *job, const struct q_leaving_row_row *row,
                            enum leaving_kind kind)
{
    bool erased = row->state == LEAVING_ERASING || row->state == LEAVING_ERASED;
    if (row->state == LEAVING_SHOWING)
        return problem_set(&job->problem, RC_CONFLICT, "The account is being brought back.");
    if (erased || row->purge_ms <= community_now_ms(job->community))
        return problem_set(&job->problem, RC_EXPIRED,
                           "The time in which the account could come back is over.");
    if (row->kind != (int64_t)kind && !(row->kind == LEAVING_BOTH && kind == LEAVING_SANCTION))
        return problem_set(&job->problem, RC_FORBIDDEN,
                           kind == LEAVING_OWN
                               ? "Moderators deleted this account: only they can bring it back."
                               : "Its owner deleted this account: only they can bring it back.");
    return RC_OK;
}

/* Staff take their deletion back, and its owner's stands. */
static enum rc leave_to_owner(struct community_job *job, struct db *db, int64_t account_id,
                              const struct q_leaving_row_row *row)
{
    return q_leaving_set(db, &(struct q_leaving_set_in){
                                 .site_id = job->community->site.id,
                                 .account_id = account_id,
                                 .kind = LEAVING_OWN,
                                 .state = row->state,
                                 .position = row->position,
                                 .purge_ms = row->purge_ms,
                                 .by_id = account_id,
                             });
}

enum rc leaving_show(struct community_job *job, struct db *db, int64_t account_id,
                     enum leaving_kind kind)
{
    struct community *c = job->community;
    struct q_leaving_account_row account;
    struct q_leaving_row_row row;
    enum rc rc = q_leaving_account(
        db, &(struct q_leaving_account_in){.site_id = c->site.id, .id = account_id}, job->arena,
        &account);
    if (rc == RC_OK)
        rc = read_row(job, db, account_id, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(&job->problem, rc, "This account is not deleted.");
    if (rc == RC_OK)
        rc = check_return(job, &row, kind);
    if (rc == RC_OK && row.kind == LEAVING_BOTH && kind == LEAVING_SANCTION)
        return leave_to_owner(job, db, account_id, &row);
    if (rc == RC_OK)
        rc = q_leaving_set(db, &(struct q_leaving_set_in){
                                   .site_id = c->site.id,
                                   .account_id = account_id,
                                   .kind = row.kind,
                                   .state = LEAVING_SHOWING,
                                   .purge_ms = row.purge_ms,
                                   .by_id = row.by_id,
                               });
    if (rc == RC_OK)
        rc = cancel_links(c, db, account_id);
    if (rc == RC_OK)
        rc = leaving_step(job, db, account_id);
    if (rc == RC_OK)
        rc = learning_touch(c, db);
    job->wakes_leaving = rc == RC_OK;
    return rc;
}

enum rc leaving_set_status(struct community_job *job, struct db *db, int64_t account_id,
                           enum account_status status)
{
    int64_t changed;
    enum rc rc = q_leaving_set_status(
        db,
        &(struct q_leaving_set_status_in){
            .site_id = job->community->site.id, .account_id = account_id, .was_status = status},
        &changed);
    return rc == RC_OK && changed == 0 ? RC_NOT_FOUND : rc;
}

/* --- looking --- */

enum rc leaving_get(struct community_reader *r, int64_t account_id, struct leaving_view *ret)
{
    struct q_leaving_get_row row;
    arena_reset(r->scratch);
    enum rc rc = q_leaving_get(
        r->db,
        &(struct q_leaving_get_in){.site_id = r->community->site.id, .account_id = account_id},
        r->scratch, &row);
    if (rc == RC_OK)
        *ret = (struct leaving_view){
            .kind = (enum leaving_kind)row.kind,
            .state = (enum leaving_state)row.state,
            .left_ms = row.left_ms,
            .purge_ms = row.purge_ms,
            .by_id = row.by_id,
            .was_status = (enum account_status)row.was_status,
        };
    return rc;
}

#define ERASED_ROWS 500

enum rc leaving_erased_list(struct community_reader *r, int64_t since_ms,
                            const struct leaving_erased *after, struct arena *a,
                            struct leaving_erased **ret, size_t *ret_count)
{
    struct q_leaving_erased_list_row *rows;
    size_t count;
    enum rc rc = q_leaving_erased_list(r->db,
                                       &(struct q_leaving_erased_list_in){
                                           .site_id = r->community->site.id,
                                           .since_ms = since_ms,
                                           .after_ms = after->erased_ms,
                                           .after_id = after->account_id,
                                           .max_rows = ERASED_ROWS,
                                       },
                                       a, &rows, &count);
    struct leaving_erased *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct leaving_erased) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct leaving_erased){.account_id = rows[i].account_id,
                                          .left_ms = rows[i].left_ms,
                                          .erased_ms = rows[i].erased_ms};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}
