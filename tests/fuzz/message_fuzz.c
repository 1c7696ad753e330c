#include "fuzz.h"

#include "base/utf8.h"
#include "inbox/authentication.h"
#include "inbox/message.h"

static void check(struct str s)
{
    FUZZ_CHECK(utf8_valid(s) && str_find_char(s, '\0', 0) == STR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct problem problem = {.code = RC_OK};
    struct message m;
    FUZZ_CHECK(a);
    if (message_read(a, str_make((const char *)data, size), &m, &problem) == RC_OK) {
        check(m.from);
        check(m.subject);
        check(m.text);
        check(m.own);
        check(m.id);
        FUZZ_CHECK(m.own.n <= m.text.n && m.text.n <= MESSAGE_TEXT_MAX);
        FUZZ_CHECK(str_find_char(m.subject, '\n', 0) == STR_NONE);
        FUZZ_CHECK(str_find_char(m.from, '\n', 0) == STR_NONE && m.from.n <= MESSAGE_ADDRESS_MAX);
        FUZZ_CHECK(!authentication_vouches(&m, STR("")));
    } else {
        FUZZ_CHECK(problem.code != RC_OK || arena_failed(a));
    }
    arena_free(a);
    return 0;
}
