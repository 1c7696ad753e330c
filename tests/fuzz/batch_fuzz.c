/* Any bytes are lines; each is an item or is refused with a reason that is text. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/batch_item.h"
#include "web/batch_line.h"

static void try_line(struct arena *a, struct str line)
{
    struct batch_item *item = ARENA_NEW(a, struct batch_item);
    struct problem problem = {0};
    enum rc rc = batch_item_read(line, a, item, &problem);
    FUZZ_CHECK(utf8_valid(item->id));
    if (rc == RC_OK)
        FUZZ_CHECK(utf8_valid(item->text) && item->text.p != NULL &&
                   item->attribute_count <= BATCH_ATTRIBUTES_MAX);
    else
        FUZZ_CHECK(problem.message[0] != '\0' && utf8_valid(str_from_cstr(problem.message)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = str_make((const char *)data, size), line;
    struct arena *a = arena_new((size_t)64 << 20);
    size_t taken = 0;
    while (batch_line_next(&rest, &line)) {
        taken += line.n;
        arena_reset(a);
        try_line(a, line);
    }
    FUZZ_CHECK(taken <= size);
    arena_free(a);
    return 0;
}
