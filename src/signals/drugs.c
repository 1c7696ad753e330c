/* Drugs offered, told where to get, or talked into. Policy, medicine and news name them too. */
#include "signals/rules.h"

#define DRUGS      (HARM(DRUG) | HARM(STREET))
#define LEADS_AWAY (HARM(COND))

static const struct rule rules[] = {
    {SIG_DRUGS_OFFERED, 0.90, {HARM(OFFER), HARM(DRUG)}, {0, 6}, LEADS_AWAY},
    {SIG_DRUGS_OFFERED, 0.90, {HARM(DRUG), HARM(OFFER)}, {0, 8}, LEADS_AWAY},
    {SIG_DRUGS_OFFERED, 0.85, {HARM(OFFER), HARM(STREET), HARM(OFFER)}, {0, 6, 8}, LEADS_AWAY},
    {SIG_DRUGS_SOURCED,
     0.75,
     {HARM(SOURCE), DRUGS},
     {0, 3},
     LEADS_AWAY,
     .despite = MENTION_QUESTION},
    {SIG_DRUGS_URGED, 0.75, {HARM(TAKE), DRUGS}, {0, 2}, LEADS_AWAY, .despite = MENTION_NEGATED},
};

void detect_drugs(struct detection *d)
{
    RULES_RUN(d, rules, SIG_DRUGS_SCORE);
}
