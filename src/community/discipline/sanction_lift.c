/* Ending a sanction before its time, and the reader's word that a warning was read. */
#include "community/core.h"
#include "community/leaving/leaving_own.h"
#include "community/record/ledger.h"
#include "community/discipline/redress.h"
#include "community/discipline/sanction_state.h"
#include "queries.h"

/* Rows of sanction_event: 1 is the reader's acknowledgement, the others are enum sanction_end. */
#define ACKNOWLEDGED 1

static enum rc find(struct community_job *job, struct db *db, int64_t account_id,
                    int64_t sanction_id, struct sanction *ret)
{
    struct sanction *list;
    size_t count;
    enum rc rc = sanction_state_read(job->community, db, account_id, job->arena, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].id == sanction_id) {
            *ret = list[i];
            return RC_OK;
        }
    return rc == RC_OK ? problem_set(&job->problem, RC_NOT_FOUND, "There is no such sanction.")
                       : rc;
}

static enum rc check_liftable(struct community_job *job, const struct sanction *s,
                              enum sanction_end end)
{
    struct problem *problem = &job->problem;
    if (s->end != SANCTION_STANDS)
        return problem_set(problem, RC_CONFLICT, "Nothing was done: it was ended already.");
    if (!sanction_is_liftable(job->community, s))
        return problem_set(problem, RC_FORBIDDEN,
                           "This is a second block: in literal mode nobody can lift it.");
    if (end == SANCTION_ANNULLED)
        return RC_OK;
    if (s->kind == SANCTION_WARNING)
        return problem_set(problem, RC_INVALID, "A warning can only be taken back as a mistake.");
    if (!sanction_in_force(s, community_now_ms(job->community)))
        return problem_set(problem, RC_CONFLICT, "Nothing was done: it is over.");
    return RC_OK;
}

static enum rc log_end(struct community_job *job, struct db *db, const struct sanction *s,
                       const struct sanction_lifting *in)
{
    static const enum staff_action lifted[SANCTION_KIND_COUNT] = {
        [SANCTION_PREMODERATION] = STAFF_LIFT_PREMODERATION,
        [SANCTION_SUSPENSION] = STAFF_LIFT_SUSPENSION,
        [SANCTION_BLOCK] = STAFF_LIFT_BLOCK,
        [SANCTION_DELETION] = STAFF_LIFT_DELETION,
    };
    static const enum staff_action taken_back[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = STAFF_TAKE_BACK_WARNING,
        [SANCTION_PREMODERATION] = STAFF_TAKE_BACK_PREMODERATION,
        [SANCTION_SUSPENSION] = STAFF_TAKE_BACK_SUSPENSION,
        [SANCTION_BLOCK] = STAFF_TAKE_BACK_BLOCK,
        [SANCTION_DELETION] = STAFF_TAKE_BACK_DELETION,
    };
    struct str detail = arena_printf(job->arena, "sanction %lld, words %.*s", (long long)s->id,
                                     STR_ARG(sanction_digest(job, in->why, STR(""))));
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = in->by_id,
                                                           .action = in->end == SANCTION_LIFTED
                                                                         ? lifted[s->kind]
                                                                         : taken_back[s->kind],
                                                           .target_id = s->account_id,
                                                           .detail = detail});
}

static enum rc add_event(struct community_job *job, struct db *db,
                         const struct sanction_lifting *in, int kind, int64_t *ret_added)
{
    struct community *c = job->community;
    return q_sanction_event_add(db,
                                &(struct q_sanction_event_add_in){.site_id = c->site.id,
                                                                  .account_id = in->account_id,
                                                                  .sanction_id = in->sanction_id,
                                                                  .is_end = kind != ACKNOWLEDGED,
                                                                  .kind = kind,
                                                                  .by_id = in->by_id,
                                                                  .at_ms = community_now_ms(c),
                                                                  .why = in->why},
                                ret_added);
}

enum rc sanction_lift(struct community_job *job, struct db *db, const struct sanction_lifting *in)
{
    struct community *c = job->community;
    struct q_account_hold_row account;
    struct sanction s;
    int64_t added;
    enum rc rc =
        q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = in->account_id},
                       job->arena, &account);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such account.");
    rc = find(job, db, in->account_id, in->sanction_id, &s);
    if (rc == RC_OK)
        rc = check_liftable(job, &s, in->end);
    if (rc == RC_OK && s.kind == SANCTION_DELETION)
        rc = leaving_show(job, db, in->account_id, LEAVING_SANCTION);
    if (rc == RC_OK && s.kind == SANCTION_DELETION)
        rc = leaving_mail_again(job, db, in->account_id);
    if (rc == RC_OK)
        rc = add_event(job, db, in, in->end, &added);
    if (rc == RC_OK)
        rc = sanction_settle(job, db, in->account_id);
    if (rc == RC_OK)
        rc = log_end(job, db, &s, in);
    if (rc == RC_OK)
        rc = redress_sanction_ended(job, db, in->sanction_id, in->by_id, in->why);
    if (rc == RC_OK && !in->tells_not)
        rc = sanction_tell(job, db, in->account_id, in->sanction_id);
    return rc;
}

static enum rc run_lift(struct db *db, struct community_job *job)
{
    struct sanction_lift_order *op = (struct sanction_lift_order *)job;
    struct q_account_hold_row account;
    enum rc rc = sanction_check_actor(job, db, &op->actor, ACTION_LIFT_SANCTION);
    if (rc == RC_OK)
        rc = sanction_hold_account(job, db, &op->actor, op->lifting.account_id, &account);
    return rc == RC_OK ? sanction_lift(job, db, &op->lifting) : rc;
}

enum rc sanction_lift_submit(struct community_job *job)
{
    struct sanction_lift_order *op = (struct sanction_lift_order *)job;
    if (op->lifting.end != SANCTION_LIFTED && op->lifting.end != SANCTION_ANNULLED)
        return problem_set(&job->problem, RC_INVALID,
                           "Choose whether it is lifted or was a mistake.");
    if (op->lifting.why.n == 0)
        return problem_set(&job->problem, RC_INVALID, "Say why: the reader is told.");
    enum rc rc = sanction_check_words(job, op->lifting.why);
    if (rc != RC_OK)
        return rc;
    op->lifting.by_id = op->actor.account_id;
    job->run = run_lift;
    return community_submit(job);
}

/* --- a warning is read --- */

static enum rc run_acknowledge(struct db *db, struct community_job *job)
{
    struct sanction_acknowledgement *op = (struct sanction_acknowledgement *)job;
    struct q_account_hold_row account;
    struct sanction s;
    int64_t added;
    const struct sanction_lifting in = {.account_id = op->actor.account_id,
                                        .sanction_id = op->sanction_id,
                                        .by_id = op->actor.account_id,
                                        .why = STR("")};
    enum rc rc = q_account_hold(
        db,
        &(struct q_account_hold_in){.site_id = job->community->site.id, .id = op->actor.account_id},
        job->arena, &account);
    if (rc == RC_OK)
        rc = find(job, db, in.account_id, in.sanction_id, &s);
    if (rc == RC_OK && s.kind != SANCTION_WARNING)
        rc = problem_set(&job->problem, RC_INVALID, "Only a warning is confirmed.");
    if (rc == RC_OK)
        rc = add_event(job, db, &in, ACKNOWLEDGED, &added);
    return rc == RC_OK ? sanction_settle(job, db, in.account_id) : rc;
}

enum rc sanction_acknowledge_submit(struct community_job *job)
{
    struct sanction_acknowledgement *op = (struct sanction_acknowledgement *)job;
    enum rc rc = access_check(&op->actor, ACTION_READ_SANCTIONS, op->actor.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Sign in to see what was decided on your account.");
    job->run = run_acknowledge;
    return community_submit(job);
}
