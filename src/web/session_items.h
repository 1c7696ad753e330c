/*
 * An account's sessions as a list with a button each: for their owner and for administrators.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_SESSION_ITEMS_H
#define COMITY_WEB_SESSION_ITEMS_H

#include "templates.h"
#include "web/request.h"

struct session_items {
    const struct view_session_item *items;
    size_t count;
    bool has_others; /* besides the one that asks */
};
/* `action` takes "end" with a session's handle. Whether the actor may see them is the community's to say. */
enum rc session_items_make(struct request *r, int64_t account_id, struct url action,
                           struct session_items *ret) MUST_CHECK;

#endif
