#include "cli/edition_comments.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "community/article/import.h"
#include "community/article/import_author.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define COMMENTS_MAX   ((size_t)1000000)

struct author {
    struct str name;
    int64_t account_id;
};

struct reading {
    struct app *app;
    const struct edition_articles *articles;
    struct edition_report *report;
    struct arena *arena;      /* the whole import's */
    struct arena *line_arena; /* one line's */
    int64_t *comment_ids;     /* by the file's own number; 0: not imported */
    size_t comment_id_count;
    struct author *authors;
    size_t author_count, author_capacity;
};

struct line {
    json_int_t id, parent, minutes_after;
    const char *article, *author, *text;
};

static const struct edition_article *find_article(const struct reading *r, struct str slug)
{
    for (size_t i = 0; i < r->articles->count; i++) {
        if (str_eq(r->articles->items[i].slug, slug))
            return &r->articles->items[i];
    }
    return NULL;
}

/* The account of that name, made when it is first met. */
static enum rc author_account(struct reading *r, struct str name, int64_t joined_ms, int64_t *ret,
                              struct problem *problem)
{
    for (size_t i = 0; i < r->author_count; i++) {
        if (str_eq(r->authors[i].name, name)) {
            *ret = r->authors[i].account_id;
            return RC_OK;
        }
    }
    struct import_author op = {.job = {.community = r->app->community, .arena = r->line_arena},
                               .name = name,
                               .joined_ms = joined_ms};
    enum rc rc = community_run(import_author_submit, &op.job);
    if (rc != RC_OK)
        return problem_set(problem, rc, "author \"%.*s\": %s", STR_ARG(name),
                           op.job.problem.message);
    r->report->authors_added += op.ret_is_new;
    if (r->author_count == r->author_capacity) {
        size_t more = r->author_capacity ? r->author_capacity * 2 : 256;
        struct author *moved = ARENA_ARRAY(r->arena, more, struct author);
        if (moved == NULL)
            return problem_set(problem, RC_NO_MEMORY, "too many authors");
        if (r->author_count > 0)
            memcpy(moved, r->authors, r->author_count * sizeof *moved);
        r->authors = moved;
        r->author_capacity = more;
    }
    r->authors[r->author_count++] =
        (struct author){.name = arena_dup(r->arena, name), .account_id = op.ret_account_id};
    *ret = op.ret_account_id;
    return RC_OK;
}

static enum rc check_line(const struct reading *r, const struct line *l,
                          const struct edition_article **ret_article, struct problem *problem)
{
    const struct edition_article *article = find_article(r, str_from_cstr(l->article));
    if (article == NULL)
        return problem_set(problem, RC_INVALID, "there is no article \"%s\" in this folder",
                           l->article);
    if (l->id < 1 || (size_t)l->id >= r->comment_id_count)
        return problem_set(problem, RC_INVALID, "id must be from 1 to %zu",
                           r->comment_id_count - 1);
    if (l->parent < 0 || (size_t)l->parent >= r->comment_id_count ||
        (l->parent > 0 && r->comment_ids[l->parent] == 0))
        return problem_set(problem, RC_INVALID, "parent %lld does not stand on an earlier line",
                           (long long)l->parent);
    *ret_article = article;
    return RC_OK;
}

static enum rc import_line(struct reading *r, const struct line *l, struct problem *problem)
{
    const struct edition_article *article = NULL;
    int64_t account_id = 0;
    enum rc rc = check_line(r, l, &article, problem);
    if (rc != RC_OK)
        return rc;
    int64_t time = article->published_ms + l->minutes_after * MINUTE_MS;
    rc = author_account(r, str_from_cstr(l->author), article->published_ms - MINUTE_MS, &account_id,
                        problem);
    if (rc != RC_OK)
        return rc;
    struct import_comment op = {
        .job = {.community = r->app->community, .arena = r->line_arena},
        .article_id = article->id,
        .parent_id = l->parent ? r->comment_ids[l->parent] : 0,
        .account_id = account_id,
        .created_ms = time,
        .body = str_from_cstr(l->text),
    };
    rc = community_run(import_comment_submit, &op.job);
    if (rc != RC_OK)
        return problem_set(problem, rc, "%s",
                           op.job.problem.message[0] ? op.job.problem.message : rc_text(rc));
    r->comment_ids[l->id] = op.ret_comment_id;
    r->report->comments_added += op.ret_is_new;
    r->report->comments_unchanged += !op.ret_is_new;
    return RC_OK;
}

static enum rc read_line(struct reading *r, struct str text, struct problem *problem)
{
    json_error_t error;
    struct line l = {0};
    arena_reset(r->line_arena);
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return problem_set(problem, RC_INVALID, "not JSON: %s", error.text);
    enum rc rc;
    if (json_unpack_ex(root, &error, JSON_STRICT, "{s:I, s:s, s?:I, s:s, s:I, s:s}", "id", &l.id,
                       "article", &l.article, "parent", &l.parent, "author", &l.author,
                       "minutes_after", &l.minutes_after, "text", &l.text) != 0)
        rc = problem_set(problem, RC_INVALID, "%s", error.text);
    else
        rc = import_line(r, &l, problem);
    json_decref(root);
    return rc;
}

static enum rc read_lines(struct reading *r, const char *path, struct str rest,
                          struct problem *problem)
{
    enum rc rc = RC_OK;
    for (int number = 1; rc == RC_OK && rest.p != NULL; number++) {
        struct problem inner = {0};
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.n > 0)
            rc = read_line(r, line, &inner);
        if (rc != RC_OK)
            rc = problem_set_at(problem, rc, number, 0, "%s:%d: %s", path, number, inner.message);
    }
    return rc;
}

enum rc edition_import_comments(struct app *app, struct str dir,
                                const struct edition_articles *articles,
                                struct edition_report *report, struct problem *problem)
{
    struct buf content;
    struct reading r = {.app = app,
                        .articles = articles,
                        .report = report,
                        .arena = arena_new((size_t)256 * 1024 * 1024),
                        .line_arena = arena_new((size_t)16 * 1024 * 1024)};
    enum rc rc = RC_NO_MEMORY;
    buf_init(&content, FILE_BYTES_MAX);
    if (r.arena == NULL || r.line_arena == NULL)
        goto out;
    const char *path = arena_printf(r.arena, "%.*s/comments.jsonl", STR_ARG(dir)).p;
    rc = RC_OK;
    if (access(path, F_OK) != 0)
        goto out;
    rc = app_read_file(path, FILE_BYTES_MAX, &content, problem);
    if (rc != RC_OK)
        goto out;
    for (size_t i = 0; i < content.n && r.comment_id_count < COMMENTS_MAX; i++)
        r.comment_id_count += content.p[i] == '\n';
    r.comment_id_count += 2;
    r.comment_ids = ARENA_ARRAY(r.arena, r.comment_id_count, int64_t);
    rc = r.comment_ids ? read_lines(&r, path, buf_str(&content), problem) : RC_NO_MEMORY;
out:
    if (rc == RC_NO_MEMORY)
        problem_set(problem, rc, "the comments need more memory than is allowed");
    buf_release(&content);
    arena_free(r.line_arena);
    arena_free(r.arena);
    return rc;
}
