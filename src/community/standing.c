#include "community/standing.h"

#include "community/core.h"
#include "queries.h"

#define HOUR_MS ((int64_t)60 * 60 * 1000)
#define DAY_MS  (24 * HOUR_MS)

static void describe_site(const struct community *c, struct judge_context *context)
{
    context->signals.site_language = c->site.language;
    context->signals.site_domains = c->site.domains;
    context->signals.site_domain_count = c->site.domain_count;
}

static int64_t elapsed(int64_t from_ms, int64_t to_ms, int64_t unit_ms)
{
    return to_ms > from_ms ? (to_ms - from_ms) / unit_ms : 0;
}

static enum rc describe_author(struct community *c, struct db *db, const struct standing *s,
                               struct arena *a, struct judge_context *context)
{
    struct community_reader reader = {.community = c, .db = db, .scratch = a};
    struct actor author = {.account_id = s->account_id, .role = s->role};
    context->author_role = role_name(s->role);
    context->author_is_staff = actor_is_staff(&author);
    context->author_account_age_days = elapsed(id_time_ms(s->account_id), s->at_ms, DAY_MS);
    return pace_measure(c->pace, &reader,
                        &(struct pace_query){s->account_id, s->article_id, s->comment_id, s->at_ms},
                        a, context);
}

static enum rc describe_place(struct community *c, struct db *db, const struct standing *s,
                              struct arena *a, struct judge_context *context)
{
    struct q_comment_place_row row;
    enum rc rc = RC_OK;
    if (s->place != NULL)
        row = *s->place;
    else
        rc = q_comment_place(
            db, &(struct q_comment_place_in){.site_id = c->site.id, .article_id = s->article_id}, a,
            &row);
    if (rc != RC_OK)
        return rc;
    context->is_reply = s->is_reply;
    context->article.known = true;
    context->article.section = row.section;
    context->article.age_hours = elapsed(row.published_ms, s->at_ms, HOUR_MS);
    context->article.thread_comments = row.comment_count;
    return RC_OK;
}

enum rc standing_context(struct community *c, struct db *db, const struct standing *s,
                         struct arena *a, struct judge_context *ret)
{
    struct judge_context context = {0};
    describe_site(c, &context);
    enum rc rc = describe_place(c, db, s, a, &context);
    if (rc == RC_OK && s->account_id != 0)
        rc = describe_author(c, db, s, a, &context);
    if (rc == RC_OK)
        rc = brake_fill(c, a, &context);
    if (rc == RC_OK)
        *ret = context;
    return rc;
}
