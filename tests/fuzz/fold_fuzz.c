#include "fuzz.h"

#include "base/utf8.h"
#include "text/fingerprint.h"
#include "text/text.h"

static void check_spans(const struct text *t)
{
    for (size_t i = 0; i < t->token_count; i++) {
        struct span o = t->tokens[i].original;
        FUZZ_CHECK(o.begin <= o.end && o.end <= t->original.n);
        FUZZ_CHECK(utf8_boundary(t->original, o.begin) && utf8_boundary(t->original, o.end));
    }
    for (size_t i = 0; i < t->sentence_count; i++) {
        struct span s = t->sentences[i];
        FUZZ_CHECK(s.begin < s.end && s.end <= t->original.n);
        FUZZ_CHECK(utf8_boundary(t->original, s.begin) && utf8_boundary(t->original, s.end));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct text t;
    struct str again;
    FUZZ_CHECK(a);
    if (text_prepare(a, str_make((const char *)data, size), &t) == RC_OK) {
        FUZZ_CHECK(utf8_valid(t.folded));
        FUZZ_CHECK(t.map[t.folded.n] == size);
        for (size_t i = 0; i < t.folded.n; i++)
            FUZZ_CHECK(t.map[i] <= t.map[i + 1]);
        if (t.folded.n <= TEXT_BYTES_MAX) {
            FUZZ_CHECK(text_fold(a, t.folded, &again) == RC_OK);
            FUZZ_CHECK(str_eq(again, t.folded));
        }
        check_spans(&t);
        (void)fingerprint_text(&t);
    }
    arena_free(a);
    return 0;
}
