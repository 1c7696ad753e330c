/*
 * Notices of illegal content as moderators see them: the list, and those of the comment they decide on.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_NOTICES_H
#define COMITY_WEB_NOTICES_H

#include "community/discipline/legal_notice.h"
#include "templates.h"
#include "web/request.h"

/* What the law is called that it is about, in the reader's language. */
struct str notices_category(const struct request *r, struct str category);
struct view_notice_item notices_item(struct request *r, const struct legal_notice_view *n);

/* The open ones of a comment; none for who may not see them. */
enum rc notices_of_comment(struct request *r, int64_t comment_id,
                           const struct view_notice_item **ret, size_t *ret_count) MUST_CHECK;

#endif
