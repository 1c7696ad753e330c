#include "community/comment/standing.h"

#include "community/core.h"
#include "community/moderation/report.h"
#include "queries.h"

static void describe_site(const struct community *c, struct judge_context *context)
{
    context->signals.site_language = c->site.language;
    context->signals.site_title = c->site.title;
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
    context->author_is_premoderated = s->is_premoderated;
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
    context->is_reply = s->parent_id != 0;
    context->signals.article_byline = row.byline;
    context->article.known = true;
    context->article.section = row.section;
    context->article.age_hours = elapsed(row.published_ms, s->at_ms, HOUR_MS);
    context->article.thread_comments = row.comment_count;
    rc = subject_get(c, db, s->article_id, row.content_hash ^ row.updated_ms, a,
                     &context->signals.article_topic);
    return rc != RC_OK ? rc
                       : subject_get_thread(c, db, s->article_id, row.comment_count, a,
                                            &context->signals.thread_topic);
}

/* A parent that is gone, or too strange to prepare, tells nothing. */
static enum rc describe_parent(struct community *c, struct db *db, const struct standing *s,
                               struct arena *a, struct judge_context *context)
{
    struct str body = s->parent_body;
    if (s->parent_id == 0)
        return RC_OK;
    if (body.p == NULL) {
        struct q_comment_parent_row row;
        enum rc rc = q_comment_parent(
            db, &(struct q_comment_parent_in){.site_id = c->site.id, .id = s->parent_id}, a, &row);
        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_OK : rc;
        body = row.body;
    }
    struct topic *topic = ARENA_NEW(a, struct topic);
    if (topic == NULL)
        return RC_NO_MEMORY;
    enum rc rc = topic_make(a, a, body, topic);
    if (rc == RC_OK)
        context->signals.parent_topic = topic;
    return rc == RC_NO_MEMORY ? rc : RC_OK;
}

/* From so much of it on a comment that stands word for word in the article is no copy of another. */
#define QUOTED_SHARE 0.6

static enum rc describe_copies(struct community *c, struct db *db, const struct standing *s,
                               struct arena *a, struct judge_context *context)
{
    struct copies_found *found = s->ret_copies;
    enum rc rc = copies_follow(c, db, a);
    context->campaign.known = true;
    *found = (struct copies_found){0};
    uint64_t fingerprint = rc == RC_OK ? copies_fingerprint(s->text) : 0;
    context->signals.fingerprint = fingerprint;
    if (fingerprint == 0 || topic_quoted(context->signals.article_topic, s->text) >= QUOTED_SHARE)
        return rc;
    copies_find(c->copies, fingerprint, s->account_id, s->comment_id, s->at_ms, found);
    context->campaign.copies = found->copies;
    context->campaign.accounts = found->accounts;
    return RC_OK;
}

enum rc standing_context(struct community *c, struct db *db, const struct standing *s,
                         struct arena *a, struct judge_context *ret)
{
    struct judge_context context = {0};
    describe_site(c, &context);
    enum rc rc = describe_place(c, db, s, a, &context);
    if (rc == RC_OK)
        rc = describe_parent(c, db, s, a, &context);
    if (rc == RC_OK && s->account_id != 0)
        rc = describe_author(c, db, s, a, &context);
    if (rc == RC_OK && s->comment_id != 0)
        rc = report_fill(c, db, s->comment_id, a, &context);
    if (rc == RC_OK && s->ret_copies != NULL)
        rc = describe_copies(c, db, s, a, &context);
    if (rc == RC_OK)
        rc = brake_fill(c, a, &context);
    if (rc == RC_OK)
        *ret = context;
    return rc;
}
