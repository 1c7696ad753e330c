#include "community/comment/comment.h"

#include "base/utf8.h"
#include "community/comment/again.h"
#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/mail/notify.h"
#include "community/comment/standing.h"
#include "community/comment/transition.h"
#include "community/moderation/verify.h"
#include "community/comment/weigh.h"
#include "queries.h"

/* --- preparing --- */

static enum rc check_mode(int64_t mode, struct problem *problem)
{
    if (mode == THREAD_OPEN || mode == THREAD_PREMODERATED)
        return RC_OK;
    return problem_set(problem, RC_FORBIDDEN, "This discussion is closed to new comments.");
}

static enum rc find_place(struct community_reader *r, struct comment_draft *d,
                          struct q_comment_place_row *ret, struct problem *problem)
{
    enum rc rc = q_comment_place(r->db,
                                 &(struct q_comment_place_in){.site_id = r->community->site.id,
                                                              .article_id = d->input.article_id},
                                 d->job.arena, ret);
    if (rc == RC_NOT_FOUND)
        return problem_set(problem, rc, "There is no such article any more.");
    return rc == RC_OK ? check_mode(ret->mode, problem) : rc;
}

static enum rc find_parent(struct community_reader *r, struct comment_draft *d,
                           struct problem *problem)
{
    if (d->input.parent_id == 0)
        return RC_OK;
    struct q_comment_parent_row row;
    enum rc rc = q_comment_parent(
        r->db,
        &(struct q_comment_parent_in){.site_id = r->community->site.id, .id = d->input.parent_id},
        d->job.arena, &row);
    if (rc == RC_OK && (row.article_id != d->input.article_id || !transition_visible(row.status)))
        rc = RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND)
        return problem_set(problem, rc, "The comment you reply to is no longer there.");
    d->parent_body = row.body;
    return rc == RC_OK ? path_parse(row.path, &d->parent_path) : rc;
}

/* The comment being edited: its author's, still open to change, and as the author saw it. */
static enum rc find_edited(struct community_reader *r, struct comment_draft *d,
                           struct problem *problem)
{
    struct q_comment_known_row row;
    enum rc rc = q_comment_known(
        r->db,
        &(struct q_comment_known_in){.site_id = r->community->site.id, .id = d->input.comment_id},
        d->job.arena, &row);
    if (rc != RC_OK)
        return problem_set(problem, rc, "There is no such comment.");
    rc = access_check(&d->actor, ACTION_EDIT_COMMENT, row.account_id);
    if (rc != RC_OK)
        return problem_set(problem, rc, "Only its author can edit a comment.");
    d->seen_status = row.status;
    d->input.article_id = row.article_id;
    d->input.parent_id = row.has_parent_id ? row.parent_id : 0;
    return comment_check_editable(r->community, &d->input, row.status, row.revision, problem);
}

enum rc comment_check_editable(const struct community *c, const struct comment_input *input,
                               int64_t status, int64_t revision, struct problem *problem)
{
    if (status == COMMENT_REMOVED || status == COMMENT_DELETED)
        return problem_set(problem, RC_FORBIDDEN, "A %s comment cannot be edited.",
                           status == COMMENT_REMOVED ? "removed" : "deleted");
    if (community_now_ms(c) - id_time_ms(input->comment_id) > core_limits(c).edit_window_ms)
        return problem_set(problem, RC_FORBIDDEN, "The time for editing this comment is over.");
    if (revision != input->revision)
        return problem_set(problem, RC_CONFLICT,
                           "The comment was changed in the meantime; look at it again.");
    return RC_OK;
}

static enum rc judge_draft(struct community_reader *r, struct comment_draft *d,
                           const struct q_comment_place_row *place, struct problem *problem)
{
    struct judge_context context;
    struct text text;
    enum rc rc = text_prepare(d->job.arena, d->input.body, &text);
    if (rc != RC_OK)
        return rc;
    const struct standing standing = {.account_id = d->actor.account_id,
                                      .role = d->actor.role,
                                      .is_premoderated = d->actor.is_premoderated,
                                      .article_id = d->input.article_id,
                                      .comment_id = d->input.comment_id,
                                      .parent_id = d->input.parent_id,
                                      .parent_body = d->parent_body,
                                      .text = &text,
                                      .ret_copies = &d->copies,
                                      .at_ms = community_now_ms(r->community),
                                      .place = place};
    rc = standing_context(r->community, r->db, &standing, d->job.arena, &context);
    if (rc != RC_OK)
        return rc;
    struct weighed w;
    rc = weigh_comment(r->community, &text, &context, place->mode, d->job.arena, &w, problem);
    if (rc != RC_OK)
        return rc;
    d->verdict = w.verdict;
    d->status =
        w.status == COMMENT_PUBLISHED && context.reports_readers > 0 ? COMMENT_FLAGGED : w.status;
    d->record = w.record;
    d->context = w.context;
    d->fingerprint = w.fingerprint;
    d->standards_id = w.standards_id;
    d->needs_insistence = w.verdict.consequence == CONSEQUENCE_NUDGE && !d->input.insists;
    return RC_OK;
}

static enum rc prepare(struct community_reader *r, struct comment_draft *d, struct problem *problem)
{
    enum rc rc = access_check(&d->actor, ACTION_POST_COMMENT, 0);
    if (rc != RC_OK)
        return problem_set(problem, rc, "%s",
                           rc == RC_UNAUTHENTICATED
                               ? "Sign in to comment."
                               : access_reason(&d->actor, SAID("This account may not comment.")));
    rc = weigh_check_text(r->community, d->input.body, problem);
    if (rc == RC_OK && d->input.comment_id != 0)
        rc = find_edited(r, d, problem);
    struct q_comment_place_row place;
    if (rc == RC_OK)
        rc = find_place(r, d, &place, problem);
    if (rc == RC_OK && d->input.comment_id == 0)
        rc = find_parent(r, d, problem);
    return rc == RC_OK ? judge_draft(r, d, &place, problem) : rc;
}

enum rc comment_prepare(struct community_reader *r, const struct actor *actor,
                        const struct comment_input *input, struct arena *a,
                        struct comment_draft **ret, struct problem *problem)
{
    struct comment_draft *d = ARENA_NEW(a, struct comment_draft);
    if (d == NULL)
        return problem_set(problem, RC_NO_MEMORY, "No memory for the comment.");
    d->job.community = r->community;
    d->job.arena = a;
    d->actor = *actor;
    d->input = *input;
    store_expect_write(r->community->store);
    enum rc rc = prepare(r, d, problem);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The comment could not be taken; try again.");
    *ret = d;
    return RC_OK;
}

/* --- committing --- */

static int64_t draft_number(const struct comment_draft *d)
{
    struct core_hash h;
    core_hash_init(&h, d->job.community, STR("draft"));
    core_hash_i64(&h, d->actor.account_id);
    core_hash_i64(&h, d->input.article_id);
    core_hash_i64(&h, d->input.parent_id);
    core_hash_str(&h, d->input.draft_key);
    core_hash_str(&h, d->input.body);
    return core_hash_end(&h);
}

/* Who may, where: as it is now, not as it was when the comment was prepared. */
static enum rc check_again(struct comment_draft *d, struct db *db)
{
    struct q_comment_may_post_row row;
    enum rc rc =
        q_comment_may_post(db,
                           &(struct q_comment_may_post_in){.site_id = d->job.community->site.id,
                                                           .account_id = d->actor.account_id,
                                                           .article_id = d->input.article_id},
                           d->job.arena, &row);
    if (rc != RC_OK)
        return problem_set(&d->job.problem, rc, "The article is no longer there.");
    d->actor.role = (enum role)row.role;
    d->actor.status =
        account_standing_of(row.status, row.suspended_until_ms, community_now_ms(d->job.community));
    d->actor.is_premoderated = row.premoderated_until_ms > community_now_ms(d->job.community);
    actor_set_owes(&d->actor, OWES_ACKNOWLEDGEMENT, row.warning_id != 0);
    rc = access_check(&d->actor, ACTION_POST_COMMENT, 0);
    if (rc != RC_OK)
        return problem_set(&d->job.problem, rc, "%s",
                           access_reason(&d->actor, SAID("This account may not comment.")));
    bool held_first = row.mode == THREAD_PREMODERATED || d->actor.is_premoderated;
    if (held_first && transition_visible(d->status))
        d->status = COMMENT_HELD;
    return check_mode(row.mode, &d->job.problem);
}

/* Sets `ret_repeated` when this draft is stored already; then the stored comment answers. */
static enum rc claim_draft(struct comment_draft *d, struct db *db, int64_t id)
{
    int64_t site_id = d->job.community->site.id, key = draft_number(d), added;
    enum rc rc = q_draft_add(
        db, &(struct q_draft_add_in){.site_id = site_id, .key = key, .comment_id = id}, &added);
    if (rc != RC_OK || added == 1)
        return rc;
    struct q_draft_get_row first;
    struct q_comment_row_row stored;
    rc = q_draft_get(db, &(struct q_draft_get_in){.site_id = site_id, .key = key}, d->job.arena,
                     &first);
    if (rc == RC_OK)
        rc = q_comment_row(db,
                           &(struct q_comment_row_in){.site_id = site_id, .id = first.comment_id},
                           d->job.arena, &stored);
    if (rc != RC_OK)
        return rc;
    d->ret_repeated = true;
    d->ret_comment_id = first.comment_id;
    d->status = (enum comment_status)stored.status;
    return RC_OK;
}

static enum rc count_under_parent(struct comment_draft *d, struct db *db)
{
    if (d->input.parent_id == 0 || !transition_visible(d->status))
        return RC_OK;
    int64_t changed;
    enum rc rc = q_comment_add_reply(db,
                                     &(struct q_comment_add_reply_in){
                                         .site_id = d->job.community->site.id,
                                         .article_id = d->input.article_id,
                                         .path = path_str(&d->parent_path),
                                     },
                                     &changed);
    if (rc == RC_OK && changed == 0)
        return problem_set(&d->job.problem, RC_NOT_FOUND,
                           "The comment you reply to is no longer there.");
    return rc;
}

static enum rc add_comment(struct comment_draft *d, struct db *db, int64_t id)
{
    struct path path =
        d->input.parent_id == 0 ? path_root(id) : path_reply(path_str(&d->parent_path), id);
    int64_t added;
    enum rc rc = q_comment_add(db,
                               &(struct q_comment_add_in){
                                   .site_id = d->job.community->site.id,
                                   .article_id = d->input.article_id,
                                   .shown = transition_visible(d->status),
                                   .path = path_str(&path),
                                   .id = id,
                                   .has_parent_id = d->input.parent_id != 0,
                                   .parent_id = d->input.parent_id,
                                   .account_id = d->actor.account_id,
                                   .status = d->status,
                                   .standards_id = d->standards_id,
                                   .body = d->input.body,
                                   .context = d->context,
                               },
                               &added);
    return rc == RC_OK && added == 0 ? RC_BUG : rc;
}

static enum rc count_comment(struct comment_draft *d, struct db *db, int64_t id)
{
    int64_t site_id = d->job.community->site.id;
    bool visible = transition_visible(d->status);
    enum rc rc = RC_OK;
    if (visible) {
        rc = q_thread_add_comment(db, &(struct q_thread_add_comment_in){
                                          .site_id = site_id,
                                          .article_id = d->input.article_id,
                                          .at_ms = id_time_ms(id),
                                      });
        d->job.changed_article_id = d->input.article_id;
    }
    if (rc == RC_OK && (visible || d->status == COMMENT_REMOVED))
        rc = q_account_add_tallies(db, &(struct q_account_add_tallies_in){
                                           .site_id = site_id,
                                           .id = d->actor.account_id,
                                           .published = visible,
                                           .removed = d->status == COMMENT_REMOVED,
                                       });
    return rc;
}

static enum rc record_verdict(struct comment_draft *d, struct db *db, int64_t id, int64_t revision,
                              bool has_from, enum comment_status from)
{
    if (d->record.n == 0 && d->status == (has_from ? from : COMMENT_PUBLISHED))
        return RC_OK;
    struct transition_decision decision = {
        .comment_id = id,
        .action = DECISION_JUDGED,
        .has_from = has_from,
        .from = from,
        .to = d->status,
        .revision = revision,
        .clause = d->verdict.finding_count > 0 ? d->verdict.findings[0].clause : (struct str){0},
        .record = d->record,
        .standards_id = d->standards_id,
    };
    return transition_record(&d->job, db, &decision);
}

static enum rc draw(struct comment_draft *d, struct db *db, int64_t id, int64_t revision)
{
    const struct verify_candidate c = {.comment_id = id,
                                       .revision = revision,
                                       .account_id = d->actor.account_id,
                                       .standards_id = d->standards_id,
                                       .verdict = &d->verdict};
    return verify_draw(&d->job, db, &c);
}

static enum rc run_new(struct db *db, struct comment_draft *d)
{
    int64_t id = community_make_id(d->job.community);
    enum rc rc = check_again(d, db);
    if (rc == RC_OK)
        rc = claim_draft(d, db, id);
    if (rc != RC_OK || d->ret_repeated)
        return rc;
    rc = count_under_parent(d, db);
    if (rc == RC_OK)
        rc = add_comment(d, db, id);
    if (rc == RC_OK)
        rc = count_comment(d, db, id);
    if (rc == RC_OK)
        rc = record_verdict(d, db, id, 0, false, COMMENT_PUBLISHED);
    if (rc == RC_OK)
        rc = draw(d, db, id, 0);
    if (rc == RC_OK)
        rc = again_judge_copies(d, db);
    if (rc == RC_OK && transition_visible(d->status))
        rc = notify_reply(&d->job, db, id, d->input.parent_id, d->actor.account_id);
    if (rc == RC_OK)
        d->ret_comment_id = id;
    return rc;
}

static enum rc replace_body(struct comment_draft *d, struct db *db,
                            const struct q_comment_row_row *row)
{
    struct community *c = d->job.community;
    int64_t now_ms = community_now_ms(c);
    enum rc rc = q_comment_revision_add(db, &(struct q_comment_revision_add_in){
                                                .site_id = c->site.id,
                                                .comment_id = d->input.comment_id,
                                                .revision = row->revision,
                                                .now_ms = now_ms,
                                                .editor_id = d->actor.account_id,
                                                .reason = STR(""),
                                                .body = row->body,
                                            });
    if (rc == RC_OK)
        rc = q_comment_set_body(db, &(struct q_comment_set_body_in){
                                        .site_id = c->site.id,
                                        .article_id = row->article_id,
                                        .shown = row->shown,
                                        .path = row->path,
                                        .body = d->input.body,
                                        .revision = row->revision + 1,
                                        .edited_ms = now_ms,
                                        .standards_id = d->standards_id,
                                        .context = d->context,
                                    });
    return rc;
}

/* What came between the author's page and now: a decision, or a person who wants it looked at, which an edit does not
 * take back. */
static enum rc check_decided(struct comment_draft *d, struct db *db, int64_t status)
{
    struct q_decision_last_row last;
    if (status != d->seen_status)
        return problem_set(&d->job.problem, RC_CONFLICT,
                           "The comment was decided on in the meantime; look at it again.");
    if (status != COMMENT_FLAGGED || d->status != COMMENT_PUBLISHED)
        return RC_OK;
    enum rc rc = q_decision_last(db,
                                 &(struct q_decision_last_in){.site_id = d->job.community->site.id,
                                                              .comment_id = d->input.comment_id},
                                 d->job.arena, &last);
    if (rc == RC_OK && last.actor_id != 0)
        d->status = COMMENT_FLAGGED;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc run_edit(struct db *db, struct comment_draft *d)
{
    struct q_comment_row_row row;
    enum rc rc = check_again(d, db);
    if (rc == RC_OK)
        rc = q_comment_row(db,
                           &(struct q_comment_row_in){.site_id = d->job.community->site.id,
                                                      .id = d->input.comment_id},
                           d->job.arena, &row);
    if (rc == RC_OK)
        rc = comment_check_editable(d->job.community, &d->input, row.status, row.revision,
                                    &d->job.problem);
    if (rc == RC_OK)
        rc = check_decided(d, db, row.status);
    if (rc == RC_OK)
        rc = replace_body(d, db, &row);
    if (rc == RC_OK)
        rc = transition_set(&d->job, db, d->input.comment_id, d->status);
    if (rc == RC_OK)
        rc = record_verdict(d, db, d->input.comment_id, row.revision + 1, true,
                            (enum comment_status)row.status);
    if (rc == RC_OK)
        rc = verify_withdraw(&d->job, db, d->input.comment_id);
    if (rc == RC_OK)
        rc = draw(d, db, d->input.comment_id, row.revision + 1);
    if (rc == RC_OK)
        d->ret_comment_id = d->input.comment_id;
    return rc;
}

static enum rc run_commit(struct db *db, struct community_job *job)
{
    struct comment_draft *d = (struct comment_draft *)job;
    return d->input.comment_id != 0 ? run_edit(db, d) : run_new(db, d);
}

/* Durable: the author's pace and the emergency brake count it from now on. */
static void committed(struct community_job *job, enum rc rc)
{
    struct comment_draft *d = (struct comment_draft *)job;
    if (rc == RC_OK && !d->ret_repeated && d->input.comment_id == 0)
        pace_add(job->community->pace, d->actor.account_id, d->input.article_id,
                 id_time_ms(d->ret_comment_id), d->fingerprint);
    if (rc == RC_OK && !d->ret_repeated)
        copies_add(job->community->copies, d->copies.fingerprint, d->actor.account_id,
                   d->ret_comment_id);
    if (rc == RC_OK && !d->ret_repeated)
        brake_count(job->community, &d->verdict, d->status);
    core_finish(job, rc);
}

enum rc comment_commit_submit(struct community_job *job)
{
    struct comment_draft *d = (struct comment_draft *)job;
    if (d->needs_insistence)
        return problem_set(
            &job->problem, RC_CONFLICT,
            "The author has not yet said that the comment should go to a moderator.");
    job->run = run_commit;
    job->after = committed;
    return community_submit(job);
}
