#include "community/comment/discussion.h"

#include "community/core.h"
#include "community/comment/view.h"
#include "queries.h"

/* Below and above every path: ids begin with a byte between them. */
#define PATH_LOWEST  STR("\x01")
#define PATH_HIGHEST STR("\xFF")

enum rc discussion_thread(struct community_reader *r, int64_t article_id,
                          struct discussion_thread *ret)
{
    arena_reset(r->scratch);
    struct q_thread_get_row row;
    enum rc rc = q_thread_get(
        r->db,
        &(struct q_thread_get_in){.site_id = r->community->site.id, .article_id = article_id},
        r->scratch, &row);
    if (rc == RC_OK)
        *ret = (struct discussion_thread){.mode = (enum thread_mode)row.mode,
                                          .comment_count = row.comment_count,
                                          .last_comment_ms = row.last_comment_ms};
    return rc;
}

/* --- rows --- */

struct rows {
    struct comment_view *list;
    size_t count;
};

static struct comment_view shown_view(struct comment_view v)
{
    if (!transition_visible(v.status))
        view_bury(&v);
    return v;
}

enum direction { ASCENDING, DESCENDING };

static enum rc read_range(struct community_reader *r, enum direction direction, int64_t article_id,
                          struct str low, struct str high, size_t max, struct arena *a,
                          struct rows *ret)
{
    const struct q_discussion_range range = {.site_id = r->community->site.id,
                                             .article_id = article_id,
                                             .low = low,
                                             .high = high,
                                             .max_rows = (int64_t)max};
    struct q_comment_view *rows;
    size_t count;
    enum rc rc = direction == ASCENDING ? q_discussion_ascending(r->db, &range, a, &rows, &count)
                                        : q_discussion_descending(r->db, &range, a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    ret->list = ARENA_ARRAY(a, count, struct comment_view);
    if (ret->list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        ret->list[i] = shown_view(view_comment(&rows[i]));
    ret->count = count;
    return RC_OK;
}

/* --- in reply to --- */

static enum rc name_parent(struct community_reader *r, struct comment_view *list, size_t at,
                           struct arena *a)
{
    struct comment_view *v = &list[at];
    /* Parents stand before their replies, mostly just before. */
    for (size_t i = at; i-- > 0;)
        if (list[i].id == v->parent_id) {
            v->parent_author = list[i].author_name;
            return RC_OK;
        }
    struct q_discussion_author_row row;
    enum rc rc = q_discussion_author(
        r->db,
        &(struct q_discussion_author_in){.site_id = r->community->site.id, .id = v->parent_id}, a,
        &row);
    if (rc == RC_OK && transition_visible(row.status))
        v->parent_author = row.author_name;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* A held comment with replies looks removed (view.h), and has no removal to tell of. */
static enum rc explain_tombstone(struct community_reader *r, struct comment_view *v,
                                 struct arena *a)
{
    struct q_decision_last_row row;
    enum rc rc = q_decision_last(
        r->db, &(struct q_decision_last_in){.site_id = r->community->site.id, .comment_id = v->id},
        a, &row);
    if (rc == RC_OK && row.to_status == COMMENT_REMOVED) {
        v->clause = row.has_clause ? row.clause : (struct str){0};
        v->removed_by_person = row.actor_id != 0;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* What a row alone does not say: whom a reply answers, why a comment is gone. */
static enum rc complete(struct community_reader *r, struct comment_view *list, size_t count,
                        struct arena *a)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].tombstone && list[i].status == COMMENT_REMOVED)
            rc = explain_tombstone(r, &list[i], a);
        else if (list[i].parent_id != 0 && !list[i].tombstone)
            rc = name_parent(r, list, i, a);
    return rc;
}

/* --- pages --- */

static enum rc page_newest(struct community_reader *r, int64_t article_id, struct str after,
                           struct arena *a, struct discussion_page *ret, bool *ret_more)
{
    struct rows rows = {0};
    enum rc rc = read_range(r, DESCENDING, article_id, PATH_LOWEST,
                            after.n > 0 ? after : PATH_HIGHEST, DISCUSSION_PAGE + 1, a, &rows);
    if (rc != RC_OK)
        return rc;
    *ret_more = rows.count > DISCUSSION_PAGE;
    ret->comments = rows.list;
    ret->count = *ret_more ? DISCUSSION_PAGE : rows.count;
    return RC_OK;
}

static void append(struct discussion_page *page, const struct comment_view *list, size_t count)
{
    for (size_t i = 0; i < count && page->count < DISCUSSION_PAGE; i++)
        page->comments[page->count++] = list[i];
}

/* The rest of a branch in reading order, from behind `after` (empty: from its top) into the page. */
static enum rc append_branch(struct community_reader *r, int64_t article_id, struct str top,
                             struct str after, struct arena *a, struct discussion_page *page,
                             bool *ret_more)
{
    struct path floor = path_branch_floor(top);
    char above[PATH_BYTES_MAX + 1];
    memcpy(above, top.p, top.n);
    above[top.n] = 0; /* the least byte string above the top: the branch from its top on */
    struct rows rows = {0};
    size_t room = DISCUSSION_PAGE - page->count;
    enum rc rc = read_range(r, DESCENDING, article_id, path_str(&floor),
                            after.n > 0 ? after : str_make(above, top.n + 1), room + 1, a, &rows);
    if (rc != RC_OK)
        return rc;
    append(page, rows.list, rows.count);
    *ret_more = rows.count > room;
    return RC_OK;
}

/* Where the branch that begins at `begin` ends, in a list read against the reading order. */
static size_t branch_end(const struct comment_view *list, size_t count, size_t begin)
{
    size_t end = begin + 1;
    struct str root = str_slice(list[begin].path, 0, 8);
    while (end < count && str_eq(str_slice(list[end].path, 0, 8), root))
        end++;
    return end;
}

/* Oldest first: paths ascending give the oldest top-level comment first, but each branch backwards. One scan
 * takes whole branches and turns each round; the last one, which may be cut, is read once more from its top. */
static enum rc append_oldest(struct community_reader *r, int64_t article_id, struct str low,
                             struct arena *a, struct discussion_page *page, bool *ret_more)
{
    struct rows rows = {0};
    enum rc rc =
        read_range(r, ASCENDING, article_id, low, PATH_HIGHEST, DISCUSSION_PAGE + 1, a, &rows);
    if (rc != RC_OK)
        return rc;
    bool cut = rows.count > DISCUSSION_PAGE;
    for (size_t at = 0; at < rows.count;) {
        size_t end = branch_end(rows.list, rows.count, at);
        if (page->count == DISCUSSION_PAGE) {
            *ret_more = true;
            return RC_OK;
        }
        if (end - at > DISCUSSION_PAGE - page->count || (cut && end == rows.count)) {
            struct path top = path_ancestor(rows.list[at].path, 0);
            bool rest;
            rc = append_branch(r, article_id, path_str(&top), (struct str){0}, a, page, &rest);
            /* The page is full, or the branch was whole after all and more may follow it. */
            *ret_more = rest || cut || end < rows.count;
            return rc;
        }
        for (size_t i = end; i-- > at;)
            append(page, &rows.list[i], 1);
        at = end;
    }
    *ret_more = false;
    return RC_OK;
}

static enum rc page_oldest(struct community_reader *r, int64_t article_id, struct str after,
                           struct arena *a, struct discussion_page *ret, bool *ret_more)
{
    ret->comments = ARENA_ARRAY(a, DISCUSSION_PAGE, struct comment_view);
    if (ret->comments == NULL)
        return RC_NO_MEMORY;
    struct str low = PATH_LOWEST;
    struct path top;
    if (after.n > 0) {
        top = path_ancestor(after, 0);
        enum rc rc = append_branch(r, article_id, path_str(&top), after, a, ret, ret_more);
        if (rc != RC_OK || *ret_more)
            return rc;
        low = path_str(&top);
    }
    return append_oldest(r, article_id, low, a, ret, ret_more);
}

enum rc discussion_page(struct community_reader *r, int64_t article_id, enum discussion_order order,
                        struct str cursor, struct arena *a, struct discussion_page *ret)
{
    struct str after = {0};
    if (cursor.n > 0) {
        size_t n = cursor.n * 3 / 4;
        char *bytes = n <= PATH_BYTES_MAX ? arena_alloc(a, n) : NULL;
        struct path check;
        if (bytes == NULL || core_base64url_decode(cursor, bytes, n) != RC_OK ||
            path_parse(str_make(bytes, n), &check) != RC_OK)
            return RC_INVALID;
        after = str_make(bytes, n);
    }
    struct discussion_page page = {0};
    bool more = false;
    enum rc rc = order == DISCUSSION_NEWEST ? page_newest(r, article_id, after, a, &page, &more)
                                            : page_oldest(r, article_id, after, a, &page, &more);
    if (rc == RC_OK)
        rc = complete(r, page.comments, page.count, a);
    if (rc != RC_OK)
        return rc;
    if (more && page.count > 0) {
        struct str last = page.comments[page.count - 1].path;
        page.next = core_base64url(a, last.p, last.n);
    }
    *ret = page;
    return RC_OK;
}

enum rc discussion_cursor_at(struct str path, struct arena *a, struct str *ret)
{
    struct path checked;
    if (path_parse(path, &checked) != RC_OK)
        return RC_INVALID;
    struct path top = path_ancestor(path, 0);
    /* Just above the top-level comment: the last place of a branch whose id is one more. */
    struct path next = path_root(path_id(path_str(&top)) + 1);
    struct path above = path_reply(path_str(&next), -1);
    *ret = core_base64url(a, above.bytes, above.n);
    return ret->p == NULL ? RC_NO_MEMORY : RC_OK;
}

/* --- branches --- */

static enum rc read_ancestors(struct community_reader *r, int64_t parent_id, struct arena *a,
                              struct discussion_branch *ret)
{
    struct comment_view chain[PATH_DEPTH_MAX];
    size_t count = 0;
    int64_t id = parent_id;
    while (id != 0 && count < PATH_DEPTH_MAX) {
        struct q_comment_get_row parent;
        enum rc rc = q_comment_get(
            r->db, &(struct q_comment_get_in){.site_id = r->community->site.id, .id = id}, a,
            &parent);
        if (rc == RC_NOT_FOUND)
            break;
        if (rc != RC_OK)
            return rc;
        chain[count] = shown_view(view_comment(&parent.comment_view));
        id = chain[count++].parent_id;
    }
    ret->ancestors = ARENA_ARRAY(a, count, struct comment_view);
    if (ret->ancestors == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        ret->ancestors[i] = chain[count - 1 - i];
    ret->ancestor_count = count;
    return complete(r, ret->ancestors, count, a);
}

static bool contains(const struct comment_view *list, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].id == id)
            return true;
    return false;
}

/* Replies to a comment at the last level are its later siblings; those that answer it, or each other. */
static enum rc read_flat_replies(struct community_reader *r, const struct comment_view *v,
                                 struct arena *a, struct discussion_page *page)
{
    struct path parent = path_ancestor(v->path, PATH_DEPTH_MAX - 2);
    struct path floor = path_branch_floor(path_str(&parent));
    struct rows rows = {0};
    enum rc rc = read_range(r, DESCENDING, v->article_id, path_str(&floor), v->path,
                            DISCUSSION_PAGE, a, &rows);
    for (size_t i = 0; rc == RC_OK && i < rows.count; i++)
        if (contains(page->comments, page->count, rows.list[i].parent_id))
            append(page, &rows.list[i], 1);
    return rc;
}

static enum rc read_replies(struct community_reader *r, const struct comment_view *v,
                            struct arena *a, struct discussion_branch *ret)
{
    struct discussion_page page = {
        .comments = ARENA_ARRAY(a, DISCUSSION_PAGE, struct comment_view),
    };
    if (page.comments == NULL)
        return RC_NO_MEMORY;
    page.comments[page.count++] = *v;
    bool more = false;
    enum rc rc = v->depth + 1 < PATH_DEPTH_MAX
                     ? append_branch(r, v->article_id, v->path, v->path, a, &page, &more)
                     : read_flat_replies(r, v, a, &page);
    if (rc == RC_OK)
        rc = complete(r, page.comments, page.count, a);
    if (rc != RC_OK)
        return rc;
    if (more) {
        struct str last = page.comments[page.count - 1].path;
        ret->next = core_base64url(a, last.p, last.n);
    }
    ret->comments = page.comments;
    ret->count = page.count;
    return RC_OK;
}

enum rc discussion_branch(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                          struct arena *a, struct discussion_branch *ret)
{
    struct q_comment_get_row row;
    enum rc rc = q_comment_get(
        r->db, &(struct q_comment_get_in){.site_id = r->community->site.id, .id = comment_id}, a,
        &row);
    if (rc != RC_OK)
        return rc;
    if (row.thread_mode == THREAD_OFF && !access_allows(actor, ACTION_READ_HIDDEN, 0))
        return RC_NOT_FOUND;
    struct comment_view v = view_comment(&row.comment_view);
    view_bury_left(&v);
    if (!transition_visible(row.comment_view.status) &&
        !access_allows(actor, ACTION_READ_HIDDEN, row.comment_view.account_id)) {
        if (row.shown == 0)
            return RC_NOT_FOUND;
        view_bury(&v);
    }
    struct discussion_branch branch = {0};
    rc = read_ancestors(r, v.parent_id, a, &branch);
    if (rc == RC_OK)
        rc = read_replies(r, &v, a, &branch);
    if (rc == RC_OK)
        *ret = branch;
    return rc;
}

/* --- around one --- */

enum rc discussion_around(struct community_reader *r, const struct comment_view *c, size_t each,
                          struct arena *a, struct discussion_around *ret)
{
    struct path floor = path_branch_floor(c->path);
    struct rows above = {0}, below = {0};
    enum rc rc = read_range(r, ASCENDING, c->article_id, c->path, PATH_HIGHEST, each, a, &above);
    if (rc == RC_OK)
        rc = read_range(r, DESCENDING, c->article_id, PATH_LOWEST, path_str(&floor), each, a,
                        &below);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < above.count / 2; i++) {
        struct comment_view swapped = above.list[i];
        above.list[i] = above.list[above.count - 1 - i];
        above.list[above.count - 1 - i] = swapped;
    }
    rc = complete(r, above.list, above.count, a);
    if (rc == RC_OK)
        rc = complete(r, below.list, below.count, a);
    if (rc == RC_OK)
        *ret = (struct discussion_around){.before = above.list,
                                          .before_count = above.count,
                                          .after = below.list,
                                          .after_count = below.count};
    return rc;
}

/* --- the site's newest --- */

enum rc discussion_latest(struct community_reader *r, size_t limit, struct arena *a,
                          struct discussion_latest **ret, size_t *ret_count)
{
    /* Hidden comments are passed over, so a few more are read; among very many hidden ones fewer come back. */
    size_t wanted = limit < DISCUSSION_PAGE ? limit : DISCUSSION_PAGE;
    struct q_discussion_latest_row *rows;
    size_t count, kept = 0;
    enum rc rc =
        q_discussion_latest(r->db,
                            &(struct q_discussion_latest_in){.site_id = r->community->site.id,
                                                             .before_id = INT64_MAX,
                                                             .max_rows = 2 * (int64_t)wanted + 20},
                            a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct discussion_latest *list = ARENA_ARRAY(a, wanted, struct discussion_latest);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count && kept < wanted; i++)
        if (transition_visible(rows[i].comment_view.status))
            list[kept++] = (struct discussion_latest){
                .comment = view_comment(&rows[i].comment_view),
                .article_slug = rows[i].article_slug,
                .article_headline = rows[i].article_headline,
            };
    *ret = list;
    *ret_count = kept;
    return RC_OK;
}
