/* What is learned from has changed, or administrators change what is done about it. */
#include "community/record/ledger.h"
#include "community/learning/learning_state.h"
#include "queries.h"

enum rc learning_touch(struct community *c, struct db *db)
{
    return q_learning_touch(db, &(struct q_learning_touch_in){.site_id = c->site.id});
}

static enum rc change(struct learning_change *op, struct db *db)
{
    struct community *c = op->job.community;
    const struct q_learning_reset_add_in reset = {.site_id = c->site.id,
                                                  .id = community_make_id(c),
                                                  .from_ms = op->reset_ms,
                                                  .until_ms = community_now_ms(c)};
    switch (op->verb) {
    case LEARNING_OFF:
    case LEARNING_ON:
        return q_learning_switch(
            db, &(struct q_learning_switch_in){.site_id = c->site.id,
                                               .is_off = op->verb == LEARNING_OFF});
    case LEARNING_RESET:
        return q_learning_reset_add(db, &reset);
    case LEARNING_REMAKE:
        break;
    }
    return RC_OK;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct learning_change *op = (struct learning_change *)job;
    static const struct str names[] = {
        [LEARNING_OFF] = STR_INIT("off"),
        [LEARNING_ON] = STR_INIT("on"),
        [LEARNING_RESET] = STR_INIT("reset"),
        [LEARNING_REMAKE] = STR_INIT("rebuild"),
    };
    struct str detail = names[op->verb];
    if (op->verb == LEARNING_RESET)
        detail = arena_printf(job->arena, "reset: rulings after %lld are forgotten",
                              (long long)op->reset_ms);
    enum rc rc = change(op, db);
    if (rc == RC_OK)
        rc = learning_touch(job->community, db);
    if (rc != RC_OK)
        return rc;
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_LEARNING,
                                                           .detail = detail});
}

enum rc learning_change_submit(struct community_job *job)
{
    struct learning_change *op = (struct learning_change *)job;
    enum rc rc = access_check(&op->actor, ACTION_CHANGE_LEARNING, 0);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Only administrators may do that.");
    if (op->verb == LEARNING_RESET && op->reset_ms > community_now_ms(job->community))
        return problem_set(&job->problem, RC_INVALID,
                           "That day is not over yet: nothing would be "
                           "forgotten.");
    job->run = run_change;
    return community_submit(job);
}
