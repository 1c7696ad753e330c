/* Obscene words, disguised or not, with the evidence for each. */
#include "lexicon_arabic.h"
#include "lexicon_profanity.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"

#define KIND(name) (1ull << LEXICON_PROFANITY_##name)
_Static_assert((int)LEXICON_ARABIC_ALLOW == (int)LEXICON_PROFANITY_ALLOW &&
                   (int)LEXICON_ARABIC_SLUR == (int)LEXICON_PROFANITY_SLUR,
               "the same kinds in both lexicons");

/* Grades, mildest first, and what the worst word weighs. Names of acts and organs may have none. */
enum grade { GRADE_NONE, GRADE_MILD, GRADE_COARSE, GRADE_STRONG, GRADE_SLUR, GRADE_COUNT };
static const struct {
    uint64_t kind;
    double weight;
} grades[GRADE_COUNT] = {
    [GRADE_MILD] = {KIND(MILD), 0.3},
    [GRADE_COARSE] = {KIND(COARSE), 0.6},
    [GRADE_STRONG] = {KIND(STRONG), 0.8},
    [GRADE_SLUR] = {KIND(SLUR), 1.0},
};
/* What each further word adds. */
#define FURTHER_WEIGHT 0.05
#define HINT_WEIGHT    0.5
/* Masks from which a single letter is a hint ("f***"), and signs that make a swear-word balloon
 * ("#@%!"). */
#define HINT_MASKS_MIN 3
#define BALLOON_MIN    4

/* A part of the text without a space. */
struct chunk {
    uint32_t begin, end; /* in the folded text */
    bool is_address;
};

struct tally {
    const struct lexicon *lexicon; /* that is looked up in */
    struct chunk chunk;            /* the last one asked about */
    uint32_t of_grade[GRADE_COUNT];
    uint32_t hints, sexual, disguised;
    uint32_t language; /* of the text, as a bit of lexicon_language */
    uint32_t
        home; /* languages in whose words a disguise is read: the text's, the site's, and English */
    double worst;
};

static uint64_t kinds_of(const struct scan_hit *h)
{
    return h->lexicon->kinds[h->label];
}

/* The gravest, for a word that stands on two lines. */
static enum grade grade_of(const struct scan_hit *h)
{
    enum grade grade = GRADE_SLUR;
    while (grade > GRADE_NONE && !(kinds_of(h) & grades[grade].kind))
        grade--;
    return grade;
}

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

enum reading { READ_NOT, READ_INNOCENT, READ_HINT, READ_SURE };

/* How sure the guess of masked letters is: what ends in masks ("sh**") could go on otherwise. */
static enum reading masked_reading(const struct cells *c, const struct scan_hit *h)
{
    const struct cell *last = &c->cell[h->end - 1];
    int known = h->length - h->masked;
    if (grade_of(h) == GRADE_SLUR && known <= h->masked)
        return READ_HINT;
    if (last->kind == CELL_SOFT || (grade_of(h) == GRADE_MILD && known < 3))
        return READ_NOT;
    return last->kind == CELL_MASK && h->masked > 1 ? READ_HINT : READ_SURE;
}

/* The language that words are taken for: the text's, or where it is too short to tell, the site's; and one in which disguises
 * are always read. */
static void find_languages(const struct detection *d, const char home[static 2], struct tally *y)
{
    struct str code = d->facts->value[SIG_LANGUAGE_CODE].string;
    struct str site = d->context->site_language;
    if (!d->facts->value[SIG_LANGUAGE_CODE].known)
        code = site;
    y->language = code.n >= 2 ? lexicon_language(y->lexicon, code.p) : 0;
    y->home = y->language | lexicon_language(y->lexicon, home);
    if (site.n >= 2)
        y->home |= lexicon_language(y->lexicon, site.p);
    if (y->language == 0) /* of Cyrillic words the lexicon has Russian ones only */
        y->home |= lexicon_language(y->lexicon, "ru");
}

/* Words are read where they count; what stands for one only in languages to be expected, since among all the words of
 * all languages something is always alike. */
static bool is_expected(const struct scan_hit *h, const struct tally *y)
{
    uint32_t languages = y->lexicon->tongues[h->tongue].home;
    bool home = languages & (h->flags & LEXICON_RESPELT && y->language ? y->language : y->home);
    return lexicon_counts(y->lexicon, h->tongue, y->language) && (home || !scan_disguised(h));
}

static struct chunk chunk_around(struct str folded, uint32_t at)
{
    struct chunk c = {.begin = at, .end = at};
    while (c.begin > 0 && folded.p[c.begin - 1] != ' ' && folded.p[c.begin - 1] != '\n')
        c.begin--;
    while (c.end < folded.n && folded.p[c.end] != ' ' && folded.p[c.end] != '\n')
        c.end++;
    struct str text = str_slice(folded, c.begin, c.end);
    c.is_address =
        str_find(text, STR("://"), 0) != STR_NONE || str_starts(text, STR("www.")) ||
        (str_find_char(text, '@', 1) != STR_NONE && str_find_char(text, '.', 1) != STR_NONE);
    return c;
}

static bool is_in_address(struct str folded, uint32_t at, struct chunk *last)
{
    if (at < last->begin || at >= last->end)
        *last = chunk_around(folded, at);
    return last->is_address;
}

/* Whether letters were put together over signs that belong to an address: http://sh.it, a.s.s@example.org. */
static bool is_address_part(const struct detection *d, const struct scan_hit *h, struct tally *y)
{
    uint32_t begin = d->cells->cell[h->begin].offset, end = d->cells->cell[h->end].offset;
    if (!h->joined && !h->spaced && !h->blotted)
        return false;
    return is_in_address(d->text->folded, begin, &y->chunk) ||
           (end > begin && is_in_address(d->text->folded, end - 1, &y->chunk));
}

static bool has_accent(const struct detection *d, const struct scan_hit *h)
{
    struct str folded = text_folded(d->text, cells_folded(d->cells, h->begin, h->end));
    for (size_t i = 0; i < folded.n; i++) {
        if ((unsigned char)folded.p[i] >= 0x80)
            return true;
    }
    return false;
}

static enum reading hit_reading(const struct detection *d, const struct scan_hit *h,
                                struct tally *y)
{
    if ((h->flags & LEXICON_NAME) && is_name(d->text, cells_folded(d->cells, h->begin, h->end)))
        return READ_NOT;
    if (!is_expected(h, y) || is_address_part(d, h, y) ||
        (h->flags & LEXICON_ACCENTED && !has_accent(d, h)))
        return READ_NOT;
    if (kinds_of(h) & KIND(ALLOW))
        return READ_INNOCENT;
    return h->masked ? masked_reading(d->cells, h) : READ_SURE;
}

/* Written so that a list would miss it; a mask or a drawn-out letter hides nothing from anybody. */
static bool is_disguised(const struct detection *d, const struct scan_hit *h, struct span folded)
{
    return h->leet || h->joined || h->spaced || h->flags & LEXICON_RESPELT ||
           looks_altered(d->text, folded);
}

static void count_hit(struct tally *y, const struct scan_hit *h, enum grade grade, bool disguised)
{
    y->of_grade[grade]++;
    y->sexual += (kinds_of(h) & KIND(SEXUAL)) != 0;
    y->disguised += disguised && grade > GRADE_NONE;
    y->worst = grades[grade].weight > y->worst ? grades[grade].weight : y->worst;
}

static void add_hit(struct detection *d, const struct scan_hit *h, struct tally *y)
{
    enum grade grade = grade_of(h);
    uint32_t begin = h->begin;
    struct span folded, original;
    struct str read_as = {0};
    while (begin > 0 && cell_in_word(&d->cells->cell[begin]) && !cell_begins_word(d->cells, begin))
        begin--; /* found inside a word: the word is the evidence */
    folded = cells_folded(d->cells, begin, h->end);
    original = text_original_span(d->text, folded);
    if (scan_disguised(h) || looks_altered(d->text, folded))
        read_as = begin == h->begin ? scan_read_as(h, d->arena) : text_folded(d->text, folded);
    count_hit(y, h, grade, is_disguised(d, h, folded));
    if (kinds_of(h) & KIND(SEXUAL))
        detect_evidence(d, SIG_PROFANITY_SEXUAL, original, read_as);
    if (grade == GRADE_NONE)
        return;
    detect_evidence(d, SIG_PROFANITY_SCORE, original, read_as);
    detect_evidence(d, grade == GRADE_MILD ? SIG_PROFANITY_MILD : SIG_PROFANITY_COUNT, original,
                    read_as);
    if (grade >= GRADE_STRONG)
        detect_evidence(d, SIG_PROFANITY_STRONG, original, read_as);
    if (grade == GRADE_SLUR)
        detect_evidence(d, SIG_PROFANITY_SLURS, original, read_as);
    if (is_disguised(d, h, folded))
        detect_evidence(d, SIG_PROFANITY_DISGUISED, original, read_as);
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
    struct scan s = scan_begin(y->lexicon, d->cells, true);
    struct scan_hit h;
    while (scan_next(&s, &h)) {
        enum reading reading = hit_reading(d, &h, y);
        if (reading == READ_SURE)
            add_hit(d, &h, y);
        else if (reading == READ_HINT)
            add_hint(d, h.begin, h.end, y);
        else if (reading == READ_NOT)
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

static void say(struct detection *d, const struct tally *y)
{
    uint32_t strong = y->of_grade[GRADE_STRONG] + y->of_grade[GRADE_SLUR];
    uint32_t count = y->of_grade[GRADE_COARSE] + strong;
    uint32_t words = y->of_grade[GRADE_MILD] + count + y->hints;
    double score = words ? y->worst + FURTHER_WEIGHT * (words - 1) : 0;
    detect_number(d, SIG_PROFANITY_SCORE, score > 1 ? 1 : score);
    detect_number(d, SIG_PROFANITY_COUNT, count);
    detect_number(d, SIG_PROFANITY_STRONG, strong);
    detect_number(d, SIG_PROFANITY_MILD, y->of_grade[GRADE_MILD]);
    detect_number(d, SIG_PROFANITY_SLURS, y->of_grade[GRADE_SLUR]);
    detect_number(d, SIG_PROFANITY_SEXUAL, y->sexual);
    detect_number(d, SIG_PROFANITY_DISGUISED, y->disguised);
    detect_number(d, SIG_PROFANITY_HINT, y->hints);
}

/* Words in Arabic letters have a lexicon and cells of their own. */
static void scan_arabic(struct detection *d, struct tally *y)
{
    const struct cells *kept = d->cells, *arabic = cells_arabic(d);
    if (!arabic)
        return;
    d->cells = arabic;
    y->lexicon = &lexicon_arabic;
    find_languages(d, "ar", y);
    scan_words(d, y);
    d->cells = kept;
}

void detect_profanity(struct detection *d)
{
    struct tally y = {.lexicon = &lexicon_profanity};
    if (!cells_get(d))
        return;
    find_languages(d, "en", &y);
    scan_words(d, &y);
    scan_hints(d, &y);
    scan_arabic(d, &y);
    say(d, &y);
}
