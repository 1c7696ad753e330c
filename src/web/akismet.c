/* The way of an Akismet client's request: its form, its key, its handler. A refusal is a word and a header. */
#include "web/akismet_form.h"

#include "base/metrics.h"
#include "community/program/api_key.h"
#include "web/api.h"
#include "web/api_error.h"

/* WordPress's plugin adds the key it has to a question about another one, which stands in "key". */
static struct str key_of(const struct request *r, const struct akismet_form *form)
{
    bool about_comment = str_starts(http_path(r->x), STR("/1.1/comment")) ||
                         str_starts(http_path(r->x), STR("/1.1/submit"));
    struct str first = form->value[about_comment ? AKISMET_API_KEY : AKISMET_KEY];
    struct str second = form->value[about_comment ? AKISMET_KEY : AKISMET_API_KEY];
    if (first.n > 0 || second.n > 0)
        return first.n > 0 ? first : second;
    return akismet_host_key(http_header(r->x, STR("Host")));
}

static void refuse(struct request *r, enum rc rc, const struct api_key_grant *grant)
{
    static const char *const helps[] = {
        [API_GRANTED] = "the server could not check the key; try again",
        [API_KEY_MISSING] = "Empty \"api_key\" value",
        [API_KEY_UNKNOWN] = "We were unable to parse your API key, or it is not in force",
        [API_WRONG_SCOPE] = "The key is not made for this API",
        [API_WRONG_ORIGIN] = "The key serves browsers of other origins",
        [API_OVER_QUOTA] = "The key's quota is used up for now",
    };
    bool limited = rc == RC_LIMITED;
    metric_add(METRIC_api_refused, 1);
    http_set_header(r->x, STR("X-akismet-debug-help"), str_from_cstr(helps[grant->refusal]));
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    if (limited) {
        api_set_retry_after(r, grant);
        /* The code by which WordPress's plugin tells administrators of a used up allowance. */
        http_set_header(r->x, STR("X-akismet-alert-code"), STR("10508"));
        http_set_header(r->x, STR("X-akismet-alert-msg"),
                        STR("The key's quota is used up for now"));
    }
    http_reply(r->x,
               limited                         ? 429
               : grant->refusal == API_GRANTED ? 503
                                               : 200,
               STR("text/plain; charset=utf-8"), limited ? STR("over quota") : STR("invalid"));
}

void akismet_handle(struct request *r)
{
    struct akismet_form *form = ARENA_NEW(r->arena, struct akismet_form);
    const struct api_caller *caller;
    struct api_key_grant grant = {0};
    enum rc rc = form != NULL ? akismet_form_read(http_body(r->x), r->arena, form) : RC_NO_MEMORY;
    if (rc != RC_OK) {
        api_fail(r, rc);
        return;
    }
    const struct api_key_query query = {.key = key_of(r, form),
                                        .scope = API_SCOPE_AKISMET,
                                        .origin = http_header(r->x, STR("Origin"))};
    rc = api_caller_make(r, &query, &caller, &grant);
    if (rc != RC_OK) {
        refuse(r, rc, &grant);
        return;
    }
    metric_add(METRIC_api_akismet, 1);
    form->key_id = api_caller_key_id(caller);
    r->akismet = form;
    r->route->api(r, caller);
}
