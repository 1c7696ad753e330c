/*
 * Hatred of people for what they are: a group together with dehumanisation, contempt, exclusion, a call against it, or
 * the denial of its rights. Naming a group is never hate, nor is speaking badly of some of its members.
 *
 * Weights: what is said plainly weighs 0.9 and more, contempt 0.7 to 0.8, what is implied and a slur by itself 0.6 to 0.7.
 */
#include "signals/hatred.h"
#include "signals/rules.h"

#define GROUPS   HATRED_GROUPS
#define BELONGED (HARM(GROUP) | HARM(SLUR)) /* whom one cannot argue out of a country */
#define ANY      (GROUPS | HARM(FOLK))
#define UNKIND                                                                                     \
    (HARM(DEHUMAN) | HARM(BAD) | HARM(FILTHY) | HARM(SCORN) | HARM(HATRED) | HARM(CALLED) |        \
     HARM(CALL) | HATE(CURSE) | HATE(LACK) | HATE(GONE))
#define VIOLENCE (HARM(CALL) | HARM(VIOLENT))

/* What may not stand between a group and what is said of it: "Muslims who live near dogs". */
#define LEADS_AWAY                                                                                 \
    (HARM(REL) | HARM(YOU) | HARM(SPEAKER) | HARM(PERSON) | HARM(COND) | HARM(FEW) | HATE(TRADE))
#define LEADS_OFF (HARM(FEW) | HATE(TRADE))

static const struct rule rules[] = {
    /* "kill all ...", "we should deport the ..." */
    {SIG_HATE_CALLS, 0.95, {HARM(CALL), GROUPS}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CALLS,
     0.90,
     {GROUPS, HARM(MODAL), HARM(CALL)},
     {0, 1, 1},
     LEADS_AWAY,
     .closes = true},
    {SIG_HATE_CALLS, 0.95, {HARM(MODAL), HARM(CALL), GROUPS}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.95, {GROUPS, HARM(MODAL), HARM(CALLED)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.90, {GROUPS, HARM(MODAL), HARM(CALLED)}, {0, 6, 4}, LEADS_OFF},
    {SIG_HATE_CALLS,
     0.90,
     {HATE(WOULD), VIOLENCE, ANY},
     {0, 3, 6},
     HATE(TRADE),
     .despite = MENTION_ASKED},
    {SIG_HATE_CALLS, 0.90, {HARM(SOMEBODY), VIOLENCE, GROUPS}, {0, 2, 4}, HATE(TRADE)},
    {SIG_HATE_CALLS, 0.90, {HARM(FUTURE), VIOLENCE, ANY}, {0, 3, 6}, HATE(TRADE)},
    {SIG_HATE_CALLS,
     0.85,
     {HATE(WOULD), GROUPS, HARM(CALLED)},
     {0, 3, 3},
     LEADS_OFF,
     .despite = MENTION_ASKED},
    {SIG_HATE_CALLS,
     0.85,
     {HATE(WOULD), HARM(CALLED), GROUPS},
     {0, 4, 2},
     LEADS_OFF,
     .despite = MENTION_ASKED},
    {SIG_HATE_CALLS,
     0.70,
     {HATE(WOULD), GROUPS, HARM(EXPELLED)},
     {0, 2, 2},
     LEADS_OFF,
     .despite = MENTION_ASKED},
    {SIG_HATE_CALLS, 0.90, {HARM(SPEAKER), HARM(CALL), GROUPS}, {0, 0, 2}, LEADS_OFF},
    {SIG_HATE_CALLS,
     0.80,
     {VIOLENCE, HARM(FOLK)},
     {0, 1},
     LEADS_AWAY,
     .opens = true,
     .closes = true},
    {SIG_HATE_CALLS,
     0.80,
     {HATE(MEET), ANY, VIOLENCE | HARM(CALLED)},
     {0, 2, 14},
     0,
     .despite = MENTION_ASKED},
    {SIG_HATE_CALLS, 0.80, {HATE(RHETORIC), VIOLENCE, GROUPS}, {0, 3, 3}, LEADS_OFF},
    {SIG_HATE_CALLS, 0.80, {HARM(EXPEL), BELONGED}, {0, 2}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CALLS, 0.80, {HARM(MODAL), HARM(EXPEL), BELONGED}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.80, {BELONGED, HARM(MODAL), HARM(EXPELLED)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.70, {GROUPS, HARM(MODAL), HARM(EXPELLED)}, {0, 4, 3}, LEADS_OFF},
    {SIG_HATE_CALLS,
     0.70,
     {HARM(EXPEL), GROUPS, HARM(OPENER)},
     {0, 2, 1},
     LEADS_AWAY,
     .opens = true},
    {SIG_HATE_CALLS,
     0.70,
     {HATE(WOULD), HARM(EXPEL) | HATE(SHUN), ANY, HATE(PLACE) | HATE(RIGHT)},
     {0, 2, 3, 2},
     LEADS_OFF},
    {SIG_HATE_CALLS,
     0.70,
     {HARM(EXPEL) | HATE(SHUN), ANY, HATE(PLACE) | HATE(RIGHT)},
     {0, 3, 3},
     LEADS_OFF,
     .opens = true},
    {SIG_HATE_CALLS, 0.95, {HARM(WISH), GROUPS}, {0, 2}, LEADS_AWAY},
    {SIG_HATE_CALLS, 0.85, {HATE(WHOLE)}},
    {SIG_HATE_CALLS, 0.85, {ANY, HARM(MENACE)}, {0, 4}, LEADS_OFF | HARM(REL)},
    {SIG_HATE_CALLS, 0.70, {HATE(RHETORIC), GROUPS, HARM(CALLED)}, {0, 3, 3}, LEADS_OFF},
    /* "... are vermin", "... vermin" */
    {SIG_HATE_DEHUMANISED, 0.90, {GROUPS, HARM(COPULA), HARM(DEHUMAN)}, {0, 1, 3}, LEADS_AWAY},
    {SIG_HATE_DEHUMANISED, 0.80, {GROUPS, HARM(COPULA), HARM(DEHUMAN)}, {0, 6, 5}, LEADS_OFF},
    {SIG_HATE_DEHUMANISED, 0.80, {HATE(JOINED), HARM(DEHUMAN) | HARM(BAD)}, {0, 4}, LEADS_OFF},
    {SIG_HATE_DEHUMANISED, 0.90, {HARM(FOLK), HARM(DEHUMAN)}, {0, 0}, 0},
    {SIG_HATE_DEHUMANISED, 0.90, {HARM(DEHUMAN), HARM(SLUR)}, {0, 0}, 0},
    {SIG_HATE_DEHUMANISED, 0.80, {HATE(RHETORIC), GROUPS, HARM(DEHUMAN)}, {0, 3, 6}, LEADS_OFF},
    /* "... are criminals", "filthy ...", "I hate ..." */
    {SIG_HATE_CONTEMPT, 0.70, {GROUPS, HARM(COPULA), HARM(BAD)}, {0, 1, 2}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.65, {GROUPS, HARM(COPULA), HARM(BAD)}, {0, 6, 5}, LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.65, {HATE(RHETORIC), GROUPS, HARM(BAD)}, {0, 3, 5}, LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(FILTHY), GROUPS}, {0, 0}, 0},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(FILTHY), HARM(FOLK)}, {0, 0}, 0},
    {SIG_HATE_CONTEMPT, 0.75, {HARM(SPEAKER), HARM(HATRED), GROUPS}, {0, 2, 1}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT,
     0.70,
     {HARM(SPEAKER), HARM(HATRED), GROUPS},
     {0, 3, 4},
     LEADS_OFF | HARM(REL)},
    {SIG_HATE_CONTEMPT, 0.75, {HARM(HATRED), GROUPS}, {0, 1}, LEADS_AWAY, .opens = true},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(HATRED), GROUPS}, {0, 4}, LEADS_OFF, .opens = true},
    {SIG_HATE_CONTEMPT, 0.75, {GROUPS, HARM(SCORN)}, {0, 2}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.65, {GROUPS, HARM(SCORN)}, {0, 4}, LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.65, {HATE(RHETORIC), HARM(HATRED), GROUPS}, {0, 2, 3}, LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.65, {HATE(RHETORIC), GROUPS, HARM(SCORN)}, {0, 3, 5}, LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.75, {HATE(CURSE), ANY}, {0, 1}, 0},
    {SIG_HATE_CONTEMPT,
     0.65,
     {ANY, HARM(NEG), HATE(GOOD)},
     {0, 3, 3},
     LEADS_AWAY,
     .despite = MENTION_NEGATED},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HARM(NEG), ANY, HATE(GOOD)},
     {0, 2, 2},
     LEADS_OFF | HARM(COPULA) | HARM(DEHUMAN) | HARM(BAD),
     .despite = MENTION_NEGATED | MENTION_COUNTERED},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HARM(NEG), ANY, HARM(MODAL), HATE(RIGHT)},
     {0, 1, 1, 3},
     LEADS_OFF,
     .despite = MENTION_NEGATED | MENTION_COUNTERED},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HATE(MEET), ANY, HARM(SCORN)},
     {0, 2, 4},
     LEADS_OFF,
     .despite = MENTION_ASKED},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HATE(LACK), ANY},
     {0, 3},
     LEADS_OFF,
     .despite = MENTION_NEGATED | MENTION_ASKED | MENTION_ASIDE},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(HATRED), HARM(FOLK)}, {0, 1}, LEADS_AWAY, .closes = true},
    {SIG_HATE_CONTEMPT, 0.65, {ANY, HATE(GONE)}, {0, 3}, LEADS_AWAY},
    {SIG_HATE_CONTEMPT, 0.70, {ANY, HATE(OUT)}, {0, 2}, LEADS_AWAY | HATE(WOULD), .closes = true},
    {SIG_HATE_CONTEMPT,
     0.65,
     {ANY, HARM(MODAL), HARM(NEG), HATE(RIGHT)},
     {0, 2, 1, 3},
     LEADS_OFF,
     .despite = MENTION_NEGATED},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HATE(RHETORIC), HATE(GRANT), GROUPS, HATE(RIGHT)},
     {0, 2, 2, 4},
     LEADS_OFF},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(BEGONE)}, .opens = true},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(YOU) | GROUPS | HARM(FOLK), HARM(BEGONE)}, {0, 2}, 0},
    {SIG_HATE_CONTEMPT, 0.70, {HARM(YOU) | HARM(FILTHY), HARM(FOLK), HARM(BAD)}, {0, 3, 0}, 0},
    {SIG_HATE_CONTEMPT, 0.65, {HATE(SHUN), GROUPS}, {0, 1}, 0, .opens = true, .closes = true},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HARM(YOU), HARM(FOLK), HARM(BAD) | HARM(DEHUMAN)},
     {0, 2, 5},
     LEADS_OFF},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HATE(RHETORIC), GROUPS, HATE(GONE) | HATE(OUT) | HARM(BEGONE)},
     {0, 3, 4},
     LEADS_OFF},
    {SIG_HATE_CONTEMPT,
     0.65,
     {HATE(UNSURE), GROUPS, HARM(BAD) | HARM(DEHUMAN)},
     {0, 2, 3},
     LEADS_OFF,
     .opens = true},
    /* names that demean */
    {SIG_HATE_CONTEMPT, 0.75, {HARM(YOU) | HARM(FILTHY), HARM(SLUR)}, {0, 3}, 0},
    {SIG_HATE_CONTEMPT, 0.62, {HARM(SLUR)}},
    /* near one another, for whatever reason */
    {SIG_HATE_SCORE, 0.40, {ANY, UNKIND}, {0, 8}, LEADS_OFF},
    {SIG_HATE_SCORE, 0.35, {UNKIND, ANY}, {0, 6}, LEADS_OFF},
    {SIG_HATE_SCORE,
     0.35,
     {HATE(THEY), HARM(COPULA), HARM(BAD) | HARM(DEHUMAN)},
     {0, 1, 3},
     LEADS_OFF},
    {SIG_HATE_DENIAL, 0.90, {HARM(DENIAL)}},
};

static void count_groups(struct detection *d, const struct harm *h)
{
    uint32_t count = 0;
    for (uint32_t i = 0; h && i < h->count; i++)
        count += (h->hit[i].kinds & (GROUPS | HARM(FOLK))) && !(h->hit[i].kinds & HATE(THEY)) &&
                 !h->hit[i].inner;
    detect_number(d, SIG_HATE_GROUPS, count);
}

void detect_hate(struct detection *d)
{
    const struct harm *h = hatred_get(d);
    rules_run(d, h, rules, sizeof(rules) / sizeof(rules[0]),
              (struct rules_signals){SIG_HATE_SCORE, SIG_HATE_MENTIONED});
    count_groups(d, h);
}
