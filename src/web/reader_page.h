/*
 * One reader as moderators see them: how the account stands, what would follow from each decision, what was decided before,
 * what they wrote, and what was removed together.
 *
 * Must not: decide anything; pages_reader.c sends the orders.
 */
#ifndef COMITY_WEB_READER_PAGE_H
#define COMITY_WEB_READER_PAGE_H

#include "web/request.h"

struct url reader_page_url(const struct request *r);
/* Answers with the page; `stale`: of a request that was refused, whose problem stands on top. */
void reader_page_show(struct request *r, bool stale);
/* Whether the request sent the form of this word, and is answered with the page again. */
bool reader_page_was_sent(const struct request *r, struct str word);

#endif
