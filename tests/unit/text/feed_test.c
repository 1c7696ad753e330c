#include "text/feed.h"

#include "base/buf.h"
#include "import_file.h"
#include "../test.h"

static struct arena *arena, *kept;

struct taken {
    struct feed_item items[8];
    size_t count;
};

static struct str keep(struct str s)
{
    return arena_dup(kept, s);
}

static enum rc take(void *data, const struct feed_item *item)
{
    struct taken *t = data;
    assert_true(t->count < 8);
    struct feed_item *i = &t->items[t->count++];
    *i = *item;
    i->guid = keep(item->guid);
    i->url = keep(item->url);
    i->title = keep(item->title);
    i->author = keep(item->author);
    i->summary = keep(item->summary);
    i->language = keep(item->language);
    i->content.s = keep(item->content.s);
    i->picture.url = keep(item->picture.url);
    i->picture.caption = keep(item->picture.caption);
    i->picture.credit = keep(item->picture.credit);
    for (size_t k = 0; k < item->tag_count; k++)
        i->tags[k] = keep(item->tags[k]);
    return RC_OK;
}

static enum rc parse(struct str bytes, struct taken *ret, struct feed_result *result,
                     struct problem *problem)
{
    struct feed_source source = {
        .read = feed_read_bytes, .data = &bytes, .url = STR("https://feed.example/f.xml")};
    *ret = (struct taken){.count = 0};
    *result = (struct feed_result){0};
    *problem = (struct problem){.code = RC_OK};
    return feed_parse(arena, &source, take, ret, result, problem);
}

static struct taken parsed(const char *name)
{
    struct taken t;
    struct feed_result result;
    struct problem problem;
    enum rc rc = parse(import_file(kept, name), &t, &result, &problem);
    if (rc != RC_OK)
        fail_msg("%s line %d", problem.message, problem.line);
    assert_int_equal(result.items, t.count);
    return t;
}

#define REL " rel=\"nofollow ugc noopener\">"

static void a_full_rss_item_gives_all_it_has(void **state)
{
    (void)state;
    struct feed_item i = parsed("rss.xml").items[0];
    assert_str_equal(i.guid, STR("gazette-1001"));
    assert_str_equal(i.url, STR("https://gazette.example/2024/ferry"));
    assert_str_equal(i.title, STR("Ferry & bridge: two crossings, one budget"));
    assert_str_equal(i.author, STR("Mira Holt"));
    assert_str_equal(i.language, STR("en-gb"));
    assert_int_equal(i.published_ms, 1715056200000);
    assert_str_equal(i.summary, STR("The council has money for one of them."));
    assert_str_equal(i.content.s, STR("<p>The council has money for <em>one</em> of them.</p>\n"
                                      "<p><a href=\"https://gazette.example/2024/budget\"" REL
                                      "The budget</a> allows no more.</p>\n"
                                      "<p><img src=\"https://gazette.example/img/ferry.jpg\" "
                                      "alt=\"A ferry\" loading=\"lazy\"></p>\n"));
    assert_str_equal(i.picture.url, STR("https://gazette.example/img/ferry-large.jpg"));
    assert_str_equal(i.picture.caption, STR("The ferry at dawn"));
    assert_str_equal(i.picture.credit, STR("J. Pell"));
    assert_int_equal(i.tag_count, 2);
    assert_str_equal(i.tags[1], STR("Old Harbour"));
}

static void poor_rss_items_are_completed(void **state)
{
    (void)state;
    struct taken t = parsed("rss.xml");
    assert_int_equal(t.count, 4);
    assert_str_equal(t.items[1].guid, STR("https://gazette.example/2024/zone"));
    assert_int_equal(t.items[1].published_ms, 1715173500000);
    assert_str_equal(t.items[1].content.s,
                     STR("<p>Plain words <strong>with</strong> markup inside.</p>\n"));
    assert_str_equal(t.items[1].picture.url, STR("https://gazette.example/img/zone.png"));
    assert_str_equal(t.items[2].url, STR("https://gazette.example/2024/broken"));
    assert_int_equal(t.items[2].published_ms, 0);
    assert_int_equal(t.items[2].picture.url.n, 0);
    assert_str_equal(t.items[3].title,
                     STR("No title here, only a sentence that says what happened."));
    assert_true(str_starts(t.items[3].guid, STR("content:")));
}

static void atom_entries_of_all_content_types_are_read(void **state)
{
    (void)state;
    struct taken t = parsed("atom.xml");
    assert_int_equal(t.count, 3);
    struct feed_item *i = &t.items[0];
    assert_str_equal(i->title, STR("Talks resume at sea"));
    assert_str_equal(i->url, STR("https://paper.example/news/talks-at-sea"));
    assert_str_equal(i->author, STR("Ada Quist"));
    assert_int_equal(i->published_ms, 1715055300250);
    assert_int_equal(i->updated_ms, 1715068800000);
    assert_str_equal(i->picture.url, STR("https://paper.example/news/talks.jpg"));
    assert_str_equal(i->tags[0], STR("Diplomacy"));
    assert_str_equal(i->language, STR("en"));
    assert_str_equal(i->content.s,
                     STR("<h2>On deck</h2>\n<p>They <strong>spoke</strong> for "
                         "<a href=\"https://paper.example/time\"" REL "an hour</a>.</p>\n"));
    assert_str_equal(t.items[1].title, STR("Less < more"));
    assert_str_equal(t.items[1].content.s,
                     STR("<p>See <a href=\"https://other.example/x/more\"" REL "more</a>.</p>\n"));
    assert_str_equal(t.items[2].content.s,
                     STR("<p>First line &lt;3</p>\n<p>Second paragraph</p>\n"));
}

static void json_feeds_are_read(void **state)
{
    (void)state;
    struct taken t = parsed("feed.json");
    assert_int_equal(t.count, 2);
    assert_str_equal(t.items[0].title, STR("A quiet <week>"));
    assert_str_equal(t.items[0].author, STR("Ines Vale"));
    assert_str_equal(t.items[0].content.s, STR("<p>Nothing <em>much</em>.</p>\n"));
    assert_int_equal(t.items[0].tag_count, 2);
    assert_int_equal(t.items[0].updated_ms, 1715079600000);
    assert_str_equal(t.items[1].guid, STR("42"));
    assert_str_equal(t.items[1].author, STR("The Editors"));
    assert_str_equal(t.items[1].content.s,
                     STR("<p>Words without a title.</p>\n<p>And more.</p>\n"));
}

static void old_feeds_in_other_encodings_are_read(void **state)
{
    (void)state;
    struct taken t = parsed("rdf.xml");
    assert_int_equal(t.count, 1);
    assert_str_equal(t.items[0].title, STR("Caf\xc3\xa9 on the corner"));
    assert_int_equal(t.items[0].published_ms, 1075781106000);
}

static void entities_and_document_types_are_refused(void **state)
{
    (void)state;
    static const char *const files[] = {"refused_laughs.xml", "refused_external.xml"};
    for (size_t i = 0; i < 2; i++) {
        struct taken t;
        struct feed_result result;
        struct problem problem;
        assert_int_equal(parse(import_file(kept, files[i]), &t, &result, &problem), RC_INVALID);
        assert_int_equal(t.count, 0);
        assert_int_equal(problem.line, 2);
        assert_non_null(strstr(problem.message, "document type"));
    }
}

static void errors_name_their_line(void **state)
{
    (void)state;
    struct taken t;
    struct feed_result result;
    struct problem problem;
    assert_int_equal(parse(import_file(kept, "refused_broken.xml"), &t, &result, &problem),
                     RC_INVALID);
    assert_int_equal(problem.line, 4);
    assert_int_equal(
        parse(STR("{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"items\": [}"), &t,
              &result, &problem),
        RC_INVALID);
    assert_int_equal(problem.line, 2);
    assert_int_equal(parse(STR("<html><body>Not found</body></html>"), &t, &result, &problem),
                     RC_UNSUPPORTED);
    assert_int_equal(parse(STR("{\"items\": []}"), &t, &result, &problem), RC_UNSUPPORTED);
    assert_int_equal(parse(STR(" \n"), &t, &result, &problem), RC_INVALID);
    assert_int_equal(parse(STR("GIF89a"), &t, &result, &problem), RC_INVALID);
}

/* An item that never ends: the source goes on for as long as it is asked. */
static ssize_t endless(void *data, char *into, size_t max)
{
    size_t *calls = data;
    struct str start = STR("<rss><channel><item><title>");
    if ((*calls)++ == 0) {
        memcpy(into, start.p, start.n);
        return (ssize_t)start.n;
    }
    memset(into, 'x', max);
    return (ssize_t)max;
}

static void an_endless_item_is_refused(void **state)
{
    (void)state;
    size_t calls = 0;
    struct taken t = {.count = 0};
    struct feed_result result;
    struct problem problem = {.code = RC_OK};
    struct feed_source source = {.read = endless, .data = &calls};
    assert_int_equal(feed_parse(arena, &source, take, &t, &result, &problem), RC_TOO_LARGE);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    static char deep[100000];
    size_t n = 0;
    for (const char *p = "<rss><channel><item>"; *p; p++)
        deep[n++] = *p;
    for (; n + 3 <= sizeof deep; n += 3)
        memcpy(deep + n, "<a>", 3);
    struct taken t;
    struct feed_result result;
    struct problem problem;
    assert_int_equal(parse(str_make(deep, n), &t, &result, &problem), RC_INVALID);
}

/* A thousand items take no more memory than one: the arena is rewound behind each. */
static enum rc count_only(void *data, const struct feed_item *item)
{
    (void)item;
    (*(size_t *)data)++;
    return RC_OK;
}

static void many_items_need_the_memory_of_one(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 24);
    BUF_PUT(&b, "<rss><channel>");
    for (int i = 0; i < 5000; i++)
        buf_printf(&b,
                   "<item><title>Item %d</title><description>&lt;p>Some words of "
                   "text&lt;/p></description></item>",
                   i);
    BUF_PUT(&b, "</channel></rss>");
    struct arena *small = arena_new(200 * 1000);
    struct str bytes = buf_str(&b);
    struct feed_source source = {.read = feed_read_bytes, .data = &bytes};
    struct feed_result result;
    size_t count = 0;
    assert_ok(feed_parse(small, &source, count_only, &count, &result, NULL));
    assert_int_equal(count, 5000);
    arena_free(small);
    buf_release(&b);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    kept = arena_new(64 << 20);
    return arena && kept ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    arena_free(kept);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_rss_item_gives_all_it_has),
        cmocka_unit_test(poor_rss_items_are_completed),
        cmocka_unit_test(atom_entries_of_all_content_types_are_read),
        cmocka_unit_test(json_feeds_are_read),
        cmocka_unit_test(old_feeds_in_other_encodings_are_read),
        cmocka_unit_test(entities_and_document_types_are_refused),
        cmocka_unit_test(errors_name_their_line),
        cmocka_unit_test(an_endless_item_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(many_items_need_the_memory_of_one),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
