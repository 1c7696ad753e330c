/* Any bytes are an Akismet form: what is read of them is text, and the foreign text of it can be judged or is refused. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/akismet_form.h"
#include "web/foreign_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size), text;
    struct akismet_form form;
    struct arena *a = arena_new((size_t)64 << 20);
    FUZZ_CHECK(akismet_form_read(input, a, &form) == RC_OK);
    for (size_t i = 0; i < AKISMET_FIELD_COUNT; i++)
        FUZZ_CHECK(utf8_valid(form.value[i]) && str_find_char(form.value[i], '\0', 0) == STR_NONE);
    if (foreign_text(a, form.value[AKISMET_CONTENT], &text) == RC_OK)
        FUZZ_CHECK(utf8_valid(text));
    if (foreign_text(a, input, &text) == RC_OK && utf8_valid(input))
        FUZZ_CHECK(utf8_valid(text));
    FUZZ_CHECK(akismet_host_key(input).n <= size);
    arena_free(a);
    return 0;
}
