#include "signals/mention.h"

#include "signals/context.h"
#include "signals/hatred.h"
#include "signals/stance.h"

/* Tokens looked over on either side. */
#define REACH_NEWS     20
#define REACH_COUNTER  16
#define REACH_REPORTED 12
#define REACH_NEGATED  4
#define REACH_ASKED    10
#define REACH_OWN      3
#define REACH_FEW      1
#define REACH_ASIDE    1
#define REACH_SAID     3 /* "..., he said" */

#define GROUPS (HARM(GROUP) | HARM(MIGRANT) | HARM(SLUR) | HARM(FOLK))

struct frame {
    const struct text *t;
    const struct harm *h;
    uint32_t first, last; /* hits */
    unsigned found;
};

/* Whether hit `i` is only a word of the phrase that is hit `of`. */
static bool is_within(const struct harm *h, uint32_t i, uint32_t of)
{
    return h->hit[i].first >= h->hit[of].first && h->hit[i].behind <= h->hit[of].behind;
}

/* "I say", "I told you": the author's own words. */
static bool is_own_saying(const struct harm *h, uint32_t i)
{
    return i > 0 && (h->hit[i - 1].kinds & HARM(SPEAKER)) &&
           h->hit[i].first - h->hit[i - 1].behind <= 1;
}

static void look_anywhere(struct frame *f, uint32_t i, uint32_t distance)
{
    uint64_t kinds = f->h->hit[i].kinds;
    if ((kinds & HARM(NEWS)) && distance <= REACH_NEWS)
        f->found |= MENTION_NEWS;
    if ((kinds & HARM(COUNTER)) && distance <= REACH_COUNTER)
        f->found |= MENTION_COUNTERED;
}

/* What stands before a group makes it the object of something else: "those who hate Jews", "attacks on Muslims". */
static bool is_aside(struct frame *f, uint32_t i, uint32_t distance)
{
    const struct harm_hit *k = &f->h->hit[i];
    bool object = f->h->hit[f->first].kinds & (GROUPS | HARM(PERSON) | HARM(ATROCITY));
    if (f->h->hatred && (f->h->hit[f->first].kinds & HATE(TRAIT)))
        return false;
    return object && distance <= REACH_ASIDE && (k->kinds & (HARM(REL) | HARM(HATRED))) &&
           !(k->kinds & (HARM(COPULA) | HARM(OPENER)));
}

static void look_before(struct frame *f, uint32_t i, uint32_t distance)
{
    uint64_t kinds = f->h->hit[i].kinds;
    if (is_aside(f, i, distance))
        f->found |= MENTION_ASIDE;
    if ((kinds & HARM(SAY)) && distance <= REACH_REPORTED && !is_own_saying(f->h, i))
        f->found |= MENTION_REPORTED;
    if ((kinds & HARM(COND)) && distance <= REACH_ASKED)
        f->found |= MENTION_ASKED;
    if ((kinds & HARM(SELF)) && distance <= REACH_OWN && (f->h->hit[f->first].kinds & GROUPS))
        f->found |= MENTION_OWN;
}

static bool has_comma(const struct text *t, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to && i < t->token_count; i++) {
        if (t->folded.p[t->tokens[i].folded.begin] == ',')
            return true;
    }
    return false;
}

/* "not", "some of them": "They never learn, ..." denies nothing of what follows. */
static bool denies(const struct frame *f, const struct harm_hit *k, uint32_t distance)
{
    if ((k->kinds & HARM(FEW)) && distance <= REACH_FEW)
        return true;
    return (k->kinds & HARM(NEG)) && distance <= REACH_NEGATED &&
           !has_comma(f->t, k->behind, f->h->hit[f->first].first);
}

static void look_back(struct frame *f)
{
    const struct harm_hit *first = &f->h->hit[f->first];
    for (uint32_t i = f->first; i > 0; i--) {
        const struct harm_hit *k = &f->h->hit[i - 1];
        uint32_t distance = first->first > k->behind ? first->first - k->behind : 0;
        if (k->sentence != first->sentence || distance > REACH_NEWS)
            return;
        if (k->inner)
            continue;
        if (f->h->hatred && (k->kinds & HATE(CONJ)))
            return;
        if (denies(f, k, distance))
            f->found |= MENTION_NEGATED;
        look_before(f, i - 1, distance);
        look_anywhere(f, i - 1, distance);
    }
}

/* Whether hit `i` is a word of "he said", one phrase in the list of hatred.h. */
static bool is_accused(const struct harm *h, uint32_t i)
{
    for (uint32_t j = i; h->hatred && j > 0 && h->hit[i].first - h->hit[j - 1].first <= REACH_SAID;
         j--)
        if ((h->hit[j - 1].kinds & HATE(ACCUSED)) && is_within(h, i, j - 1))
            return true;
    return false;
}

static void look_ahead(struct frame *f)
{
    const struct harm_hit *last = &f->h->hit[f->last];
    for (uint32_t i = f->last + 1; i < f->h->count; i++) {
        const struct harm_hit *k = &f->h->hit[i];
        uint32_t distance = k->first > last->behind ? k->first - last->behind : 0;
        if (k->sentence != last->sentence || distance > REACH_NEWS)
            return;
        if (k->inner && !is_accused(f->h, i))
            continue;
        look_anywhere(f, i, distance);
        if ((k->kinds & HARM(SAY)) && distance <= REACH_SAID && !is_own_saying(f->h, i) &&
            (!f->h->hatred || has_comma(f->t, last->behind, k->first)))
            f->found |= MENTION_REPORTED;
    }
}

static void look_between(struct frame *f)
{
    for (uint32_t i = f->first + 1; i < f->last; i++) {
        if (f->h->hit[i].inner || is_within(f->h, i, f->last))
            continue;
        if (f->h->hit[i].kinds & HARM(NEG))
            f->found |= MENTION_NEGATED;
        look_before(f, i, 0);
        look_anywhere(f, i, 0);
    }
}

unsigned mention_of(struct detection *d, const struct harm *h, uint32_t first, uint32_t last)
{
    struct frame f = {.t = d->text, .h = h, .first = first, .last = last};
    struct quotes quotes = quotes_find(d);
    struct span words = {h->hit[first].original.begin, h->hit[last].original.end};
    if (quotes_cover(&quotes, words))
        f.found |= MENTION_QUOTED;
    if (!stance_is_name(h, first, last)) {
        look_back(&f);
        look_between(&f);
        look_ahead(&f);
    }
    if (h->hatred)
        f.found |= stance_of(d->text, h, first, last);
    else if (stance_asks(d->text, h->hit[first].sentence))
        f.found |= MENTION_QUESTION;
    return f.found;
}
