/* Ordering a bulk removal, taking it back, looking at what was done. */
#include "community/moderation/bulk_removal.h"

#include "community/moderation/bulk_removal_state.h"
#include "community/core.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "community/discipline/sanction_state.h"
#include "queries.h"

static int64_t since_id(const struct community *c, int64_t hours)
{
    return hours == BULK_REMOVAL_ALL ? 1 : id_from_time(community_now_ms(c) - hours * HOUR_MS);
}

static enum rc count_found(struct community *c, struct db *db, int64_t account_id, int64_t since,
                           struct arena *a, int64_t *ret)
{
    struct q_bulk_removal_count_row row;
    enum rc rc = q_bulk_removal_count(db,
                                      &(struct q_bulk_removal_count_in){.site_id = c->site.id,
                                                                        .account_id = account_id,
                                                                        .since_id = since},
                                      a, &row);
    if (rc == RC_OK)
        *ret = row.found;
    return rc;
}

enum rc bulk_removal_count(struct community_reader *r, const struct actor *actor,
                           int64_t account_id, const int64_t *hours, size_t count, struct arena *a,
                           int64_t *ret)
{
    enum rc rc = access_check(actor, ACTION_WARN_ACCOUNT, 0);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = count_found(r->community, r->db, account_id, since_id(r->community, hours[i]), a,
                         &ret[i]);
    return rc;
}

/* --- ordering it --- */

enum rc bulk_removal_check(struct community_job *job, int64_t hours, struct str clause,
                           struct str reason)
{
    struct problem *problem = &job->problem;
    if (hours < BULK_REMOVAL_ALL || hours > BULK_REMOVAL_HOURS_MAX)
        return problem_set(problem, RC_INVALID, "Choose which comments are removed.");
    if (clause.n == 0 || reason.n == 0)
        return problem_set(problem, RC_INVALID,
                           "To remove comments, choose the clause they break and say why: each "
                           "statement of reasons names them.");
    enum rc rc = sanction_check_words(job, reason);
    return rc == RC_OK ? moderation_check_clause(job, clause) : rc;
}

static enum rc check_none_runs(struct bulk_removal_order *op, struct db *db)
{
    struct q_bulk_removal_running_row row;
    enum rc rc = q_bulk_removal_running(db,
                                        &(struct q_bulk_removal_running_in){
                                            .site_id = op->job.community->site.id,
                                            .account_id = op->account_id,
                                        },
                                        op->job.arena, &row);
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    return rc != RC_OK ? rc
                       : problem_set(&op->job.problem, RC_CONFLICT,
                                     "Nothing was done: comments of this reader are being removed "
                                     "or put back at this moment. Look again.");
}

static enum rc add(struct bulk_removal_order *op, struct db *db, int64_t since)
{
    struct community *c = op->job.community;
    op->ret_id = community_make_id(c);
    return q_bulk_removal_add(db, &(struct q_bulk_removal_add_in){
                                      .site_id = c->site.id,
                                      .account_id = op->account_id,
                                      .id = op->ret_id,
                                      .sanction_id = op->sanction_id,
                                      .by_id = op->actor.account_id,
                                      .since_id = since,
                                      .position = op->ret_id,
                                      .clause = op->clause,
                                      .reason = op->reason,
                                      .found = op->ret_found,
                                  });
}

static enum rc log_order(struct bulk_removal_order *op, struct db *db)
{
    struct arena *a = op->job.arena;
    struct str since = op->hours == BULK_REMOVAL_ALL
                           ? STR("all")
                           : arena_printf(a, "%lld hours", (long long)op->hours);
    struct str detail =
        arena_printf(a, "bulk %lld, %.*s, %lld comments, %.*s, words %.*s", (long long)op->ret_id,
                     STR_ARG(since), (long long)op->ret_found, STR_ARG(op->clause),
                     STR_ARG(sanction_digest(&op->job, op->reason, STR(""))));
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_REMOVE_COMMENTS,
                                                           .target_id = op->account_id,
                                                           .detail = detail});
}

enum rc bulk_removal_begin(struct bulk_removal_order *op, struct db *db)
{
    struct community_job *job = &op->job;
    int64_t since = since_id(job->community, op->hours);
    enum rc rc = check_none_runs(op, db);
    if (rc == RC_OK)
        rc = count_found(job->community, db, op->account_id, since, job->arena, &op->ret_found);
    if (rc != RC_OK || op->ret_found == 0)
        return rc;
    rc = add(op, db, since);
    if (rc == RC_OK)
        rc = log_order(op, db);
    if (rc == RC_OK)
        rc = bulk_removal_step_of(job, db, op->account_id, op->ret_id);
    job->wakes_leaving = true;
    return rc;
}

static enum rc run_order(struct db *db, struct community_job *job)
{
    struct bulk_removal_order *op = (struct bulk_removal_order *)job;
    struct q_account_hold_row account;
    enum rc rc = sanction_check_actor(job, db, &op->actor, ACTION_BLOCK_ACCOUNT);
    if (rc == RC_OK)
        rc = sanction_hold_account(job, db, &op->actor, op->account_id, &account);
    if (rc == RC_OK && account.status == ACCOUNT_DELETED)
        rc = problem_set(&job->problem, RC_CONFLICT, "The account is deleted.");
    if (rc == RC_OK)
        rc = bulk_removal_begin(op, db);
    if (rc == RC_OK && op->ret_found == 0)
        rc = problem_set(&job->problem, RC_CONFLICT,
                         "Nothing was done: there are no comments of theirs from that time.");
    return rc;
}

enum rc bulk_removal_submit(struct community_job *job)
{
    struct bulk_removal_order *op = (struct bulk_removal_order *)job;
    enum rc rc = bulk_removal_check(job, op->hours, op->clause, op->reason);
    if (rc != RC_OK)
        return rc;
    job->run = run_order;
    return community_submit(job);
}

/* --- taking it back --- */

static enum rc check_undoable(struct community_job *job, const struct q_bulk_removal_row_row *row)
{
    if (row->state == BULK_RESTORING || row->state == BULK_RESTORED)
        return problem_set(&job->problem, RC_CONFLICT,
                           "Nothing was done: it was taken back already.");
    return RC_OK;
}

static enum rc begin_undo(struct bulk_removal_undo *op, struct db *db)
{
    struct community_job *job = &op->job;
    struct community *c = job->community;
    enum rc rc = q_bulk_removal_end(db, &(struct q_bulk_removal_end_in){
                                            .site_id = c->site.id,
                                            .account_id = op->account_id,
                                            .id = op->bulk_id,
                                            .by_id = op->actor.account_id,
                                            .now_ms = community_now_ms(c),
                                            .why = op->why,
                                        });
    struct str detail = arena_printf(job->arena, "bulk %lld, words %.*s", (long long)op->bulk_id,
                                     STR_ARG(sanction_digest(job, op->why, STR(""))));
    if (rc == RC_OK)
        rc = ledger_add_action(job, db,
                               &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                             .action = STAFF_PUT_COMMENTS_BACK,
                                                             .target_id = op->account_id,
                                                             .detail = detail});
    if (rc == RC_OK)
        rc = bulk_removal_step_of(job, db, op->account_id, op->bulk_id);
    job->wakes_leaving = true;
    return rc;
}

enum rc bulk_removal_undo_begin(struct bulk_removal_undo *op, struct db *db)
{
    struct community_job *job = &op->job;
    struct q_account_hold_row account;
    struct q_bulk_removal_row_row row;
    enum rc rc = sanction_check_actor(job, db, &op->actor, ACTION_LIFT_SANCTION);
    if (rc == RC_OK)
        rc = sanction_hold_account(job, db, &op->actor, op->account_id, &account);
    if (rc == RC_OK && account.status == ACCOUNT_DELETED)
        rc = problem_set(&job->problem, RC_CONFLICT, "The account is deleted.");
    if (rc != RC_OK)
        return rc;
    rc = q_bulk_removal_row(db,
                            &(struct q_bulk_removal_row_in){.site_id = job->community->site.id,
                                                            .account_id = op->account_id,
                                                            .id = op->bulk_id},
                            job->arena, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(&job->problem, rc, "There is no such removal.");
    if (rc == RC_OK)
        rc = check_undoable(job, &row);
    return rc == RC_OK ? begin_undo(op, db) : rc;
}

static enum rc run_undo(struct db *db, struct community_job *job)
{
    return bulk_removal_undo_begin((struct bulk_removal_undo *)job, db);
}

enum rc bulk_removal_undo_submit(struct community_job *job)
{
    struct bulk_removal_undo *op = (struct bulk_removal_undo *)job;
    if (op->why.n == 0)
        return problem_set(&job->problem, RC_INVALID, "Say why: the reader is told.");
    enum rc rc = sanction_check_words(job, op->why);
    if (rc != RC_OK)
        return rc;
    job->run = run_undo;
    return community_submit(job);
}

/* --- looking at them --- */

static struct bulk_removal from_row(const struct q_bulk_removal_list_row *row)
{
    return (struct bulk_removal){
        .id = row->id,
        .by_id = row->by_id,
        .at_ms = id_time_ms(row->id),
        .state = (enum bulk_removal_state)row->state,
        .by_name = row->has_by_name ? row->by_name : STR(""),
        .clause = row->clause,
        .reason = row->reason,
        .found = row->found,
        .removed = row->removed,
        .restored = row->restored,
        .end_ms = row->end_ms,
        .end_by_name = row->has_end_by_name ? row->end_by_name : STR(""),
        .end_why = row->end_why,
    };
}

enum rc bulk_removal_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                          struct arena *a, struct bulk_removal **ret, size_t *ret_count)
{
    struct q_bulk_removal_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_WARN_ACCOUNT, 0);
    if (rc == RC_OK)
        rc =
            q_bulk_removal_list(r->db,
                                &(struct q_bulk_removal_list_in){.site_id = r->community->site.id,
                                                                 .account_id = account_id,
                                                                 .max_rows = BULK_REMOVAL_LIST_MAX},
                                a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct bulk_removal *list = ARENA_ARRAY(a, count, struct bulk_removal);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = from_row(&rows[i]);
    *ret = list;
    *ret_count = count;
    return RC_OK;
}
