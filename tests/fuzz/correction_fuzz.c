/* A stored correction, and a text measured with it: what was parsed is written the same, and what was met is met again. */
#include "fuzz.h"

#include <string.h>

#include "signals/correction.h"

static struct str written(struct arena *a, const struct correction *c)
{
    struct buf out;
    buf_init(&out, 1 << 22);
    correction_write(&out, c);
    FUZZ_CHECK(buf_status(&out) == RC_OK);
    struct str s = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return s;
}

static void apply(struct arena *a, const struct correction *c, struct str body)
{
    struct text t;
    struct correction_places places;
    struct correction_sum sum, again;
    struct correction met, all;
    if (text_prepare(a, body, &t) != RC_OK || correction_places(&t, a, &places) != RC_OK)
        return;
    FUZZ_CHECK(correction_apply(c, &places, a, &sum, &met) == RC_OK);
    FUZZ_CHECK(correction_apply(&met, &places, a, &again, &all) == RC_OK);
    FUZZ_CHECK(memcmp(&sum, &again, sizeof sum) == 0);
    FUZZ_CHECK(all.word_count == met.word_count);
    for (size_t i = 0; i < places.count; i++)
        FUZZ_CHECK(places.items[i].folded.end <= t.folded.n && places.items[i].weight > 0);
}

/* The first line is a correction, the rest a text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    struct str rest = str_make((const char *)data, size);
    struct str first = str_split(&rest, '\n');
    struct correction c, same;
    if (correction_parse(first, a, &c) == RC_OK) {
        struct str text = written(a, &c);
        FUZZ_CHECK(correction_parse(text, a, &same) == RC_OK);
        FUZZ_CHECK(str_eq(written(a, &same), text));
        apply(a, &c, rest);
    }
    arena_free(a);
    return 0;
}
