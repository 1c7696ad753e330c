/*
 * Writing: the form, its preview, the nudge, and where one lands afterwards. The article page is the same for everybody
 * and so cannot hold a form's token; it links here, and the page's script puts this form into the article.
 */
#include "community/account/session.h"
#include "text/markdown.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/help.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/sanction_words.h"
#include "web/site_state.h"
#include "web/views.h"

static struct str slug_path(const struct request *r, const char *rest)
{
    return arena_printf(r->arena, "/article/%.*s%s", STR_ARG(r->params.name), rest);
}

static struct url discussion_url(const struct request *r)
{
    return url_with_fragment(r->arena, url_local(r->arena, slug_path(r, "")), STR("discussion"));
}

/* Whom the reply answers: from the address on the first visit, from the form later. */
static int64_t parent_id(const struct request *r)
{
    int64_t id = 0;
    if (r->given == NULL)
        return request_query_id(r, "reply");
    return str_to_i64(request_given(r, "parent"), &id) == RC_OK && id > 0 ? id : 0;
}

static enum rc show_parent(struct request *r, int64_t article_id, struct view_composer_page *page,
                           struct view_composer *form)
{
    struct comment_view *parent = ARENA_NEW(r->arena, struct comment_view);
    struct views_thread thread = {.above_id = 0};
    int64_t id = parent_id(r);
    if (id == 0)
        return RC_OK;
    if (parent == NULL)
        return RC_NO_MEMORY;
    enum rc rc = comment_get(r->reader, &r->actor, id, r->arena, parent);
    if (rc == RC_OK && parent->article_id != article_id)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    parent->depth = 0;
    parent->parent_author = STR("");
    page->parent = views_comments(r, parent, 1, &thread, &page->parent_count);
    if (form != NULL) {
        form->reply_to = arena_printf(r->arena, "%lld", (long long)id);
        form->reply_author = parent->author_name;
    }
    return RC_OK;
}

/* A removed comment of one's own is written anew from its text: ?anew= names it. */
static void start_from_removed(struct request *r, int64_t article_id, struct view_composer *form)
{
    struct comment_view c;
    int64_t id = r->given == NULL ? request_query_id(r, "anew") : 0;
    if (id != 0 && comment_get(r->reader, &r->actor, id, r->arena, &c) == RC_OK &&
        c.account_id == r->actor.account_id && c.article_id == article_id &&
        c.status == COMMENT_REMOVED)
        form->text = c.body;
}

static struct view_composer *make_form(struct request *r)
{
    struct view_composer *form = ARENA_NEW(r->arena, struct view_composer);
    if (form == NULL)
        return NULL;
    form->csrf = request_csrf(r);
    form->action = url_local(r->arena, slug_path(r, "/comment"));
    form->text = request_given(r, "text");
    form->as = r->actor.name;
    form->cancel = discussion_url(r);
    form->max = community_limits(request_community(r)).comment_characters_max;
    if (r->problem.message[0] != '\0')
        form->problem = request_problem(r);
    return form;
}

/* Where one goes on to write: the article, with the form where its invitation is; a reply's own page, which shows what it answers. */
static struct str here(const struct request *r)
{
    struct url reply = url_local(r->arena, slug_path(r, "/comment"));
    int64_t parent = parent_id(r);
    if (parent == 0)
        return url_with_fragment(r->arena, url_local(r->arena, slug_path(r, "")), STR("write")).s;
    return url_with_query(r->arena, reply, STR("reply"),
                          arena_printf(r->arena, "%lld", (long long)parent))
        .s;
}

static void offer_sign_in(struct request *r, struct view_composer_page *page)
{
    struct str back = here(r);
    page->sign_in = back_carry(r, url_local(r->arena, STR("/sign-in")), back);
    if (config_bool(r->settings, SET_ACCOUNTS_REGISTRATION))
        page->join = back_carry(r, url_local(r->arena, STR("/register")), back);
    if (r->given != NULL)
        page->notice =
            SAY(r, "You are not signed in any more. Your text is below; keep it, sign in, "
                   "and send it again.");
}

/* Who has something to do first is told what, with the text kept. */
static void offer_settling(struct request *r, struct view_composer_page *page)
{
    bool confirms = (r->actor.owes & OWES_CONFIRMATION) != 0;
    page->owes = SAY(r, access_reason(&r->actor, ""));
    if ((r->actor.owes & OWES_ACKNOWLEDGEMENT) != 0) {
        page->settle = url_local(r->arena, STR("/account/standing"));
        return;
    }
    page->settle = url_local(r->arena, confirms ? STR("/confirm") : STR("/account/consent"));
    page->settle = back_carry(r, page->settle, here(r));
}

static void show(struct request *r, bool preview)
{
    struct article_view article;
    struct view_composer_page page = {.address = discussion_url(r)};
    page.refusal = sanction_words_refusal(r);
    bool may = actor_signed_in(&r->actor) && r->actor.owes == 0 && page.refusal.p == NULL;
    struct view_composer *form = may ? make_form(r) : NULL;
    struct layout layout = {.noindex = true};
    enum rc rc = article_get_by_slug(r->reader, r->params.name, r->arena, &article);
    if (rc == RC_OK && form != NULL)
        start_from_removed(r, article.item.id, form);
    if (rc == RC_OK)
        rc = show_parent(r, article.item.id, &page, form);
    if (rc == RC_OK && preview)
        rc = markdown_render(r->arena, request_given(r, "text"), MARKDOWN_COMMENT, &page.preview);
    if (rc == RC_OK) {
        layout.title = article.item.headline;
        layout.section = article.item.section;
        page.headline = article.item.headline;
        page.has_preview = preview;
        page.composer = form;
        rc = layout_make(r, &layout, &page.head, &page.foot);
    }
    if (r->actor.owes != 0 && page.refusal.p == NULL)
        offer_settling(r, &page);
    else if (form == NULL && rc == RC_OK && page.refusal.p == NULL)
        offer_sign_in(r, &page);
    if (form == NULL && request_given(r, "text").n > 0) {
        page.kept = request_given(r, "text");
        page.kept_for = arena_printf(r->arena, "%.*s:%.*s", STR_ARG(slug_path(r, "/comment")),
                                     STR_ARG(request_given(r, "parent")));
    }
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_composer_page_render, &page);
}

void pages_compose(struct request *r)
{
    show(r, false);
}

static void show_refusal(struct request *r, enum rc rc)
{
    /* The article or the comment it answers is gone: the error page gives the text back. */
    if (rc == RC_NOT_FOUND) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show(r, false);
}

/* --- the nudge --- */
static struct str nudge_words(const struct request *r, const struct view_nudge *view)
{
    bool marked = false;
    for (size_t i = 0; i < view->findings_count; i++)
        marked = marked || view->findings[i].mark.p != NULL;
    struct str count = words_digits(r->arena, (int64_t)view->findings_count);
    return marked ? SAY_WITH(r,
                             "This looks like it breaks the {0, plural, one {clause} other "
                             "{clauses}} below, because of the underlined words. Change it, or "
                             "send it to a moderator as it is.",
                             count)
                  : SAY_WITH(r,
                             "This looks like it breaks the {0, plural, one {clause} other "
                             "{clauses}} below. Change it, or send it to a moderator as it is.",
                             count);
}

/* Somebody who may be in need is not asked to mend their words. */
static void nudge_with_help(struct request *r, const struct comment_draft *draft,
                            struct view_nudge *view)
{
    struct help help = help_for(r, &draft->verdict);
    view->help = help.prose;
    view->help_clause = help.clause;
    view->help_address = help.address;
    if (!help.comes_alone)
        return;
    view->findings_count = 0;
    view->marked.s = (struct str){.p = NULL};
    view->lead =
        SAY(r, "You have broken no rule, and nobody is cross with you. If you are not well, "
               "these people are there to talk to now.");
}

void pages_show_nudge(struct request *r, const struct comment_draft *draft, struct url action,
                      struct url cancel)
{
    struct views_evidence evidence = views_verdict(r, &draft->verdict, draft->input.body, STR(""));
    struct view_nudge view = {
        .csrf = request_csrf(r),
        .action = action,
        .marked = evidence.marked,
        .findings = evidence.findings,
        .findings_count = evidence.finding_count,
        .text = draft->input.body,
        .cancel = cancel,
    };
    view.lead = nudge_words(r, &view);
    nudge_with_help(r, draft, &view);
    struct layout layout = {.title = SAY(r, "Before this goes out"), .noindex = true};
    if (draft->input.comment_id != 0)
        view.revision = arena_printf(r->arena, "%lld", (long long)draft->input.revision);
    else if (draft->input.parent_id != 0)
        view.reply_to = arena_printf(r->arena, "%lld", (long long)draft->input.parent_id);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_nudge_render, &view);
}

/* --- after posting --- */
/* To the comment on the page that shows it: the first one for a new thread, else the one that begins with its branch. */
static struct url posted_url(struct request *r, const struct comment_draft *draft)
{
    struct comment_view c;
    struct str cursor;
    struct str anchor = arena_printf(r->arena, "c%lld", (long long)draft->ret_comment_id);
    struct url u = url_local(r->arena, slug_path(r, ""));
    if (draft->input.parent_id != 0 &&
        comment_get(r->reader, &r->actor, draft->ret_comment_id, r->arena, &c) == RC_OK &&
        discussion_cursor_at(c.path, r->arena, &cursor) == RC_OK)
        u = url_with_query(r->arena, u, STR("after"), cursor);
    return url_with_fragment(r->arena, u, anchor);
}

static void posted(struct request *r, enum rc rc)
{
    const struct comment_draft *draft = (const struct comment_draft *)r->job;
    if (rc != RC_OK)
        show_refusal(r, rc);
    else if (draft->status == COMMENT_PUBLISHED || draft->status == COMMENT_FLAGGED)
        request_redirect(r, posted_url(r, draft));
    else
        request_redirect(r, url_local(r->arena, arena_printf(r->arena, "/comment/%lld/sent",
                                                             (long long)draft->ret_comment_id)));
}

void pages_compose_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"text", "parent", "preview", "as_is", NULL};
    if (!checked_form_only(r, form, fields, "text"))
        return;
    struct comment_input input = {
        .parent_id = parent_id(r),
        .body = request_given(r, "text"),
        .insists = checked_form_has(form, "as_is"),
    };
    struct comment_draft *draft;
    if (checked_form_has(form, "preview")) {
        show(r, true);
        return;
    }
    enum rc rc = article_find_id(r->reader, r->params.name, &input.article_id);
    if (rc == RC_OK)
        rc = comment_prepare(r->reader, &r->actor, &input, r->arena, &draft, &r->problem);
    if (rc != RC_OK) {
        show_refusal(r, rc);
        return;
    }
    if (draft->needs_insistence) {
        pages_show_nudge(r, draft, url_local(r->arena, slug_path(r, "/comment")),
                         discussion_url(r));
        return;
    }
    request_wait(r, &draft->job, posted);
    request_submitted(r, comment_commit_submit(&draft->job));
}
