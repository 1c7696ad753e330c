/*
 * The context of an example: what a `given` line sets, and `comity check` reads from its input.
 *
 * Invariant: a name is a context fact of fact.def that the site knows (those counted from the text
 * cannot be set), or site.language.
 *
 * Must not: allocate; text values are viewed.
 */
#ifndef COMITY_POLICY_GIVEN_H
#define COMITY_POLICY_GIVEN_H

#include "base/rc.h"
#include "base/str.h"
#include "policy/judge.h"

/* RC_NOT_FOUND for a name that cannot be given, RC_INVALID for a value of the wrong type: whole
 * numbers from 0, true or false, or any text. The message names the remedy, without a place. */
enum rc given_set(struct judge_context *c, struct str name, struct str value,
                  struct problem *problem) MUST_CHECK;

/* A value as it was written, without the straight quotes that conditions need and this does not. */
struct str given_value(struct str written);

#endif
