#include "fuzz.h"

#include "base/utf8.h"
#include "safe_html.h"
#include "text/markdown.h"
#include "text/marked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct str source = str_make((const char *)data, size), plain;
    struct html html;
    FUZZ_CHECK(a);
    for (int profile = MARKDOWN_COMMENT; profile <= MARKDOWN_ARTICLE; profile++) {
        if (markdown_render(a, source, profile, &html) == RC_OK)
            safe_html_check(html.s);
    }
    if (markdown_plain(a, source, 200, &plain) == RC_OK) {
        FUZZ_CHECK(utf8_valid(plain) && utf8_count(plain) <= 201);
    }
    struct marked_span spans[] = {{{size > 2 ? data[0] : 0, size > 2 ? data[1] : 9}, 1},
                                  {{7, 90}, 2}};
    if (marked_render(a, source, spans, 2, &(struct marked_manner){.group = STR("")}, &html) == RC_OK)
        safe_html_check(html.s);
    arena_free(a);
    return 0;
}
