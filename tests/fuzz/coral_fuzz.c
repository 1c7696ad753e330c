/* Any bytes are read as Coral's request or refused with a reason. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/coral_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct coral_request request;
    struct problem problem = {0};
    struct arena *a = arena_new((size_t)64 << 20);
    enum rc rc = coral_request_read(str_make((const char *)data, size), a, &request, &problem);
    if (rc == RC_OK)
        FUZZ_CHECK(utf8_valid(request.body) && request.body.p != NULL);
    else
        FUZZ_CHECK(problem.message[0] != '\0' && utf8_valid(str_from_cstr(problem.message)));
    arena_free(a);
    return 0;
}
