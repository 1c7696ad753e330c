#include "fuzz.h"

#include "base/utf8.h"
#include "safe_html.h"
#include "text/feed.h"
#include "text/page.h"

static enum rc take(void *data, const struct feed_item *item)
{
    (void)data;
    safe_html_check(item->content.s);
    FUZZ_CHECK(item->guid.n > 0 && item->title.n > 0);
    FUZZ_CHECK(utf8_valid(item->title) && utf8_valid(item->author) && utf8_valid(item->summary));
    FUZZ_CHECK(item->picture.url.n == 0 || str_starts(item->picture.url, STR("https://")));
    FUZZ_CHECK(item->url.n == 0 || str_starts(item->url, STR("http")));
    return RC_OK;
}

/* Feeds and pages are told apart by their caller, so both parsers see every input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct str bytes = str_make((const char *)data, size);
    struct feed_source source = {
        .read = feed_read_bytes, .data = &bytes, .url = STR("https://a.b/c")};
    struct feed_result result;
    struct problem problem = {.code = RC_OK};
    struct page page;
    FUZZ_CHECK(a);
    if (feed_parse(a, &source, take, NULL, &result, &problem) != RC_OK)
        FUZZ_CHECK(problem.code != RC_OK);
    bytes = str_make((const char *)data, size);
    if (page_parse(a, bytes, STR("https://a.b/c"), STR(""), &page, NULL) == RC_OK) {
        safe_html_check(page.body.s);
        FUZZ_CHECK(utf8_valid(page.title) && utf8_valid(page.standfirst) && page.title.n > 0);
    }
    arena_free(a);
    return 0;
}
