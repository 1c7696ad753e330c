#include "cli/edition.h"

#include <dirent.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/edition_comments.h"
#include "cli/front_matter.h"
#include "community/article/article.h"
#include "community/article/import.h"
#include "community/article/media.h"
#include "text/markdown.h"

#define ARTICLE_BYTES_MAX ((size_t)1024 * 1024)
#define ARTICLE_FILES_MAX 10000
#define LIST_MAX          64 /* tags or related articles of one article */

/* Width and height of the drawings when the file does not say: what pages reserve room for. */
#define PICTURE_WIDTH  1200
#define PICTURE_HEIGHT 750

enum key {
    KEY_SLUG,
    KEY_SECTION,
    KEY_HEADLINE,
    KEY_STANDFIRST,
    KEY_BYLINE,
    KEY_TAGS,
    KEY_RELATED,
    KEY_PUBLISHED_MS,
    KEY_HOURS_AGO,
    KEY_PICTURE,
    KEY_PICTURE_ALT,
    KEY_PICTURE_CAPTION,
    KEY_PICTURE_CREDIT,
    KEY_COUNT
};

struct reading {
    struct app *app;
    struct str dir;
    struct arena *arena; /* of one article */
    struct edition_report *report;
    struct problem *problem;
};

struct site_reading {
    struct arena *arena;
    struct community_site site;
    struct str unknown;
};

static int take_site_pair(void *ctx, const char *section, const char *name, const char *value)
{
    struct site_reading *r = ctx;
    struct str key = arena_printf(r->arena, "%s.%s", section, name);
    struct str copy = arena_dup(r->arena, str_from_cstr(value));
    if (str_eq(key, STR("site.title")))
        r->site.title = copy;
    else if (str_eq(key, STR("site.tagline")))
        r->site.tagline = copy;
    else if (str_eq(key, STR("site.language")))
        r->site.language = copy;
    else if (str_eq(key, STR("site.time_zone")))
        r->site.time_zone = copy;
    else
        r->unknown = key;
    return r->unknown.n == 0;
}

enum rc edition_import_site(struct app *app, struct str dir, struct problem *problem)
{
    struct arena *a = arena_new(ARTICLE_BYTES_MAX);
    if (a == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    struct site_reading r = {.arena = a, .site = *community_site(app->community)};
    const char *path = arena_printf(a, "%.*s/edition.ini", STR_ARG(dir)).p;
    enum rc rc = RC_OK;
    if (access(path, F_OK) == 0) {
        int line = ini_parse(path, take_site_pair, &r);
        if (line != 0)
            rc = problem_set_at(problem, RC_INVALID, line, 0,
                                "%s:%d: [site] has title, tagline, language and time_zone", path,
                                line);
        else
            rc = community_set_site(app->community, &r.site);
    }
    arena_free(a);
    return rc;
}

/* "a, b, c" as views of its parts. */
static size_t split_list(struct arena *a, struct str list, struct str **ret)
{
    size_t count = 0;
    *ret = ARENA_ARRAY(a, LIST_MAX, struct str);
    while (*ret != NULL && list.p != NULL && count < LIST_MAX) {
        struct str part = str_trim(str_split(&list, ','));
        if (part.n > 0)
            (*ret)[count++] = part;
    }
    return count;
}

/* Stores the picture the article names and gives its address on this site. */
static enum rc add_picture(struct reading *r, struct str file, struct str *ret_url)
{
    struct buf content;
    const char *path =
        arena_printf(r->arena, "%.*s/pictures/%.*s", STR_ARG(r->dir), STR_ARG(file)).p;
    if (file.n == 0)
        return RC_OK;
    if (str_find_char(file, '/', 0) != STR_NONE)
        return problem_set(r->problem, RC_INVALID,
                           "picture: \"%.*s\" must be a file name in pictures/", STR_ARG(file));
    buf_init(&content, MEDIA_BYTES_MAX);
    enum rc rc = app_read_file(path, MEDIA_BYTES_MAX, &content, r->problem);
    if (rc == RC_OK) {
        struct media_addition op = {
            .job = {.community = r->app->community, .arena = r->arena},
            .actor = app_actor(),
            .content = buf_str(&content),
        };
        rc = community_run(media_add_submit, &op.job);
        if (rc != RC_OK)
            problem_set(r->problem, rc, "%s: %s", path, op.job.problem.message);
        else
            *ret_url = arena_printf(r->arena, "/media/%.*s", STR_ARG(op.ret_name));
    }
    buf_release(&content);
    return rc;
}

/* An article keeps the time it was first given, so that importing again changes nothing. */
static enum rc published_time(struct reading *r, const struct front_matter_field *f, int64_t *ret)
{
    struct article_view before;
    int64_t hours = 0;
    if (f[KEY_PUBLISHED_MS].value.n > 0 && str_to_i64(f[KEY_PUBLISHED_MS].value, ret) != RC_OK)
        return problem_set(r->problem, RC_INVALID,
                           "published_ms: milliseconds since 1970 are wanted");
    if (f[KEY_PUBLISHED_MS].value.n > 0)
        return RC_OK;
    if (f[KEY_HOURS_AGO].value.n > 0 && str_to_i64(f[KEY_HOURS_AGO].value, &hours) != RC_OK)
        return problem_set(r->problem, RC_INVALID, "hours_ago: a whole number of hours is wanted");
    *ret = community_now_ms(r->app->community) - hours * HOUR_MS;
    if (article_get_by_slug(&r->app->reader, f[KEY_SLUG].value, r->arena, &before) == RC_OK)
        *ret = before.item.published_ms;
    return RC_OK;
}

static enum rc import_parsed(struct reading *r, const struct front_matter_field *f, struct str body,
                             struct import_article *op)
{
    struct str *tags, *related;
    struct article_draft *d = &op->draft;
    *op = (struct import_article){
        .job = {.community = r->app->community, .arena = r->arena},
        .actor = app_actor(),
        .draft = {.source_guid = arena_printf(r->arena, "folder:%.*s", STR_ARG(f[KEY_SLUG].value)),
                  .slug = f[KEY_SLUG].value,
                  .section = f[KEY_SECTION].value,
                  .headline = f[KEY_HEADLINE].value,
                  .standfirst = f[KEY_STANDFIRST].value,
                  .byline = f[KEY_BYLINE].value,
                  .body_markdown = body,
                  .picture = {.alt = f[KEY_PICTURE_ALT].value,
                              .caption = f[KEY_PICTURE_CAPTION].value,
                              .credit = f[KEY_PICTURE_CREDIT].value,
                              .width = PICTURE_WIDTH,
                              .height = PICTURE_HEIGHT}}};
    d->tag_count = split_list(r->arena, f[KEY_TAGS].value, &tags);
    d->tags = tags;
    d->related_count = split_list(r->arena, f[KEY_RELATED].value, &related);
    d->related_slugs = related;
    struct html html;
    enum rc rc = markdown_render(r->arena, body, MARKDOWN_ARTICLE, &html);
    if (rc == RC_OK)
        rc = published_time(r, f, &d->published_ms);
    if (rc == RC_OK)
        rc = add_picture(r, f[KEY_PICTURE].value, &d->picture.url);
    if (rc != RC_OK)
        return rc;
    d->body_html = html.s;
    rc = community_run(import_article_submit, &op->job);
    if (rc != RC_OK)
        problem_set(r->problem, rc, "%s", op->job.problem.message);
    return rc;
}

static void count_outcome(struct edition_report *report, enum import_outcome outcome)
{
    report->articles_added += outcome == IMPORT_ADDED;
    report->articles_updated += outcome == IMPORT_UPDATED;
    report->articles_unchanged += outcome == IMPORT_UNCHANGED;
}

static enum rc import_file(struct reading *r, const char *name, struct import_article *op)
{
    struct front_matter_field fields[KEY_COUNT] = {
        [KEY_SLUG] = {STR_INIT("slug"), true},
        [KEY_SECTION] = {STR_INIT("section"), false},
        [KEY_HEADLINE] = {STR_INIT("headline"), true},
        [KEY_STANDFIRST] = {STR_INIT("standfirst"), false},
        [KEY_BYLINE] = {STR_INIT("byline"), false},
        [KEY_TAGS] = {STR_INIT("tags"), false},
        [KEY_RELATED] = {STR_INIT("related"), false},
        [KEY_PUBLISHED_MS] = {STR_INIT("published_ms"), false},
        [KEY_HOURS_AGO] = {STR_INIT("hours_ago"), false},
        [KEY_PICTURE] = {STR_INIT("picture"), false},
        [KEY_PICTURE_ALT] = {STR_INIT("picture_alt"), false},
        [KEY_PICTURE_CAPTION] = {STR_INIT("picture_caption"), false},
        [KEY_PICTURE_CREDIT] = {STR_INIT("picture_credit"), false},
    };
    struct problem inner = {0};
    struct problem *outer = r->problem;
    struct str body;
    struct buf document;
    const char *path = arena_printf(r->arena, "%.*s/articles/%s", STR_ARG(r->dir), name).p;
    buf_init(&document, ARTICLE_BYTES_MAX);
    r->problem = &inner;
    enum rc rc = app_read_file(path, ARTICLE_BYTES_MAX, &document, &inner);
    if (rc == RC_OK)
        rc = front_matter_read(buf_str(&document), fields, KEY_COUNT, &body, &inner);
    if (rc == RC_OK)
        rc = import_parsed(r, fields, str_trim(body), op);
    r->problem = outer;
    buf_release(&document);
    if (rc != RC_OK)
        return problem_set_at(outer, rc, inner.line, 0, "%s: %s", path,
                              inner.message[0] ? inner.message : rc_text(rc));
    count_outcome(r->report, op->ret_outcome);
    return RC_OK;
}

static int is_article(const struct dirent *e)
{
    return e->d_name[0] != '.' && str_ends(str_from_cstr(e->d_name), STR(".md"));
}

enum rc edition_import(struct app *app, struct str dir, struct edition_report *report,
                       struct problem *problem)
{
    struct dirent **files = NULL;
    struct arena *articles_arena = arena_new((size_t)64 * 1024 * 1024);
    struct arena *a = arena_new((size_t)16 * 1024 * 1024);
    enum rc rc = articles_arena && a ? RC_OK : problem_set(problem, RC_NO_MEMORY, "out of memory");
    const char *folder = rc == RC_OK ? arena_printf(a, "%.*s/articles", STR_ARG(dir)).p : NULL;
    int count = folder ? scandir(folder, &files, is_article, alphasort) : 0;
    if (count < 0)
        rc = problem_set(problem, RC_IO, "cannot read the folder %s", folder);
    if (count > ARTICLE_FILES_MAX)
        rc = problem_set(problem, RC_TOO_LARGE, "%s has %d articles; %d are allowed", folder, count,
                         ARTICLE_FILES_MAX);
    struct edition_articles known = {0};
    if (rc == RC_OK)
        known.items = ARENA_ARRAY(articles_arena, (size_t)count, struct edition_article);
    for (int i = 0; rc == RC_OK && i < count; i++) {
        struct reading r = {app, dir, a, report, problem};
        struct import_article op;
        arena_reset(a);
        rc = import_file(&r, files[i]->d_name, &op);
        if (rc == RC_OK)
            known.items[known.count++] =
                (struct edition_article){.slug = arena_dup(articles_arena, op.ret_slug),
                                         .id = op.ret_article_id,
                                         .published_ms = op.draft.published_ms};
    }
    if (rc == RC_OK)
        rc = edition_import_comments(app, dir, &known, report, problem);
    for (int i = 0; i < count; i++)
        free(files[i]);
    free(files);
    arena_free(a);
    arena_free(articles_arena);
    return rc;
}
