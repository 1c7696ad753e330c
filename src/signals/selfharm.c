/*
 * Suicide and self-harm: others urged to it, means described, and an author who seems in danger. The three are told
 * apart, for what follows is different: the last wants help, not a rule.
 */
#include "signals/rules.h"

static const struct rule rules[] = {
    {SIG_SELFHARM_URGED, 0.95, {HARM(URGE)}, .opens = true, .despite = MENTION_QUESTION},
    {SIG_SELFHARM_URGED, 0.95, {HARM(MODAL), HARM(URGE)}, {0, 0}, .despite = MENTION_QUESTION},
    {SIG_SELFHARM_METHODS,
     0.80,
     {HARM(METHOD)},
     .despite =
         MENTION_NEGATED | MENTION_QUESTION | MENTION_ASKED | MENTION_REPORTED | MENTION_NEWS},
    {SIG_SELFHARM_CRISIS, 0.60, {HARM(CRISIS)}, .despite = MENTION_NEGATED},
};

void detect_selfharm(struct detection *d)
{
    RULES_RUN(d, rules, SIG_SELFHARM_SCORE);
}
