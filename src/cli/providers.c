#include "cli/providers.h"

#include "cli/app.h"
#include "community/identity.h"

/* Larger than any key, secret or file of providers. */
#define FILE_MAX ((size_t)256 * 1024)

static enum rc read_whole(struct arena *a, struct str path, struct str *ret,
                          struct problem *problem)
{
    struct buf text;
    const char *name = arena_cstr(a, path);
    if (name == NULL)
        return RC_NO_MEMORY;
    buf_init(&text, FILE_MAX);
    enum rc rc = app_read_file(name, FILE_MAX, &text, problem);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&text));
    buf_release(&text);
    return rc;
}

/* Beside the file that names it, unless it says where else. */
static enum rc read_beside(void *ctx, struct str path, struct arena *a, struct str *ret,
                           struct problem *problem)
{
    const struct str *document = ctx;
    size_t slash = str_rfind_char(*document, '/');
    if (slash != STR_NONE && path.n > 0 && path.p[0] != '/')
        path = arena_printf(a, "%.*s/%.*s", (int)slash, document->p, STR_ARG(path));
    return read_whole(a, path, ret, problem);
}

enum rc providers_open(struct community *c, const struct config *config, struct arena *a,
                       struct problem *problem)
{
    struct str path = config_str(config, SET_PROVIDERS_FILE), text;
    bool private_addresses = config_bool(config, SET_PROVIDERS_PRIVATE_ADDRESSES);
    const struct provider_files files = {.read = read_beside, .ctx = &path};
    struct providers *list = ARENA_NEW(a, struct providers);
    if (path.n == 0)
        return RC_OK;
    enum rc rc = list != NULL ? read_whole(a, path, &text, problem) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = providers_read(text, path, private_addresses, &files, a, list, problem);
    if (rc == RC_OK)
        rc = identity_open(c, &(struct identity_settings){
                                  .providers = list,
                                  .private_addresses = private_addresses,
                                  .timeout_ms = config_int(config, SET_PROVIDERS_TIMEOUT) * 1000});
    return rc == RC_OK
               ? rc
               : problem_set(problem, rc, "%.*s cannot be read: %s", STR_ARG(path), rc_text(rc));
}
