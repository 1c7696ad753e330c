#include "text/steps.h"

#include <stdbool.h>

#include "text/fold_class.h"
#include "text/read.h"

/* What a move costs; keeping a character costs nothing. A rule that fits well costs less than one that fits anything. */
enum {
    COST_FOLD = 1,
    COST_DROP = 1,
    COST_LETTER = 2,
    COST_SPACING = 2,
    COST_MASK = 3,
    COST_OTHER = 9,
    COST_MAX = UINT16_MAX,
};

#define KEPT         STEP_RULE_COUNT /* the move that changes nothing */
#define CHARACTERS   STEPS_CHARACTERS_MAX
#define FOLD_LONGEST 18 /* characters that one folds to at most (U+FDFA) */

struct letters {
    uint32_t c[CHARACTERS + 1];
    uint32_t at[CHARACTERS + 1]; /* byte of each; of the end */
    unsigned count;
};

/* How a place of the table was reached. */
struct move {
    uint8_t rule;
    uint8_t written, read; /* characters of each that it takes */
};

struct table {
    struct letters written, read;
    uint16_t cost[CHARACTERS + 1][CHARACTERS + 1];
    struct move move[CHARACTERS + 1][CHARACTERS + 1];
};

struct str step_rule_name(enum step_rule rule)
{
    static const struct str names[] = {
        [STEP_CASE] = STR_INIT("case"),
        [STEP_COMPATIBILITY] = STR_INIT("compatibility"),
        [STEP_LOOK_ALIKE] = STR_INIT("look-alike"),
        [STEP_ACCENT] = STR_INIT("accent"),
        [STEP_INVISIBLE] = STR_INIT("invisible"),
        [STEP_LEET] = STR_INIT("leet"),
        [STEP_SPACING] = STR_INIT("spacing"),
        [STEP_MASKING] = STR_INIT("masking"),
        [STEP_REPETITION] = STR_INIT("repetition"),
        [STEP_REWRITING] = STR_INIT("rewriting"),
    };
    return names[rule];
}

static bool read_letters(struct str s, struct letters *ret)
{
    size_t length;
    ret->count = 0;
    for (size_t at = 0; at < s.n; at += length) {
        if (ret->count == CHARACTERS)
            return false;
        ret->at[ret->count] = (uint32_t)at;
        ret->c[ret->count++] = read_char(s, at, &length);
    }
    ret->at[ret->count] = (uint32_t)s.n;
    return true;
}

/* --- single characters --- */

static struct str folded_to(uint32_t c, bool *ret_altered)
{
    unsigned mapping = fold_mapping(c);
    const unsigned char *p = &fold_replacements[mapping & ~FOLD_ALTERED];
    *ret_altered = (mapping & FOLD_ALTERED) != 0;
    return mapping == 0 ? (struct str){0} : str_make((const char *)p + 1, p[0]);
}

/* What the character folds to when that is one character; else itself. */
static uint32_t folded(uint32_t c)
{
    bool altered;
    size_t length;
    struct str s = folded_to(c, &altered);
    uint32_t to = s.n > 0 ? read_char(s, 0, &length) : c;
    return s.n > 0 && length == s.n ? to : c;
}

static char look_up(const struct fold_letter *table, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && table[low].c == c ? table[low].letter : 0;
}

/* Folding writes a letter of another script for one only where the two look alike. */
static bool looks_like(uint32_t a, uint32_t b)
{
    return a != b && fold_kind(a) == FOLD_LETTER && fold_kind(b) == FOLD_LETTER &&
           fold_script(a) != fold_script(b);
}

static bool is_accented(uint32_t c, uint32_t plain)
{
    if (c == 0x451) /* Cyrillic yo is read as ye */
        return plain == 0x435;
    char letter = look_up(fold_unaccented, fold_unaccented_count, c);
    return letter != 0 && (uint32_t)letter == plain;
}

static bool is_letter(uint32_t c)
{
    return fold_kind(c) == FOLD_LETTER;
}

static bool is_leet(uint32_t c, uint32_t letter)
{
    static const char signs[] = "!$(+@|";
    bool sign = c < 0x80 && c != 0 && strchr(signs, (int)c) != NULL;
    bool currency = c == 0x20AC || c == 0xA3 || c == 0xA2;
    return is_letter(letter) && (fold_kind(c) == FOLD_DIGIT || sign || currency);
}

static bool is_mask(uint32_t c)
{
    return fold_kind(c) == FOLD_SYMBOL;
}

/* The rule by which one letter is read for the character; KEPT: none. */
static unsigned letter_rule(uint32_t c, uint32_t read)
{
    uint32_t plain = folded(c);
    if (is_accented(plain, read))
        return STEP_ACCENT;
    if (looks_like(plain, read))
        return STEP_LOOK_ALIKE;
    if (is_leet(plain, read))
        return STEP_LEET;
    return KEPT;
}

/* --- the moves --- */

static void offer(struct table *t, unsigned i, unsigned j, struct move m, unsigned cost)
{
    unsigned to_i = i + m.written, to_j = j + m.read;
    if (to_i > t->written.count || to_j > t->read.count ||
        t->cost[i][j] + cost >= t->cost[to_i][to_j])
        return;
    t->cost[to_i][to_j] = (uint16_t)(t->cost[i][j] + cost);
    t->move[to_i][to_j] = m;
}

/* The character as its replacement, or with the mark behind it as the composed one. */
static void offer_fold(struct table *t, unsigned i, unsigned j)
{
    bool altered;
    struct str to = folded_to(t->written.c[i], &altered);
    unsigned n = 0;
    size_t length;
    for (size_t at = 0; at < to.n && j + n < t->read.count && n < FOLD_LONGEST; at += length, n++)
        if (read_char(to, at, &length) != t->read.c[j + n])
            return;
    size_t characters = 0;
    for (size_t at = 0; at < to.n; at += length, characters++)
        read_char(to, at, &length);
    if (to.n > 0 && n == characters)
        offer(t, i, j, (struct move){altered ? STEP_COMPATIBILITY : STEP_CASE, 1, (uint8_t)n},
              COST_FOLD);
}

static void offer_composed(struct table *t, unsigned i, unsigned j)
{
    if (i + 1 >= t->written.count || fold_kind(t->written.c[i + 1]) != FOLD_LOOSE_MARK)
        return;
    for (size_t k = 0; k < fold_pair_count; k++)
        if (fold_pairs[k].first == folded(t->written.c[i]) &&
            fold_pairs[k].second == t->written.c[i + 1] && fold_pairs[k].whole == t->read.c[j])
            offer(t, i, j, (struct move){STEP_COMPATIBILITY, 2, 1}, COST_FOLD);
}

/* The rule by which the character is left out, and what that costs. */
static struct move drop_rule(const struct table *t, unsigned i, unsigned j, unsigned *ret_cost)
{
    uint32_t c = t->written.c[i], plain = folded(c);
    unsigned kind = fold_kind(c);
    struct move m = {STEP_REWRITING, 1, 0};
    *ret_cost = COST_OTHER;
    if (kind == FOLD_DROPPED || kind == FOLD_LOOSE_MARK || kind == FOLD_MARK) {
        m.rule = kind == FOLD_DROPPED ? STEP_INVISIBLE : STEP_ACCENT;
        *ret_cost = COST_DROP;
    } else if (j > 0 && (plain == t->read.c[j - 1] || letter_rule(c, t->read.c[j - 1]) != KEPT)) {
        m.rule = STEP_REPETITION;
        *ret_cost = COST_LETTER;
    } else if (kind == FOLD_SPACE || kind == FOLD_SYMBOL) {
        m.rule = STEP_SPACING;
        *ret_cost = COST_SPACING;
    }
    return m;
}

/* A letter that is not written: one mask may stand for several. */
static void offer_guess(struct table *t, unsigned i, unsigned j)
{
    bool masked = i > 0 && is_mask(t->written.c[i - 1]);
    offer(t, i, j, (struct move){masked ? STEP_MASKING : STEP_REWRITING, 0, 1},
          masked ? COST_MASK : COST_OTHER);
}

static void offer_all(struct table *t, unsigned i, unsigned j)
{
    unsigned cost;
    if (j < t->read.count)
        offer_guess(t, i, j);
    if (i == t->written.count)
        return;
    struct move drop = drop_rule(t, i, j, &cost);
    offer(t, i, j, drop, cost);
    if (j == t->read.count)
        return;
    uint32_t c = t->written.c[i], read = t->read.c[j];
    unsigned rule = letter_rule(c, read);
    if (c == read)
        offer(t, i, j, (struct move){KEPT, 1, 1}, 0);
    offer_fold(t, i, j);
    offer_composed(t, i, j);
    if (rule != KEPT)
        offer(t, i, j, (struct move){(uint8_t)rule, 1, 1}, COST_LETTER);
    if (is_mask(c) && is_letter(read))
        offer(t, i, j, (struct move){STEP_MASKING, 1, 1}, COST_MASK);
    offer(t, i, j, (struct move){STEP_REWRITING, 1, 1}, COST_OTHER);
}

static void fill(struct table *t)
{
    for (unsigned i = 0; i <= t->written.count; i++)
        for (unsigned j = 0; j <= t->read.count; j++)
            t->cost[i][j] = COST_MAX;
    t->cost[0][0] = 0;
    for (unsigned i = 0; i <= t->written.count; i++)
        for (unsigned j = 0; j <= t->read.count; j++)
            offer_all(t, i, j);
}

/* --- the path --- */

/* Puts a step before those found so far, joined with the next when it is of the same rule and touches it. */
static size_t add_before(struct step *ret, size_t count, struct step s)
{
    struct step *next = count > 0 ? &ret[count - 1] : NULL;
    if (next != NULL && next->rule == s.rule && s.from.p + s.from.n == next->from.p &&
        s.to.p + s.to.n == next->to.p) {
        next->at = s.at;
        next->from = str_make(s.from.p, s.from.n + next->from.n);
        next->to = str_make(s.to.p, s.to.n + next->to.n);
        return count;
    }
    if (count < STEPS_MAX)
        ret[count] = s;
    return count + 1;
}

/* Walks back from the end; returns the number of steps, which stand in `ret` last first. */
static size_t walk(const struct table *t, struct str written, struct str read_as, struct step *ret)
{
    size_t count = 0;
    unsigned i = t->written.count, j = t->read.count;
    while ((i > 0 || j > 0) && count <= STEPS_MAX) {
        struct move m = t->move[i][j];
        i -= m.written;
        j -= m.read;
        if (m.rule == KEPT)
            continue;
        count = add_before(
            ret, count,
            (struct step){.rule = (enum step_rule)m.rule,
                          .at = t->written.at[i],
                          .from =
                              str_slice(written, t->written.at[i], t->written.at[i + m.written]),
                          .to = str_slice(read_as, t->read.at[j], t->read.at[j + m.read])});
    }
    return count;
}

static void reverse(struct step *steps, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct step moved = steps[i];
        steps[i] = steps[count - 1 - i];
        steps[count - 1 - i] = moved;
    }
}

/* Nothing is a place too: steps are compared by where their texts end. */
static struct str placed(struct str s)
{
    return s.p != NULL ? s : STR("");
}

size_t steps_find(struct str from, struct str to, struct step *ret)
{
    const struct str written = placed(from), read_as = placed(to);
    struct table t;
    if (str_eq(written, read_as))
        return 0;
    size_t count = STEPS_MAX + 1;
    if (read_letters(written, &t.written) && read_letters(read_as, &t.read)) {
        fill(&t);
        count = walk(&t, written, read_as, ret);
    }
    if (count > STEPS_MAX) {
        ret[0] = (struct step){.rule = STEP_REWRITING, .from = written, .to = read_as};
        return 1;
    }
    reverse(ret, count);
    return count;
}
