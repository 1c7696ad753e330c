#include "text/fold.h"

#include "base/utf8.h"
#include "text/fold_class.h"
#include "text/read.h"

/* Vietnamese writes two marks on a letter; no orthography writes more of these. */
#define MARKS_KEPT 2
/* Khmer and Tibetan stack several of their own. */
#define OWN_MARKS_KEPT 6
/* A character and its mark never compose to more bytes than they take apart, but for this many. */
#define SLACK 8

struct writer {
    struct folding *f;
    uint32_t from;      /* where the current original character begins */
    uint32_t last;      /* last character written, 0 at the start */
    size_t last_at;     /* where it begins in the output */
    unsigned own_marks; /* marks of a script's own written since its letter */
    unsigned scripts;   /* bit set of FOLD_LATIN … seen */
};

static uint32_t hangul_compose(uint32_t first, uint32_t second)
{
    if (first - 0x1100 < 19 && second - 0x1161 < 21)
        return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28;
    if (first - 0xAC00 < 11172 && (first - 0xAC00) % 28 == 0 && second - 0x11A8 < 27)
        return first + (second - 0x11A7);
    return 0;
}

/* The whole character that the pair composes to, or 0. */
static uint32_t compose(uint32_t first, uint32_t second)
{
    size_t low = 0, high = fold_pair_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct fold_pair *p = &fold_pairs[middle];
        if (p->first == first && p->second == second)
            return p->whole;
        if (p->first < first || (p->first == first && p->second < second))
            low = middle + 1;
        else
            high = middle;
    }
    return hangul_compose(first, second);
}

static void append(struct writer *w, uint32_t c, uint32_t from)
{
    struct folding *f = w->f;
    w->last = c;
    w->last_at = f->n;
    size_t n = utf8_encode(c, f->bytes + f->n);
    for (size_t i = 0; f->map && i < n; i++)
        f->map[f->n + i] = from;
    f->n += n;
}

/* Replaces the last character by `whole`; the map keeps pointing at where it began. */
static void replace_last(struct writer *w, uint32_t whole)
{
    struct folding *f = w->f;
    uint32_t from = f->map ? f->map[w->last_at] : 0;
    f->n = w->last_at;
    append(w, whole, from);
}

static void put_mark(struct writer *w, uint32_t c)
{
    uint32_t whole = w->last ? compose(w->last, c) : 0;
    if (whole) {
        replace_last(w, whole);
        return;
    }
    bool after_own = w->last && fold_script(w->last) == FOLD_OTHER_SCRIPT;
    if (after_own && w->own_marks < OWN_MARKS_KEPT) {
        w->own_marks++;
        append(w, c, w->from);
    }
}

static void put_letter(struct writer *w, uint32_t c, unsigned class)
{
    w->own_marks = 0;
    w->scripts |= 1u << ((class & FOLD_SCRIPT_MASK) >> FOLD_SCRIPT_SHIFT);
    uint32_t whole = c >= 0x1161 && c <= 0x11C2 ? hangul_compose(w->last, c) : 0;
    if (whole)
        replace_last(w, whole);
    else
        append(w, c, w->from);
}

/* One character that has no replacement of its own. */
static void put(struct writer *w, uint32_t c)
{
    unsigned class = fold_class(c);
    switch (class & FOLD_KIND_MASK) {
    case FOLD_MARK:
        put_mark(w, c);
        break;
    case FOLD_LETTER:
        put_letter(w, c, class);
        break;
    default:
        append(w, c, w->from);
    }
}

static void put_replacement(struct writer *w, unsigned offset)
{
    struct str s =
        str_make((const char *)fold_replacements + offset + 1, fold_replacements[offset]);
    for (size_t at = 0, length; at < s.n; at += length)
        put(w, read_char(s, at, &length));
}

/* A run of loose marks begins at `at`: composes a few with the letter before, drops piles. Returns
 * its end. */
static size_t put_loose_marks(struct writer *w, struct str s, size_t at)
{
    uint32_t marks[MARKS_KEPT] = {0};
    size_t count = 0, length;
    for (; at < s.n; at += length) {
        uint32_t c = read_char(s, at, &length);
        unsigned kind = fold_kind(c);
        if (kind == FOLD_LOOSE_MARK && count++ < MARKS_KEPT)
            marks[count - 1] = c;
        else if (kind != FOLD_LOOSE_MARK && kind != FOLD_DROPPED)
            break;
    }
    for (size_t i = 0; i < count && count <= MARKS_KEPT && w->last; i++) {
        uint32_t whole = compose(w->last, marks[i]);
        if (whole)
            replace_last(w, whole);
    }
    return at;
}

static void put_ascii(struct writer *w, unsigned char c)
{
    w->own_marks = 0;
    if (c < ' ' && !char_is_space((char)c))
        return;
    if (c == 0x7F)
        return;
    if (char_is_alpha((char)c))
        w->scripts |= 1u << FOLD_LATIN;
    append(w, (unsigned char)char_lower((char)c), w->from);
}

static void put_all(struct writer *w, struct str s)
{
    for (size_t at = 0, length; at < s.n; at += length) {
        w->from = (uint32_t)at;
        length = 1;
        if ((unsigned char)s.p[at] < 0x80) {
            put_ascii(w, (unsigned char)s.p[at]);
            continue;
        }
        uint32_t c = read_char(s, at, &length);
        unsigned mapping = fold_mapping(c);
        if (mapping)
            put_replacement(w, mapping & ~(unsigned)FOLD_ALTERED);
        else if (fold_kind(c) == FOLD_LOOSE_MARK)
            length = put_loose_marks(w, s, at) - at;
        else
            put(w, c);
    }
}

/* Room for the folded form: exact but for dropped and composed characters. */
static size_t folded_bound(struct str s)
{
    size_t bound = SLACK;
    for (size_t at = 0, length = 1; at < s.n; at += length) {
        length = 1;
        if ((unsigned char)s.p[at] >= 0x80) {
            unsigned mapping = fold_mapping(read_char(s, at, &length)) & ~(unsigned)FOLD_ALTERED;
            bound += mapping ? fold_replacements[mapping] : length;
        }
        bound += length == 1;
    }
    return bound;
}

/* Whether all of it is ASCII without controls. Asked before anything is written: the room for other texts can be
 * smaller than the original. */
static bool plain_ascii(struct str s)
{
    unsigned char odd = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        odd |= c & 0x80;
        odd |= (unsigned char)((c < ' ' && !char_is_space((char)c)) || c == 0x7F) << 7;
    }
    return !odd;
}

/* Plain ASCII: lower case, and the map is the identity. */
static void fold_ascii(struct str s, struct folding *f)
{
    for (size_t i = 0; i < s.n; i++)
        f->bytes[i] = char_lower(s.p[i]);
    for (size_t i = 0; f->map && i < s.n; i++)
        f->map[i] = (uint32_t)i;
    f->n = s.n;
}

enum rc fold_characters(struct arena *a, struct str original, bool want_map, struct folding *ret)
{
    bool plain = plain_ascii(original);
    size_t bound = plain ? original.n + SLACK : folded_bound(original);
    struct folding f = {.bytes = arena_alloc(a, bound)};
    if (want_map)
        f.map = ARENA_ARRAY(a, bound + 1, uint32_t);
    if (!f.bytes || (want_map && !f.map))
        return RC_NO_MEMORY;
    if (plain) {
        fold_ascii(original, &f);
    } else {
        struct writer w = {.f = &f};
        put_all(&w, original);
        unsigned others = 1u << FOLD_CYRILLIC | 1u << FOLD_GREEK | 1u << FOLD_OTHER_SCRIPT;
        f.several_scripts = (w.scripts & 1u << FOLD_LATIN && w.scripts & others) ||
                            (w.scripts & 1u << FOLD_CYRILLIC && w.scripts & 1u << FOLD_GREEK);
    }
    if (f.map)
        f.map[f.n] = (uint32_t)original.n;
    *ret = f;
    return RC_OK;
}
