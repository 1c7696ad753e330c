/*
 * Opening the text of a document or an edition: what no later stage should have to think about is
 * refused (bytes that are no text, too many of them), and the outline is read.
 *
 * Ownership: copy and outline live in the arena given.
 *
 * Must not: look into blocks.
 */
#ifndef COMITY_POLICY_STANDARDS_OPEN_H
#define COMITY_POLICY_STANDARDS_OPEN_H

#include "policy/outline.h"

enum rc standards_open(struct arena *a, struct str document, struct str name, struct source *ret,
                       struct outline *ret_outline, struct problem *problem) MUST_CHECK;

#endif
