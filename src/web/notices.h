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
/* The number in what somebody gave as the address of a comment; 0: there is none. */
int64_t notices_comment_in(struct str address);
/* "Germany" of "DE". */
struct str notices_state(const struct request *r, struct str state);
/* The kinds of law, and the member states, to choose from. */
const struct view_option *notices_categories(const struct request *r, struct str chosen,
                                             size_t *ret_count);
const struct view_option *notices_states(const struct request *r, struct str chosen,
                                         size_t *ret_count);
struct view_notice_item notices_item(struct request *r, const struct legal_notice_view *n);

/* The open ones of a comment; none for who may not see them. */
enum rc notices_of_comment(struct request *r, int64_t comment_id,
                           const struct view_notice_item **ret, size_t *ret_count) MUST_CHECK;

#endif
