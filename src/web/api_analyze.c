/* comments:analyze of the Perspective API: a text in, probabilities out. Nothing of it is kept. */
#include "base/metrics.h"
#include "community/learning/learning.h"
#include "web/api_error.h"
#include "web/api_score.h"
#include "web/aside.h"
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
    const struct config *settings = r->settings;
    bool wanted = settings != NULL && config_bool(settings, SET_API_LEARNED);
    return wanted ? learning_ref(request_community(r)) : NULL;
}

/* In the request's arena: a long text is scored on a thread of its own. */
struct analysis {
    struct score_request request;
    struct score_fault fault;
    struct buf out;
};

static enum rc score(struct request *r, void *ctx)
{
    struct analysis *n = ctx;
    struct learning_correction *correction = learned(r);
    const struct score_view view = {.assumed = assumed_language(r),
                                    .correction =
                                        correction != NULL ? learning_get(correction) : NULL};
    enum rc rc = score_answer_write(r->site->config.signals, &n->request, &view, r->arena, &n->out,
                                    &n->fault);
    learning_unref(correction);
    return rc;
}

static void answer(struct request *r, enum rc rc, void *ctx)
{
    struct analysis *n = ctx;
    if (rc == RC_OK && !http_gone(r->x)) {
        metric_add(METRIC_api_analyzed, 1);
        api_reply(r, &n->out);
        return;
    }
    buf_release(&n->out);
    if (http_gone(r->x))
        return;
    if (rc == RC_INVALID)
        api_score_refuse(r, &n->fault);
    else
        api_fail(r, rc);
}

/* Every sentence is scored with the comment it answers. */
static size_t weight(const struct score_request *q)
{
    size_t around = q->article.n + q->parent.n;
    return q->spans ? 2 * q->text.n + 8 * around : q->text.n + around;
}

void api_analyze(struct request *r, const struct api_caller *caller)
{
    struct analysis *n = ARENA_NEW(r->arena, struct analysis);
    if (n == NULL) {
        api_fail(r, RC_NO_MEMORY);
        return;
    }
    if (!api_score_read(r, SCORE_ANALYZE, &n->request))
        return;
    buf_init(&n->out, ANSWER_MAX);
    aside_answer(r, caller, weight(&n->request), score, answer, n);
}
