#include "signals/scan.h"

#include "base/utf8.h"
#include "signals/scan_glued.h"
#include "signals/scan_hit.h"
#include "signals/scan_reach.h"
#include "signals/scan_spaced.h"
#include "signals/symbol_arabic.h"

#define GAP_LETTERS_MAX 4 /* letters a dash may stand for */

/* What may stand for a masked sign, and what a dash may hide. */
#define SYMBOLS_WRITTEN (symbol_bit(SYMBOL_APOSTROPHE + 1) - 1)
#define SYMBOLS_LETTERS (symbol_bit(SYMBOL_APOSTROPHE) - 1)

struct walk {
    struct scan *scan;
    struct scan_hit now;
    struct scan_hit *best; /* where the longest so far is kept */
    uint32_t word_end;     /* of the word the walk began in */
    bool inside;           /* began behind the first letter of a word */
    bool found;
};

struct scan scan_begin(const struct lexicon *lexicon, const struct cells *cells, bool disguises)
{
    return (struct scan){.lexicon = lexicon,
                         .cells = cells,
                         .disguises = disguises,
                         .steps_left = SCAN_STEPS_AT_FIRST};
}

static const struct cell *cell_at(const struct walk *w, uint32_t at)
{
    return &w->scan->cells->cell[at < w->scan->cells->count ? at : w->scan->cells->count];
}

static void walk_keep(struct walk *w, const struct lexicon_node *n, uint32_t end)
{
    struct scan_hit *h = &w->now;
    if (!scan_hit_recognisable(h, n) || (w->inside && !(n->flags & LEXICON_ANYWHERE)))
        return;
    if (h->joined && scan_pieces_are_words(w->scan->cells, h->begin, end))
        return;
    h->end = end;
    h->label = n->label;
    h->flags = n->flags;
    h->tongue = n->tongue;
    if (w->found && (h->end < w->best->end ||
                     (h->end == w->best->end && scan_hit_guesses(h) >= scan_hit_guesses(w->best))))
        return;
    *w->best = *h;
    w->found = true;
}

/* "idiot!!": the marks end the sentence, they mask no letter and are no i. */
static bool ends_in_shouting(const struct walk *w, uint32_t at)
{
    const struct cell *last = cell_at(w, at > 0 ? at - 1 : 0);
    uint8_t symbol = w->now.length ? w->now.symbols[w->now.length - 1] : SYMBOL_NONE;
    if (last->kind != CELL_SOFT || cell_in_word(cell_at(w, at)))
        return false;
    if (symbol == last->leet[0] || symbol == last->leet[1])
        return last->leet[1] != SYMBOL_NONE; /* "!" alone may be two letters */
    return w->now.masked;
}

/* One letter beside a word makes another word of it. */
static bool is_beside(const struct cells *c, uint32_t from, uint32_t to)
{
    return to == from || (to - from > 1 && scan_is_glue(c, from, to));
}

/* Whether what stands in the word before the entry and behind `at` is words as well. */
static bool is_glued(const struct walk *w, uint32_t at)
{
    const struct cells *c = w->scan->cells;
    uint32_t begin = w->now.begin, end = scan_word_end_kept(w->scan, at);
    while (begin > 0 && w->now.begin - begin <= GLUE_CELLS_MAX && cell_in_word(&c->cell[begin - 1]))
        begin--; /* what is longer is no glue, however long */
    return (cells_camel(c, w->now.begin) || is_beside(c, begin, w->now.begin)) &&
           (cells_camel(c, at) || is_beside(c, at, end));
}

/* The entry that ends with the node may end before `at`. */
static void walk_end(struct walk *w, const struct lexicon_node *n, uint32_t at)
{
    const struct cell *next = cell_at(w, at);
    bool guessed = at > 0 && cell_at(w, at - 1)->kind == CELL_MASK;
    bool masks_go_on = guessed && next->kind == CELL_MASK;
    bool goes_on = cell_in_word(next);
    if (ends_in_shouting(w, at) || masks_go_on)
        return;
    if (w->inside ? n->flags & LEXICON_INSIDE
                  : !goes_on || n->flags & (LEXICON_OPEN | LEXICON_INSIDE))
        walk_keep(w, n, scan_word_end_kept(w->scan, at));
    else if (n->flags & LEXICON_GLUED && !w->now.joined && !w->now.masked && is_glued(w, at))
        walk_keep(w, n, scan_word_end_kept(w->scan, at));
}

static void walk_node(struct walk *w, uint32_t node, uint32_t at);

static void walk_child(struct walk *w, const struct lexicon_node *n, uint8_t symbol, uint32_t at)
{
    w->now.symbols[w->now.length++] = symbol;
    walk_node(w, lexicon_child(n, symbol), at);
    w->now.length--;
}

static void walk_leet(struct walk *w, const struct lexicon_node *n, uint8_t symbol, uint32_t at)
{
    bool digits = w->now.digits;
    w->now.leet++;
    w->now.digits |= cell_at(w, at)->kind == CELL_DIGIT;
    walk_child(w, n, symbol, at + 1);
    w->now.digits = digits;
    w->now.leet--;
}

static void walk_masked(struct walk *w, const struct lexicon_node *n, uint8_t symbol, uint32_t at)
{
    w->now.masked++;
    walk_child(w, n, symbol, at);
    w->now.masked--;
}

static void walk_special(struct walk *w, const struct lexicon_node *n, uint8_t symbol, uint32_t at)
{
    uint32_t end = at;
    if (symbol == SYMBOL_SPACE)
        end = scan_gap_end(w->scan->cells, at);
    else if (symbol == SYMBOL_NUMBER)
        end = scan_number_end(w->scan->cells, at);
    else if (symbol == SYMBOL_WORD)
        end = scan_word_end_kept(w->scan, at);
    if (end > at)
        walk_child(w, n, symbol, end);
}

static bool may_mask(const struct walk *w, uint32_t at, const struct cell *c)
{
    return w->scan->disguises && w->now.length > 0 &&
           (c->kind == CELL_MASK || (c->kind == CELL_SOFT && !cell_is_space(cell_at(w, at + 1))));
}

/* The symbols that more than one character may be read as and that can begin with this cell. */
static uint64_t special_symbols(const struct cell *c)
{
    if (!cell_in_word(c))
        return symbol_bit(SYMBOL_SPACE) | symbol_bit(SYMBOL_NUMBER);
    return symbol_bit(SYMBOL_WORD) | (c->kind == CELL_DIGIT ? symbol_bit(SYMBOL_NUMBER) : 0);
}

/* The symbols by which the cell leads on from the node. */
static uint64_t symbols_open(const struct walk *w, const struct lexicon_node *n, uint32_t at,
                             uint64_t leet)
{
    const struct cell *c = cell_at(w, at);
    uint64_t special = special_symbols(c);
    uint64_t open = may_mask(w, at, c) ? SYMBOLS_WRITTEN : symbol_bit(c->symbol) | leet;
    return n->children & (open | special);
}

static uint64_t leet_symbols(const struct walk *w, const struct cell *c)
{
    return w->scan->disguises ? symbol_bit(c->leet[0]) | symbol_bit(c->leet[1]) : 0;
}

static void walk_children(struct walk *w, const struct lexicon_node *n, uint32_t at)
{
    const struct cell *c = cell_at(w, at);
    uint64_t leet = leet_symbols(w, c);
    for (uint64_t open = symbols_open(w, n, at, leet); open; open &= open - 1) {
        uint8_t symbol = (uint8_t)__builtin_ctzll(open);
        if (symbol > SYMBOL_APOSTROPHE)
            walk_special(w, n, symbol, at);
        else if (symbol == c->symbol)
            walk_child(w, n, symbol, at + 1);
        else if (leet & symbol_bit(symbol))
            walk_leet(w, n, symbol, at);
        else
            walk_masked(w, n, symbol, at + 1);
    }
}

/* Skips a run of the letter just read: three and more of it are one, and two may be. */
static void walk_repeated(struct walk *w, uint32_t node, uint32_t at)
{
    uint8_t last = w->now.symbols[w->now.length - 1];
    uint32_t end = at;
    struct scan_hit before = w->now;
    while (cell_at(w, end)->symbol == last && last <= SYMBOL_CYRILLIC_LAST &&
           end < w->scan->cells->count)
        end++;
    if (end == at)
        return;
    if (end - at >= 2 || (at >= 2 && cell_at(w, at - 2)->symbol == last))
        w->now.repeated = true;
    else
        w->now.doubled = true;
    walk_node(w, node, end);
    w->now.repeated = before.repeated;
    w->now.doubled = before.doubled;
}

/* A dash that hides letters: "f—k", "s--t". */
static uint32_t dash_end(const struct walk *w, uint32_t at)
{
    bool is_long = cell_at(w, at)->kind == CELL_LONG_DASH;
    uint32_t end = at;
    while (cell_at(w, end)->kind == CELL_DASH || cell_at(w, end)->kind == CELL_LONG_DASH)
        end++;
    return cell_at(w, end)->kind == CELL_LETTER && (is_long || end - at >= 2) ? end : at;
}

/* Whether a guess ending with the node can stand before the letter at `at`: hardly one of many can, which is told here
 * without a walk. */
static bool guess_fits(const struct walk *w, const struct lexicon_node *n, uint8_t symbol,
                       uint32_t at)
{
    const struct cell *c = cell_at(w, at);
    uint64_t leads = symbol_bit(c->symbol) | leet_symbols(w, c) | symbol_bit(SYMBOL_WORD);
    bool open = n->flags & LEXICON_END && n->flags & (LEXICON_OPEN | LEXICON_INSIDE);
    return open || symbol == c->symbol || n->children & leads;
}

static void walk_dash(struct walk *w, const struct lexicon_node *n, uint32_t end, int letters)
{
    uint64_t open = n->children & SYMBOLS_LETTERS;
    w->now.blotted = true;
    for (; open && w->scan->steps_left > 0; open &= open - 1) {
        uint8_t symbol = (uint8_t)__builtin_ctzll(open);
        const struct lexicon_node *child = &w->scan->lexicon->nodes[lexicon_child(n, symbol)];
        if (guess_fits(w, child, symbol, end))
            walk_masked(w, n, symbol, end);
        else
            w->scan->steps_left--;
        if (letters > 1) {
            w->now.symbols[w->now.length++] = symbol;
            w->now.masked++;
            walk_dash(w, child, end, letters - 1);
            w->now.blotted = true;
            w->now.masked--;
            w->now.length--;
        }
    }
    w->now.blotted = false;
}

/* One sign or space inside the word; whether it was meant is decided by the entry's flags. */
static void walk_joined(struct walk *w, const struct lexicon_node *n, uint32_t at)
{
    const struct cell *c = cell_at(w, at);
    if (!(n->flags & LEXICON_SPLIT_BELOW) || w->now.joined > 2 || w->now.masked ||
        c->kind == CELL_LINE || c->kind == CELL_APOSTROPHE || cell_in_word(c) ||
        cell_at(w, at + 1)->kind != CELL_LETTER)
        return;
    w->now.joined++;
    walk_children(w, n, at + 1);
    w->now.joined--;
}

/* The s of "the band's hit" begins no word. */
static bool behind_apostrophe(const struct walk *w)
{
    uint32_t begin = w->now.begin;
    return begin > 0 && cell_at(w, begin - 1)->kind == CELL_APOSTROPHE;
}

/* One sign between letters may be put for one of them: "f_ck", "sh.t", or an emoji. */
static void walk_blot(struct walk *w, const struct lexicon_node *n, uint32_t at)
{
    uint32_t end = at + 1;
    while (end < at + 3 && cell_at(w, end)->kind == CELL_PUNCTUATION &&
           !cell_in_word(cell_at(w, end)))
        end++;
    if (w->now.masked || w->now.joined || w->now.blotted || cell_is_space(cell_at(w, at)) ||
        cell_at(w, at)->kind == CELL_APOSTROPHE || cell_at(w, end)->kind != CELL_LETTER)
        return;
    w->now.blotted = true;
    for (uint64_t open = n->children & SYMBOLS_LETTERS; open && w->scan->steps_left > 0;
         open &= open - 1) {
        uint8_t symbol = (uint8_t)__builtin_ctzll(open);
        const struct lexicon_node *child = &w->scan->lexicon->nodes[lexicon_child(n, symbol)];
        if (guess_fits(w, child, symbol, end))
            walk_masked(w, n, symbol, end);
        else
            w->scan->steps_left--;
    }
    w->now.blotted = false;
}

static void walk_disguised(struct walk *w, uint32_t node, uint32_t at)
{
    const struct lexicon_node *n = &w->scan->lexicon->nodes[node];
    uint32_t end;
    if (cell_at(w, at)->symbol && cell_at(w, at)->symbol == w->now.symbols[w->now.length - 1])
        walk_repeated(w, node, at);
    if (cell_in_word(cell_at(w, at)) || behind_apostrophe(w))
        return;
    end = dash_end(w, at);
    if (end > at && w->now.masked == 0)
        walk_dash(w, n, end, GAP_LETTERS_MAX);
    else
        walk_blot(w, n, at);
    walk_joined(w, n, at);
}

/* A letter that can only be itself, as nearly all are, leads at most to one child: there the walk goes on in place. */
static void walk_node(struct walk *w, uint32_t node, uint32_t at)
{
    uint8_t length = w->now.length;
    for (; w->scan->steps_left > 0; at++) {
        const struct lexicon_node *n = &w->scan->lexicon->nodes[node];
        const struct cell *c = cell_at(w, at);
        w->scan->steps_left--;
        if (n->flags & LEXICON_END)
            walk_end(w, n, at);
        if (!cell_is_plain(c, w->now.symbols[w->now.length - 1]) ||
            n->children & symbol_bit(SYMBOL_WORD)) {
            walk_children(w, n, at);
            if (w->scan->disguises)
                walk_disguised(w, node, at);
            break;
        }
        if (!(n->children & symbol_bit(c->symbol)))
            break;
        w->now.symbols[w->now.length++] = c->symbol;
        node = lexicon_child(n, c->symbol);
    }
    w->now.length = length;
}

/* Nothing is masked or set apart before a first letter. */
static void walk_root(struct walk *w, uint32_t at)
{
    const struct lexicon_node *root = w->scan->lexicon->nodes;
    const struct cell *c = cell_at(w, at);
    uint64_t special = root->children & special_symbols(c);
    if (root->children & symbol_bit(c->symbol))
        walk_child(w, root, c->symbol, at + 1);
    for (int i = 0; i < 2 && w->scan->disguises; i++) {
        if (root->children & symbol_bit(c->leet[i]))
            walk_leet(w, root, c->leet[i], at);
    }
    if (special & symbol_bit(SYMBOL_NUMBER))
        walk_special(w, root, SYMBOL_NUMBER, at);
    if (special & symbol_bit(SYMBOL_WORD))
        walk_special(w, root, SYMBOL_WORD, at);
}

/* What the cells up to one bring. */
static uint64_t steps_up_to(uint32_t cell)
{
    uint32_t early = cell < SCAN_CELLS_EARLY ? cell : SCAN_CELLS_EARLY;
    return (uint64_t)early * SCAN_STEPS_PER_CELL + (uint64_t)(cell - early) * SCAN_STEPS_LATER;
}

static void give_steps(struct scan *s, uint32_t at)
{
    if (at > s->given_to) {
        s->steps_left += steps_up_to(at) - steps_up_to(s->given_to);
        s->given_to = at;
    }
}

/* From a word's first letter, or from inside it where only entries marked so count. */
static bool walk_from(struct scan *s, uint32_t at, bool inside, struct scan_hit *ret)
{
    struct walk w = {
        .scan = s, .best = ret, .now = {.lexicon = s->lexicon, .begin = at}, .inside = inside};
    give_steps(s, at);
    walk_root(&w, at);
    return w.found;
}

/* A gap or a sign that hides no letter. */
static bool ends_plainly(const struct cell *c)
{
    return c->kind <= CELL_APOSTROPHE && !c->leet[0];
}

/* Inside a word few places open as an entry does that may be found there. */
static bool opens_within(const struct scan *s, const struct cell *c)
{
    uint32_t opening;
    if (!(s->lexicon->inside & symbol_bit(c->symbol)) || c->kind != CELL_LETTER ||
        c[-1].symbol == c->symbol || ends_plainly(&c[1]) || ends_plainly(&c[2]))
        return false;
    if (!cell_is_plain(&c[1], c->symbol) || !cell_is_plain(&c[2], c[1].symbol))
        return s->disguises;
    opening = opening_with(opening_with(c->symbol, c[1].symbol), c[2].symbol);
    return lexicon_opens_within(s->lexicon, opening_script(c->symbol) | opening);
}

/* Entries that are found inside words, before `end`. */
static bool scan_inside(struct scan *s, uint32_t end, struct scan_hit *ret)
{
    const struct cell *cell = s->cells->cell;
    for (; s->lexicon->inside && s->at < end; s->at++) {
        if (opens_within(s, &cell[s->at]) && walk_from(s, s->at, true, ret))
            return true;
    }
    s->at = end;
    return false;
}

static bool worth_a_walk(const struct scan *s, uint32_t at)
{
    const struct cell *c = &s->cells->cell[at];
    if (c->symbol)
        return c->kind == CELL_LETTER;
    if (!c->leet[0] || !s->disguises || c->kind == CELL_PUNCTUATION)
        return c->kind == CELL_DIGIT ||
               (at + 1 < s->cells->count && s->cells->cell[at + 1].kind == CELL_DIGIT);
    return at == 0 || c->kind == CELL_DIGIT || cell_is_space(&s->cells->cell[at - 1]);
}

/* Nearly all words open as no entry does, which is told without a walk. */
static bool scan_word(struct scan *s, struct scan_hit *ret)
{
    uint16_t opening = s->cells->opening[s->at];
    if (opening != CELLS_NO_OPENING)
        return lexicon_opens(s->lexicon, opening) && walk_from(s, s->at, false, ret);
    if (!worth_a_walk(s, s->at))
        return false;
    give_steps(s, s->at);
    if (s->disguises && scan_spaced_find(s, ret))
        return true;
    return walk_from(s, s->at, false, ret);
}

bool scan_next(struct scan *s, struct scan_hit *ret)
{
    while (s->at < s->cells->count) {
        bool inside = scan_inside(s, s->cells->begin[s->at], ret);
        if (inside || (s->at < s->cells->count && scan_word(s, ret))) {
            s->at = ret->end > s->at ? ret->end : s->at + 1;
            return true;
        }
        s->at++;
    }
    return false;
}

bool scan_disguised(const struct scan_hit *h)
{
    return h->leet || h->masked || h->joined || h->repeated || h->doubled || h->spaced ||
           h->flags & LEXICON_RESPELT;
}

struct str scan_read_as(const struct scan_hit *h, struct arena *a)
{
    char *text = arena_alloc(a, h->length * 2u + 1);
    size_t n = 0;
    if (!text)
        return (struct str){0};
    for (uint8_t i = 0; i < h->length; i++) {
        char encoded[4];
        uint8_t symbol = h->symbols[i];
        size_t length = utf8_encode(h->lexicon->arabic ? symbol_arabic_character(symbol)
                                                       : symbol_character(symbol),
                                    encoded);
        memcpy(text + n, encoded, length);
        n += length;
    }
    return str_make(text, n);
}
