/*
 * A complaint about what was decided on a notice, on the notice's receipt: where it stands, or the form to make one. Who holds
 * the receipt's link needs no account.
 */
#ifndef COMITY_WEB_COMPLAINTS_H
#define COMITY_WEB_COMPLAINTS_H

#include "templates.h"
#include "web/request.h"

/* NULL where there is nothing to say of one: the notice is not decided, or its comment is gone. */
enum rc complaints_make(struct request *r, int64_t notice_id,
                        const struct view_complaint **ret) MUST_CHECK;

#endif
