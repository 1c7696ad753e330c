/*
 * A thread as readers see it: pages by keyset, newest or oldest first, and the branch behind a
 * permalink.
 *
 * A page costs the same whatever the thread's size or shape: one range scan of at most
 * DISCUSSION_PAGE + 1 rows newest first, at most three oldest first (see path.h). Nothing here
 * depends on who asks, so that a page may be rendered once for everybody.
 *
 * Invariants:
 *  1. Following the cursors from the first page visits every shown comment exactly once, in order.
 *  2. A tombstone gives away no text or author, only the clause it was removed under and whether a person did it; held
 * comments give away nothing, not even their number.
 *  3. A cursor is opaque text of letters, digits, '-' and '_'; a malformed one is RC_INVALID, a
 * stale one simply continues where it stood.
 */
#ifndef COMITY_COMMUNITY_COMMENT_DISCUSSION_H
#define COMITY_COMMUNITY_COMMENT_DISCUSSION_H

#include "community/comment/comment.h"
#include "community/community.h"

#define DISCUSSION_PAGE 100

enum discussion_order { DISCUSSION_NEWEST, DISCUSSION_OLDEST };

/* Stored: never renumber. */
enum thread_mode {
    THREAD_OPEN = 0,
    THREAD_CLOSED = 1,      /* readable, no new comments */
    THREAD_OFF = 2,         /* no discussion at all */
    THREAD_PREMODERATED = 3 /* open; every comment waits for a moderator */
};

struct discussion_thread {
    enum thread_mode mode;
    int64_t comment_count; /* what readers see, without tombstones */
    int64_t last_comment_ms;
};
enum rc discussion_thread(struct community_reader *r, int64_t article_id,
                          struct discussion_thread *ret) MUST_CHECK;

struct discussion_page {
    struct comment_view *comments; /* in reading order: replies after their parent */
    size_t count;
    struct str next; /* cursor of the next page; empty on the last */
};
/* `cursor` empty: the first page. An article without a thread gives an empty page. */
enum rc discussion_page(struct community_reader *r, int64_t article_id, enum discussion_order order,
                        struct str cursor, struct arena *a, struct discussion_page *ret) MUST_CHECK;

struct discussion_branch {
    struct comment_view *ancestors; /* top level first, without the comment itself */
    size_t ancestor_count;
    struct comment_view *comments; /* the comment, then its replies in reading order */
    size_t count;
    struct str next; /* more replies: a cursor for a newest-first page that begins after them; empty
                        if none */
};
/* RC_NOT_FOUND for what this actor may not see. Held comments: author and moderators only. */
enum rc discussion_branch(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                          struct arena *a, struct discussion_branch *ret) MUST_CHECK;

/* What stands next to a comment in reading order, newest first: up to `each` comments just before it and just after
 * its branch. For moderators; the comment itself need not be shown. */
struct discussion_around {
    struct comment_view *before, *after;
    size_t before_count, after_count;
};
enum rc discussion_around(struct community_reader *r, const struct comment_view *c, size_t each,
                          struct arena *a, struct discussion_around *ret) MUST_CHECK;

/* The newest-first cursor of the page that begins with this comment's top-level ancestor: "show in
 * thread". */
enum rc discussion_cursor_at(struct str path, struct arena *a, struct str *ret) MUST_CHECK;

/* The newest published comments of the whole site, for the front page. */
struct discussion_latest {
    struct comment_view comment;
    struct str article_slug, article_headline;
};
enum rc discussion_latest(struct community_reader *r, size_t limit, struct arena *a,
                          struct discussion_latest **ret, size_t *ret_count) MUST_CHECK;

#endif
