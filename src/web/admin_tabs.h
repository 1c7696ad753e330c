/*
 * The tabs over the administrators' pages.
 *
 * Ownership: they live in the request's arena.
 */
#ifndef COMITY_WEB_ADMIN_TABS_H
#define COMITY_WEB_ADMIN_TABS_H

#include "templates.h"
#include "web/request.h"

enum admin_tab { ADMIN_TAB_OVERVIEW, ADMIN_TAB_USERS, ADMIN_TAB_LOG, ADMIN_TAB_COUNT };

const struct view_nav_item *admin_tabs_make(struct request *r, enum admin_tab now,
                                            size_t *ret_count);

#endif
