/*
 * Emergency brakes in words: for the banner in the moderators' room and the page of error rates.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_BRAKES_H
#define COMITY_WEB_BRAKES_H

#include "community/moderation/brake.h"
#include "templates.h"
#include "web/request.h"

/* "41 of 120 comments in 60 minutes; 10 % are allowed". */
struct str brakes_numbers(const struct request *r, const struct brake_view *b);
/* "only flags since 12:03: it held or removed 41 of 120 …". */
struct str brakes_words(const struct request *r, const struct brake_view *b);
/* One for each brake in force; none when they cannot be read. */
const struct view_brake_banner *brakes_banners(struct request *r, size_t *ret_count);

#endif
