#include "web/api_error.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/utf8.h"
#include "web/api.h"

#define ERROR_MAX ((size_t)16 * 1024)

struct str api_status_name(int code)
{
    switch (code) {
    case 401:
        return STR("UNAUTHENTICATED");
    case 403:
        return STR("PERMISSION_DENIED");
    case 404:
        return STR("NOT_FOUND");
    case 405:
        return STR("UNIMPLEMENTED");
    case 409:
        return STR("ABORTED");
    case 429:
        return STR("RESOURCE_EXHAUSTED");
    case 503:
        return STR("UNAVAILABLE");
    default:
        return code < 500 ? STR("INVALID_ARGUMENT") : STR("INTERNAL");
    }
}

struct str api_echo(struct str sent)
{
    size_t n = sent.n < API_ECHO_MAX ? sent.n : API_ECHO_MAX;
    while (!utf8_boundary(sent, n))
        n--;
    return str_slice(sent, 0, n);
}

void api_reply_error(struct request *r, const struct api_error *e)
{
    struct buf out;
    struct json j;
    buf_init(&out, ERROR_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    json_key(&j, STR("error"));
    json_begin_object(&j);
    JSON_I64(&j, "code", e->code);
    JSON_STR(&j, "message", e->message);
    JSON_STR(&j, "status", api_status_name(e->code));
    if (e->put_details != NULL) {
        json_key(&j, STR("details"));
        json_begin_array(&j);
        e->put_details(&j, e->of);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    metric_add(METRIC_api_refused, 1);
    r->status = e->code;
    api_reply(r, &out);
}

/* --- google.rpc.BadRequest --- */
struct bad_field {
    struct str field, message;
};

static void put_bad_field(struct json *j, const void *of)
{
    const struct bad_field *bad = of;
    json_begin_object(j);
    JSON_STR(j, "@type", STR("type.googleapis.com/google.rpc.BadRequest"));
    json_key(j, STR("fieldViolations"));
    json_begin_array(j);
    json_begin_object(j);
    if (bad->field.n > 0)
        JSON_STR(j, "field", bad->field);
    JSON_STR(j, "description", bad->message);
    json_end(j);
    json_end(j);
    json_end(j);
}

void api_reply_bad_field(struct request *r, struct str field, struct str message)
{
    struct bad_field bad = {.field = field, .message = message};
    api_reply_error(r,
                    &(struct api_error){
                        .code = 400, .message = message, .put_details = put_bad_field, .of = &bad});
}

void api_reply_words(struct request *r, const struct error_words *words)
{
    api_reply_error(r, &(struct api_error){.code = words->status, .message = words->message});
}

void api_fail(struct request *r, enum rc rc)
{
    struct error_words words = errors_for(rc);
    bool ours = words.status >= 500;
    if (ours)
        log_event(LOG_ERROR, STR("api_failed"), LOG_STR("rc", str_from_cstr(rc_name(rc))),
                  LOG_STR("request", http_request_id(r->x)),
                  LOG_STR("problem", str_from_cstr(r->problem.message)));
    else if (r->problem.message[0] != '\0')
        words.message = str_from_cstr(r->problem.message);
    api_reply_words(r, &words);
}
