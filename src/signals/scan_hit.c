#include "signals/scan_hit.h"

int scan_hit_guesses(const struct scan_hit *h)
{
    return h->masked * 4 + h->joined * 2 + h->leet;
}

/* What is respelt already may be little more than that. */
static bool respelling_holds(const struct scan_hit *h)
{
    return !h->masked && !h->joined && (h->leet == 0 || h->length - h->leet >= 3) &&
           (h->length >= 4 || !(h->repeated || h->doubled || h->leet));
}

/* Three letters with one masked could be anything in Latin script ("a*s"), hardly in Cyrillic. */
bool scan_hit_recognisable(const struct scan_hit *h, const struct lexicon_node *n)
{
    bool cyrillic = h->symbols[0] >= SYMBOL_CYRILLIC;
    if (h->joined && !(n->flags & LEXICON_SPLIT))
        return false;
    if ((n->flags & LEXICON_PLAIN) && (h->leet || h->masked || h->joined || h->doubled))
        return false;
    if ((n->flags & LEXICON_RESPELT) && !respelling_holds(h))
        return false;
    if ((h->doubled || h->blotted) && h->length < 4)
        return false;
    if (h->blotted && h->masked * 2 > h->length)
        return false;
    if (h->digits && (h->joined || h->blotted || (h->masked && h->leet > 1)))
        return false;
    if (h->digits && (h->length < 4 || h->length - h->leet < 2))
        return false;
    return h->masked == 0 || (h->length - h->masked >= 2 && h->length >= (cyrillic ? 3 : 4));
}
