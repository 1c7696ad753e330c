/* What strangers send in an HTTP request and our own code reads: forms, targets, cookies, header values. */
#include "fuzz.h"

#include "base/utf8.h"
#include "http/address.h"
#include "http/cookie.h"
#include "http/encoding.h"
#include "http/forms.h"
#include "http/guard.h"

static struct arena *arena_of(void *ctx)
{
    return ctx;
}

static void check_form(struct str text, struct arena *a)
{
    struct form form;
    struct problem problem = {0};
    if (form_parse(text, a, &form, &problem) != RC_OK) {
        FUZZ_CHECK(problem.message[0] != '\0' && utf8_valid(str_from_cstr(problem.message)));
        return;
    }
    FUZZ_CHECK(form.count <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < form.count; i++) {
        struct str value = form.fields[i].value;
        FUZZ_CHECK(utf8_valid(form.fields[i].name) && utf8_valid(value));
        FUZZ_CHECK(str_find_char(value, '\0', 0) == STR_NONE);
        FUZZ_CHECK(str_find(value, STR("\r\n"), 0) == STR_NONE);
    }
    (void)form_repeated(&form);
}

static void check_target(struct str text, struct arena *a)
{
    struct str path, query;
    if (guard_target(text, 4096, arena_of, a, &path, &query).status != 0)
        return;
    FUZZ_CHECK(path.n > 0 && path.p[0] == '/' && utf8_valid(path));
    FUZZ_CHECK(str_find(path, STR("/../"), 0) == STR_NONE && !str_ends(path, STR("/..")));
    FUZZ_CHECK(str_find_char(path, '\0', 0) == STR_NONE);
}

static void check_headers(struct str text)
{
    struct guard_head head = {0};
    struct address_list none = {0};
    struct http_address peer = {0};
    struct str rest = text, name = str_split(&rest, '\n');
    guard_head_add(&head, name, rest);
    (void)guard_check_head(&head, 10, 8192, 65536, true, false);
    FUZZ_CHECK(encoding_pick(text, 1u << ENCODING_IDENTITY) == ENCODING_IDENTITY);
    (void)etag_matches(text, STR("\"x\""));
    FUZZ_CHECK(cookie_find(text, STR("sid")).n <= text.n);
    (void)address_forwarded(&none, peer, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct str text = str_make((const char *)data, size);
    FUZZ_CHECK(a);
    check_form(text, a);
    check_target(text, a);
    check_headers(text);
    arena_free(a);
    return 0;
}
