/*
 * The ladder of consequences. Precedence is the order: of several findings the strictest decides.
 *
 * Invariant: the numbers are stored in databases; they are never renumbered.
 *
 * Must not: grow a member that is not between publishing and removing.
 */
#ifndef COMITY_POLICY_CONSEQUENCE_H
#define COMITY_POLICY_CONSEQUENCE_H

#include "base/rc.h"
#include "base/str.h"

/* Mildest first. */
enum consequence {
    CONSEQUENCE_PUBLISH = 0,
    CONSEQUENCE_FLAG = 1,   /* published, and shown to a moderator */
    CONSEQUENCE_NUDGE = 2,  /* the author is asked to reconsider; sent as it is, it is held */
    CONSEQUENCE_HOLD = 3,   /* waits for a moderator */
    CONSEQUENCE_REMOVE = 4, /* not published; the author is told the clause */
};

struct str consequence_name(enum consequence c); /* "publish", ... */
/* RC_INVALID for any other word; exact, lower case. */
enum rc consequence_parse(struct str name, enum consequence *ret) MUST_CHECK;

#endif
