/*
 * Violence announced or wished to a person: to the reader addressed, or to somebody talked about. Anger at things and
 * figures of speech ("shoot me an e-mail") are not.
 */
#include "signals/rules.h"

#define LEADS_AWAY (HARM(REL) | HARM(COND))

static const struct rule rules[] = {
    /* "I will ... you", "you should be ..." */
    {SIG_THREAT_DIRECT, 0.95, {HARM(THREAT)}, .despite = MENTION_NEGATED | MENTION_QUESTION},
    {SIG_THREAT_DIRECT,
     0.95,
     {HARM(FUTURE), HARM(CALL), HARM(YOU)},
     {0, 2, 2},
     LEADS_AWAY,
     .despite = MENTION_QUESTION},
    {SIG_THREAT_DIRECT,
     0.80,
     {HARM(FUTURE), HARM(VIOLENT), HARM(YOU)},
     {0, 2, 2},
     LEADS_AWAY,
     .despite = MENTION_QUESTION},
    /* "ich werde dich ...", "je vais te ..." */
    {SIG_THREAT_DIRECT,
     0.95,
     {HARM(FUTURE), HARM(YOU), HARM(CALL)},
     {0, 0, 1},
     LEADS_AWAY,
     .despite = MENTION_QUESTION},
    {SIG_THREAT_DIRECT,
     0.80,
     {HARM(FUTURE), HARM(YOU), HARM(VIOLENT)},
     {0, 0, 1},
     LEADS_AWAY,
     .despite = MENTION_QUESTION},
    {SIG_THREAT_DIRECT, 0.90, {HARM(YOU), HARM(MODAL), HARM(CALLED)}, {0, 0, 2}, LEADS_AWAY},
    {SIG_THREAT_DIRECT, 0.90, {HARM(SOMEBODY), HARM(VIOLENT), HARM(YOU)}, {0, 2, 0}, LEADS_AWAY},
    {SIG_THREAT_DIRECT, 0.75, {HARM(MENACE)}},
    {SIG_THREAT_WISHES, 0.85, {HARM(WISH)}},
    /* about somebody */
    {SIG_THREAT_OTHERS, 0.80, {HARM(FUTURE), HARM(VIOLENT), HARM(PERSON)}, {0, 2, 1}, LEADS_AWAY},
    {SIG_THREAT_OTHERS, 0.80, {HARM(SOMEBODY), HARM(VIOLENT), HARM(PERSON)}, {0, 2, 1}, LEADS_AWAY},
    {SIG_THREAT_OTHERS, 0.75, {HARM(PERSON), HARM(MODAL), HARM(CALLED)}, {0, 0, 2}, LEADS_AWAY},
    {SIG_THREAT_OTHERS, 0.75, {HARM(CALL), HARM(PERSON)}, {0, 1}, LEADS_AWAY, .opens = true},
};

void detect_threat(struct detection *d)
{
    RULES_RUN(d, rules, SIG_THREAT_SCORE);
}
