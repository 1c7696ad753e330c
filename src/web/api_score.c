#include "web/api_score.h"

#include "web/api_error.h"

static void put_languages(struct json *j, const struct score_fault *f)
{
    json_key(j, STR("languageNotSupportedByAttributeError"));
    json_begin_object(j);
    json_key(j, f->detected ? STR("detectedLanguages") : STR("requestedLanguages"));
    json_begin_array(j);
    for (size_t i = 0; i < f->language_count; i++)
        json_str(j, f->languages[i]);
    json_end(j);
    JSON_STR(j, "attribute", f->attribute);
    json_end(j);
}

static void put_fault(struct json *j, const void *of)
{
    const struct score_fault *f = of;
    json_begin_object(j);
    JSON_STR(j, "@type", STR("type.googleapis.com/google.commentanalyzer.v1alpha1.Error"));
    JSON_STR(j, "errorType", f->type);
    if (f->attribute.n > 0)
        put_languages(j, f);
    json_end(j);
}

void api_score_refuse(struct request *r, const struct score_fault *fault)
{
    if (fault->type.n == 0) {
        api_reply_bad_field(r, fault->field, fault->message);
        return;
    }
    api_reply_error(
        r, &(struct api_error){
               .code = 400, .message = fault->message, .put_details = put_fault, .of = fault});
}

bool api_score_read(struct request *r, enum score_method method, struct score_request *ret)
{
    const struct json_tree *body;
    struct score_fault fault = {.detected = false};
    enum rc rc = api_read_json(r, &body);
    if (rc == RC_INVALID) {
        api_reply_bad_field(r, STR(""), str_from_cstr(r->problem.message));
        return false;
    }
    if (rc != RC_OK) {
        api_fail(r, rc);
        return false;
    }
    rc = score_request_read(body, method, r->arena, ret, &fault);
    if (rc == RC_INVALID)
        api_score_refuse(r, &fault);
    else if (rc != RC_OK)
        api_fail(r, rc);
    return rc == RC_OK;
}
