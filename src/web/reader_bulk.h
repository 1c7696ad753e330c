/*
 * A reader's comments removed together, as moderators see them: how many there are to remove, what was removed, taking it
 * back.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: remove anything; pages_reader.c sends the orders.
 */
#ifndef COMITY_WEB_READER_BULK_H
#define COMITY_WEB_READER_BULK_H

#include "community/discipline/sanction.h"
#include "templates.h"
#include "web/request.h"

/* The times there is something to remove from, each with the number said; none: nothing is there. `may_stay`: with one that
 * removes nothing before them. */
const struct view_option *reader_bulk_spans(struct request *r, bool may_stay, struct str chosen,
                                            size_t *ret_count);
/* Fills bulk and bulks. */
enum rc reader_bulk_fill(struct request *r, const struct sanction_sight *sight,
                         struct view_reader *view) MUST_CHECK;

#endif
