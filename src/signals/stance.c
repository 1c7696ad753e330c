#include "signals/stance.h"

#include "signals/hatred.h"
#include "signals/mention.h"

/* Tokens looked over before and behind. */
#define REACH_ACCUSED 14
#define REACH_TRAIT   3 /* "those who believe in the Quran" are not accused */
#define REACH_OWN     2
#define REACH_NEVER   6
#define REACH_PAINED  12
#define REACH_COUNTER 8
#define REACH_WORD    3
#define REACH_PRAISED 6
/* Hits of the sentence looked at on either side: a sentence of more is none, and every hit in it would look at all. */
#define HITS_MAX 48

struct stance {
    const struct harm *h;
    const struct harm_hit *first, *last;
    unsigned found;
    bool slur_alone;
    bool rhetoric, really, unsure;
};

bool stance_asks(const struct text *t, uint32_t sentence)
{
    struct span s;
    if (sentence >= t->sentence_count)
        return false;
    s = t->sentences[sentence];
    return s.end > s.begin && t->original.p[s.end - 1] == '?';
}

bool stance_is_name(const struct harm *h, uint32_t first, uint32_t last)
{
    return h->hatred && first == last && (h->hit[first].kinds & HARM(SLUR));
}

static void look_before(struct stance *s, const struct harm_hit *k, uint32_t distance)
{
    bool names = (s->first->kinds & HATE(TRAIT)) && distance <= REACH_TRAIT;
    if ((k->kinds & HATE(ACCUSED)) && distance <= REACH_ACCUSED && !names)
        s->found |= MENTION_REPORTED;
    if ((k->kinds & HATE(NEVER)) && distance <= REACH_NEVER)
        s->found |= MENTION_COUNTERED;
}

static void look_around(struct stance *s, const struct harm_hit *k, uint32_t distance)
{
    if ((k->kinds & HATE(PAINED)) && distance <= REACH_PAINED)
        s->found |= MENTION_REPORTED;
    if (!s->slur_alone) {
        if ((k->kinds & HATE(PRAISED)) && (s->first->kinds & HARM(FILTHY)) &&
            k->first < s->first->first && distance <= REACH_OWN)
            s->found |= MENTION_OWN;
        return;
    }
    if ((k->kinds & HARM(COUNTER)) && distance <= REACH_COUNTER)
        s->found |= MENTION_COUNTERED;
    if ((k->kinds & (HATE(WORD) | HARM(SAY))) && distance <= REACH_WORD)
        s->found |= MENTION_REPORTED;
    if ((k->kinds & HATE(PRAISED)) && distance <= REACH_PRAISED)
        s->found |= MENTION_OWN;
    if ((k->kinds & HARM(SELF)) && k->first < s->first->first && distance <= REACH_OWN)
        s->found |= MENTION_OWN;
}

static void look_at(struct stance *s, uint32_t i)
{
    const struct harm_hit *k = &s->h->hit[i];
    uint32_t before = s->first->first > k->behind ? s->first->first - k->behind : 0;
    uint32_t after = k->first > s->last->behind ? k->first - s->last->behind : 0;
    s->rhetoric |= (k->kinds & HATE(RHETORIC)) != 0;
    s->really |= (k->kinds & HATE(REALLY)) != 0;
    s->unsure |= (k->kinds & HATE(UNSURE)) && k->opens && k->first <= s->first->first;
    if (k == s->first || k == s->last || k->inner)
        return;
    if (k->first <= s->first->first || k->behind <= s->last->first)
        look_before(s, k, before);
    look_around(s, k, before > after ? before : after);
}

/* Where the words that belong to the sentence, or behind a "but" to its second half, begin. */
static uint32_t sentence_begins(const struct harm *h, uint32_t first)
{
    uint32_t i = first;
    while (i > 0 && first - i < HITS_MAX && h->hit[i - 1].sentence == h->hit[first].sentence &&
           !(h->hit[i - 1].kinds & HATE(CONJ)))
        i--;
    return i;
}

unsigned stance_of(const struct text *t, const struct harm *h, uint32_t first, uint32_t last)
{
    struct stance s = {.h = h, .first = &h->hit[first], .last = &h->hit[last]};
    s.slur_alone = stance_is_name(h, first, last);
    for (uint32_t i = sentence_begins(h, first);
         i < h->count && i <= last + HITS_MAX && h->hit[i].sentence == s.first->sentence; i++)
        look_at(&s, i);
    if (!s.slur_alone && stance_asks(t, s.first->sentence) &&
        (s.really || (s.unsure && !s.rhetoric)))
        s.found |= MENTION_QUESTION;
    return s.found;
}
