/* What is stored and read back: a compact context that parses writes itself again, a record that parses writes a
 * record that reads the same, and steps explain any pair of texts. */
#include "fuzz.h"

#include "base/utf8.h"
#include "policy/context.h"
#include "policy/verdict.h"
#include "text/steps.h"

static struct str write_compact(struct arena *a, const struct judge_context *c)
{
    struct buf b;
    buf_init(&b, 4 * CONTEXT_COMPACT_MAX);
    context_write_compact(&b, c, NULL);
    struct str s = buf_status(&b) == RC_OK ? arena_dup(a, buf_str(&b)) : (struct str){0};
    buf_release(&b);
    return s;
}

static void try_context(struct arena *a, struct str input)
{
    struct judge_context c, again;
    if (context_parse_compact(input, a, &c) != RC_OK)
        return;
    struct str written = write_compact(a, &c);
    if (written.n == 0 || written.n > CONTEXT_COMPACT_MAX)
        return;
    FUZZ_CHECK(context_parse_compact(written, a, &again) == RC_OK);
    FUZZ_CHECK(str_eq(write_compact(a, &again), written));
}

static void try_record(struct arena *a, struct str input)
{
    struct verdict v, again;
    struct buf b;
    if (verdict_parse_json(input, a, &v, NULL) != RC_OK)
        return;
    buf_init(&b, 4 * VERDICT_JSON_MAX);
    verdict_write_json(&b, &v, STR("A text, sh1t and all, for the quotes."));
    if (b.n <= VERDICT_JSON_MAX)
        FUZZ_CHECK(verdict_parse_json(buf_str(&b), a, &again, NULL) == RC_OK);
    buf_release(&b);
}

/* The first line as written, the second as read. */
static void try_steps(struct str input)
{
    struct step steps[STEPS_MAX];
    struct str rest = input, written = str_split(&rest, '\n');
    if (!utf8_valid(input))
        return;
    size_t count = steps_find(written, rest, steps), at = 0, n = written.n;
    FUZZ_CHECK(count <= STEPS_MAX);
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(steps[i].at >= at && steps[i].at + steps[i].from.n <= written.n);
        at = steps[i].at + steps[i].from.n;
        n = n - steps[i].from.n + steps[i].to.n;
    }
    FUZZ_CHECK(n == rest.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct arena *a = arena_new((size_t)64 << 20);
    try_context(a, input);
    try_record(a, input);
    try_steps(input);
    arena_free(a);
    return 0;
}
