#include "cli/providers.h"

#include "cli/app.h"

/* Larger than any key, secret or file of providers. */
#define FILE_MAX            ((size_t)256 * 1024)
#define PROVIDERS_ARENA_MAX ((size_t)32 * 1024 * 1024)

/* Beside the file that names it, unless it says where else. */
static enum rc read_beside(void *ctx, struct str path, struct arena *a, struct str *ret,
                           struct problem *problem)
{
    const struct str *document = ctx;
    size_t slash = str_rfind_char(*document, '/');
    if (slash != STR_NONE && path.n > 0 && path.p[0] != '/')
        path = arena_printf(a, "%.*s/%.*s", (int)slash, document->p, STR_ARG(path));
    return app_read_named_file(SET_PROVIDERS_FILE, path, FILE_MAX, a, ret, problem);
}

enum rc providers_load(const struct config *config, struct identity_settings *ret,
                       struct problem *problem)
{
    struct str path = config_str(config, SET_PROVIDERS_FILE), text;
    bool private_addresses = config_bool(config, SET_PROVIDERS_PRIVATE_ADDRESSES);
    const struct provider_files files = {.read = read_beside, .ctx = &path};
    if (path.n == 0)
        return RC_OK;
    struct arena *a = arena_new(PROVIDERS_ARENA_MAX);
    struct providers *list = a != NULL ? ARENA_NEW(a, struct providers) : NULL;
    enum rc rc = list != NULL
                     ? app_read_named_file(SET_PROVIDERS_FILE, path, FILE_MAX, a, &text, problem)
                     : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = providers_read(text, path, private_addresses, &files, a, list, problem);
    if (rc != RC_OK) {
        arena_free(a);
        return problem_set(problem, rc, "%.*s cannot be read: %s", STR_ARG(path), rc_text(rc));
    }
    *ret =
        (struct identity_settings){.providers = list,
                                   .arena = a,
                                   .private_addresses = private_addresses,
                                   .timeout_ms = config_int(config, SET_PROVIDERS_TIMEOUT) * 1000};
    return RC_OK;
}
