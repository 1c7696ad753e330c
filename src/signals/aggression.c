/* What makes somebody feel small without an insult: belittling and jeering phrases aimed at the reader answered. */
#include "signals/rules.h"

static const struct rule rules[] = {
    {SIG_AGGRESSION_BELITTLES,
     0.65,
     {HARM(BELITTLE)},
     .despite = MENTION_NEGATED | MENTION_NEWS | MENTION_QUESTION | MENTION_COUNTERED},
    {SIG_AGGRESSION_SNEERS, 0.40, {HARM(SNEER)}, .despite = MENTION_QUESTION | MENTION_NEWS},
};

void detect_aggression(struct detection *d)
{
    RULES_RUN(d, rules, SIG_AGGRESSION_SCORE);
}
