/* Changing and erasing one's own comment. The changed text takes the same road as a new one, nudge and hold included. */
#include "text/markdown.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/views.h"

static struct url own_url(const struct request *r, const char *rest)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/comment/%lld%s", (long long)r->params.id, rest));
}

/* The viewer's own comment; RC_NOT_FOUND for what they may not see, RC_FORBIDDEN for another's. */
static enum rc read_own(struct request *r, enum action action, struct comment_view *ret)
{
    enum rc rc = comment_get(r->reader, &r->actor, r->params.id, r->arena, ret);
    if (rc == RC_OK)
        rc = access_check(&r->actor, action, ret->account_id);
    if (rc == RC_FORBIDDEN)
        problem_set(&r->problem, rc, "Only its author can do this to a comment.");
    return rc;
}

/* --- editing --- */
static struct view_composer edit_form(struct request *r, const struct comment_view *c)
{
    struct str revision = request_given(r, "revision");
    struct view_composer form = {
        .csrf = request_csrf(r),
        .action = own_url(r, "/edit"),
        .text = r->given != NULL ? request_given(r, "text") : c->body,
        .revision =
            revision.n > 0 ? revision : arena_printf(r->arena, "%lld", (long long)c->revision),
        .as = r->actor.name,
        .cancel = own_url(r, ""),
        .max = community_limits(request_community(r)).comment_characters_max,
    };
    if (r->problem.message[0] != '\0')
        form.problem = request_problem(r);
    return form;
}

static void show_edit(struct request *r, bool preview)
{
    struct comment_view c;
    struct article_view article;
    struct view_composer form;
    struct view_composer_page page = {.composer = &form, .has_preview = preview};
    struct layout layout = {.title = SAY(r, "Change your comment"), .noindex = true};
    enum rc rc = read_own(r, ACTION_EDIT_COMMENT, &c);
    if (rc == RC_OK)
        rc = article_get(r->reader, c.article_id, r->arena, &article);
    if (rc == RC_OK && r->given == NULL)
        rc = comment_check_editable(
            request_community(r),
            &(struct comment_input){.comment_id = c.id, .revision = c.revision}, c.status,
            c.revision, &r->problem);
    if (rc == RC_OK && preview)
        rc = markdown_render(r->arena, request_given(r, "text"), MARKDOWN_COMMENT, &page.preview);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &page.head, &page.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    form = edit_form(r, &c);
    page.headline = article.item.headline;
    page.address =
        url_with_fragment(r->arena, views_article_url(r, article.item.slug), STR("discussion"));
    REQUEST_RENDER(r, view_composer_page_render, &page);
}

void pages_edit(struct request *r)
{
    show_edit(r, false);
}

static void edit_refused(struct request *r, enum rc rc)
{
    if (rc == RC_NOT_FOUND) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show_edit(r, false);
}

static void edited(struct request *r, enum rc rc)
{
    const struct comment_draft *draft = (const struct comment_draft *)r->job;
    bool seen = draft->status == COMMENT_PUBLISHED || draft->status == COMMENT_FLAGGED;
    if (rc != RC_OK)
        edit_refused(r, rc);
    else
        request_redirect(r, own_url(r, seen ? "" : "/sent"));
}

void pages_edit_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"text", "revision", "preview", "as_is", NULL};
    if (!checked_form_only(r, form, fields, "text"))
        return;
    struct comment_draft *draft;
    struct comment_input input = {
        .comment_id = r->params.id,
        .body = request_given(r, "text"),
        .insists = checked_form_has(form, "as_is"),
    };
    enum rc rc = str_to_i64(checked_form_get(form, "revision"), &input.revision);
    if (rc == RC_OK && checked_form_has(form, "preview")) {
        show_edit(r, true);
        return;
    }
    if (rc == RC_OK)
        rc = comment_prepare(r->reader, &r->actor, &input, r->arena, &draft, &r->problem);
    if (rc != RC_OK) {
        edit_refused(r, rc);
    } else if (draft->needs_insistence) {
        pages_show_nudge(r, draft, own_url(r, "/edit"), own_url(r, ""));
    } else {
        request_wait(r, &draft->job, edited);
        request_submitted(r, comment_commit_submit(&draft->job));
    }
}

/* --- deleting --- */
void pages_delete(struct request *r)
{
    struct comment_view c;
    struct views_thread thread = {.above_id = 0};
    struct view_delete_comment view = {
        .csrf = request_csrf(r), .action = own_url(r, "/delete"), .cancel = own_url(r, "")};
    struct layout layout = {.title = SAY(r, "Delete this comment"), .noindex = true};
    enum rc rc = read_own(r, ACTION_DELETE_COMMENT, &c);
    if (rc == RC_OK && c.status == COMMENT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.keeps_place = c.reply_count > 0;
    c.depth = 0;
    view.comments = views_comments(r, &c, 1, &thread, &view.comments_count);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_delete_comment_render, &view);
}

static void deleted(struct request *r, enum rc rc)
{
    const struct comment_deletion *op = (const struct comment_deletion *)r->job;
    struct article_view article;
    struct url to = url_local(r->arena, STR("/account"));
    if (rc == RC_CONFLICT) {
        r->status = errors_for(rc).status;
        pages_delete(r);
        return;
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (article_get(r->reader, op->ret_article_id, r->arena, &article) == RC_OK)
        to =
            url_with_fragment(r->arena, views_article_url(r, article.item.slug), STR("discussion"));
    request_redirect(r, to);
}

void pages_delete_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {NULL};
    struct comment_deletion *op =
        CHECKED_FORM_OPERATION(r, form, fields, NULL, struct comment_deletion);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->comment_id = r->params.id;
    request_wait(r, &op->job, deleted);
    request_submitted(r, comment_delete_submit(&op->job));
}
