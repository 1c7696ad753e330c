/* Obscene words, disguised or not, with the evidence for each. */
#include "lexicon_profanity.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/false_friend.h"
#include "signals/scan.h"

/* What the worst word weighs, and what each further one adds. */
static const double grade_weight[] = {
    [LEXICON_PROFANITY_MILD] = 0.3,
    [LEXICON_PROFANITY_STRONG] = 0.8,
    [LEXICON_PROFANITY_SLUR] = 1.0,
};
#define FURTHER_WEIGHT 0.05
#define HINT_WEIGHT    0.5
/* Masks from which a single letter is a hint ("f***"), and signs that make a swear-word balloon
 * ("#@%!"). */
#define HINT_MASKS_MIN 3
#define BALLOON_MIN    4

struct tally {
    uint32_t of_grade[3];
    uint32_t hints;
    double worst;
};

static bool begins_upper(const struct text *t, const struct token *k)
{
    unsigned char c = (unsigned char)t->original.p[k->original.begin];
    return k->kind == TOKEN_WORD && !k->upper && c >= 'A' && c <= 'Z';
}

/* Words that stand before an insult as readily as before a name. */
static bool is_address(struct str w)
{
    static const struct str words[] = {STR_INIT("you"),  STR_INIT("what"), STR_INIT("such"),
                                       STR_INIT("this"), STR_INIT("that"), STR_INIT("the"),
                                       STR_INIT("a"),    STR_INIT("hey"),  STR_INIT("your"),
                                       STR_INIT("he"),   STR_INIT("no"),   STR_INIT("shut")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_eq(w, words[i]))
            return true;
    }
    return false;
}

static const struct token *word_before(const struct text *t, size_t i)
{
    for (size_t back = 1; back <= 2 && back <= i; back++) {
        if (t->tokens[i - back].kind == TOKEN_WORD)
            return &t->tokens[i - back];
    }
    return NULL;
}

static bool looks_altered(const struct text *t, struct span folded)
{
    size_t token = context_token(t, folded.begin);
    return token < t->token_count && t->tokens[token].altered;
}

/* "Dick Van Dyke", "Philip K. Dick", "Moby-Dick": capitalised, with a capitalised neighbour. */
static bool is_name(const struct text *t, struct span folded)
{
    size_t i = context_token(t, folded.begin);
    const struct token *before;
    if (i == t->token_count || !begins_upper(t, &t->tokens[i]))
        return false;
    if (i + 1 < t->token_count && begins_upper(t, &t->tokens[i + 1]))
        return true;
    before = word_before(t, i);
    return before && begins_upper(t, before) && !is_address(text_folded(t, before->folded));
}

enum reading { READ_NOT, READ_HINT, READ_SURE };

/* How sure the guess of masked letters is: what ends in masks ("sh**") could go on otherwise. */
static enum reading masked_reading(const struct cells *c, const struct scan_hit *h)
{
    const struct cell *last = &c->cell[h->end - 1];
    int known = h->length - h->masked;
    if (last->kind == CELL_SOFT || (h->label == LEXICON_PROFANITY_MILD && known < 3))
        return READ_NOT;
    return last->kind == CELL_MASK && h->masked > 1 ? READ_HINT : READ_SURE;
}

/* An innocent word of the language that the comment is written in. */
static bool is_false_friend(const struct detection *d, const struct scan_hit *h)
{
    struct str language = d->facts->value[SIG_LANGUAGE_CODE].string;
    struct span folded = cells_folded(d->cells, h->begin, h->end);
    return !scan_disguised(h) && false_friend(text_folded(d->text, folded), language);
}

static enum reading hit_reading(const struct detection *d, const struct scan_hit *h)
{
    if ((h->flags & LEXICON_NAME) && is_name(d->text, cells_folded(d->cells, h->begin, h->end)))
        return READ_NOT;
    if (is_false_friend(d, h))
        return READ_NOT;
    return h->masked ? masked_reading(d->cells, h) : READ_SURE;
}

static void add_hit(struct detection *d, const struct scan_hit *h, struct tally *y)
{
    static const enum signal_id signal_of[] = {
        [LEXICON_PROFANITY_MILD] = SIG_PROFANITY_MILD,
        [LEXICON_PROFANITY_STRONG] = SIG_PROFANITY_COUNT,
        [LEXICON_PROFANITY_SLUR] = SIG_PROFANITY_SLURS,
    };
    uint32_t begin = h->begin;
    struct span folded, original;
    struct str read_as = {0};
    while (begin > 0 && cell_in_word(&d->cells->cell[begin]) && !cell_begins_word(d->cells, begin))
        begin--; /* found inside a word: the word is the evidence */
    folded = cells_folded(d->cells, begin, h->end);
    original = text_original_span(d->text, folded);
    if (scan_disguised(h) || looks_altered(d->text, folded))
        read_as = begin == h->begin ? scan_read_as(h, d->arena) : text_folded(d->text, folded);
    y->of_grade[h->label]++;
    y->worst = grade_weight[h->label] > y->worst ? grade_weight[h->label] : y->worst;
    detect_evidence(d, SIG_PROFANITY_SCORE, original, read_as);
    detect_evidence(d, signal_of[h->label], original, read_as);
    if (h->label == LEXICON_PROFANITY_SLUR)
        detect_evidence(d, SIG_PROFANITY_COUNT, original, read_as);
}

static bool already_found(const struct detection *d, struct span original)
{
    for (size_t i = 0; i < d->facts->evidence_count; i++) {
        const struct evidence *e = &d->facts->evidence[i];
        if (e->signal == SIG_PROFANITY_SCORE && e->original.begin < original.end &&
            original.begin < e->original.end)
            return true;
    }
    return false;
}

static void add_hint(struct detection *d, uint32_t begin, uint32_t end, struct tally *y)
{
    struct span folded = cells_folded(d->cells, begin, end);
    if (already_found(d, text_original_span(d->text, folded)))
        return;
    y->hints++;
    y->worst = HINT_WEIGHT > y->worst ? HINT_WEIGHT : y->worst;
    detect_evidence_folded(d, SIG_PROFANITY_SCORE, folded, (struct str){0});
    detect_evidence_folded(d, SIG_PROFANITY_HINT, folded, (struct str){0});
}

static void scan_words(struct detection *d, struct tally *y)
{
    struct scan s = scan_begin(&lexicon_profanity, d->cells, true);
    struct scan_hit h;
    while (scan_next(&s, &h)) {
        enum reading reading = hit_reading(d, &h);
        if (reading == READ_SURE)
            add_hit(d, &h, y);
        else if (reading == READ_HINT)
            add_hint(d, h.begin, h.end, y);
        else
            s.at = h.begin + 1; /* what was no word may hide a shorter one */
    }
}

/* Letters words are masked to: "f***", "s***", "б***". */
static bool is_hint_letter(uint8_t symbol)
{
    static const char latin[] = "abcdfnptsw";
    uint32_t c = symbol_character(symbol);
    if (symbol == SYMBOL_NONE)
        return false;
    return symbol >= SYMBOL_CYRILLIC || strchr(latin, (int)c) != NULL;
}

/* "f***" and "f***ing": one letter and masks; returns the end, or `at`. */
static uint32_t masked_word_end(const struct cells *c, uint32_t at)
{
    uint32_t end = at + 1;
    if (!cell_begins_word(c, at) || (at > 0 && c->cell[at - 1].kind == CELL_MASK) ||
        c->cell[at].kind != CELL_LETTER || !is_hint_letter(c->cell[at].symbol))
        return at;
    while (end < c->count && c->cell[end].kind == CELL_MASK)
        end++;
    if (end - at - 1 < HINT_MASKS_MIN)
        return at;
    while (end < c->count && c->cell[end].kind == CELL_LETTER)
        end++;
    return end;
}

static bool is_balloon_sign(const struct detection *d, uint32_t at)
{
    return at < d->cells->count && strchr("#@%$&*!?", d->text->folded.p[d->cells->cell[at].offset]);
}

/* "#@%!": at least four signs of three kinds, as in comic strips. `!` and `?` are of no kind:
 * shouting. */
static bool is_balloon(const struct detection *d, uint32_t begin, uint32_t end)
{
    uint64_t kinds = 0;
    for (uint32_t i = begin; i < end; i++)
        kinds |= 1ull << (d->text->folded.p[d->cells->cell[i].offset] & 63);
    kinds &= ~(1ull << '!' | 1ull << '?');
    return end - begin >= BALLOON_MIN && __builtin_popcountll(kinds) >= 3;
}

/* Looks at one run of signs; returns where to go on. */
static uint32_t scan_signs(struct detection *d, uint32_t at, struct tally *y)
{
    uint32_t run = at, masked = at;
    while (is_balloon_sign(d, run))
        run++;
    if (at > 0)
        masked = masked_word_end(d->cells, at - 1);
    if (at > 0 && masked > at)
        add_hint(d, at - 1, masked, y);
    else if (is_balloon(d, at, run))
        add_hint(d, at, run, y);
    return masked > run ? masked : run > at ? run : at + 1;
}

static void scan_hints(struct detection *d, struct tally *y)
{
    const struct cells *c = d->cells;
    for (uint32_t at = 0; at < c->count;) {
        if (c->cell[at].kind == CELL_MASK || c->cell[at].kind == CELL_SOFT)
            at = scan_signs(d, at, y);
        else
            at++;
    }
}

void detect_profanity(struct detection *d)
{
    struct tally y = {0};
    uint32_t words;
    double score;
    if (!cells_get(d))
        return;
    scan_words(d, &y);
    scan_hints(d, &y);
    words = y.of_grade[0] + y.of_grade[1] + y.of_grade[2] + y.hints;
    score = words ? y.worst + FURTHER_WEIGHT * (words - 1) : 0;
    detect_number(d, SIG_PROFANITY_SCORE, score > 1 ? 1 : score);
    detect_number(d, SIG_PROFANITY_COUNT,
                  y.of_grade[LEXICON_PROFANITY_STRONG] + y.of_grade[LEXICON_PROFANITY_SLUR]);
    detect_number(d, SIG_PROFANITY_MILD, y.of_grade[LEXICON_PROFANITY_MILD]);
    detect_number(d, SIG_PROFANITY_SLURS, y.of_grade[LEXICON_PROFANITY_SLUR]);
    detect_number(d, SIG_PROFANITY_HINT, y.hints);
}
