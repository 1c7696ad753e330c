#include "community/article/import.h"

#include "base/utf8.h"
#include "community/core.h"
#include "queries.h"

/* --- articles --- */

static enum rc check_text(struct str s, const char *field, bool required, struct problem *problem)
{
    if (!utf8_valid(s) || str_find_char(s, '\0', 0) != STR_NONE)
        return problem_set(problem, RC_INVALID, "%s is not valid UTF-8", field);
    if (required && str_trim(s).n == 0)
        return problem_set(problem, RC_INVALID, "%s is missing", field);
    return RC_OK;
}

static enum rc check_address(struct str url, const char *field, struct problem *problem)
{
    enum rc rc = check_text(url, field, false, problem);
    bool safe = url.n == 0 || str_starts(url, STR("https://")) || str_starts(url, STR("http://")) ||
                (str_starts(url, STR("/")) && !str_starts(url, STR("//")));
    if (rc == RC_OK && !safe)
        return problem_set(problem, RC_INVALID, "%s is not an http or https address: %.*s", field,
                           STR_ARG(url));
    return rc;
}

static enum rc check_draft(const struct article_draft *d, struct problem *problem)
{
    const struct {
        struct str text;
        const char *field;
        bool required;
    } texts[] = {
        {d->source_guid, "source_guid", true},
        {d->headline, "headline", true},
        {d->standfirst, "standfirst", false},
        {d->byline, "byline", false},
        {d->section, "section", false},
        {d->language, "language", false},
        {d->slug, "slug", false},
        {d->body_markdown, "body_markdown", false},
        {d->body_html, "body_html", false},
        {d->picture.alt, "picture.alt", false},
        {d->picture.caption, "picture.caption", false},
        {d->picture.credit, "picture.credit", false},
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof texts / sizeof texts[0]; i++)
        rc = check_text(texts[i].text, texts[i].field, texts[i].required, problem);
    for (size_t i = 0; rc == RC_OK && i < d->tag_count; i++)
        rc = check_text(d->tags[i], "a tag", true, problem);
    for (size_t i = 0; rc == RC_OK && i < d->related_count; i++)
        rc = check_text(d->related_slugs[i], "a related article", true, problem);
    if (rc == RC_OK)
        rc = check_address(d->picture.url, "picture.url", problem);
    if (rc == RC_OK)
        rc = check_address(d->source_url, "source_url", problem);
    return rc;
}

static int64_t content_number(const struct community *c, const struct article_draft *d)
{
    struct core_hash h;
    core_hash_init(&h, c, STR("article"));
    const struct str parts[] = {
        d->source_url,  d->section,     d->language,        d->headline,
        d->standfirst,  d->byline,      d->body_markdown,   d->body_html,
        d->picture.url, d->picture.alt, d->picture.caption, d->picture.credit,
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        core_hash_str(&h, parts[i]);
    /* A draft's time counts unless it was made up when it came in. */
    core_hash_i64(&h, d->updated_ms);
    core_hash_i64(&h, d->picture.width);
    core_hash_i64(&h, d->picture.height);
    for (size_t i = 0; i < d->tag_count; i++)
        core_hash_str(&h, d->tags[i]);
    core_hash_i64(&h, 0);
    for (size_t i = 0; i < d->related_count; i++)
        core_hash_str(&h, d->related_slugs[i]);
    return core_hash_end(&h);
}

#define SLUG_TRIES_MAX 1000

/* A slug nobody has: the wanted one, or with a number behind it. */
static enum rc find_free_slug(struct import_article *op, struct db *db, struct str *ret)
{
    struct arena *a = op->job.arena;
    const struct article_draft *d = &op->draft;
    struct str wanted = article_slug_from(a, d->slug.n > 0 ? d->slug : d->headline);
    struct str slug = wanted;
    for (int number = 2; number < SLUG_TRIES_MAX; number++) {
        struct q_article_find_id_row row;
        enum rc rc = q_article_find_id(
            db, &(struct q_article_find_id_in){.site_id = op->job.community->site.id, .slug = slug},
            a, &row);
        if (rc == RC_NOT_FOUND) {
            *ret = slug;
            return RC_OK;
        }
        if (rc != RC_OK)
            return rc;
        slug = arena_printf(a, "%.*s-%d", STR_ARG(wanted), number);
    }
    return problem_set(&op->job.problem, RC_CONFLICT, "every variant of the slug %.*s is taken",
                       STR_ARG(wanted));
}

static enum rc put_section(struct import_article *op, struct db *db, struct str *ret_slug)
{
    struct str title = str_trim(op->draft.section);
    if (title.n == 0)
        title = STR("News");
    *ret_slug = article_slug_from(op->job.arena, title);
    return q_section_add(db, &(struct q_section_add_in){.site_id = op->job.community->site.id,
                                                        .slug = *ret_slug,
                                                        .title = title});
}

static enum rc put_tags(struct import_article *op, struct db *db, int64_t published_ms)
{
    int64_t site_id = op->job.community->site.id, id = op->ret_article_id;
    enum rc rc = q_article_tag_clear(
        db, &(struct q_article_tag_clear_in){.site_id = site_id, .article_id = id});
    for (size_t i = 0; rc == RC_OK && i < op->draft.tag_count; i++) {
        struct str title = str_trim(op->draft.tags[i]);
        struct str slug = article_slug_from(op->job.arena, title);
        rc =
            q_tag_add(db, &(struct q_tag_add_in){.site_id = site_id, .slug = slug, .title = title});
        if (rc == RC_OK)
            rc = q_article_tag_add(db, &(struct q_article_tag_add_in){.site_id = site_id,
                                                                      .tag = slug,
                                                                      .published_ms = published_ms,
                                                                      .article_id = id});
    }
    return rc;
}

static enum rc put_related(struct import_article *op, struct db *db)
{
    int64_t site_id = op->job.community->site.id, id = op->ret_article_id;
    enum rc rc = q_article_related_clear(
        db, &(struct q_article_related_clear_in){.site_id = site_id, .article_id = id});
    for (size_t i = 0; rc == RC_OK && i < op->draft.related_count; i++)
        rc = q_article_related_add(
            db, &(struct q_article_related_add_in){.site_id = site_id,
                                                   .article_id = id,
                                                   .position = (int64_t)i,
                                                   .related_slug = op->draft.related_slugs[i]});
    return rc;
}

static struct str language_of(const struct import_article *op)
{
    return op->draft.language.n > 0 ? op->draft.language : op->job.community->site.language;
}

static struct q_article_content content_of(const struct import_article *op, struct str section,
                                           int64_t published_ms, int64_t hash)
{
    const struct article_draft *d = &op->draft;
    return (struct q_article_content){
        .section = section,
        .language = language_of(op),
        .headline = d->headline,
        .standfirst = d->standfirst,
        .byline = d->byline,
        .published_ms = published_ms,
        .updated_ms = d->updated_ms,
        .picture_url = d->picture.url,
        .picture_alt = d->picture.alt,
        .picture_caption = d->picture.caption,
        .picture_credit = d->picture.credit,
        .picture_width = d->picture.width,
        .picture_height = d->picture.height,
        .source_url = d->source_url,
        .content_hash = hash,
        .body_markdown = d->body_markdown,
        .body_html = d->body_html,
    };
}

static enum rc add_article(struct import_article *op, struct db *db,
                           const struct q_article_content *content)
{
    int64_t site_id = op->job.community->site.id;
    enum rc rc = find_free_slug(op, db, &op->ret_slug);
    if (rc != RC_OK)
        return rc;
    op->ret_article_id = community_make_id(op->job.community);
    op->ret_outcome = IMPORT_ADDED;
    rc = q_article_add(db, &(struct q_article_add_in){.site_id = site_id,
                                                      .id = op->ret_article_id,
                                                      .slug = op->ret_slug,
                                                      .source_guid = op->draft.source_guid,
                                                      .article_content = *content});
    if (rc == RC_OK)
        rc = q_thread_add(db, &(struct q_thread_add_in){.site_id = site_id,
                                                        .article_id = op->ret_article_id,
                                                        .mode = op->draft.mode});
    return rc;
}

static enum rc update_article(struct import_article *op, struct db *db,
                              const struct q_article_content *content)
{
    op->ret_outcome = IMPORT_UPDATED;
    return q_article_update(db, &(struct q_article_update_in){.site_id = op->job.community->site.id,
                                                              .id = op->ret_article_id,
                                                              .article_content = *content});
}

/* When it was published: as the draft says, never in the future; a draft without a time keeps the first one. */
static enum rc published_time(struct import_article *op, struct db *db, bool known, int64_t *ret)
{
    int64_t now_ms = community_now_ms(op->job.community);
    *ret = op->draft.published_ms > 0 && op->draft.published_ms < now_ms ? op->draft.published_ms
                                                                         : now_ms;
    if (!known || op->draft.published_ms > 0)
        return RC_OK;
    struct q_comment_place_row row;
    enum rc rc = q_comment_place(db,
                                 &(struct q_comment_place_in){.site_id = op->job.community->site.id,
                                                              .article_id = op->ret_article_id},
                                 op->job.arena, &row);
    if (rc == RC_OK)
        *ret = row.published_ms;
    return rc;
}

static enum rc store_article(struct import_article *op, struct db *db, bool known, int64_t hash)
{
    struct str section;
    int64_t published_ms;
    enum rc rc = published_time(op, db, known, &published_ms);
    if (rc == RC_OK)
        rc = put_section(op, db, &section);
    if (rc == RC_OK) {
        const struct q_article_content content = content_of(op, section, published_ms, hash);
        rc = known ? update_article(op, db, &content) : add_article(op, db, &content);
    }
    if (rc == RC_OK)
        rc = put_tags(op, db, published_ms);
    if (rc == RC_OK)
        rc = put_related(op, db);
    op->job.changed_article_id = op->ret_article_id;
    return rc;
}

static enum rc run_article(struct db *db, struct community_job *job)
{
    struct import_article *op = (struct import_article *)job;
    enum rc rc = access_check(&op->actor, ACTION_PUBLISH_ARTICLE, 0);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "this account may not publish articles");
    struct q_article_find_guid_row row;
    rc = q_article_find_guid(db,
                             &(struct q_article_find_guid_in){.site_id = job->community->site.id,
                                                              .source_guid = op->draft.source_guid},
                             job->arena, &row);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    bool known = rc == RC_OK;
    int64_t hash = content_number(job->community, &op->draft);
    if (known) {
        op->ret_article_id = row.id;
        op->ret_slug = row.slug;
        op->ret_outcome = IMPORT_UNCHANGED;
        if (row.content_hash == hash)
            return RC_OK;
    }
    return store_article(op, db, known, hash);
}

enum rc import_article_submit(struct community_job *job)
{
    struct import_article *op = (struct import_article *)job;
    enum rc rc = check_draft(&op->draft, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run_article;
    return community_submit(job);
}
