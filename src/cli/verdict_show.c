/* `comity verdict show`: a stored verdict in plain words. */
#include "cli/verdict.h"

#include "base/json.h"
#include "cli/judging.h"
#include "policy/context.h"
#include "text/steps.h"

static void show_steps(struct buf *out, const struct evidence *e, struct str body)
{
    struct step steps[STEPS_MAX];
    struct str written = str_slice(body, e->original.begin, e->original.end);
    size_t count = e->read_as.n > 0 ? steps_find(written, e->read_as, steps) : 0;
    if (count == 0)
        return;
    BUF_PUT(out, "    ");
    judging_put_quoted(out, written);
    BUF_PUT(out, " was read as ");
    judging_put_quoted(out, e->read_as);
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s%.*s ", i == 0 ? ": " : ", ", STR_ARG(step_rule_name(steps[i].rule)));
        judging_put_quoted(out, steps[i].from);
        BUF_PUT(out, " to ");
        judging_put_quoted(out, steps[i].to);
    }
    buf_put_char(out, '\n');
}

static void show_change(struct buf *out, const struct finding *f)
{
    static const char *const causes[] = {
        [FINDING_AS_WRITTEN] = "",
        [FINDING_TRUST] = "the author's trust",
        [FINDING_REPEAT] = "earlier removals under this clause",
        [FINDING_BRAKE] = "the emergency brake",
        [FINDING_REPORTS] = "the rule that reports alone never remove",
        [FINDING_LEARNED] = "the rule that what was learned removes nothing before it is proven",
        [FINDING_MODELS] = "the rule that models alone never remove",
    };
    if (f->change != FINDING_AS_WRITTEN)
        buf_printf(out, "    written as %.*s, changed by %s\n",
                   STR_ARG(consequence_name(f->written)), causes[f->change]);
}

static void show_reasons(struct buf *out, const struct verdict *v, struct str body)
{
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct finding *f = &v->findings[i];
        buf_printf(out, "why #%.*s\n", STR_ARG(f->clause));
        if (f->condition.n > 0) {
            BUF_PUT(out, "    the condition met: ");
            judging_put_safe(out, f->condition);
            buf_put_char(out, '\n');
        }
        show_change(out, f);
        for (size_t k = 0; k < f->evidence_count; k++)
            show_steps(out, &f->evidence[k], body);
        judging_show_decisive(out, f, body);
    }
}

static void show_context(struct buf *out, const struct judge_context *context)
{
    struct json j;
    BUF_PUT(out, "what the site knew: ");
    json_init(&j, out);
    context_write_json(&j, context, NULL);
    buf_put_char(out, '\n');
}

static void show_versions(struct buf *out, const struct verdict *v)
{
    buf_printf(out, "judged by: standards %.*s, lexicons %.*s, program %.*s\n",
               STR_ARG(v->standards_version), STR_ARG(v->signals_version),
               STR_ARG(v->program_version));
}

static enum rc show_record(struct verdict_command *c, const struct replay_item *item,
                           struct problem *problem)
{
    struct verdict v;
    enum rc rc = verdict_parse_json(item->record, c->arena, &v, problem);
    if (rc != RC_OK)
        return rc;
    buf_printf(&c->out, "decided by: %.*s\n", STR_ARG(verdict_decider_name(v.decided_by)));
    if (v.reason.n > 0) {
        BUF_PUT(&c->out, "reason: ");
        judging_put_safe(&c->out, v.reason);
        buf_put_char(&c->out, '\n');
    }
    judging_show(&c->out, &v, item->body, c->terminal);
    show_reasons(&c->out, &v, item->body);
    if (v.context != NULL)
        show_context(&c->out, v.context);
    show_versions(&c->out, &v);
    return RC_OK;
}

static void show_publish(struct verdict_command *c, const struct replay_item *item)
{
    struct judge_context context;
    if (item->status == COMMENT_DELETED) {
        BUF_PUT(&c->out, "its author has deleted it; text and record are erased\n");
        return;
    }
    if (item->by_person) {
        BUF_PUT(&c->out, "a person decided this; no record was kept of such decisions yet\n");
        return;
    }
    if (item->standards_id == 0) {
        BUF_PUT(&c->out, "the standards did not judge this text\n");
        return;
    }
    BUF_PUT(&c->out, "publish\n  no clause applied\n");
    if (replay_context(&c->site.app.reader, item, c->arena, &context))
        show_context(&c->out, &context);
    else
        BUF_PUT(&c->out, "what the site knew was not kept yet\n");
}

int verdict_show(struct verdict_command *c, const struct replay_item *item)
{
    struct problem problem = {0};
    if (c->json && item->record.n == 0)
        return cli_fail_text("comment %lld has no record: nothing applied, or it is erased",
                             (long long)item->comment_id);
    if (c->json) {
        buf_put(&c->out, item->record);
        buf_put_char(&c->out, '\n');
        return cli_print(&c->out);
    }
    buf_printf(&c->out, "comment %lld, revision %lld, now %.*s", (long long)item->comment_id,
               (long long)item->revision, STR_ARG(comment_status_name(item->status)));
    if (item->seq > 0) {
        buf_printf(&c->out, "; decision %lld of ", (long long)item->seq);
        cli_put_time(&c->out, item->decided_ms);
    }
    buf_put_char(&c->out, '\n');
    if (item->record.n == 0)
        show_publish(c, item);
    else if (show_record(c, item, &problem) != RC_OK)
        return cli_fail(&problem);
    return cli_print(&c->out);
}
