#include "community/comment/weigh.h"

#include "base/utf8.h"
#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/comment/transition.h"
#include "library/engine.h"
#include "policy/context.h"
#include "text/fingerprint.h"

static bool is_blank(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_space(s.p[i]))
            return false;
    return true;
}

enum rc weigh_check_text(const struct community *c, struct str body, struct problem *problem)
{
    if (!utf8_valid(body) || str_find_char(body, '\0', 0) != STR_NONE)
        return problem_set(
            problem, RC_INVALID,
            "The text holds bytes that are not valid UTF-8. Paste it again as plain text.");
    if (is_blank(body))
        return problem_set(problem, RC_INVALID, "The comment is empty.");
    int64_t characters = (int64_t)utf8_count(body);
    if (characters < core_limits(c).comment_characters_min)
        return problem_set(problem, RC_INVALID, "The comment is too short.");
    if (characters > core_limits(c).comment_characters_max || body.n > TEXT_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE,
                           "The comment has %lld characters; at most %lld are allowed. Shorten it; "
                           "nothing of it is lost.",
                           (long long)characters, (long long)core_limits(c).comment_characters_max);
    return RC_OK;
}

/* A verdict views the standards it came from; these may be replaced while the page is being written. */
enum rc weigh_own_findings(struct verdict *v, struct arena *a)
{
    struct finding *findings = ARENA_ARRAY(a, v->finding_count, struct finding);
    if (findings == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < v->finding_count; i++) {
        struct finding *f = &findings[i];
        *f = v->findings[i];
        f->clause = arena_dup(a, f->clause);
        f->clause_title = arena_dup(a, f->clause_title);
        f->condition = arena_dup(a, f->condition);
        struct measure *measures = ARENA_ARRAY(a, f->measure_count, struct measure);
        if (measures == NULL)
            return RC_NO_MEMORY;
        for (size_t m = 0; m < f->measure_count; m++) {
            measures[m] = f->measures[m];
            measures[m].test = arena_dup(a, measures[m].test);
        }
        f->measures = measures;
    }
    v->findings = findings;
    v->standards_version = arena_dup(a, v->standards_version);
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

static enum rc write_context(const struct judge_context *context, const struct facts *facts,
                             struct arena *a, struct str *ret)
{
    struct buf b;
    buf_init(&b, CONTEXT_COMPACT_MAX);
    context_write_compact(&b, context, facts);
    enum rc rc = buf_status(&b);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&b));
    buf_release(&b);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}

static enum comment_status status_of(enum consequence consequence, bool held_first)
{
    static const enum comment_status statuses[] = {
        [CONSEQUENCE_PUBLISH] = COMMENT_PUBLISHED, [CONSEQUENCE_FLAG] = COMMENT_FLAGGED,
        [CONSEQUENCE_NUDGE] = COMMENT_HELD,        [CONSEQUENCE_HOLD] = COMMENT_HELD,
        [CONSEQUENCE_REMOVE] = COMMENT_REMOVED,
    };
    enum comment_status status = statuses[consequence];
    return held_first && transition_visible(status) ? COMMENT_HELD : status;
}

static enum rc weigh(const struct community_judge *j, const struct text *t,
                     const struct judge_context *context, int64_t mode, struct arena *a,
                     struct weighed *ret)
{
    const struct judge *judge = community_judge_get(j);
    enum rc rc = judge_text(judge, t, context, a, &ret->verdict);
    if (rc != RC_OK)
        return rc;
    ret->standards_id = community_judge_standards_id(j);
    ret->status = status_of(ret->verdict.consequence,
                            mode == THREAD_PREMODERATED || context->author_is_premoderated);
    /* The judge has it already when the author is known. */
    ret->fingerprint = ret->verdict.facts->fingerprint;
    if (ret->fingerprint == 0)
        ret->fingerprint = fingerprint_text(t);
    ret->record = (struct str){0};
    rc = write_context(context, ret->verdict.facts, a, &ret->context);
    if (rc == RC_OK && ret->verdict.consequence != CONSEQUENCE_PUBLISH) {
        ret->verdict.text_sha256 = verdict_hash_text(a, t->original);
        rc = engine_record(judge, t->original, context, a, &ret->verdict, &ret->record);
    }
    return rc == RC_OK ? weigh_own_findings(&ret->verdict, a) : rc;
}

enum rc weigh_comment(struct community *c, const struct text *t,
                      const struct judge_context *context, int64_t mode, struct arena *a,
                      struct weighed *ret, struct problem *problem)
{
    struct community_judge *j = community_judge_ref(c);
    if (j == NULL)
        return problem_set(problem, RC_UNAVAILABLE,
                           "The standards are not loaded yet; try again in a moment.");
    struct learning_correction *learned = learning_ref(c);
    struct judge_context whole = *context;
    if (learned != NULL)
        whole.signals.correction = learning_get(learned);
    enum rc rc = weigh(j, t, &whole, mode, a, ret);
    learning_unref(learned);
    community_judge_unref(j);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The comment could not be judged.");
    return RC_OK;
}
