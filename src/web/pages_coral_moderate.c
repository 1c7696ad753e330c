/* Coral's external moderation phase: signature, request, verdict, answer. */
#include "base/metrics.h"
#include "community/api_key.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/api_judge.h"
#include "web/coral_request.h"
#include "web/foreign_text.h"
#include "web/site_state.h"

#define ANSWER_MAX ((size_t)64 * 1024)

static void refuse(struct request *r, enum rc rc, const struct api_key_grant *grant)
{
    if (rc == RC_LIMITED) {
        api_set_retry_after(r, grant);
        api_reply_error(r, &(struct api_error){.code = 429,
                                               .message = STR("The quota of this signing secret "
                                                              "is used up for now.")});
        return;
    }
    if (rc != RC_UNAUTHENTICATED) {
        api_fail(r, rc);
        return;
    }
    api_reply_error(
        r, &(struct api_error){
               .code = 401,
               .message = grant->refusal == API_KEY_MISSING
                              ? STR("The header X-Coral-Signature is missing.")
                              : STR("The signature was made with none of the signing secrets that "
                                    "are in force here: see comity key add --coral.")});
}

void coral_handle(struct request *r)
{
    struct api_key_grant grant;
    const struct api_caller *caller;
    enum rc rc =
        api_caller_make_signed(r, http_header(r->x, STR("X-Coral-Signature")), &caller, &grant);
    if (rc != RC_OK)
        refuse(r, rc, &grant);
    else
        r->route->api(r, caller);
}

static enum rc judge(struct request *r, const struct coral_request *coral, struct api_judged *ret)
{
    struct judge_context context = api_judge_context(request_community(r));
    struct str text;
    context.author_is_staff = coral->by_staff;
    context.author_role = coral->by_staff ? STR("moderator") : STR("reader");
    context.is_reply = coral->is_reply;
    context.signals.article_text = coral->article_text;
    context.signals.parent_text = coral->parent_text;
    enum rc rc = foreign_text(r->arena, coral->body, &text);
    if (rc == RC_OK)
        rc = api_judge(request_community(r), text, &context, r->arena, ret);
    if (rc == RC_TOO_LARGE)
        rc = problem_set(&r->problem, rc, "comment.body is longer than %d bytes.", TEXT_BYTES_MAX);
    return rc;
}

void pages_coral_moderate(struct request *r, const struct api_caller *caller)
{
    struct coral_request coral;
    struct api_judged judged;
    struct buf out;
    enum rc rc = coral_request_read(http_body(r->x), r->arena, &coral, &r->problem);
    if (rc == RC_OK)
        rc = judge(r, &coral, &judged);
    if (rc != RC_OK) {
        api_fail(r, rc);
        return;
    }
    buf_init(&out, ANSWER_MAX);
    coral_answer_write(&out, &judged.verdict,
                       config_str(r->site->config.settings, SET_API_SPAM_CLAUSES));
    api_judged_release(&judged);
    metric_add(METRIC_api_coral, 1);
    request_json(r, &out);
}
