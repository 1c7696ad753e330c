#include "community/discipline/sanction.h"

#include "base/utf8.h"
#include "community/account/accounts.h"
#include "community/moderation/bulk_removal.h"
#include "community/core.h"
#include "community/leaving/leaving.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "community/discipline/sanction_state.h"
#include "community/account/sessions.h"
#include "queries.h"

static const enum action actions[SANCTION_KIND_COUNT] = {
    [SANCTION_WARNING] = ACTION_WARN_ACCOUNT,    [SANCTION_PREMODERATION] = ACTION_WARN_ACCOUNT,
    [SANCTION_SUSPENSION] = ACTION_WARN_ACCOUNT, [SANCTION_BLOCK] = ACTION_BLOCK_ACCOUNT,
    [SANCTION_DELETION] = ACTION_BLOCK_ACCOUNT,
};

/* --- what may be done, asked in the job --- */

static enum rc check_seen(struct sanction_order *op, const struct sanction *list, size_t count)
{
    int64_t newest = count > 0 ? list[0].id : 0;
    if (op->seen_id < 0 || op->seen_id == newest)
        return RC_OK;
    if (count == 0)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "Nothing was done: the page was out of date. Look again.");
    struct str who = list[0].by_name.n > 0 ? list[0].by_name : STR("the command line");
    return problem_set(&op->job.problem, RC_CONFLICT,
                       "Nothing was done: after you opened the page %.*s decided on this account. "
                       "Look again and decide anew.",
                       STR_ARG(who));
}

static enum rc check_bar(struct sanction_order *op, const struct sanction_outlook *o)
{
    struct problem *problem = &op->job.problem;
    int64_t now_ms = community_now_ms(op->job.community);
    switch (o->bar) {
    case SANCTION_BAR_DELETED:
        return problem_set(problem, RC_CONFLICT, "The account is deleted.");
    case SANCTION_BAR_BLOCKED:
        return problem_set(problem, RC_CONFLICT,
                           "Nothing was done: the account is blocked already.");
    case SANCTION_BAR_HELD:
        return problem_set(problem, RC_CONFLICT,
                           "Nothing was done: every comment of theirs is held already.");
    case SANCTION_FREE:
    case SANCTION_BAR_COUNT:
        break;
    }
    if (o->suspended_until_ms >= now_ms + op->days * DAY_MS && op->kind == SANCTION_SUSPENSION)
        return problem_set(problem, RC_CONFLICT,
                           "Nothing was done: a suspension that lasts longer is running.");
    return RC_OK;
}

static enum rc check_words_given(struct sanction_order *op, const struct sanction_outlook *o)
{
    struct problem *problem = &op->job.problem;
    if (o->needs_reasons && op->clause.n == 0)
        return problem_set(problem, RC_INVALID, "Choose the clause that was broken.");
    if (o->needs_reasons && op->reason.n == 0)
        return problem_set(problem, RC_INVALID,
                           "Say what the reader did: they are told, and may answer.");
    if (o->needs_grave && op->grave.n == 0)
        return problem_set(problem, RC_INVALID,
                           "The reader was not warned before. Warn them first, or say why this is "
                           "so serious that it cannot wait for a warning.");
    if (o->is_final && !op->knows_final)
        return problem_set(problem, RC_CONFLICT,
                           "Nothing was done: this would be the second block, which nobody can "
                           "lift. Confirm that you know, by the reader's name.");
    return RC_OK;
}

/* --- doing it --- */

static int64_t until_of(const struct sanction_order *op)
{
    bool timed = op->kind == SANCTION_SUSPENSION || op->kind == SANCTION_PREMODERATION;
    return timed && op->days > 0 ? community_now_ms(op->job.community) + op->days * DAY_MS : 0;
}

static enum rc add(struct sanction_order *op, struct db *db, const struct sanction_outlook *o)
{
    struct community *c = op->job.community;
    op->ret_id = community_make_id(c);
    return q_sanction_add(
        db, &(struct q_sanction_add_in){.site_id = c->site.id,
                                        .account_id = op->account_id,
                                        .id = op->ret_id,
                                        .kind = op->kind,
                                        .mode = sanction_mode(c),
                                        .final = o->is_final,
                                        .by_id = op->actor.account_id,
                                        .at_ms = community_now_ms(c),
                                        .until_ms = until_of(op),
                                        .comment_id = op->comment_id,
                                        .clause = op->clause,
                                        .reason = op->reason,
                                        .grave = o->needs_grave ? op->grave : STR("")});
}

static enum rc log_order(struct sanction_order *op, struct db *db, const struct sanction_outlook *o)
{
    struct arena *a = op->job.arena;
    struct str until =
        until_of(op) != 0 ? arena_printf(a, ", %lld days", (long long)op->days) : STR("");
    static const enum staff_action done[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = STAFF_WARN,       [SANCTION_PREMODERATION] = STAFF_PREMODERATE,
        [SANCTION_SUSPENSION] = STAFF_SUSPEND, [SANCTION_BLOCK] = STAFF_BLOCK,
        [SANCTION_DELETION] = STAFF_DELETE,
    };
    struct str detail = arena_printf(
        a, "sanction %lld%.*s%s%s%.*s, words %.*s", (long long)op->ret_id, STR_ARG(until),
        o->is_final ? ", final" : "", op->clause.n > 0 ? ", " : "", STR_ARG(op->clause),
        STR_ARG(sanction_digest(&op->job, op->reason, op->grave)));
    return ledger_add_action(&op->job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = done[op->kind],
                                                           .target_id = op->account_id,
                                                           .detail = detail});
}

/* A block ends sessions, and links that open the account, at once and on every node: the next request finds none. What takes a
 * change of address back stays, or a thief who gets the account blocked would leave its owner without it; and what opens
 * nothing: confirming an address, unsubscribing. */
static enum rc take_effect(struct sanction_order *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t purge_ms;
    enum rc rc = RC_OK;
    if (op->kind == SANCTION_DELETION)
        rc = leaving_hide(&op->job, db, op->account_id, LEAVING_SANCTION, op->actor.account_id,
                          &purge_ms);
    if (rc == RC_OK)
        rc = sanction_settle(&op->job, db, op->account_id);
    if (rc != RC_OK || op->kind != SANCTION_BLOCK)
        return rc;
    rc = sessions_end_others(c, db, op->account_id, NULL);
    return rc == RC_OK ? accounts_cancel_links(c, db, op->account_id) : rc;
}

/* A site is never left without one that acts. */
static enum rc weigh_again(struct sanction_order *op, struct db *db, bool is_deleted,
                           struct sanction_outlook *ret)
{
    struct community *c = op->job.community;
    struct sanction_outlook all[SANCTION_KIND_COUNT];
    struct sanction_rules rules = sanction_state_rules(c);
    struct sanction *list;
    size_t count;
    enum rc rc = sanction_state_read(c, db, op->account_id, op->job.arena, &list, &count);
    if (rc != RC_OK)
        return rc;
    sanction_weigh(list, count, &rules, is_deleted, community_now_ms(c), all);
    *ret = all[op->kind];
    rc = check_bar(op, ret);
    if (rc == RC_OK)
        rc = check_seen(op, list, count);
    return rc == RC_OK ? check_words_given(op, ret) : rc;
}

/* A comment it is about is one of theirs. */
static enum rc check_comment(struct sanction_order *op, struct db *db)
{
    struct q_comment_known_row row;
    if (op->comment_id == 0)
        return RC_OK;
    enum rc rc = q_comment_known(
        db,
        &(struct q_comment_known_in){.site_id = op->job.community->site.id, .id = op->comment_id},
        op->job.arena, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && row.account_id != op->account_id))
        return problem_set(&op->job.problem, RC_INVALID,
                           "The reader has written no comment with this number.");
    return rc;
}

static enum rc remove_comments(struct sanction_order *op, struct db *db)
{
    struct bulk_removal_order bulk = {.job = op->job,
                                      .actor = op->actor,
                                      .account_id = op->account_id,
                                      .hours = op->remove_hours,
                                      .sanction_id = op->ret_id,
                                      .clause = op->clause,
                                      .reason = op->reason};
    if (!op->removes)
        return RC_OK;
    enum rc rc = bulk_removal_begin(&bulk, db);
    op->job.problem = bulk.job.problem;
    op->job.changed_everything = bulk.job.changed_everything;
    op->job.changed_article_id = bulk.job.changed_article_id;
    op->job.wakes_leaving = bulk.job.wakes_leaving;
    op->ret_found = bulk.ret_found;
    return rc;
}

static enum rc run_give(struct db *db, struct community_job *job)
{
    struct sanction_order *op = (struct sanction_order *)job;
    struct q_account_hold_row account;
    struct sanction_outlook outlook;
    enum rc rc = sanction_check_actor(job, db, &op->actor, actions[op->kind]);
    if (rc == RC_OK)
        rc = sanction_hold_account(job, db, &op->actor, op->account_id, &account);
    if (rc == RC_OK && op->kind >= SANCTION_SUSPENSION && account.role == ROLE_ADMINISTRATOR)
        rc = accounts_check_last_administrator(job, db, op->account_id);
    if (rc == RC_OK)
        rc = check_comment(op, db);
    if (rc == RC_OK && op->typed_name.p != NULL)
        op->knows_final = str_eq(op->typed_name, account.name);
    if (rc == RC_OK)
        rc = weigh_again(op, db, account.status == ACCOUNT_DELETED, &outlook);
    if (rc == RC_OK)
        rc = add(op, db, &outlook);
    if (rc == RC_OK)
        rc = take_effect(op, db);
    if (rc == RC_OK)
        rc = log_order(op, db, &outlook);
    if (rc == RC_OK)
        rc = remove_comments(op, db);
    if (rc == RC_OK)
        rc = sanction_tell(job, db, op->account_id, op->ret_id);
    return rc;
}

static enum rc check_days(struct sanction_order *op)
{
    int64_t most = core_sanctions(op->job.community).suspension_days;
    if (op->kind == SANCTION_SUSPENSION && (op->days < 1 || op->days > most))
        return problem_set(&op->job.problem, RC_INVALID, "A suspension lasts 1 to %lld days.",
                           (long long)most);
    if (op->kind == SANCTION_PREMODERATION && (op->days < 0 || op->days > SANCTION_DAYS_MAX))
        return problem_set(&op->job.problem, RC_INVALID,
                           "Comments are held first for 1 to %d days, or without an end.",
                           SANCTION_DAYS_MAX);
    return RC_OK;
}

enum rc sanction_give_submit(struct community_job *job)
{
    struct sanction_order *op = (struct sanction_order *)job;
    if (op->kind < SANCTION_WARNING || op->kind >= SANCTION_KIND_COUNT)
        return problem_set(&job->problem, RC_INVALID, "There is no such sanction.");
    enum rc rc = check_days(op);
    if (rc == RC_OK)
        rc = sanction_check_words(job, op->reason);
    if (rc == RC_OK)
        rc = sanction_check_words(job, op->grave);
    if (rc == RC_OK && op->clause.n > 0)
        rc = moderation_check_clause(job, op->clause);
    if (rc == RC_OK && op->removes && op->kind != SANCTION_BLOCK)
        rc = problem_set(&job->problem, RC_INVALID, "Comments are removed with a block only.");
    if (rc == RC_OK && op->removes)
        rc = bulk_removal_check(job, op->remove_hours, op->clause, op->reason);
    if (rc != RC_OK)
        return rc;
    job->run = run_give;
    return community_submit(job);
}
