#include "base/utf8.h"
#include "text/fold.h"
#include "text/fold_class.h"
#include "text/read.h"

/* What a Latin letter reads as in a word of another script; 0 where it looks like nothing there. */
static const uint16_t cyrillic_for[26] = {
    ['a' - 'a'] = 0x430, ['b' - 'a'] = 0x432, ['c' - 'a'] = 0x441, ['e' - 'a'] = 0x435,
    ['h' - 'a'] = 0x43D, ['i' - 'a'] = 0x456, ['j' - 'a'] = 0x458, ['k' - 'a'] = 0x43A,
    ['m' - 'a'] = 0x43C, ['n' - 'a'] = 0x43F, ['o' - 'a'] = 0x43E, ['p' - 'a'] = 0x440,
    ['r' - 'a'] = 0x433, ['s' - 'a'] = 0x455, ['t' - 'a'] = 0x442, ['u' - 'a'] = 0x438,
    ['x' - 'a'] = 0x445, ['y' - 'a'] = 0x443,
};
static const uint16_t greek_for[26] = {
    ['a' - 'a'] = 0x3B1, ['b' - 'a'] = 0x3B2, ['e' - 'a'] = 0x3B5, ['i' - 'a'] = 0x3B9,
    ['k' - 'a'] = 0x3BA, ['n' - 'a'] = 0x3B7, ['o' - 'a'] = 0x3BF, ['p' - 'a'] = 0x3C1,
    ['t' - 'a'] = 0x3C4, ['u' - 'a'] = 0x3C5, ['v' - 'a'] = 0x3BD, ['w' - 'a'] = 0x3C9,
    ['x' - 'a'] = 0x3C7, ['y' - 'a'] = 0x3B3,
};

/* Letters of a word or text by script; telling ones look like nothing in the other scripts. */
struct census {
    uint32_t letters[FOLD_SCRIPT_COUNT];
    uint32_t telling[FOLD_SCRIPT_COUNT];
};

struct rewriter {
    const struct folding *in;
    struct folding *out;
    uint32_t last;     /* last character written */
    struct census all; /* of what was written */
    unsigned lone;     /* bit set: scripts that one-letter words are written in */
};

/* The Latin letter that `c` is or looks like, or 0. */
static char latin_of(uint32_t c)
{
    if (c < 0x80)
        return char_is_alpha((char)c) ? (char)c : 0;
    size_t low = 0, high = fold_imitation_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fold_imitations[middle].c == c)
            return fold_imitations[middle].letter;
        if (fold_imitations[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static bool is_telling(uint32_t c, unsigned script)
{
    char latin = latin_of(c);
    if (script != FOLD_LATIN)
        return latin == 0;
    return latin == 0 || (cyrillic_for[latin - 'a'] == 0 && greek_for[latin - 'a'] == 0);
}

static void count_letter(struct census *census, uint32_t c)
{
    unsigned class = fold_class(c), script = (class & FOLD_SCRIPT_MASK) >> FOLD_SCRIPT_SHIFT;
    if ((class & FOLD_KIND_MASK) != FOLD_LETTER || script == FOLD_NO_SCRIPT)
        return;
    census->letters[script]++;
    census->telling[script] += is_telling(c, script);
}

/* The script with the most telling letters, then with the most letters, then the first of the list.
 * Changing look-alikes to it can only strengthen it, so that folding twice changes nothing more. */
static unsigned main_script(const struct census *c)
{
    unsigned best = FOLD_NO_SCRIPT;
    for (unsigned s = FOLD_LATIN; s < FOLD_SCRIPT_COUNT; s++) {
        if (c->telling[s] > c->telling[best] ||
            (c->telling[s] == c->telling[best] && c->letters[s] > c->letters[best]))
            best = s;
    }
    return best;
}

static bool is_mixed(const struct census *c)
{
    unsigned scripts = 0;
    for (unsigned s = FOLD_LATIN; s < FOLD_SCRIPT_COUNT; s++)
        scripts += c->letters[s] > 0;
    return scripts > 1;
}

/* `c` as the script `to` writes it. */
static uint32_t translated(uint32_t c, unsigned to)
{
    unsigned script = fold_script(c);
    char latin = script == to || script == FOLD_NO_SCRIPT ? 0 : latin_of(c);
    if (latin == 0)
        return c;
    uint32_t other = to == FOLD_LATIN      ? (uint32_t)latin
                     : to == FOLD_CYRILLIC ? cyrillic_for[latin - 'a']
                     : to == FOLD_GREEK    ? greek_for[latin - 'a']
                                           : 0;
    return other ? other : c;
}

static struct str view(const struct folding *f)
{
    return str_make(f->bytes, f->n);
}

static bool in_word(uint32_t c)
{
    unsigned kind = fold_kind(c);
    return kind == FOLD_LETTER || kind == FOLD_MARK || c == '\'';
}

/* Counts the word that begins at `at` into `ret`; returns its end. */
static size_t read_word(struct str s, size_t at, struct census *ret)
{
    size_t length;
    *ret = (struct census){0};
    for (; at < s.n; at += length) {
        uint32_t c = read_char(s, at, &length);
        if (!in_word(c))
            break;
        count_letter(ret, c);
    }
    return at;
}

static void write_range(struct rewriter *r, size_t begin, size_t end, unsigned to)
{
    struct str s = view(r->in);
    for (size_t at = begin, length; at < end; at += length) {
        uint32_t c = read_char(s, at, &length);
        /* A mark of a script's own does not stay behind a letter that has just left that script. */
        if (fold_kind(c) == FOLD_MARK && fold_script(r->last) != FOLD_OTHER_SCRIPT)
            continue;
        r->last = to ? translated(c, to) : c;
        count_letter(&r->all, r->last);
        size_t n = utf8_encode(r->last, r->out->bytes + r->out->n);
        for (size_t i = 0; r->out->map && i < n; i++)
            r->out->map[r->out->n + i] = r->in->map[at];
        r->out->n += n;
    }
}

static uint32_t letters_in(const struct census *c)
{
    uint32_t sum = 0;
    for (unsigned s = FOLD_LATIN; s < FOLD_SCRIPT_COUNT; s++)
        sum += c->letters[s];
    return sum;
}

/* The script that the word counted in `c` is to be written in, or 0 to leave it as it is. */
static unsigned target(struct rewriter *r, const struct census *c, unsigned lone)
{
    uint32_t letters = letters_in(c);
    for (unsigned s = FOLD_LATIN; letters == 1 && s < FOLD_SCRIPT_COUNT; s++)
        r->lone |= (c->letters[s] > 0) << s;
    if (lone)
        return letters == 1 ? lone : 0;
    return is_mixed(c) ? main_script(c) : 0;
}

/* Rewrites words: mixed ones to their main script, or one-letter ones to `lone` when that is set.
 */
static void rewrite(struct rewriter *r, unsigned lone)
{
    struct str s = view(r->in);
    for (size_t at = 0; at < s.n;) {
        struct census census;
        size_t end = read_word(s, at, &census), length;
        unsigned to = target(r, &census, lone);
        if (end == at) {
            (void)read_char(s, at, &length);
            end = at + length;
        }
        write_range(r, at, end, to);
        at = end;
    }
}

/* Latin letters may become two bytes. */
static enum rc make_room(struct arena *a, const struct folding *in, struct folding *ret)
{
    *ret = (struct folding){.bytes = arena_alloc(a, 2 * in->n + 8)};
    if (in->map)
        ret->map = ARENA_ARRAY(a, 2 * in->n + 1, uint32_t);
    return !ret->bytes || (in->map && !ret->map) ? RC_NO_MEMORY : RC_OK;
}

static enum rc rewrite_into(struct arena *a, struct rewriter *r, unsigned lone, struct folding *ret)
{
    enum rc rc = make_room(a, r->in, ret);
    if (rc != RC_OK)
        return rc;
    r->out = ret;
    rewrite(r, lone);
    if (ret->map)
        ret->map[ret->n] = r->in->map[r->in->n];
    return RC_OK;
}

enum rc fold_words(struct arena *a, const struct folding *in, struct folding *ret)
{
    struct folding words, letters;
    if (!in->several_scripts) {
        *ret = *in;
        return RC_OK;
    }
    struct rewriter first = {.in = in};
    enum rc rc = rewrite_into(a, &first, 0, &words);
    if (rc != RC_OK)
        return rc;
    unsigned main = main_script(&first.all);
    if ((first.lone & ~(1u << main)) == 0) {
        *ret = words;
        return RC_OK;
    }
    struct rewriter second = {.in = &words};
    rc = rewrite_into(a, &second, main, &letters);
    if (rc == RC_OK)
        *ret = letters;
    return rc;
}
