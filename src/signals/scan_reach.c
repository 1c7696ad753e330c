#include "signals/scan_reach.h"

#define NUMBER_CELLS_MAX 24 /* digits and separators of a number */

static const struct cell *cell_at(const struct cells *c, uint32_t at)
{
    return &c->cell[at < c->count ? at : c->count];
}

uint32_t scan_word_end(const struct cells *c, uint32_t at)
{
    while (at < c->count && cell_in_word(&c->cell[at]))
        at++;
    return at;
}

uint32_t scan_word_end_kept(struct scan *s, uint32_t at)
{
    uint32_t end = at;
    if (at >= s->word_end) {
        s->word_from = at;
        return s->word_end = scan_word_end(s->cells, at);
    }
    while (end < s->word_from && cell_in_word(&s->cells->cell[end]))
        end++;
    if (end < s->word_from)
        return end;
    s->word_from = at < s->word_from ? at : s->word_from;
    return s->word_end;
}

uint32_t scan_number_end(const struct cells *c, uint32_t at)
{
    uint32_t end = at;
    if (cell_at(c, end)->kind != CELL_DIGIT && cell_at(c, end + 1)->kind == CELL_DIGIT &&
        !cell_in_word(cell_at(c, end)))
        end++; /* a currency sign */
    if (cell_at(c, end)->kind != CELL_DIGIT)
        return at;
    for (uint32_t limit = end + NUMBER_CELLS_MAX; end < limit; end++) {
        const struct cell *here = cell_at(c, end), *next = cell_at(c, end + 1);
        bool inner = here->kind == CELL_PUNCTUATION && next->kind == CELL_DIGIT;
        if (here->kind != CELL_DIGIT && !inner)
            break;
    }
    if (cell_at(c, end)->symbol == SYMBOL_A + 'k' - 'a')
        end++;
    if (!cell_in_word(cell_at(c, end)) && !cell_is_space(cell_at(c, end)) &&
        cell_is_space(cell_at(c, end + 1)))
        end++; /* per cent or a currency sign behind */
    return end;
}

uint32_t scan_gap_end(const struct cells *c, uint32_t at)
{
    uint32_t end = at;
    while (end < at + 3 &&
           (cell_is_space(cell_at(c, end)) || cell_at(c, end)->kind == CELL_DASH ||
            c->cell[end].kind == CELL_PUNCTUATION) &&
           end < c->count)
        end++;
    return end;
}
