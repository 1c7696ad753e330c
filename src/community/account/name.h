/*
 * User names: what may be one, and when two are the same.
 *
 * A name is 3 to 30 characters: letters of one script, digits, and single '.', '-', '_' or spaces
 * between them; nothing that cannot be seen. Nobody takes a name that looks like another's: their skeletons
 * (name_look.h) are compared, whatever the script. Whoever names an account means exactly that one: its name as it is
 * written, or spelt the same without case, forms and separators; never one that only looks like it.
 *
 * Looking alike is refused to newcomers only. It costs honest names little: letters of one alphabet keep apart but for those that
 * are drawn the same (Arabic and Persian yeh, Greek sigma and omicron in small letters), and of two alphabets only names clash
 * all of whose letters have a double.
 *
 * Invariant: name_check's skeleton is stored and unique in the database, except for accounts that had their names before
 * the rules became stricter (name_renew.h); the check in C only explains early.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_NAME_H
#define COMITY_COMMUNITY_ACCOUNT_NAME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "community/account/name_look.h"

#define NAME_CHARACTERS_MIN 3
#define NAME_CHARACTERS_MAX 30

/* Checks and gives name (NFC, trimmed) and skeleton in the arena. RC_INVALID with the rule broken;
 * names that imitate staff or the site (`site_title`) are refused unless `reserved_allowed` (the
 * command line). */
enum rc name_check(struct arena *a, struct str name, struct str site_title, bool reserved_allowed,
                   struct str *ret_name, struct name_skeleton *ret_skeleton,
                   struct problem *problem) MUST_CHECK;
/* Whether a name looks like one of a list separated by commas; "editor*" stands for all that begin so, "*desk" for all that
 * end so. */
bool name_is_listed(struct arena *a, const struct name_skeleton *name, struct str list);

/* What somebody typed against an account's name: NFC as stored, or the same letters in another case or form, with other
 * separators. */
enum name_likeness { NAME_OTHER, NAME_SPELT_SAME, NAME_SAME };
enum name_likeness name_compare(struct arena *a, struct str typed, struct str name);

/* An address in the form a@b.c without spaces and characters that cannot be seen, at most 254 bytes; `ret_key` is what
 * sameness goes by. */
enum rc name_email_check(struct arena *a, struct str email, struct str *ret_key,
                         struct problem *problem) MUST_CHECK;

#endif
