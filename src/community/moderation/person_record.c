#include "community/moderation/person_record.h"

#include "base/json.h"
#include "community/core.h"
#include "policy/verdict.h"

static enum consequence consequence_of(enum comment_status status)
{
    static const enum consequence consequences[COMMENT_STATUS_COUNT] = {
        [COMMENT_PUBLISHED] = CONSEQUENCE_PUBLISH, [COMMENT_FLAGGED] = CONSEQUENCE_FLAG,
        [COMMENT_HELD] = CONSEQUENCE_HOLD,         [COMMENT_REMOVED] = CONSEQUENCE_REMOVE,
        [COMMENT_DELETED] = CONSEQUENCE_REMOVE,
    };
    return consequences[status];
}

static enum verdict_decider decider_of(const struct transition_decision *d)
{
    if (d->action == DECISION_DELETED)
        return VERDICT_BY_AUTHOR;
    return d->actor_role == ROLE_ADMINISTRATOR ? VERDICT_BY_ADMINISTRATOR : VERDICT_BY_MODERATOR;
}

/* The clause a person names, with the words they marked. */
static enum rc fill_finding(const struct transition_decision *d, const struct standards *standards,
                            struct arena *a, struct verdict *v)
{
    const struct standards_clause *clause =
        standards != NULL ? standards_find_clause(standards, d->clause) : NULL;
    struct finding *f = ARENA_NEW(a, struct finding);
    struct evidence *evidence = ARENA_ARRAY(a, d->mark_count, struct evidence);
    if (f == NULL || evidence == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < d->mark_count; i++)
        evidence[i] = (struct evidence){.signal = SIGNAL_COUNT, .original = d->marks[i]};
    f->clause = d->clause;
    f->clause_title = clause != NULL ? arena_dup(a, clause->title) : d->clause;
    f->consequence = f->written = v->consequence;
    f->evidence = evidence;
    f->evidence_count = d->mark_count;
    v->findings = f;
    v->finding_count = 1;
    return RC_OK;
}

/* What the comment stood with before comes back with it. */
static void fill_returned(const struct transition_decision *d, struct arena *a, struct verdict *v)
{
    struct verdict before;
    if (verdict_parse_json(d->returned_record, a, &before, NULL) != RC_OK)
        return;
    v->findings = before.findings;
    v->finding_count = before.finding_count;
}

static enum rc fill(struct community_job *job, const struct transition_decision *d,
                    const struct community_judge *j, struct verdict *v)
{
    const struct standards *standards = j != NULL ? judge_standards(community_judge_get(j)) : NULL;
    *v = (struct verdict){
        .consequence = consequence_of(d->to),
        .standards_version =
            standards != NULL ? arena_dup(job->arena, standards_version(standards)) : STR(""),
        .signals_version = STR(""),
        .program_version = STR(COMITY_VERSION),
        .decided_by = decider_of(d),
        .reason = d->reason,
        .text_sha256 = d->body.n > 0 ? verdict_hash_text(job->arena, d->body) : (struct str){0},
    };
    if (d->returned_record.n > 0)
        fill_returned(d, job->arena, v);
    else if (d->clause.n > 0)
        return fill_finding(d, standards, job->arena, v);
    return RC_OK;
}

static void write(struct buf *out, const struct transition_decision *d, const struct verdict *v)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_STR(&j, "action", decision_action_name(d->action));
    if (d->has_from)
        JSON_STR(&j, "before", comment_status_name(d->from));
    JSON_STR(&j, "after", comment_status_name(d->to));
    JSON_I64(&j, "revision", d->revision);
    verdict_write_members(&j, v, d->body);
    json_end(&j);
}

enum rc person_record_write(struct community_job *job, const struct transition_decision *d,
                            struct str *ret)
{
    struct verdict v;
    struct buf b;
    struct community_judge *judge = community_judge_ref(job->community);
    enum rc rc = fill(job, d, judge, &v);
    community_judge_unref(judge);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, VERDICT_JSON_MAX);
    write(&b, d, &v);
    rc = buf_status(&b);
    struct str record = rc == RC_OK ? arena_dup(job->arena, buf_str(&b)) : (struct str){0};
    buf_release(&b);
    if (rc == RC_OK && arena_failed(job->arena))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = record;
    return rc;
}
