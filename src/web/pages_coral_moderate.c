/* Coral's external moderation phase: signature, request, verdict, answer. */
#include "base/metrics.h"
#include "community/program/api_key.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/api_judge.h"
#include "web/aside.h"
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

/* In the request's arena: a long text is judged on a thread of its own. */
struct moderation {
    struct coral_request coral;
    struct buf out;
};

static enum rc moderate(struct request *r, void *ctx)
{
    struct moderation *m = ctx;
    struct api_judged judged;
    enum rc rc = judge(r, &m->coral, &judged);
    if (rc != RC_OK)
        return rc;
    coral_answer_write(&m->out, &judged.verdict, config_str(r->settings, SET_API_SPAM_CLAUSES));
    api_judged_release(&judged);
    return RC_OK;
}

static void answer(struct request *r, enum rc rc, void *ctx)
{
    struct moderation *m = ctx;
    if (rc == RC_OK && !http_gone(r->x)) {
        metric_add(METRIC_api_coral, 1);
        request_json(r, &m->out);
        return;
    }
    buf_release(&m->out);
    if (!http_gone(r->x))
        api_fail(r, rc);
}

void pages_coral_moderate(struct request *r, const struct api_caller *caller)
{
    struct moderation *m = ARENA_NEW(r->arena, struct moderation);
    enum rc rc = m != NULL ? coral_request_read(http_body(r->x), r->arena, &m->coral, &r->problem)
                           : RC_NO_MEMORY;
    if (rc != RC_OK) {
        api_fail(r, rc);
        return;
    }
    buf_init(&m->out, ANSWER_MAX);
    const struct coral_request *c = &m->coral;
    aside_answer(r, caller, c->body.n + c->article_text.n + c->parent_text.n, moderate, answer, m);
}
