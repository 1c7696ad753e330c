#include "web/verdict_again.h"

#include "community/replay.h"
#include "policy/judge.h"
#include "web/site_state.h"

static struct str result_words(const struct request *r, const struct replay_outcome *o)
{
    switch (o->result) {
    case REPLAY_REPRODUCED:
        return STR("Judged again under the version of then, it comes out the same, bit for bit.");
    case REPLAY_DIFFERS:
        return arena_printf(r->arena,
                            "Judged again under the version of then, it comes out differently: "
                            "%.*s",
                            STR_ARG(o->difference));
    case REPLAY_UNKNOWN:
        return STR("It cannot be judged again: what was known then was not kept yet.");
    case REPLAY_PERSON:
        return STR("A person decided; there is nothing to compute.");
    case REPLAY_ERASED:
        return STR("It cannot be judged again: its author deleted the text.");
    case REPLAY_TEXT_GONE:
        return STR("It cannot be judged again: that earlier text is not kept.");
    case REPLAY_UNJUDGED:
    case REPLAY_RESULT_COUNT:
        break;
    }
    return STR("This text was never judged.");
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
        ret->now = arena_printf(r->arena, "The standards in force would say “%.*s”, by “%.*s”.",
                                STR_ARG(consequence_name(v.consequence)),
                                STR_ARG(v.findings[0].clause_title));
    else if (rc == RC_OK)
        ret->now = STR("The standards in force would publish it.");
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
