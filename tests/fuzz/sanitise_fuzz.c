#include "fuzz.h"

#include "base/utf8.h"
#include "safe_html.h"
#include "text/sanitise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct str foreign = str_make((const char *)data, size), plain;
    struct html html, again;
    FUZZ_CHECK(a);
    if (sanitise_fragment(a, foreign, STR("https://news.example/a/b"), &html) == RC_OK) {
        safe_html_check(html.s);
        if (sanitise_fragment(a, html.s, STR(""), &again) == RC_OK)
            safe_html_check(again.s);
    }
    if (sanitise_plain(a, foreign, 100, &plain) == RC_OK)
        FUZZ_CHECK(utf8_valid(plain));
    arena_free(a);
    return 0;
}
