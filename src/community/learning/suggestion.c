#include "community/learning/suggestion.h"

#include <sodium.h>

#include "community/core.h"
#include "queries.h"

/* Which text it is, not who wrote it: no key is needed, the text stands beside it. */
static int64_t hash_text(struct str text)
{
    int64_t hash;
    crypto_generichash((unsigned char *)&hash, sizeof hash, (const unsigned char *)text.p, text.n,
                       NULL, 0);
    return hash;
}

bool suggestion_kept(const struct community *c)
{
    return core_limits(c).suggestion_keep_ms > 0;
}

static enum rc check_day(struct db *db, const struct suggestion_add *op, struct problem *problem)
{
    const struct community *c = op->job.community;
    struct q_score_suggestion_count_row lately;
    int64_t most = core_limits(c).suggestions_a_day;
    enum rc rc = q_score_suggestion_count(
        db,
        &(struct q_score_suggestion_count_in){.site_id = c->site.id,
                                              .key_id = op->key_id,
                                              .since_ms = community_now_ms(c) - DAY_MS,
                                              .max_rows = most},
        op->job.arena, &lately);
    if (rc != RC_OK || lately.count + (int64_t)op->score_count <= most)
        return rc;
    return problem_set(problem, RC_LIMITED,
                       "The key has suggested %lld scores within 24 hours; this server takes %lld "
                       "of one key (api.suggestions_a_day).",
                       (long long)lately.count, (long long)most);
}

static enum rc run_add(struct db *db, struct community_job *job)
{
    const struct suggestion_add *op = (const struct suggestion_add *)job;
    const struct community *c = job->community;
    enum rc rc = op->score_count > 0 ? check_day(db, op, &job->problem) : RC_OK;
    for (size_t i = 0; rc == RC_OK && i < op->score_count; i++)
        rc = q_score_suggestion_put(
            db, &(struct q_score_suggestion_put_in){.site_id = c->site.id,
                                                    .key_id = op->key_id,
                                                    .text_hash = hash_text(op->text),
                                                    .attribute = op->scores[i].attribute,
                                                    .value = op->scores[i].value,
                                                    .now_ms = community_now_ms(c),
                                                    .language = op->language,
                                                    .text = op->text,
                                                    .parent = op->parent,
                                                    .community = op->community,
                                                    .token = op->token});
    return rc == RC_OK && op->score_count > 0 ? learning_touch(job->community, db) : rc;
}

enum rc suggestion_add_submit(struct community_job *job)
{
    struct suggestion_add *op = (struct suggestion_add *)job;
    if (!suggestion_kept(job->community))
        op->score_count = 0;
    job->run = run_add;
    return community_submit(job);
}

enum rc suggestion_sweep(struct community *c, struct db *db)
{
    int64_t forgotten = 0;
    enum rc rc = q_score_suggestion_sweep(
        db,
        &(struct q_score_suggestion_sweep_in){.site_id = c->site.id,
                                              .before_ms = community_now_ms(c) -
                                                           core_limits(c).suggestion_keep_ms},
        &forgotten);
    return rc == RC_OK && forgotten > 0 ? learning_touch(c, db) : rc;
}

enum rc suggestion_list(struct community_reader *r, int64_t since_ms, size_t max, struct arena *a,
                        struct suggestion_view **ret, size_t *ret_count)
{
    struct q_score_suggestion_list_row *rows;
    size_t count;
    enum rc rc = q_score_suggestion_list(
        r->db,
        &(struct q_score_suggestion_list_in){
            .site_id = r->community->site.id, .since_ms = since_ms, .max_rows = (int64_t)max},
        a, &rows, &count);
    struct suggestion_view *views =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct suggestion_view) : NULL;
    if (rc == RC_OK && views == NULL)
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++)
        views[i] = (struct suggestion_view){.key_id = rows[i].key_id,
                                            .text_hash = rows[i].text_hash,
                                            .suggested_ms = rows[i].suggested_ms,
                                            .attribute = rows[i].attribute,
                                            .value = rows[i].value,
                                            .language = rows[i].language,
                                            .text = rows[i].text,
                                            .parent = rows[i].parent,
                                            .community = rows[i].community,
                                            .token = rows[i].token};
    *ret = views;
    *ret_count = count;
    return RC_OK;
}
