/* One comment: its permalink. */
#include "web/layout.h"
#include "web/pages.h"
#include "web/views.h"

/* Ancestors and the branch in one list, so that they nest as in the discussion. */
static struct comment_view *join(struct request *r, const struct discussion_branch *b,
                                 size_t *ret_count)
{
    size_t count = b->ancestor_count + b->count;
    struct comment_view *all = ARENA_ARRAY(r->arena, count, struct comment_view);
    *ret_count = 0;
    if (all == NULL)
        return NULL;
    if (b->ancestor_count > 0)
        memcpy(all, b->ancestors, b->ancestor_count * sizeof(*all));
    if (b->count > 0)
        memcpy(all + b->ancestor_count, b->comments, b->count * sizeof(*all));
    *ret_count = count;
    return all;
}

static struct url in_thread(struct request *r, struct url article, const struct comment_view *c)
{
    struct str cursor;
    if (discussion_cursor_at(c->path, r->arena, &cursor) == RC_OK)
        article = url_with_query(r->arena, article, STR("after"), cursor);
    return url_with_fragment(r->arena, article, arena_printf(r->arena, "c%lld", (long long)c->id));
}

void pages_permalink(struct request *r)
{
    struct discussion_branch branch;
    struct article_view article;
    struct view_permalink view = {.comments_count = 0};
    struct layout layout = {.noindex = true};
    size_t count;
    enum rc rc = discussion_branch(r->reader, &r->actor, r->params.id, r->arena, &branch);
    if (rc == RC_OK && branch.count == 0)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = article_get(r->reader, branch.comments[0].article_id, r->arena, &article);
    if (rc == RC_OK) {
        layout.title = article.item.headline;
        layout.section = article.item.section;
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    struct views_thread thread = {.above_id = 0};
    struct comment_view *all = join(r, &branch, &count);
    view.headline = article.item.headline;
    view.address = views_article_url(r, article.item.slug);
    view.comment_address = in_thread(r, view.address, &branch.comments[0]);
    if (article.thread.mode == THREAD_OPEN || article.thread.mode == THREAD_PREMODERATED)
        thread.compose = url_local(
            r->arena, arena_printf(r->arena, "/article/%.*s/comment", STR_ARG(article.item.slug)));
    view.comments = views_comments(r, all, count, &thread, &view.comments_count);
    REQUEST_RENDER(r, view_permalink_render, &view);
}
