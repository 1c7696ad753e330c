/* comments:suggestscore of the Perspective API: what people at the client decided. Stored to learn from, unless the request
 * or the site says no. */
#include "base/metrics.h"
#include "community/learning/suggestion.h"
#include "web/api_score.h"
#include "web/api_error.h"
#include "web/aside.h"
#include "web/score_answer.h"
#include "web/site_state.h"

#define ANSWER_MAX ((size_t)64 * 1024)

/* Kept across the wait for the writer, in the request's arena. */
struct suggesting {
    struct suggestion_add add; /* begins with the job */
    struct score_request request;
    struct str detected;
    const struct api_caller *caller;
};

static void put_languages(struct json *j, const char *key, const struct str *codes, size_t count)
{
    if (count == 0)
        return;
    json_key(j, str_from_cstr(key));
    json_begin_array(j);
    for (size_t i = 0; i < count; i++)
        json_str(j, codes[i]);
    json_end(j);
}

static void answer(struct request *r, const struct suggesting *s)
{
    struct buf out;
    struct json j;
    buf_init(&out, ANSWER_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    if (s->request.has_token)
        JSON_STR(&j, "clientToken", s->request.token);
    put_languages(&j, "detectedLanguages", &s->detected, s->detected.n > 0);
    put_languages(&j, "requestedLanguages", s->request.languages, s->request.language_count);
    json_end(&j);
    metric_add(METRIC_api_suggested, 1);
    api_reply(r, &out);
}

static void stored(struct request *r, enum rc rc)
{
    if (rc != RC_OK)
        api_fail(r, rc);
    else
        answer(r, (const struct suggesting *)r->job);
}

/* The scores for whole texts, under the attributes' plain names. */
static enum rc collect(struct suggesting *s, struct arena *a)
{
    const struct score_request *q = &s->request;
    struct suggestion_score *scores = ARENA_ARRAY(a, q->wanted_count, struct suggestion_score);
    if (scores == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < q->wanted_count; i++) {
        if (q->wanted[i].has_value)
            scores[s->add.score_count++] = (struct suggestion_score){
                .attribute = q->wanted[i].attribute->name, .value = q->wanted[i].value};
    }
    s->add.scores = scores;
    return RC_OK;
}

static void store(struct request *r, struct suggesting *s)
{
    const struct score_request *q = &s->request;
    s->add.key_id = api_caller_key_id(s->caller);
    s->add.text = q->text;
    s->add.parent = q->parent;
    s->add.language = q->language_count > 0 ? q->languages[0] : s->detected;
    s->add.community = q->community_id;
    s->add.token = q->token;
    request_wait(r, &s->add.job, stored);
    request_submitted(r, suggestion_add_submit(&s->add.job));
}

static enum rc detect(struct request *r, void *ctx)
{
    struct suggesting *s = ctx;
    return score_answer_language(r->site->config.signals, s->request.text, r->arena, &s->detected);
}

static void keep(struct request *r, enum rc rc, void *ctx)
{
    struct suggesting *s = ctx;
    if (http_gone(r->x))
        return;
    if (rc == RC_OK)
        rc = collect(s, r->arena);
    if (rc != RC_OK)
        api_fail(r, rc);
    else if (s->request.do_not_store || s->add.score_count == 0 ||
             !suggestion_kept(request_community(r)))
        answer(r, s);
    else
        store(r, s);
}

void api_suggest(struct request *r, const struct api_caller *caller)
{
    struct suggesting *s = ARENA_NEW(r->arena, struct suggesting);
    if (s == NULL) {
        api_fail(r, RC_NO_MEMORY);
        return;
    }
    s->caller = caller;
    if (api_score_read(r, SCORE_SUGGEST, &s->request))
        aside_answer(r, caller, s->request.text.n, detect, keep, s);
}
