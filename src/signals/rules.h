/*
 * Rules over the hits of harm.h: which kinds of words, how near to one another, in one sentence, say something
 * ("a group", "is", "vermin"). A detector of this family is a table of rules.
 *
 * A rule is tried from every hit of its first step; each further step takes the first hit of its kinds within its gap.
 * What only mentions (mention.h) weighs MENTION_WEIGHT of the rule and is not counted.
 *
 * Invariants:
 *  1. A rule costs nothing where one of its kinds is missing from the comment, and bounded time a hit elsewhere.
 *  2. Every hit of a match that counts is evidence for the rule's signal and for the score.
 *  3. In a language the lexicon does not know, nothing found means unknown, not zero.
 *
 * Must not: look at anything but hits.
 */
#ifndef COMITY_SIGNALS_RULES_H
#define COMITY_SIGNALS_RULES_H

#include "signals/mention.h"

#define RULE_STEPS     4
#define RULES_MATCHES  32
#define MENTION_WEIGHT 0.1
#define FURTHER_WEIGHT 0.05

struct rule {
    enum signal_id signal;     /* counts the matches; the score itself: a hint that is not counted */
    double weight;             /* what one match makes of the score */
    uint64_t step[RULE_STEPS]; /* kinds, one of which must stand there; 0 ends the rule */
    uint8_t gap[RULE_STEPS];   /* tokens at most between the step and the one before */
    uint64_t barred;           /* kinds that may not stand between */
    bool opens;                /* the first step must stand where a clause begins */
    bool closes;               /* the last step must stand where one ends */
    unsigned despite;          /* enum mention: what does not excuse it */
};

/* The signals that a family of rules sets besides those its rules count. */
struct rules_signals {
    enum signal_id score;     /* the weightiest match, a little more for each further one */
    enum signal_id mentioned; /* matches that were only mentioned; SIGNAL_COUNT: not told */
};

/* Runs the rules over the hits; nothing is set when `h` is NULL. */
void rules_run(struct detection *d, const struct harm *h, const struct rule *rules, size_t count,
               struct rules_signals signals);
#define RULES_RUN(d, rules, score)                                                                 \
    rules_run((d), harm_get(d), (rules), sizeof(rules) / sizeof((rules)[0]),                       \
              (struct rules_signals){(score), SIGNAL_COUNT})

#endif
