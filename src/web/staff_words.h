/*
 * An entry of the log of what staff did, as a person reads it: in the language of the page, with the way to what it was done to.
 *
 * What is stored beside an action is for programs and for the ledger's hashes, so it stays as it is there; here its known forms are
 * said in words. What is in no known form is shown as it stands.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: read the database.
 */
#ifndef COMITY_WEB_STAFF_WORDS_H
#define COMITY_WEB_STAFF_WORDS_H

#include "community/record/staff_log.h"
#include "templates.h"
#include "web/request.h"

struct view_audit_row staff_words_row(struct request *r, const struct staff_log_entry *e);

#endif
