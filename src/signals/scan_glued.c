#include "signals/scan_glued.h"

#include "lexicon_glue.h"

/* Bit k stands for "the first k cells are words". */
static uint64_t reached_from(const struct cell *c, uint32_t count, uint64_t reached, uint32_t at)
{
    const struct lexicon_node *n = lexicon_glue.nodes;
    for (uint32_t i = at; i < count && n->children & symbol_bit(c[i].symbol); i++) {
        n = &lexicon_glue.nodes[lexicon_child(n, c[i].symbol)];
        if (n->flags & LEXICON_END)
            reached |= 1ull << (i + 1);
    }
    return reached;
}

bool scan_is_glue(const struct cells *c, uint32_t from, uint32_t to)
{
    uint32_t count = to - from;
    uint64_t reached = 1;
    if (count > GLUE_CELLS_MAX)
        return false;
    for (uint32_t at = 0; at < count; at++) {
        if (reached >> at & 1)
            reached = reached_from(&c->cell[from], count, reached, at);
    }
    return reached >> count & 1;
}

bool scan_pieces_are_words(const struct cells *c, uint32_t from, uint32_t to)
{
    for (uint32_t end; from < to; from = end) {
        while (from < to && !cell_in_word(&c->cell[from]))
            from++;
        for (end = from; end < to && cell_in_word(&c->cell[end]);)
            end++;
        if (!scan_is_glue(c, from, end))
            return false;
    }
    return true;
}
