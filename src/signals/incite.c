/* Calls to violence and to breaking the law, recruiting for groups that use violence, praise of attacks, and
 * instructions for weapons. That a law is wrong may be said at any length. */
#include "signals/rules.h"

#define LEADS_AWAY (HARM(REL) | HARM(COND) | HARM(YOU))

static const struct rule rules[] = {
    {SIG_INCITE_VIOLENCE, 0.85, {HARM(ASSAULT), HARM(TARGET)}, {0, 1}, LEADS_AWAY, .opens = true},
    {SIG_INCITE_VIOLENCE,
     0.85,
     {HARM(MODAL) | HARM(SOMEBODY), HARM(ASSAULT), HARM(TARGET)},
     {0, 1, 1},
     LEADS_AWAY},
    {SIG_INCITE_VIOLENCE, 0.90, {HARM(UPRISING)}, .opens = true},
    {SIG_INCITE_VIOLENCE, 0.90, {HARM(MODAL) | HARM(SOMEBODY), HARM(UPRISING)}, {0, 1}, 0},
    {SIG_INCITE_LAWLESS, 0.60, {HARM(LAWLESS)}, .opens = true},
    {SIG_INCITE_LAWLESS, 0.60, {HARM(MODAL) | HARM(SOMEBODY), HARM(LAWLESS)}, {0, 1}, 0},
    {SIG_INCITE_RECRUITS, 0.85, {HARM(JOIN), HARM(ORG)}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_INCITE_RECRUITS, 0.85, {HARM(MODAL), HARM(JOIN), HARM(ORG)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_INCITE_PRAISES, 0.90, {HARM(ATROCITY), HARM(PRAISE)}, {0, 3}, LEADS_AWAY},
    {SIG_INCITE_PRAISES, 0.90, {HARM(PRAISE), HARM(ATROCITY) | HARM(ORG)}, {0, 2}, LEADS_AWAY},
    {SIG_INCITE_INSTRUCTS, 0.90, {HARM(HOWTO)}},
};

void detect_incite(struct detection *d)
{
    RULES_RUN(d, rules, SIG_INCITE_SCORE);
}
