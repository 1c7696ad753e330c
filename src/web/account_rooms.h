/*
 * The rooms of one's own account: tabs over each of them, and what the overview lists. The rows are account_rooms.def's.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_ACCOUNT_ROOMS_H
#define COMITY_WEB_ACCOUNT_ROOMS_H

#include "templates.h"
#include "web/request.h"

/* The tabs, with the one we are in marked by its address: for a view's `tabs: list nav_item`. */
const struct view_nav_item *account_rooms_tabs(struct request *r, const char *address,
                                               size_t *ret_count);
/* The rooms but the overview, with what one does there. */
const struct view_account_room *account_rooms_list(struct request *r, size_t *ret_count);

#endif
