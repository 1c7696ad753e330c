/*
 * User names: what may be one, and when two are the same.
 *
 * A name is 3 to 30 characters: letters of one script, digits, and single '.', '-', '_' or spaces
 * between them. Two names are the same when their skeletons are (folded with look-alikes mapped,
 * separators dropped), so that nobody imitates another by "0" for "O" or a Cyrillic "а".
 *
 * Invariant: name_check's skeleton is stored and unique in the database; the check in C only
 * explains early.
 */
#ifndef COMITY_COMMUNITY_NAME_H
#define COMITY_COMMUNITY_NAME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define NAME_CHARACTERS_MIN 3
#define NAME_CHARACTERS_MAX 30

/* Checks and gives name (NFC, trimmed) and skeleton in the arena. RC_INVALID with the rule broken;
 * names that imitate staff or the site (`site_title`) are refused unless `reserved_allowed` (the
 * command line). */
enum rc name_check(struct arena *a, struct str name, struct str site_title, bool reserved_allowed,
                   struct str *ret_name, struct str *ret_skeleton,
                   struct problem *problem) MUST_CHECK;
/* Whether a skeleton is on a list of names separated by commas; "editor*" stands for all that begin so, "*desk" for all that
 * end so. */
bool name_is_listed(struct arena *a, struct str skeleton, struct str list);
/* The skeleton alone, for looking up what somebody typed. */
enum rc name_skeleton(struct arena *a, struct str name, struct str *ret) MUST_CHECK;

/* An address in the form a@b.c without spaces, at most 254 bytes; `ret_key` is what sameness goes
 * by. */
enum rc name_email_check(struct arena *a, struct str email, struct str *ret_key,
                         struct problem *problem) MUST_CHECK;

#endif
