#include "text/feed.h"

#include <xxhash.h>

#include "base/utf8.h"
#include "text/date.h"
#include "text/emit.h"
#include "text/excerpt.h"
#include "text/feed_item.h"
#include "text/link.h"
#include "text/sanitise.h"
#include "text/sanitise_tree.h"

#define TAG_CHARACTERS_MAX 80
#define PARAGRAPH_MAX      ((size_t)8 * 1024 * 1024)

ssize_t feed_read_bytes(void *data, char *into, size_t max)
{
    struct str *rest = data;
    size_t n = rest->n < max ? rest->n : max;
    if (n > 0)
        memcpy(into, rest->p, n);
    *rest = str_slice(*rest, n, rest->n);
    return (ssize_t)n;
}

ssize_t feed_run_read(struct feed_run *r, char *into, size_t max)
{
    size_t left = r->start_n - r->start_at;
    if (left > 0) {
        size_t n = left < max ? left : max;
        memcpy(into, r->start + r->start_at, n);
        r->start_at += n;
        return (ssize_t)n;
    }
    ssize_t got = r->source->read(r->source->data, into, max);
    if (got < 0) {
        r->failure = problem_set(r->problem, RC_IO, "the feed could not be read to its end");
        return -1;
    }
    r->bytes += (size_t)got;
    r->item_bytes += (size_t)got;
    if (r->bytes > FEED_BYTES_MAX || r->item_bytes > FEED_ITEM_BYTES_MAX) {
        r->failure =
            problem_set(r->problem, RC_TOO_LARGE,
                        r->bytes > FEED_BYTES_MAX ? "the feed is longer than 64 MiB"
                                                  : "an item of the feed is longer than 4 MiB");
        return -1;
    }
    return got;
}

struct str feed_address(struct arena *a, struct str base, struct str reference, unsigned allowed)
{
    struct str resolved;
    struct link link;
    reference = str_trim(reference);
    if (reference.n == 0 || reference.n > LINK_BYTES_MAX ||
        link_resolve(a, base, reference, &resolved) != RC_OK ||
        link_check(a, resolved, allowed, &link) != RC_OK)
        return STR("");
    return link.address;
}

struct str feed_words(struct arena *a, struct str s, bool is_html, size_t max_characters)
{
    struct str words;
    if (is_html && sanitise_plain(a, s, max_characters, &words) == RC_OK)
        return words;
    return utf8_valid(s) ? excerpt_make(a, s, max_characters) : STR("");
}

/* Paragraphs of plain text, parted by blank lines. */
static void put_paragraphs(struct emitter *e, struct str s)
{
    for (struct str rest = s; rest.p;) {
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.n == 0) {
            emit_finish(e);
            continue;
        }
        if (e->depth > 0)
            emit_break(e);
        else
            emit_open(e, ELEMENT_P);
        emit_text(e, line);
    }
    emit_finish(e);
}

static struct html plain_markup(struct arena *a, struct str s)
{
    struct buf out;
    struct emitter e;
    struct html html = {STR("")};
    buf_init(&out, PARAGRAPH_MAX);
    emit_init(&e, &out, false);
    put_paragraphs(&e, s);
    if (sanitise_finish(a, &out, &html) != RC_OK)
        html.s = STR("");
    buf_release(&out);
    return html;
}

struct html feed_markup(struct arena *a, struct str s, bool is_html, struct str base)
{
    struct html html = {STR("")};
    if (s.n == 0 || !utf8_valid(s))
        return html;
    if (!is_html)
        return plain_markup(a, s);
    if (sanitise_fragment(a, s, base, &html) != RC_OK)
        html.s = STR("");
    return html;
}

void feed_tag(struct arena *a, struct feed_item *item, struct str tag)
{
    struct str words = feed_words(a, tag, false, TAG_CHARACTERS_MAX);
    if (words.n == 0 || item->tag_count == FEED_TAGS_MAX)
        return;
    for (size_t i = 0; i < item->tag_count; i++) {
        if (str_eq(item->tags[i], words))
            return;
    }
    item->tags[item->tag_count++] = words;
}

int64_t feed_date(struct str s)
{
    int64_t ms;
    return date_parse(s, &ms) == RC_OK ? ms : 0;
}

/* The address of the first picture of our own markup. */
static struct str first_picture(struct html content)
{
    struct str s = content.s, mark = STR("img src=\"");
    size_t at = str_find(s, mark, 0);
    while (at != STR_NONE && (at == 0 || s.p[at - 1] != '<'))
        at = str_find(s, mark, at + 1);
    if (at == STR_NONE)
        return STR("");
    size_t end = str_find_char(s, '"', at + mark.n);
    struct str url = str_slice(s, at + mark.n, end);
    /* An escaped "&" would have to be read back; such addresses are left in the text. */
    return str_find_char(url, '&', 0) == STR_NONE ? url : STR("");
}

enum rc feed_finish_item(struct feed_run *r, struct feed_item *item)
{
    if (item->content.s.n == 0 && item->summary.n > 0)
        item->content = plain_markup(r->arena, item->summary);
    if (item->title.n == 0)
        item->title = feed_words(r->arena, item->summary, false, 80);
    if (item->title.n == 0)
        item->title = feed_words(r->arena, item->content.s, true, 80);
    if (item->title.n == 0) {
        r->result.skipped++;
        return RC_OK;
    }
    if (item->picture.url.n == 0)
        item->picture.url = first_picture(item->content);
    if (item->guid.n == 0)
        item->guid = item->url;
    if (item->guid.n == 0) {
        uint64_t hash = XXH64(item->title.p, item->title.n, 0);
        hash = XXH64(item->content.s.p ? item->content.s.p : "", item->content.s.n, hash);
        item->guid = arena_printf(r->arena, "content:%016llx", (unsigned long long)hash);
    }
    item->language = r->language;
    if (arena_failed(r->arena))
        return problem_set(r->problem, RC_NO_MEMORY, "no memory for item %zu", r->result.items + 1);
    r->result.items++;
    return r->take(r->take_data, item);
}

/* Reads enough to tell JSON from XML. */
static enum rc look_at_start(struct feed_run *r, char *ret_first)
{
    ssize_t got = 1;
    while (r->start_n < sizeof r->start && got > 0) {
        got = r->source->read(r->source->data, r->start + r->start_n, sizeof r->start - r->start_n);
        if (got < 0)
            return problem_set(r->problem, RC_IO, "the feed could not be read");
        r->start_n += (size_t)got;
    }
    struct str start = str_make(r->start, r->start_n);
    if (str_starts(start, STR("\xef\xbb\xbf")))
        start = str_slice(start, 3, start.n);
    start = str_trim(start);
    *ret_first = start.n > 0 ? start.p[0] : '\0';
    return RC_OK;
}

enum rc feed_parse(struct arena *a, const struct feed_source *source, feed_take *take,
                   void *take_data, struct feed_result *ret, struct problem *problem)
{
    struct feed_run r = {
        .arena = a, .source = source, .take = take, .take_data = take_data, .problem = problem};
    char first;
    enum rc rc = look_at_start(&r, &first);
    if (rc == RC_OK && first == '\0')
        rc = problem_set(problem, RC_INVALID, "the feed is empty");
    if (rc == RC_OK)
        rc = first == '{' ? feed_parse_json(&r) : feed_parse_xml(&r);
    if (rc == RC_OK)
        *ret = r.result;
    return rc;
}
