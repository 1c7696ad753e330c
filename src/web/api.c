/* The way of a program's request: its query, its key, its handler. */
#include "web/api.h"

#include "community/program/api_key.h"
#include "web/api_error.h"
#include "web/site_state.h"

struct api_caller {
    int64_t key_id;
};

int64_t api_caller_key_id(const struct api_caller *c)
{
    return c->key_id;
}

bool api_is_address(struct str path)
{
    struct route_params params;
    bool other;
    static const enum http_method methods[] = {HTTP_POST, HTTP_GET};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const struct route *row = routes_match(methods[i], path, &params, &other);
        if (row != NULL && row->kind == ROUTE_API)
            return true;
    }
    return false;
}

/* --- the query --- */
/* The system parameters of Google's APIs. `callback` would have the answer run as a script, and is none of them. */
static const char *const parameters[] = {
    "$.xgafv",     "access_token", "alt",        "fields",          "key",    "oauth_token",
    "prettyPrint", "quotaUser",    "uploadType", "upload_protocol", "userIp",
};

static bool is_parameter(const struct request *r, struct str name)
{
    if (r->route->get != NULL && str_eq(name, STR("version")))
        return true;
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        if (str_eq(name, str_from_cstr(parameters[i])))
            return true;
    }
    return false;
}

static bool is_one_of(struct str value, const char *first, const char *second)
{
    return value.n == 0 || str_eq(value, str_from_cstr(first)) ||
           str_eq(value, str_from_cstr(second));
}

/* Empty when the query is fine; else what is wrong with it. */
static struct str query_fault(struct request *r)
{
    struct str twice = form_repeated(&r->query);
    if (twice.n > 0)
        return arena_printf(r->arena, "The query parameter \"%.*s\" stands twice.",
                            STR_ARG(api_echo(twice)));
    for (size_t i = 0; i < r->query.count; i++) {
        struct str name = api_echo(r->query.fields[i].name);
        if (!is_parameter(r, r->query.fields[i].name))
            return arena_printf(r->arena,
                                "Invalid JSON payload received. Unknown name \"%.*s\": Cannot "
                                "bind query parameter. Field '%.*s' could not be found in "
                                "request message.",
                                STR_ARG(name), STR_ARG(name));
    }
    if (!is_one_of(request_query(r, "alt"), "json", "json"))
        return STR("Only alt=json is supported: answers are JSON.");
    if (!is_one_of(request_query(r, "prettyPrint"), "true", "false"))
        return STR("Invalid value at 'prettyPrint' (TYPE_BOOL): it is true or false.");
    if (!is_one_of(request_query(r, "$.xgafv"), "1", "2"))
        return STR("Invalid value at '$.xgafv': it is 1 or 2.");
    return STR("");
}

/* --- the key --- */
static enum api_scope scope_of(const struct route *route)
{
    return route->access == ROUTE_SUGGEST_KEY ? API_SCOPE_SUGGEST
           : route->access == ROUTE_BATCH_KEY ? API_SCOPE_BATCH
                                              : API_SCOPE_ANALYZE;
}

/* RFC 6750: what other programs than Google's clients send. */
static struct str bearer(const struct request *r)
{
    struct str sent = http_header(r->x, STR("Authorization"));
    bool is_bearer = str_eq_ascii_case(str_slice(sent, 0, 7), STR("Bearer "));
    return is_bearer ? str_trim(str_slice(sent, 7, sent.n)) : STR("");
}

/* Where clients of Google's APIs put it. */
static struct str sent_key(const struct request *r)
{
    struct str key = request_query(r, "key");
    if (key.n == 0)
        key = http_header(r->x, STR("X-Goog-Api-Key"));
    return key.n > 0 || r->route->access != ROUTE_BATCH_KEY ? key : bearer(r);
}

static void allow_origin(struct request *r, struct str origin)
{
    http_set_header(r->x, STR("Access-Control-Allow-Origin"), origin);
    http_set_header(r->x, STR("Vary"), STR("Origin"));
}

struct refusal {
    struct str reason, message;
};

static void put_reason(struct json *j, const void *of)
{
    const struct refusal *refusal = of;
    json_begin_object(j);
    JSON_STR(j, "@type", STR("type.googleapis.com/google.rpc.ErrorInfo"));
    JSON_STR(j, "reason", refusal->reason);
    JSON_STR(j, "domain", STR("googleapis.com"));
    json_key(j, STR("metadata"));
    json_begin_object(j);
    JSON_STR(j, "service", STR("commentanalyzer.googleapis.com"));
    json_end(j);
    json_end(j);
    if (str_eq(refusal->reason, STR("API_KEY_INVALID"))) {
        json_begin_object(j);
        JSON_STR(j, "@type", STR("type.googleapis.com/google.rpc.LocalizedMessage"));
        JSON_STR(j, "locale", STR("en-US"));
        JSON_STR(j, "message", refusal->message);
        json_end(j);
    }
}

static void refuse(struct request *r, int code, struct str reason, struct str message)
{
    struct refusal refusal = {.reason = reason, .message = message};
    api_reply_error(r, &(struct api_error){.code = code,
                                           .message = message,
                                           .put_details = reason.n > 0 ? put_reason : NULL,
                                           .of = &refusal});
}

void api_set_retry_after(struct request *r, const struct api_key_grant *grant)
{
    int64_t seconds = grant->retry_ms < 0 ? 60 : (grant->retry_ms + 999) / 1000;
    http_set_header(r->x, STR("Retry-After"),
                    arena_printf(r->arena, "%lld", (long long)(seconds > 0 ? seconds : 1)));
}

static void refuse_over_quota(struct request *r, const struct api_key_grant *grant)
{
    api_set_retry_after(r, grant);
    refuse(r, 429, STR("RATE_LIMIT_EXCEEDED"),
           STR("Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)' and limit "
               "'Analysis requests (AnalyzeComment) per minute' of this key."));
}

static void refuse_caller(struct request *r, enum rc rc, const struct api_key_grant *grant)
{
    switch (grant->refusal) {
    case API_KEY_MISSING:
        refuse(r, 403, STR(""),
               STR("Method doesn't allow unregistered callers (callers without established "
                   "identity). Please use API Key or other form of API consumer identity to "
                   "call this API."));
        return;
    case API_KEY_UNKNOWN:
        refuse(r, 400, STR("API_KEY_INVALID"),
               STR("API key not valid. Please pass a valid API key."));
        return;
    case API_WRONG_SCOPE:
        refuse(r, 403, STR("API_KEY_SERVICE_BLOCKED"),
               STR("Requests to this API method are blocked: the key is not made for it."));
        return;
    case API_WRONG_ORIGIN:
        refuse(r, 403, STR("API_KEY_HTTP_REFERRER_BLOCKED"),
               STR("Requests from this origin are blocked: the key does not name it."));
        return;
    case API_OVER_QUOTA:
        refuse_over_quota(r, grant);
        return;
    case API_GRANTED:
        break;
    }
    api_fail(r, rc);
}

static enum rc make_caller(struct request *r, enum rc rc, const struct api_key_grant *grant,
                           const struct api_caller **ret)
{
    struct api_caller *caller = rc == RC_OK ? ARENA_NEW(r->arena, struct api_caller) : NULL;
    if (rc == RC_OK && caller == NULL)
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    caller->key_id = grant->key_id;
    *ret = caller;
    return RC_OK;
}

enum rc api_caller_make(struct request *r, const struct api_key_query *query,
                        const struct api_caller **ret, struct api_key_grant *grant)
{
    enum rc rc = api_key_check(request_community(r), query, grant);
    if (grant->for_origin)
        allow_origin(r, query->origin);
    return make_caller(r, rc, grant, ret);
}

enum rc api_caller_make_signed(struct request *r, struct str signature,
                               const struct api_caller **ret, struct api_key_grant *grant)
{
    enum rc rc = api_key_check_signed(request_community(r), signature, http_body(r->x), grant);
    return make_caller(r, rc, grant, ret);
}

static enum rc check_caller(struct request *r, const struct api_caller **ret,
                            struct api_key_grant *grant)
{
    const struct api_key_query query = {.key = sent_key(r),
                                        .scope = scope_of(r->route),
                                        .origin = http_header(r->x, STR("Origin"))};
    return api_caller_make(r, &query, ret, grant);
}

/* Protocols with a key elsewhere and errors of their own. */
static bool handle_otherwise(struct request *r)
{
    if (r->route->access == ROUTE_AKISMET_KEY)
        akismet_handle(r);
    else if (r->route->access == ROUTE_CORAL_SIGNATURE)
        coral_handle(r);
    else
        return false;
    return true;
}

void api_handle(struct request *r)
{
    if (handle_otherwise(r))
        return;
    struct api_key_grant grant = {.refusal = API_GRANTED};
    const struct api_caller *caller = NULL;
    enum rc rc = form_read_query(r->x, &r->query, &r->problem);
    struct str fault = rc == RC_OK ? query_fault(r) : STR("");
    if (rc != RC_OK)
        api_fail(r, rc);
    else if (fault.n > 0)
        api_reply_bad_field(r, STR(""), fault);
    else if (r->route->get != NULL)
        r->route->get(r);
    else if ((rc = check_caller(r, &caller, &grant)) != RC_OK)
        refuse_caller(r, rc, &grant);
    else
        r->route->api(r, caller);
}

/* Fetch Standard, CORS preflight: the question carries no headers of the request to come, so only a key in the query can
 * be looked up. */
void api_handle_options(struct request *r)
{
    struct str origin = http_header(r->x, STR("Origin"));
    http_set_header(r->x, STR("Allow"), STR("POST, OPTIONS"));
    if (form_read_query(r->x, &r->query, &r->problem) == RC_OK && origin.n > 0 &&
        api_key_allows_origin(request_community(r), request_query(r, "key"), origin)) {
        allow_origin(r, origin);
        http_set_header(r->x, STR("Access-Control-Allow-Methods"), STR("POST"));
        http_set_header(r->x, STR("Access-Control-Allow-Headers"),
                        STR("content-type, x-goog-api-client, x-goog-api-key"));
        http_set_header(r->x, STR("Access-Control-Max-Age"), STR("3600"));
    }
    http_reply(r->x, 204, STR("text/plain; charset=utf-8"), STR(""));
}
