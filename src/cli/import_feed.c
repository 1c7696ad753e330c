#include "cli/import_feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "community/identity/fetch.h"
#include "community/article/import.h"
#include "community/article/media.h"
#include "text/feed.h"
#include "text/page.h"
#include "text/pictures.h"

#define ITEM_ARENA_MAX   ((size_t)64 * 1024 * 1024)
#define SOURCE_ARENA_MAX ((size_t)128 * 1024 * 1024)

struct intake {
    struct app *app;
    const struct import_feed_options *options;
    struct import_feed_report *report;
    struct problem *problem;
    struct arena *arena; /* one article's */
    struct html body;    /* of the article, its pictures still on other hosts */
};

static bool is_address(struct str source)
{
    return str_starts(source, STR("http://")) || str_starts(source, STR("https://"));
}

static enum rc fetch(struct app *app, struct str url, struct arena *a, struct fetch_result *ret,
                     struct problem *problem)
{
    const struct fetch_options options = {
        .bytes_max = (size_t)config_int(app->config, SET_IMPORT_FETCH_MAX),
        .allow_private = config_bool(app->config, SET_IMPORT_PRIVATE_ADDRESSES),
    };
    return fetch_url(url, &options, a, ret, problem);
}

/* The picture as the site's own: its address here, or empty with a message when it cannot be had. */
static struct str keep_picture(struct intake *in, struct str url)
{
    struct fetch_result fetched;
    struct problem problem = {0};
    if (url.n == 0)
        return url;
    enum rc rc = fetch(in->app, url, in->arena, &fetched, &problem);
    if (rc == RC_OK) {
        struct media_addition op = {.job = {.community = in->app->community, .arena = in->arena},
                                    .actor = app_actor(),
                                    .content = fetched.body};
        rc = community_run(media_add_submit, &op.job);
        if (rc == RC_OK)
            return arena_printf(in->arena, "/media/%.*s", STR_ARG(op.ret_name));
        problem = op.job.problem;
    }
    fprintf(stderr, "comity: picture %.*s left out: %s\n", STR_ARG(url), problem.message);
    in->report->pictures_left_out++;
    return (struct str){0};
}

static struct str keep_inline_picture(void *ctx, struct str address)
{
    return keep_picture(ctx, address);
}

static enum rc store(struct intake *in, struct import_article *op)
{
    struct html body;
    if (pictures_replace(in->arena, in->body, keep_inline_picture, in, &body) != RC_OK)
        return problem_set(in->problem, RC_NO_MEMORY, "\"%.*s\" is too large",
                           STR_ARG(op->draft.headline));
    op->draft.body_html = body.s;
    op->job = (struct community_job){.community = in->app->community, .arena = in->arena};
    op->actor = app_actor();
    enum rc rc = community_run(import_article_submit, &op->job);
    if (rc != RC_OK)
        return problem_set(in->problem, rc, "\"%.*s\": %s", STR_ARG(op->draft.headline),
                           op->job.problem.message[0] ? op->job.problem.message : rc_text(rc));
    in->report->added += op->ret_outcome == IMPORT_ADDED;
    in->report->updated += op->ret_outcome == IMPORT_UPDATED;
    in->report->unchanged += op->ret_outcome == IMPORT_UNCHANGED;
    return RC_OK;
}

static enum rc take_item(void *data, const struct feed_item *item)
{
    struct intake *in = data;
    arena_reset(in->arena);
    in->body = item->content;
    struct import_article op = {
        .draft = {.source_guid = item->guid,
                  .source_url = item->url,
                  .section = in->options->section,
                  .language = item->language,
                  .headline = item->title.n > 0 ? item->title : item->summary,
                  .standfirst = item->summary,
                  .byline = item->author,
                  .published_ms = item->published_ms,
                  .updated_ms = item->updated_ms,
                  .tags = item->tags,
                  .tag_count = item->tag_count,
                  .picture = {.url = keep_picture(in, item->picture.url),
                              .alt = item->picture.caption,
                              .caption = item->picture.caption,
                              .credit = item->picture.credit}},
    };
    return store(in, &op);
}

static ssize_t read_fd(void *data, char *into, size_t max)
{
    ssize_t n;
    do {
        n = read(*(int *)data, into, max);
    } while (n < 0 && errno == EINTR);
    return n;
}

static enum rc parse_file(struct intake *in, struct arena *a, struct feed_result *ret)
{
    bool standard_input = str_eq(in->options->source, STR("-"));
    const char *path = arena_cstr(a, in->options->source);
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return problem_set(in->problem, RC_IO, "cannot read %s: %s", path, strerror(errno));
    const struct feed_source source = {.read = read_fd, .data = &fd};
    enum rc rc = feed_parse(a, &source, take_item, in, ret, in->problem);
    if (!standard_input)
        close(fd);
    return rc;
}

static enum rc parse_address(struct intake *in, struct arena *a, struct feed_result *ret)
{
    struct fetch_result fetched;
    enum rc rc = fetch(in->app, in->options->source, a, &fetched, in->problem);
    if (rc != RC_OK)
        return rc;
    const struct feed_source source = {
        .read = feed_read_bytes, .data = &fetched.body, .url = fetched.url};
    return feed_parse(a, &source, take_item, in, ret, in->problem);
}

enum rc import_feed(struct app *app, const struct import_feed_options *options,
                    struct import_feed_report *report, struct problem *problem)
{
    struct feed_result result = {0};
    struct arena *a = arena_new(SOURCE_ARENA_MAX);
    struct intake in = {app, options, report, problem, arena_new(ITEM_ARENA_MAX), {{0}}};
    enum rc rc = RC_NO_MEMORY;
    if (a != NULL && in.arena != NULL)
        rc = is_address(options->source) ? parse_address(&in, a, &result)
                                         : parse_file(&in, a, &result);
    report->skipped = result.skipped;
    arena_free(in.arena);
    arena_free(a);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%s", rc_text(rc));
}

/* What `charset=` says in a Content-Type, without quotes; empty when it says nothing. */
static struct str charset_of(struct str content_type)
{
    size_t at = str_find(content_type, STR("charset="), 0);
    if (at == STR_NONE)
        return (struct str){0};
    struct str rest = str_slice(content_type, at + strlen("charset="), content_type.n);
    struct str charset = str_trim(str_split(&rest, ';'));
    bool quoted = charset.n > 1 && charset.p[0] == '"';
    return quoted ? str_slice(charset, 1, charset.n - 1) : charset;
}

static enum rc store_page(struct intake *in, const struct page *page)
{
    in->body = page->body;
    struct import_article op = {
        .draft = {.source_guid = page->url.n > 0 ? page->url : in->options->source,
                  .source_url = page->url,
                  .section = page->section.n > 0 ? page->section : in->options->section,
                  .language = page->language,
                  .headline = page->title,
                  .standfirst = page->standfirst,
                  .byline = page->byline,
                  .published_ms = page->published_ms,
                  .updated_ms = page->updated_ms,
                  .tags = page->tags,
                  .tag_count = page->tag_count,
                  .picture = {.url = keep_picture(in, page->picture.url),
                              .alt = page->picture.description,
                              .caption = page->picture.caption,
                              .credit = page->picture.credit}},
    };
    return store(in, &op);
}

static enum rc read_page(struct intake *in, struct buf *file, struct page *ret)
{
    struct fetch_result fetched = {0};
    struct str source = in->options->source;
    enum rc rc;
    if (is_address(source)) {
        rc = fetch(in->app, source, in->arena, &fetched, in->problem);
    } else {
        rc = app_read_file(arena_cstr(in->arena, source), PAGE_BYTES_MAX, file, in->problem);
        fetched.body = buf_str(file);
    }
    if (rc == RC_OK)
        rc = page_parse(in->arena, fetched.body, fetched.url, charset_of(fetched.content_type), ret,
                        in->problem);
    return rc;
}

enum rc import_page(struct app *app, const struct import_feed_options *options,
                    struct import_feed_report *report, struct problem *problem)
{
    struct buf file;
    struct page page = {0};
    struct intake in = {app, options, report, problem, arena_new(SOURCE_ARENA_MAX), {{0}}};
    buf_init(&file, PAGE_BYTES_MAX);
    enum rc rc = in.arena ? read_page(&in, &file, &page) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = store_page(&in, &page);
    buf_release(&file);
    arena_free(in.arena);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%s", rc_text(rc));
}
