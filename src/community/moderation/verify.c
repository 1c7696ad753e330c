#include "community/moderation/verify.h"

#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/comment/transition.h"
#include "community/moderation/trust.h"
#include "queries.h"

/* --- drawing --- */

/* The standards let it stand, or held or removed it; a flag is neither. */
static double chance(const struct standards_verify *v, enum consequence consequence)
{
    if (consequence == CONSEQUENCE_PUBLISH)
        return v->published;
    return consequence == CONSEQUENCE_FLAG ? 0 : v->acted;
}

static double probability_of(struct community *c, enum consequence consequence)
{
    struct community_judge *j = community_judge_ref(c);
    if (j == NULL)
        return 0;
    double p = chance(standards_verify(judge_standards(community_judge_get(j))), consequence);
    community_judge_unref(j);
    return p;
}

/* The same for the same text on every machine that has the secret: between 0 and 1. */
static double lot(struct community *c, int64_t comment_id, int64_t revision)
{
    struct core_hash h;
    core_hash_init(&h, c, STR("verify"));
    core_hash_i64(&h, comment_id);
    core_hash_i64(&h, revision);
    return (double)core_hash_end(&h) / 0x1p63;
}

enum rc verify_draw(struct community_job *job, struct db *db, const struct verify_candidate *c)
{
    const struct verdict *v = c->verdict;
    double p = probability_of(job->community, v->consequence);
    if (!(p > 0) || lot(job->community, c->comment_id, c->revision) >= p)
        return RC_OK;
    bool acted = v->consequence != CONSEQUENCE_PUBLISH;
    return q_verify_item_add(
        db, &(struct q_verify_item_add_in){
                .site_id = job->community->site.id,
                .comment_id = c->comment_id,
                .revision = c->revision,
                .account_id = c->account_id,
                .standards_id = c->standards_id,
                .acted = acted,
                .clause = acted && v->finding_count > 0 ? v->findings[0].clause : STR(""),
                .weight = (int64_t)(1000 / p + 0.5),
                .heads = learning_sample_text(v, job->arena),
            });
}

enum rc verify_withdraw(struct community_job *job, struct db *db, int64_t comment_id)
{
    int64_t site_id = job->community->site.id;
    enum rc rc = q_verify_item_withdraw(
        db, &(struct q_verify_item_withdraw_in){.site_id = site_id, .comment_id = comment_id});
    if (rc == RC_OK)
        rc = verify_settle(job, db, comment_id);
    return rc == RC_OK ? learning_touch(job->community, db) : rc;
}

enum rc verify_settle(struct community_job *job, struct db *db, int64_t comment_id)
{
    return q_verify_item_settle(
        db, &(struct q_verify_item_settle_in){.site_id = job->community->site.id,
                                              .comment_id = comment_id});
}

/* --- reading --- */

enum rc verify_waiting(struct community_reader *r, const struct actor *actor, int64_t *ret)
{
    struct q_verify_waiting_row row;
    enum rc rc = access_check(actor, ACTION_VERIFY_COMMENT, 0);
    arena_reset(r->scratch);
    if (rc == RC_OK)
        rc = q_verify_waiting(r->db,
                              &(struct q_verify_waiting_in){.site_id = r->community->site.id,
                                                            .account_id = actor->account_id,
                                                            .max_rows = VERIFY_WAITING_MAX},
                              r->scratch, &row);
    if (rc == RC_OK)
        *ret = row.count;
    return rc;
}

static enum rc read_text(struct community_reader *r, struct verify_item *item, struct arena *a)
{
    int64_t site_id = r->community->site.id;
    struct q_moderation_item row;
    struct q_comment_get_row parent;
    enum rc rc = q_moderation_one(
        r->db, &(struct q_moderation_one_in){.site_id = site_id, .id = item->comment_id}, a, &row);
    if (rc != RC_OK)
        return rc;
    item->body = row.comment_view.body;
    item->article_slug = row.article_slug;
    item->article_headline = row.article_headline;
    if (!row.comment_view.has_parent_id)
        return RC_OK;
    rc = q_comment_get(
        r->db, &(struct q_comment_get_in){.site_id = site_id, .id = row.comment_view.parent_id}, a,
        &parent);
    if (rc == RC_OK)
        item->parent_body = parent.comment_view.body;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc verify_in_hand(struct community_reader *r, const struct actor *actor, struct arena *a,
                       struct verify_item *ret)
{
    struct q_verify_held_by_row row;
    enum rc rc = access_check(actor, ACTION_VERIFY_COMMENT, 0);
    if (rc == RC_OK)
        rc = q_verify_held_by(r->db,
                              &(struct q_verify_held_by_in){
                                  .site_id = r->community->site.id,
                                  .account_id = actor->account_id,
                                  .now_ms = community_now_ms(r->community),
                              },
                              a, &row);
    if (rc != RC_OK)
        return rc;
    struct verify_item item = {.comment_id = row.comment_id, .revision = row.revision};
    rc = read_text(r, &item, a);
    if (rc == RC_OK)
        *ret = item;
    return rc;
}

enum rc verify_outcome(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                       struct arena *a, struct verify_outcome *ret)
{
    struct q_verify_answered_last_row row;
    enum rc rc = access_check(actor, ACTION_VERIFY_COMMENT, 0);
    if (rc == RC_OK)
        rc = q_verify_answered_last(r->db,
                                    &(struct q_verify_answered_last_in){
                                        .site_id = r->community->site.id, .comment_id = comment_id},
                                    a, &row);
    if (rc == RC_OK)
        *ret = (struct verify_outcome){
            .acted = row.acted != 0,
            .clause = row.clause,
            .answer = row.answer_clause,
            .answered_ms = row.answered_ms,
            .answered_by = row.answered_by,
        };
    return rc;
}

enum rc verify_in_front(struct community_reader *r, struct arena *a, int64_t **ret,
                        size_t *ret_count)
{
    struct q_verify_again_row *rows;
    size_t count;
    enum rc rc = q_verify_again(r->db,
                                &(struct q_verify_again_in){.site_id = r->community->site.id,
                                                            .max_rows = VERIFY_IN_FRONT_MAX},
                                a, &rows, &count);
    int64_t *ids = rc == RC_OK ? ARENA_ARRAY(a, count, int64_t) : NULL;
    if (rc != RC_OK || ids == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].comment_id;
    *ret = ids;
    *ret_count = count;
    return RC_OK;
}

/* --- taking and passing over --- */

/* The first one that nobody takes at the same moment. */
static enum rc take_next(struct verify_take *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t now_ms = community_now_ms(c);
    for (;;) {
        struct q_verify_next_row row;
        int64_t taken;
        enum rc rc = q_verify_next(db,
                                   &(struct q_verify_next_in){.site_id = c->site.id,
                                                              .account_id = op->actor.account_id,
                                                              .now_ms = now_ms},
                                   op->job.arena, &row);
        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_OK : rc;
        rc = q_verify_take(db,
                           &(struct q_verify_take_in){
                               .site_id = c->site.id,
                               .comment_id = row.comment_id,
                               .revision = row.revision,
                               .account_id = op->actor.account_id,
                               .now_ms = now_ms,
                               .until_ms = now_ms + VERIFY_IN_HAND_MS,
                           },
                           &taken);
        if (rc != RC_OK || taken > 0) {
            op->ret_comment_id = row.comment_id;
            return rc;
        }
    }
}

static enum rc run_take(struct db *db, struct community_job *job)
{
    struct verify_take *op = (struct verify_take *)job;
    struct q_verify_held_by_row held;
    const struct q_verify_held_by_in in = {.site_id = job->community->site.id,
                                           .account_id = op->actor.account_id,
                                           .now_ms = community_now_ms(job->community)};
    op->ret_comment_id = 0;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_VERIFY_COMMENT);
    if (rc == RC_OK && op->again)
        rc =
            q_verify_skip_clear(db, &(struct q_verify_skip_clear_in){
                                        .site_id = in.site_id, .account_id = op->actor.account_id});
    if (rc != RC_OK)
        return rc;
    rc = q_verify_held_by(db, &in, job->arena, &held);
    if (rc == RC_NOT_FOUND)
        return take_next(op, db);
    if (rc == RC_OK)
        op->ret_comment_id = held.comment_id;
    return rc;
}

enum rc verify_take_submit(struct community_job *job)
{
    struct verify_take *op = (struct verify_take *)job;
    enum rc rc = access_check(&op->actor, ACTION_VERIFY_COMMENT, 0);
    job->run = run_take;
    return rc == RC_OK ? community_submit(job) : rc;
}

static enum rc run_skip(struct db *db, struct community_job *job)
{
    struct verify_skip *op = (struct verify_skip *)job;
    int64_t site_id = job->community->site.id;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_VERIFY_COMMENT);
    if (rc == RC_OK)
        rc = q_verify_put_back(db,
                               &(struct q_verify_put_back_in){.site_id = site_id,
                                                              .comment_id = op->comment_id,
                                                              .account_id = op->actor.account_id});
    if (rc == RC_OK)
        rc =
            q_verify_skip_add(db, &(struct q_verify_skip_add_in){.site_id = site_id,
                                                                 .account_id = op->actor.account_id,
                                                                 .comment_id = op->comment_id});
    return rc;
}

enum rc verify_skip_submit(struct community_job *job)
{
    struct verify_skip *op = (struct verify_skip *)job;
    enum rc rc = access_check(&op->actor, ACTION_VERIFY_COMMENT, 0);
    job->run = run_skip;
    return rc == RC_OK ? community_submit(job) : rc;
}
