#include "signals/scan_spaced.h"

#define SPACED_MAX      24 /* letters set apart that are looked at together */
#define SPACED_PART_MIN 4  /* letters of an entry that is only a part of a spaced word */

static bool stands_alone(const struct cells *c, uint32_t at)
{
    return at < c->count && c->cell[at].kind >= CELL_DIGIT &&
           (c->cell[at].symbol || c->cell[at].leet[0]) && cell_begins_word(c, at) &&
           (at + 1 >= c->count || !cell_in_word(&c->cell[at + 1]));
}

/* One or two signs or spaces between letters that stand alone; returns the cell behind them. */
static uint32_t spaced_gap(const struct cells *c, uint32_t at)
{
    uint32_t end = at;
    while (end < at + 2 && end < c->count && !cell_in_word(&c->cell[end]))
        end++;
    return end;
}

/* Collects letters that each stand alone, all the same gap apart; returns how many. */
static uint32_t spaced_collect(const struct cells *c, uint32_t at,
                               uint32_t letters[static SPACED_MAX])
{
    uint32_t count = 0, gap = 0, width = 0;
    while (count < SPACED_MAX && stands_alone(c, at)) {
        uint32_t end = spaced_gap(c, at + 1);
        letters[count++] = at;
        if (count > 1 && (end - at - 1 != width || c->cell[at + 1].kind != c->cell[gap].kind))
            break;
        gap = at + 1;
        width = end - gap;
        at = end;
    }
    return count;
}

/* The symbol by which a cell leads on from the node, the letter itself before what it may stand for; SYMBOL_NONE when
 * it does not. */
static uint8_t symbol_for_cell(const struct lexicon_node *n, const struct cell *c)
{
    if (n->children & symbol_bit(c->symbol))
        return c->symbol;
    return n->children & symbol_bit(c->leet[0]) ? c->leet[0] : SYMBOL_NONE;
}

/* A part of a longer spaced word must be long and not of the mildest label: A S S E S S M E N T. */
static bool spaced_enough(const struct scan_hit *h, uint8_t label, bool whole)
{
    return whole ? h->length >= 3 : h->length >= SPACED_PART_MIN && label > 0;
}

/* The longest entry over letters[from..count). */
static bool spaced_walk(const struct scan *s, const uint32_t *letters, uint32_t count, bool whole,
                        struct scan_hit *ret)
{
    const struct lexicon_node *n = s->lexicon->nodes;
    struct scan_hit hit = {.begin = letters[0], .spaced = true};
    bool found = false;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t symbol = symbol_for_cell(n, &s->cells->cell[letters[i]]);
        if (!symbol)
            break;
        n = &s->lexicon->nodes[lexicon_child(n, symbol)];
        hit.symbols[hit.length++] = symbol;
        if (!(n->flags & LEXICON_END) || n->flags & LEXICON_PLAIN ||
            !spaced_enough(&hit, n->label, whole && i + 1 == count))
            continue;
        hit.end = letters[i] + 1;
        hit.label = n->label;
        hit.flags = n->flags;
        *ret = hit;
        found = true;
    }
    return found;
}

/* Whether another letter that stands alone comes before. */
static bool spaced_goes_on(const struct cells *c, uint32_t at)
{
    for (uint32_t back = 2; back <= 3 && back <= at; back++) {
        if (stands_alone(c, at - back))
            return true;
    }
    return false;
}

static bool find(const struct scan *s, struct scan_hit *ret)
{
    uint32_t letters[SPACED_MAX], count = spaced_collect(s->cells, s->at, letters);
    return count >= 3 && spaced_walk(s, letters, count, !spaced_goes_on(s->cells, s->at), ret);
}

/* Asked of every word: most are told by their first letter. */
bool scan_spaced_find(const struct scan *s, struct scan_hit *ret)
{
    return stands_alone(s->cells, s->at) && find(s, ret);
}
