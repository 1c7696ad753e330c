/*
 * The forms by which a moderator decides on a reader: one for each sanction that can be given now, with its consequences.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: give a sanction; pages_reader.c sends the order.
 */
#ifndef COMITY_WEB_SANCTION_FORMS_H
#define COMITY_WEB_SANCTION_FORMS_H

#include "community/discipline/sanction.h"
#include "templates.h"
#include "web/request.h"

/* Fills forms and barred; what was sent and refused stands in them again. */
enum rc sanction_forms_fill(struct request *r, const struct sanction_sight *sight,
                            struct view_reader *view) MUST_CHECK;
/* The clauses of the document in force, with one that names none or asks to choose before them. */
const struct view_option *sanction_forms_clauses(struct request *r, bool needed, struct str chosen,
                                                 size_t *ret_count);

#endif
