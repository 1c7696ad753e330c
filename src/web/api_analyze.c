/* comments:analyze of the Perspective API: a text in, probabilities out. Nothing of it is kept. */
#include "base/metrics.h"
#include "community/learning.h"
#include "web/api_error.h"
#include "web/api_score.h"
#include "web/score_answer.h"
#include "web/site_state.h"

#define ANSWER_MAX ((size_t)1024 * 1024)

/* The language of texts too short to tell. */
static struct str assumed_language(const struct request *r)
{
    struct str site = request_site(r)->language;
    return site.n > 0 ? site : STR("en");
}

/* Shipped scores are what is measured in docs/QUALITY.md; a site may answer with what it has learned instead. */
static struct learning_correction *learned(const struct request *r)
{
    const struct config *settings = r->site->config.settings;
    bool wanted = settings != NULL && config_bool(settings, SET_API_LEARNED);
    return wanted ? learning_ref(request_community(r)) : NULL;
}

static enum rc write_answer(struct request *r, const struct score_request *request, struct buf *out,
                            struct score_fault *fault)
{
    struct learning_correction *correction = learned(r);
    const struct score_view view = {.assumed = assumed_language(r),
                                    .correction =
                                        correction != NULL ? learning_get(correction) : NULL};
    enum rc rc = score_answer_write(r->site->config.signals, request, &view, r->arena, out, fault);
    learning_unref(correction);
    return rc;
}

void api_analyze(struct request *r, const struct api_caller *caller)
{
    struct score_request request;
    struct score_fault fault = {.detected = false};
    struct buf out;
    if (!api_score_read(r, SCORE_ANALYZE, &request))
        return;
    buf_init(&out, ANSWER_MAX);
    enum rc rc = write_answer(r, &request, &out, &fault);
    if (rc == RC_OK) {
        metric_add(METRIC_api_analyzed, 1);
        api_reply(r, &out);
        return;
    }
    buf_release(&out);
    if (rc == RC_INVALID)
        api_score_refuse(r, &fault);
    else
        api_fail(r, rc);
}
