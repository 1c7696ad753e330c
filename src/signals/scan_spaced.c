#include "signals/scan_spaced.h"

#define SPACED_MAX      24 /* letters set apart that are looked at together */
#define SPACED_PART_MIN 4  /* letters of an entry that is only a part of a spaced word */

/* A letter, a digit put for one, or a sign for one with space around: "$ h * t". */
static bool stands_alone(const struct cells *c, uint32_t at)
{
    const struct cell *here = &c->cell[at];
    if (at >= c->count)
        return false;
    if (cell_in_word(here))
        return (here->symbol || here->leet[0]) && cell_begins_word(c, at) &&
               !cell_in_word(&here[1]);
    return (here->leet[0] || here->kind == CELL_MASK) && cell_is_space(&here[1]) &&
           (at == 0 || cell_is_space(&here[-1]));
}

/* What parts the letters: any space, or a sign. */
static bool is_gap(const struct cells *c, uint32_t at)
{
    return at < c->count && !cell_in_word(&c->cell[at]) && !stands_alone(c, at);
}

/* One or two signs or spaces between letters that stand alone; returns the cell behind them. */
static uint32_t spaced_gap(const struct cells *c, uint32_t at)
{
    uint32_t end = at;
    while (end < at + 2 && is_gap(c, end))
        end++;
    return end;
}

struct spaced {
    struct scan *scan;
    uint32_t letters[SPACED_MAX]; /* that each stand alone, the same kind of gap apart */
    uint32_t count;
    uint32_t next; /* the cell to collect on from */
    bool all;      /* there are no more than those */
    bool whole;    /* no letter that stands alone comes before */
    struct scan_hit now;
    struct scan_hit *best;
    bool found;
};

/* Collects up to `wanted` letters; says whether there are so many. Most walks end after a few. */
static bool spaced_collect(struct spaced *w, uint32_t wanted)
{
    const struct cells *c = w->scan->cells;
    while (w->count < wanted && !w->all) {
        uint32_t at = w->next, end;
        if (w->count == SPACED_MAX || !stands_alone(c, at)) {
            w->all = true;
            break;
        }
        end = spaced_gap(c, at + 1);
        w->all = end == at + 1 || (w->count > 0 && c->cell[at + 1].kind !=
                                                       c->cell[w->letters[w->count - 1] + 1].kind);
        w->letters[w->count++] = at;
        w->next = end;
    }
    return w->count >= wanted;
}

/* A part of a longer spaced word must be long and not of the mildest label: A S S E S S M E N T. */
static bool spaced_enough(const struct scan_hit *h, uint8_t label, bool whole)
{
    return whole ? h->length >= 3 : h->length >= SPACED_PART_MIN && label > 0;
}

/* The entry that ends with the node ends with letter i. */
static void spaced_keep(struct spaced *w, const struct lexicon_node *n, uint32_t i)
{
    struct scan_hit *h = &w->now;
    bool respelt = n->flags & LEXICON_RESPELT;
    if (!(n->flags & LEXICON_END) || n->flags & LEXICON_PLAIN || (respelt && h->length < 4) ||
        h->masked > 1 || (h->masked && h->length < 4) ||
        !spaced_enough(h, n->label, w->whole && !spaced_collect(w, i + 2)))
        return;
    if (w->found && w->letters[i] + 1 <= w->best->end)
        return;
    h->end = w->letters[i] + 1;
    h->label = n->label;
    h->flags = n->flags;
    h->tongue = n->tongue;
    *w->best = *h;
    w->found = true;
}

/* Letter i leads on by its own symbol, by what it may stand for, or when it hides a letter by any; the same letter once
 * more leads nowhere else. */
static void spaced_walk(struct spaced *w, uint32_t node, uint32_t i)
{
    const struct lexicon_node *n = &w->scan->lexicon->nodes[node];
    const struct cell *c;
    uint64_t open;
    bool mask;
    if (w->scan->steps_left == 0)
        return;
    w->scan->steps_left--;
    if (i > 0)
        spaced_keep(w, n, i - 1);
    if (!spaced_collect(w, i + 1) || w->now.length == LEXICON_DEPTH_MAX)
        return;
    c = &w->scan->cells->cell[w->letters[i]];
    mask = !c->symbol && !c->leet[0];
    open = mask ? symbol_bit(SYMBOL_APOSTROPHE) - 1
                : symbol_bit(c->symbol) | symbol_bit(c->leet[0]) | symbol_bit(c->leet[1]);
    if (mask && (i == 0 || w->now.masked))
        return;
    if (i > 0 && c->symbol && c->symbol == w->now.symbols[w->now.length - 1])
        spaced_walk(w, node, i + 1);
    for (open &= n->children & ~1ull; open; open &= open - 1) {
        uint8_t symbol = (uint8_t)__builtin_ctzll(open);
        w->now.symbols[w->now.length++] = symbol;
        w->now.masked = (uint8_t)(w->now.masked + mask);
        spaced_walk(w, lexicon_child(n, symbol), i + 1);
        w->now.masked = (uint8_t)(w->now.masked - mask);
        w->now.length--;
    }
}

/* Whether another letter that stands alone comes before. */
static bool spaced_goes_on(const struct cells *c, uint32_t at)
{
    for (uint32_t back = 2; back <= 3 && back <= at; back++) {
        if (stands_alone(c, at - back) && cell_in_word(&c->cell[at - back]))
            return true;
    }
    return false;
}

static bool find(struct scan *s, struct scan_hit *ret)
{
    struct spaced w = {.scan = s, .next = s->at, .best = ret};
    if (!spaced_collect(&w, 3))
        return false;
    w.whole = !spaced_goes_on(s->cells, s->at);
    w.now = (struct scan_hit){.lexicon = s->lexicon, .begin = s->at, .spaced = true};
    spaced_walk(&w, 0, 0);
    return w.found;
}

/* Asked of every word: most are told by their first letter. */
bool scan_spaced_find(struct scan *s, struct scan_hit *ret)
{
    return stands_alone(s->cells, s->at) && find(s, ret);
}
