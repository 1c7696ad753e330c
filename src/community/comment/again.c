#include "community/comment/again.h"

#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/mail/notify.h"
#include "community/comment/standing.h"
#include "community/comment/transition.h"
#include "community/comment/weigh.h"
#include "queries.h"

/* What a comment was, and what it is judged by now. */
struct rehearing {
    struct community_job *job;
    struct db *db;
    int64_t comment_id;
    struct q_comment_row_row row;
    struct text text; /* of that row */
    struct judge_context context;
    struct copies_found copies;
    struct weighed weighed;
};

static enum rc read_context(struct rehearing *h)
{
    struct community *c = h->job->community;
    struct q_account_standing_row author;
    enum rc rc = q_account_standing(
        h->db, &(struct q_account_standing_in){.site_id = c->site.id, .id = h->row.account_id},
        h->job->arena, &author);
    if (rc != RC_OK)
        return rc;
    const struct standing standing = {.account_id = h->row.account_id,
                                      .role = (enum role)author.role,
                                      .is_premoderated =
                                          author.premoderated_until_ms > community_now_ms(c),
                                      .article_id = h->row.article_id,
                                      .comment_id = h->comment_id,
                                      .parent_id = h->row.has_parent_id ? h->row.parent_id : 0,
                                      .text = &h->text,
                                      .at_ms = community_now_ms(c),
                                      .ret_copies = &h->copies};
    return standing_context(c, h->db, &standing, h->job->arena, &h->context);
}

/* What every clause says when nobody has reported it and nobody copied it. */
static enum rc judge_plainly(struct rehearing *h, struct verdict *ret)
{
    struct judge_context plain = h->context;
    plain.reports_readers = 0;
    plain.report_count = 0;
    plain.campaign.copies = plain.campaign.accounts = 0;
    plain.signals.correction = h->weighed.verdict.facts->correction;
    struct community_judge *j = community_judge_ref(h->job->community);
    if (j == NULL)
        return RC_UNAVAILABLE;
    enum rc rc = judge_text(community_judge_get(j), &h->text, &plain, h->job->arena, ret);
    if (rc == RC_OK)
        rc = weigh_own_findings(ret, h->job->arena);
    community_judge_unref(j);
    return rc;
}

static enum consequence consequence_of(const struct verdict *v, struct str clause)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, clause))
            return v->findings[i].consequence;
    return CONSEQUENCE_PUBLISH;
}

/* The strictest finding that is stricter than it was; NULL for none. Findings are strictest first. */
static const struct finding *find_changed(const struct verdict *now, const struct verdict *plain)
{
    for (size_t i = 0; i < now->finding_count; i++) {
        const struct finding *f = &now->findings[i];
        if (f->consequence > consequence_of(plain, f->clause))
            return f;
    }
    return NULL;
}

static enum comment_status status_for(const struct finding *changed, bool reported)
{
    if (changed != NULL && changed->consequence >= CONSEQUENCE_HOLD)
        return COMMENT_HELD;
    return changed != NULL || reported ? COMMENT_FLAGGED : COMMENT_PUBLISHED;
}

static enum rc apply(struct rehearing *h, enum comment_status to, struct str clause)
{
    struct transition_decision decision = {
        .comment_id = h->comment_id,
        .action = DECISION_JUDGED,
        .has_from = true,
        .from = (enum comment_status)h->row.status,
        .to = to,
        .revision = h->row.revision,
        .clause = clause,
        .record = h->weighed.record,
        .standards_id = h->weighed.standards_id,
    };
    enum rc rc = transition_set(h->job, h->db, h->comment_id, to);
    if (rc == RC_OK)
        rc = transition_record(h->job, h->db, &decision);
    return rc == RC_OK ? notify_decision(h->job, h->db, &decision, h->row.account_id) : rc;
}

static enum rc judge(struct rehearing *h, struct str clause)
{
    struct verdict plain;
    enum rc rc = text_prepare(h->job->arena, h->row.body, &h->text);
    if (rc == RC_OK)
        rc = read_context(h);
    if (rc == RC_OK)
        rc = weigh_comment(h->job->community, &h->text, &h->context, THREAD_OPEN, h->job->arena,
                           &h->weighed, &h->job->problem);
    if (rc == RC_OK)
        rc = judge_plainly(h, &plain);
    if (rc != RC_OK)
        return rc;
    const struct finding *changed = find_changed(&h->weighed.verdict, &plain);
    enum comment_status to = status_for(changed, h->context.reports_readers > 0);
    if ((int)to <= (int)h->row.status)
        return RC_OK;
    return apply(h, to, changed != NULL ? changed->clause : clause);
}

enum rc again_judge(struct community_job *job, struct db *db, int64_t comment_id, struct str clause)
{
    struct rehearing h = {.job = job, .db = db, .comment_id = comment_id};
    enum rc rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = job->community->site.id, .id = comment_id},
        job->arena, &h.row);
    if (rc != RC_OK)
        return rc;
    return transition_visible(h.row.status) ? judge(&h, clause) : RC_OK;
}

static bool asks_about_copies(const struct finding *f)
{
    for (size_t i = 0; i < f->measure_count; i++)
        if (str_starts(f->measures[i].name, STR("campaign.")) && f->measures[i].number > 0)
            return true;
    return false;
}

enum rc again_judge_copies(struct comment_draft *draft, struct db *db)
{
    const struct finding *asks = NULL;
    for (size_t i = 0; i < draft->verdict.finding_count && asks == NULL; i++)
        if (asks_about_copies(&draft->verdict.findings[i]))
            asks = &draft->verdict.findings[i];
    enum rc rc = RC_OK;
    for (size_t i = 0; asks != NULL && rc == RC_OK && i < draft->copies.id_count; i++) {
        rc = again_judge(&draft->job, db, draft->copies.ids[i], asks->clause);
        if (rc == RC_NOT_FOUND) /* kept in the index, gone from the database */
            rc = RC_OK;
    }
    return rc;
}
