/*
 * Hatred of people for what they are: a group together with dehumanisation, contempt, a call against it, or the denial
 * of its rights. Naming a group is never hate, nor is speaking badly of some of its members.
 */
#include "signals/rules.h"

#define GROUPS   (HARM(GROUP) | HARM(MIGRANT) | HARM(SLUR))
#define BELONGED (HARM(GROUP) | HARM(SLUR)) /* whom one cannot argue out of a country */

/* What may not stand between a group and what is said of it: "Muslims who live near dogs". */
#define LEADS_AWAY (HARM(REL) | HARM(YOU) | HARM(SPEAKER) | HARM(PERSON) | HARM(COND) | HARM(FEW))

static const struct rule rules[] = {
    /* "kill all ...", "we should deport the ..." */
    {SIG_HATE_CALLS, 0.95, {HARM(CALL), GROUPS}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CALLS, 0.95, {HARM(MODAL), HARM(CALL), GROUPS}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.95, {GROUPS, HARM(MODAL), HARM(CALLED)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.80, {HARM(EXPEL), BELONGED}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CALLS, 0.80, {HARM(MODAL), HARM(EXPEL), BELONGED}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.80, {BELONGED, HARM(MODAL), HARM(EXPELLED)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.95, {HARM(WISH), GROUPS}, {0, 2}, LEADS_AWAY},
    /* "... are vermin", "... vermin" */
    {SIG_HATE_DEHUMANISED, 0.90, {GROUPS, HARM(COPULA), HARM(DEHUMAN)}, {0, 1, 3}, LEADS_AWAY},
    {SIG_HATE_DEHUMANISED, 0.90, {HARM(FOLK), HARM(DEHUMAN)}, {0, 0}, 0},
    {SIG_HATE_DEHUMANISED, 0.90, {HARM(DEHUMAN), HARM(SLUR)}, {0, 0}, 0},
    /* "... are criminals", "filthy ...", "I hate ..." */
    {SIG_HATE_CONTEMPT, 0.70, {GROUPS, HARM(COPULA), HARM(BAD)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(FILTHY), GROUPS}, {0, 0}, 0},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(FILTHY), HARM(FOLK)}, {0, 0}, 0},
    {SIG_HATE_CONTEMPT, 0.75, {HARM(SPEAKER), HARM(HATRED), GROUPS}, {0, 2, 1}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.75, {HARM(HATRED), GROUPS}, {0, 1}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CONTEMPT, 0.75, {GROUPS, HARM(SCORN)}, {0, 2}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(BEGONE)}, .opens = true},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(YOU) | GROUPS, HARM(BEGONE)}, {0, 1}, 0},
    {SIG_HATE_DENIAL, 0.90, {HARM(DENIAL)}},
};

void detect_hate(struct detection *d)
{
    RULES_RUN(d, rules, SIG_HATE_SCORE);
}
