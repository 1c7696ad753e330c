/* Cruelty to animals that is relished or recommended; that it happened, or that it is terrible, may be said. */
#include "signals/rules.h"

#define LEADS_AWAY (HARM(YOU) | HARM(COND))

static const struct rule rules[] = {
    {SIG_ANIMALS_RELISHED,
     0.90,
     {HARM(RELISH), HARM(CRUEL), HARM(ANIMAL)},
     {0, 5, 4},
     HARM(YOU),
     .despite = MENTION_ASKED},
    {SIG_ANIMALS_RELISHED,
     0.90,
     {HARM(RELISH), HARM(ANIMAL), HARM(CRUEL)},
     {0, 3, 1},
     HARM(YOU),
     .despite = MENTION_ASKED},
    {SIG_ANIMALS_RELISHED, 0.90, {HARM(CRUEL), HARM(ANIMAL), HARM(RELISH)}, {0, 3, 8}, 0},
    {SIG_ANIMALS_RELISHED,
     0.90,
     {HARM(SPEAKER), HARM(ANIMAL), HARM(CRUEL), HARM(RELISH)},
     {0, 5, 4, 8},
     0},
    {SIG_ANIMALS_URGED, 0.80, {HARM(CRUEL), HARM(ANIMAL)}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_ANIMALS_URGED, 0.80, {HARM(MODAL), HARM(CRUEL), HARM(ANIMAL)}, {0, 1, 2}, LEADS_AWAY},
};

void detect_animals(struct detection *d)
{
    RULES_RUN(d, rules, SIG_ANIMALS_SCORE);
}
