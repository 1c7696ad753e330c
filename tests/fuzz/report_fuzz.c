#include "fuzz.h"

#include "base/utf8.h"
#include "community/mail/mail_status.h"
#include "inbox/message.h"
#include "inbox/report.h"

static void check(struct str s)
{
    FUZZ_CHECK(utf8_valid(s) && str_find_char(s, '\0', 0) == STR_NONE &&
               str_find_char(s, '\n', 0) == STR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct problem problem = {.code = RC_OK};
    struct report r;
    FUZZ_CHECK(a);
    if (report_read(a, str_make((const char *)data, size), &r, &problem) == RC_OK) {
        check(r.status);
        check(r.diagnostic);
        check(r.return_path);
        FUZZ_CHECK(r.kind != REPORT_NONE || r.status.n == 0);
        struct mail_status status = mail_status_read(r.status, r.diagnostic);
        struct str words = mail_status_words(r.diagnostic, a);
        FUZZ_CHECK(status.code.n <= 9 && (status.reply == 0 || status.reply >= 400));
        FUZZ_CHECK(!mail_status_is_hard(&status) || status.code.n > 0 || status.reply >= 550);
        FUZZ_CHECK(str_find_char(words, '@', 0) == STR_NONE);
        check(words);
    } else {
        FUZZ_CHECK(problem.code != RC_OK || arena_failed(a));
    }
    arena_free(a);
    return 0;
}
