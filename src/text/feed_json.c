#include <jansson.h>

#include "text/excerpt.h"
#include "text/feed_item.h"
#include "text/link.h"

static struct str member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return STR("");
    return str_make(json_string_value(value), json_string_length(value));
}

static struct str author_name(const json_t *object)
{
    struct str name = member(json_array_get(json_object_get(object, "authors"), 0), "name");
    return name.n > 0 ? name : member(json_object_get(object, "author"), "name");
}

/* Version 1.0 allowed ids that are numbers. */
static struct str item_id(struct feed_run *r, const json_t *object)
{
    const json_t *id = json_object_get(object, "id");
    if (json_is_integer(id))
        return arena_printf(r->arena, "%lld", (long long)json_integer_value(id));
    return feed_words(r->arena, member(object, "id"), false, LINK_BYTES_MAX);
}

static enum rc read_item(struct feed_run *r, const json_t *object, struct str feed_author)
{
    struct arena *a = r->arena;
    struct str base = r->source->url, html = member(object, "content_html"),
               author = author_name(object);
    struct feed_item item = {.guid = item_id(r, object)};
    item.url = feed_address(a, base, member(object, "url"), LINK_HTTP);
    if (item.url.n == 0)
        item.url = feed_address(a, base, member(object, "external_url"), LINK_HTTP);
    item.title = feed_words(a, member(object, "title"), false, FEED_TITLE_MAX);
    item.summary = feed_words(a, member(object, "summary"), false, FEED_SUMMARY_MAX);
    item.author = feed_words(a, author.n > 0 ? author : feed_author, false, FEED_TITLE_MAX);
    item.published_ms = feed_date(member(object, "date_published"));
    item.updated_ms = feed_date(member(object, "date_modified"));
    item.content = feed_markup(a, html.n > 0 ? html : member(object, "content_text"), html.n > 0,
                               item.url.n > 0 ? item.url : base);
    item.picture.url = feed_address(a, base, member(object, "image"), LINK_HTTPS);
    if (item.picture.url.n == 0)
        item.picture.url = feed_address(a, base, member(object, "banner_image"), LINK_HTTPS);
    const json_t *tags = json_object_get(object, "tags");
    for (size_t i = 0; i < json_array_size(tags) && i < FEED_TAGS_MAX; i++) {
        const json_t *tag = json_array_get(tags, i);
        if (json_is_string(tag))
            feed_tag(a, &item, str_make(json_string_value(tag), json_string_length(tag)));
    }
    return feed_finish_item(r, &item);
}

static enum rc read_items(struct feed_run *r, const json_t *root)
{
    struct str author = author_name(root);
    const json_t *items = json_object_get(root, "items");
    if (!str_starts(member(root, "version"), STR("https://jsonfeed.org/version/1")))
        return problem_set(r->problem, RC_UNSUPPORTED,
                           "this JSON is no JSON Feed: \"version\" should be "
                           "\"https://jsonfeed.org/version/1.1\"");
    if (!json_is_array(items))
        return problem_set(r->problem, RC_INVALID, "the JSON Feed has no \"items\" array");
    r->language = feed_words(r->arena, member(root, "language"), false, 35);
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct arena_mark mark = arena_mark(r->arena);
        const json_t *item = json_array_get(items, i);
        if (!json_is_object(item))
            return problem_set(r->problem, RC_INVALID, "item %zu of the JSON Feed is no object",
                               i + 1);
        enum rc rc = read_item(r, item, author);
        arena_rewind(r->arena, mark);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* Reads the whole document into `all`. */
static enum rc read_all(struct feed_run *r, struct buf *all)
{
    for (;;) {
        char *into = buf_reserve(all, sizeof r->start);
        if (!into)
            return problem_set(r->problem,
                               buf_status(all) == RC_NO_MEMORY ? RC_NO_MEMORY : RC_TOO_LARGE,
                               "the JSON Feed is longer than 8 MiB");
        r->item_bytes = 0;
        ssize_t got = feed_run_read(r, into, sizeof r->start);
        if (got < 0)
            return r->failure;
        if (got == 0)
            return RC_OK;
        buf_commit(all, (size_t)got);
    }
}

enum rc feed_parse_json(struct feed_run *r)
{
    struct buf all;
    json_error_t error;
    buf_init(&all, FEED_JSON_BYTES_MAX);
    enum rc rc = read_all(r, &all);
    struct str s = buf_str(&all);
    if (str_starts(s, STR("\xef\xbb\xbf")))
        s = str_slice(s, 3, s.n);
    json_t *root = rc == RC_OK ? json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (rc == RC_OK && !root)
        rc = problem_set_at(r->problem, RC_INVALID, error.line, error.column, "not valid JSON: %s",
                            error.text);
    if (root)
        rc = read_items(r, root);
    json_decref(root);
    buf_release(&all);
    return rc;
}
