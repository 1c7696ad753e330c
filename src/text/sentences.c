#include "text/sentences.h"

#include "text/fold_class.h"
#include "text/read.h"

#define ABBREVIATION_MAX 6

/* Words that end in a full stop within a sentence; lower case. Those that often end one too ("etc",
 * "inc") only count when a small letter follows, which text_goes_on settles. */
static const struct str abbreviations[] = {
    STR_INIT("mr"),  STR_INIT("mrs"), STR_INIT("ms"),  STR_INIT("dr"),   STR_INIT("prof"),
    STR_INIT("st"),  STR_INIT("vs"),  STR_INIT("sen"), STR_INIT("rep"),  STR_INIT("gov"),
    STR_INIT("gen"), STR_INIT("col"), STR_INIT("lt"),  STR_INIT("sgt"),  STR_INIT("capt"),
    STR_INIT("rev"), STR_INIT("hon"), STR_INIT("fig"), STR_INIT("cf"),   STR_INIT("approx"),
    STR_INIT("mme"), STR_INIT("hr"),  STR_INIT("fr"),  STR_INIT("sr"),   STR_INIT("jr"),
    STR_INIT("vol"), STR_INIT("art"), STR_INIT("ca"),  STR_INIT("resp"), STR_INIT("bzw"),
};

struct list {
    struct arena *arena;
    struct span *items;
    size_t count, capacity;
};

struct reader {
    struct str s;
    bool has_capitals; /* the author writes capitals, so that a small letter speaks against a new
                          sentence */
};

static bool add(struct list *l, struct str s, size_t begin, size_t end)
{
    if (begin >= end) /* an empty text may have no address to count from */
        return true;
    struct str trimmed = str_trim(str_make(s.p + begin, end - begin));
    if (trimmed.n == 0)
        return true;
    if (l->count == l->capacity) {
        struct span *items = ARENA_ARRAY(l->arena, l->capacity * 2, struct span);
        if (!items)
            return false;
        memcpy(items, l->items, l->count * sizeof *items);
        l->items = items;
        l->capacity *= 2;
    }
    begin = (size_t)(trimmed.p - s.p);
    l->items[l->count++] = (struct span){(uint32_t)begin, (uint32_t)(begin + trimmed.n)};
    return true;
}

static bool ends_without_space(uint32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}

static bool is_mark_of_end(uint32_t c)
{
    return c == '!' || c == '?' || c == 0x2026 || c == 0x61F || c == 0x6D4 || c == 0x964 ||
           c == 0x965 || c == 0x203D || c == 0x2047 || c == 0x2048 || c == 0x2049 || c == 0x37E ||
           c == 0x55C || c == 0x55E || c == 0x589 || ends_without_space(c);
}

static bool is_closer(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == 0x2019 ||
           c == 0x201D || c == 0xBB || c == 0x300D || c == 0x300F || c == 0xFF09;
}

static uint32_t char_at(struct str s, size_t at, size_t *ret_length)
{
    *ret_length = 0;
    return at < s.n ? read_char(s, at, ret_length) : 0;
}

static bool is_line_end(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_abbreviation(struct str word)
{
    char lower[ABBREVIATION_MAX];
    if (word.n == 0 || word.n > ABBREVIATION_MAX)
        return false;
    for (size_t i = 0; i < word.n; i++)
        lower[i] = char_lower(word.p[i]);
    for (size_t i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++) {
        if (str_eq(str_make(lower, word.n), abbreviations[i]))
            return true;
    }
    return false;
}

/* The ASCII word that ends before `at`; short, for abbreviations are. */
static struct str word_before(struct str s, size_t at)
{
    size_t begin = at;
    while (begin > 0 && at - begin <= ABBREVIATION_MAX && char_is_alpha(s.p[begin - 1]))
        begin--;
    return str_slice(s, begin, at);
}

/* "J." in "J. Smith", "g." in "e.g.", "S." in "U.S."; but "I." and "a." end sentences. */
static bool is_initial(struct str s, size_t at, struct str word)
{
    if (word.n != 1)
        return false;
    size_t begin = at - 1;
    bool after_dot = begin > 1 && s.p[begin - 1] == '.' && char_is_alpha(s.p[begin - 2]);
    bool capital = word.p[0] >= 'A' && word.p[0] <= 'Z' && word.p[0] != 'I';
    return after_dot || (capital && (begin == 0 || (unsigned char)s.p[begin - 1] < 0x80));
}

/* Whether full stops from `dot` on end no sentence, seen from what stands around it. `next` is
 * the first character behind the white space. */
static bool text_goes_on(const struct reader *r, size_t dot, uint32_t next)
{
    struct str word = word_before(r->s, dot);
    unsigned class = fold_class(next);
    bool next_small = (class & FOLD_CASED) && !(class & FOLD_UPPER);
    if (is_abbreviation(word) || (next_small && r->has_capitals))
        return true;
    if ((class & FOLD_KIND_MASK) == FOLD_DIGIT && word.n == 2 && char_lower(word.p[0]) == 'n' &&
        char_lower(word.p[1]) == 'o')
        return true;
    return is_initial(r->s, dot, word);
}

/* "here.You": a small letter, the stop, a capital and a small letter again. */
static bool is_glued_sentence(struct str s, size_t dot)
{
    return dot > 1 && dot + 2 < s.n && s.p[dot - 1] >= 'a' && s.p[dot - 1] <= 'z' &&
           s.p[dot - 2] >= 'a' && s.p[dot - 2] <= 'z' && s.p[dot + 1] >= 'A' &&
           s.p[dot + 1] <= 'Z' && s.p[dot + 2] >= 'a' && s.p[dot + 2] <= 'z';
}

/* Behind the run of enders and closers that begins at `at`; sets whether it is full stops only.
 */
static size_t ender_run(struct str s, size_t at, bool *ret_only_stops, bool *ret_wide)
{
    size_t length, others = 0;
    uint32_t c = char_at(s, at, &length);
    *ret_wide = false;
    for (; c == '.' || is_mark_of_end(c); c = char_at(s, at, &length)) {
        others += c != '.';
        *ret_wide |= ends_without_space(c);
        at += length;
    }
    for (; is_closer(c); c = char_at(s, at, &length))
        at += length;
    *ret_only_stops = others == 0;
    return at;
}

/* Whether a sentence ends with the run of enders at `at`; sets the run's end in any case. */
static bool ends_here(const struct reader *r, size_t at, size_t *ret_end)
{
    bool only_stops, wide;
    size_t end = ender_run(r->s, at, &only_stops, &wide), length;
    *ret_end = end;
    uint32_t next = char_at(r->s, end, &length);
    if (length == 0 || wide)
        return true;
    if (fold_kind(next) != FOLD_SPACE)
        return only_stops && end == at + 1 && is_glued_sentence(r->s, at);
    for (size_t i = end; length > 0 && fold_kind(next) == FOLD_SPACE && !is_line_end(next);
         i += length)
        next = char_at(r->s, i, &length);
    return !only_stops || length == 0 || is_line_end(next) || !text_goes_on(r, at, next);
}

static enum rc find_all(const struct reader *r, struct list *l)
{
    size_t begin = 0, length, end;
    for (size_t at = 0; at < r->s.n; at = end) {
        uint32_t c = char_at(r->s, at, &length);
        end = at + length;
        bool ends = is_line_end(c);
        if (c == '.' || is_mark_of_end(c))
            ends = ends_here(r, at, &end);
        if (!ends)
            continue;
        if (!add(l, r->s, begin, end))
            return RC_NO_MEMORY;
        begin = end;
    }
    return add(l, r->s, begin, r->s.n) ? RC_OK : RC_NO_MEMORY;
}

enum rc sentences_find(struct arena *a, struct text *t)
{
    struct reader r = {.s = t->original, .has_capitals = t->upper_letters * 100 > t->cased_letters};
    struct list l = {.arena = a, .capacity = 8};
    l.items = ARENA_ARRAY(a, l.capacity, struct span);
    if (!l.items)
        return RC_NO_MEMORY;
    enum rc rc = find_all(&r, &l);
    if (rc != RC_OK)
        return rc;
    t->sentences = l.items;
    t->sentence_count = l.count;
    return RC_OK;
}
