#include "web/verdict_again.h"

#include "community/record/replay.h"
#include "policy/judge.h"
#include "web/site_state.h"
#include "web/views.h"

static struct str result_words(const struct request *r, const struct replay_outcome *o)
{
    switch (o->result) {
    case REPLAY_REPRODUCED:
        return SAY(r,
                   "Judged again under the version of then, it comes out the same, bit for bit.");
    case REPLAY_DIFFERS:
        return SAY_WITH(r, "Judged again under the version of then, it comes out differently: {0}",
                        o->difference);
    case REPLAY_UNKNOWN:
        return SAY(r, "It cannot be judged again: what was known then was not kept yet.");
    case REPLAY_PERSON:
        return SAY(r, "A person decided; there is nothing to compute.");
    case REPLAY_ERASED:
        return SAY(r, "It cannot be judged again: its author deleted the text.");
    case REPLAY_TEXT_GONE:
        return SAY(r, "It cannot be judged again: that earlier text is not kept.");
    case REPLAY_UNJUDGED:
    case REPLAY_RESULT_COUNT:
        break;
    }
    return SAY(r, "This text was never judged.");
}

static enum rc judge_then(struct request *r, const struct replay_item *item,
                          struct verdict_again *ret)
{
    struct replay *replay;
    struct replay_outcome outcome;
    enum rc rc = replay_new(r->reader, r->site->config.signals, &replay);
    if (rc != RC_OK)
        return rc;
    rc = replay_run(replay, item, r->arena, &outcome, &r->problem);
    if (rc == RC_OK)
        ret->then = result_words(r, &outcome);
    replay_free(replay);
    return rc;
}

static enum rc judge_now(struct request *r, const struct replay_item *item,
                         struct verdict_again *ret)
{
    struct judge_context context;
    struct verdict v;
    if (item->body.n == 0 || !replay_context(r->reader, item, r->arena, &context))
        return RC_OK;
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return RC_OK;
    enum rc rc = judge_comment(community_judge_get(judge), item->body, &context, r->arena, &v);
    if (rc == RC_OK && v.finding_count > 0)
        ret->now = SAY_WITH(r, "The standards in force would say “{0}”, by “{1}”.",
                            views_consequence_words(r, v.consequence),
                            views_clause_title(r, v.findings[0].clause));
    else if (rc == RC_OK)
        ret->now = SAY(r, "The standards in force would publish it.");
    community_judge_unref(judge);
    return rc;
}

enum rc verdict_again(struct request *r, int64_t comment_id, int64_t seq, struct verdict_again *ret)
{
    struct replay_item item;
    *ret = (struct verdict_again){.now = {.p = NULL}};
    enum rc rc = replay_get(r->reader, comment_id, seq, r->arena, &item, &r->problem);
    if (rc == RC_OK)
        rc = judge_then(r, &item, ret);
    return rc == RC_OK ? judge_now(r, &item, ret) : rc;
}
