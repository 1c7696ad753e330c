/*
 * Whether a name says what nobody should have to read beside every comment: the lexicons of the standards' engine
 * (profanity, slurs, hate, threats), and links and telephone numbers. Compiled lexicons only, no model: the same name is
 * judged the same on every machine.
 *
 * A name is read as it is written, with its separators as spaces, and, when all of another alphabet's letters have a Latin
 * double, as those (name_look.h). What a moderator would only ask about in a comment (mild words, fools and idiots) passes.
 * So do names of people and places that are such words too (name_innocent.def), alone or beside one other name.
 *
 * Invariants:
 *  1. The answer depends on nothing but the name and the lexicons.
 *  2. Nobody loses a name: only new ones are judged. What stands is listed (comity user refused-names).
 *
 * Must not: read settings, or say which word it was.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_NAME_JUDGE_H
#define COMITY_COMMUNITY_ACCOUNT_NAME_JUDGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct signals;

enum rc name_judge(const struct signals *signals, struct arena *a, struct str name,
                   bool *ret_refused) MUST_CHECK;

#endif
