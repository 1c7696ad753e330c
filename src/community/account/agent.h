/*
 * Which browser on which system a User-Agent says it is: "Firefox" on "Linux".
 *
 * Invariant: what is given back are names of the tables here, or nothing; never what was sent. So they can stand in mails and in the log
 * of staff actions, where nobody shall be able to write what they like.
 *
 * Must not: know languages. "on" is said by whoever shows it.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_AGENT_H
#define COMITY_COMMUNITY_ACCOUNT_AGENT_H

#include "base/str.h"

struct agent {
    struct str browser, system; /* static; either may be empty */
};
struct agent agent_read(struct str user_agent);

#endif
