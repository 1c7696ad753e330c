/*
 * From the domain's records to the views that several pages share: teasers, comments, evidence.
 *
 * Ownership: everything lives in the request's arena; a full arena shows in arena_failed at the page's end, so these
 * functions answer with what they have and need no check each.
 *
 * Must not: read the database.
 */
#ifndef COMITY_WEB_VIEWS_H
#define COMITY_WEB_VIEWS_H

#include "community/article/article.h"
#include "community/comment/comment.h"
#include "templates.h"
#include "web/request.h"

/* "/article/SLUG" and what hangs on it. */
struct url views_article_url(const struct request *r, struct str slug);
struct url views_comment_url(const struct request *r, int64_t comment_id);
/* Where the viewer may change or erase this comment, which is only their own; absent otherwise. */
struct url views_edit_url(const struct request *r, const struct comment_view *c);
struct url views_delete_url(const struct request *r, const struct comment_view *c);
struct url views_profile_url(const struct request *r, int64_t account_id);
struct url views_clause_url(const struct request *r, struct str slug);
/* "reader", "moderator" ... in the reader's language. */
struct str views_role(const struct request *r, enum role role);
/* The clause's title in the site's edition of the standards in force, its slug when they have it no more; absent for
 * none. */
struct str views_clause_title(const struct request *r, struct str slug);
/* Its language, absent when it is the page's. */
struct str views_clause_language(const struct request *r, struct str slug);
/* The language of articles and discussions, absent when it is the page's. */
struct str views_text_language(const struct request *r);

/* `size` is "lead" or "standard". */
struct view_card views_card(const struct request *r, const struct article_item *item,
                            struct str size);
struct view_line views_line_discussed(const struct request *r, const struct article_item *item);
struct view_line views_line_dated(const struct request *r, const struct article_item *item);

struct views_thread {
    struct url compose; /* where replies are written; absent when the discussion is closed */
    int64_t above_id;   /* the comment the first ones stand under; 0: none */
};
/* A list in reading order, nested by depth. */
const struct view_comment_item *views_comments(const struct request *r,
                                               const struct comment_view *comments, size_t count,
                                               const struct views_thread *thread,
                                               size_t *ret_count);

/* The text with its evidence marked, and the findings the marks lead to. `group` as in text/marked.h. */
struct views_evidence {
    struct html marked;
    const struct view_finding_item *findings;
    size_t finding_count;
};
struct views_evidence views_verdict(const struct request *r, const struct verdict *v,
                                    struct str body, struct str group);
/* The same from a stored decision on `c`: its record, or the clause a moderator named. Words are marked only in the text
 * that was judged, not in what it was edited to. */
struct views_evidence views_decision(const struct request *r, const struct comment_decision *d,
                                     const struct comment_view *c, struct str group);
/* One's own comment as its author sees it. `decision` may be NULL. */
struct view_judged_comment views_judged(const struct request *r, const struct comment_view *c,
                                        struct str slug, struct str headline,
                                        const struct comment_decision *decision);

const struct view_status_mark *views_status(const struct request *r, struct str status);
struct str views_initials(struct arena *a, struct str name);
int64_t views_hue(int64_t account_id); /* 0 to 11 */
/* "held"; "approved": as a word in a sentence. */
struct str views_status_words(const struct request *r, enum comment_status status);
struct str views_action_words(const struct request *r, enum decision_action action);
struct str views_consequence_words(const struct request *r, enum consequence c);
struct str views_badge(const struct request *r, enum role role); /* p NULL: none */
/* A role by the name that records keep; an unknown one stays as it is. */
struct str views_role_name(const struct request *r, struct str name);
/* A level of trust: those of the shipped standards in the language of `w`, a site's own as it is written. */
struct str views_level(const struct words *w, struct str name);

#endif
