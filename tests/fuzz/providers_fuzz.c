/* Any bytes are read as providers.ini or refused with a place and a reason; what was read is complete. */
#include "fuzz.h"

#include "base/utf8.h"
#include "federation/provider.h"

static enum rc read_any(void *ctx, struct str path, struct arena *a, struct str *ret,
                        struct problem *problem)
{
    (void)ctx;
    *ret = arena_dup(a, path);
    return RC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct provider_files files = {.read = read_any};
    struct providers providers;
    struct problem problem = {0};
    struct arena *a = arena_new((size_t)16 << 20);
    enum rc rc = providers_read(str_make((const char *)data, size), STR("providers.ini"), false,
                                &files, a, &providers, &problem);
    if (rc != RC_OK)
        FUZZ_CHECK(problem.message[0] != '\0' && utf8_valid(str_from_cstr(problem.message)));
    for (size_t i = 0; rc == RC_OK && i < providers.count; i++) {
        const struct provider *p = &providers.list[i];
        FUZZ_CHECK(p->title.n > 0 && p->key.n > 0 && provider_find(&providers, p->slug) == p);
        FUZZ_CHECK(p->kind == PROVIDER_SSO || p->client_id.n > 0);
    }
    arena_free(a);
    return 0;
}
