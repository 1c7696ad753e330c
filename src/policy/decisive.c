#include "policy/decisive.h"

#include "policy/context.h"

/* Judgements for one verdict: those of 16 KiB of text, within these limits. */
#define RUNS_BYTES 16384
#define RUNS_MIN   4
#define RUNS_MAX   64

/* A piece of evidence up to this long is one word, however it is written ("f u c k"); a longer one is cut at spaces. */
#define WORD_BYTES_MAX 48
/* Sets of so few words are remembered when tried, and smaller ones than the found tried in turn. */
#define REMEMBERED_WORDS 10

struct search {
    const struct judge *judge;
    struct str original;
    const struct text *text;
    const struct judge_context *context;
    struct arena *arena;
    char *blanked;
    unsigned runs_left;
    const struct finding *finding; /* the one at hand */
    struct span *words;            /* candidates, ascending and apart */
    size_t word_count;
    bool *out; /* of each word: whether it is blanked in the set at hand */
    /* outcome of sets of the first REMEMBERED_WORDS words, by their bits; 0: not tried, else 1 + outcome */
    uint8_t tried[1 << REMEMBERED_WORDS];
};

enum outcome { STILL_APPLIES, NOT_ANY_MORE, NO_RUNS_LEFT };

unsigned decisive_runs(size_t bytes)
{
    size_t runs = bytes > 0 ? RUNS_BYTES / bytes : RUNS_MAX;
    return runs < RUNS_MIN ? RUNS_MIN : runs > RUNS_MAX ? RUNS_MAX : (unsigned)runs;
}

/* --- judging with words blanked --- */

static void blank_words(struct search *s)
{
    memcpy(s->blanked, s->original.p, s->original.n);
    for (size_t i = 0; i < s->word_count; i++)
        if (s->out[i])
            memset(s->blanked + s->words[i].begin, ' ', s->words[i].end - s->words[i].begin);
}

static enum outcome judge_again(struct search *s)
{
    struct arena_mark mark = arena_mark(s->arena);
    enum consequence consequence;
    if (s->runs_left == 0)
        return NO_RUNS_LEFT;
    s->runs_left--;
    blank_words(s);
    enum rc rc = judge_clause(s->judge, str_make(s->blanked, s->original.n), s->context,
                              s->finding->clause, s->arena, &consequence);
    bool applies = rc != RC_OK || consequence >= s->finding->consequence;
    arena_rewind(s->arena, mark);
    return applies ? STILL_APPLIES : NOT_ANY_MORE;
}

static unsigned set_bits(const struct search *s)
{
    unsigned bits = 0;
    for (size_t i = 0; i < s->word_count; i++)
        bits |= (unsigned)s->out[i] << i;
    return bits;
}

/* Whether the set at hand keeps the clause from applying. */
static enum outcome try_set(struct search *s)
{
    if (s->word_count > REMEMBERED_WORDS)
        return judge_again(s);
    unsigned bits = set_bits(s);
    if (s->tried[bits] != 0)
        return (enum outcome)(s->tried[bits] - 1);
    enum outcome o = judge_again(s);
    if (o != NO_RUNS_LEFT)
        s->tried[bits] = (uint8_t)(1 + o);
    return o;
}

static void set_all(struct search *s, bool out)
{
    memset(s->out, out, s->word_count * sizeof *s->out);
}

static size_t set_size(const struct search *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->word_count; i++)
        n += s->out[i];
    return n;
}

/* --- candidates --- */

static void add_word(struct search *s, struct span word)
{
    s->words[s->word_count++] = word;
}

/* Words of [begin, end): tokens with nothing between them, up to a length. */
static void add_words(struct search *s, struct span within)
{
    struct span word = {0};
    for (size_t i = 0; i < s->text->token_count; i++) {
        struct span t = s->text->tokens[i].original;
        t.begin = t.begin > within.begin ? t.begin : within.begin;
        t.end = t.end < within.end ? t.end : within.end;
        if (t.begin >= t.end)
            continue;
        if (word.end > 0 && t.begin == word.end && t.end - word.begin <= WORD_BYTES_MAX) {
            word.end = t.end;
            continue;
        }
        if (word.end > word.begin)
            add_word(s, word);
        word = t;
    }
    if (word.end > word.begin)
        add_word(s, word);
}

static void sort_spans(struct span *spans, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct span moved = spans[i];
        size_t to = i;
        for (; to > 0 && spans[to - 1].begin > moved.begin; to--)
            spans[to] = spans[to - 1];
        spans[to] = moved;
    }
}

/* The evidence's spans, ascending, those that overlap made one. */
static size_t merge_evidence(const struct finding *f, struct span *spans)
{
    size_t count = 0;
    for (size_t i = 0; i < f->evidence_count; i++)
        spans[i] = f->evidence[i].original;
    sort_spans(spans, f->evidence_count);
    for (size_t i = 0; i < f->evidence_count; i++) {
        if (count > 0 && spans[i].begin < spans[count - 1].end) {
            if (spans[i].end > spans[count - 1].end)
                spans[count - 1].end = spans[i].end;
        } else {
            spans[count++] = spans[i];
        }
    }
    return count;
}

static enum rc take_evidence(struct search *s)
{
    struct span *spans = ARENA_ARRAY(s->arena, s->finding->evidence_count, struct span);
    if (spans == NULL)
        return RC_NO_MEMORY;
    size_t count = merge_evidence(s->finding, spans);
    s->word_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].end - spans[i].begin <= WORD_BYTES_MAX)
            add_word(s, spans[i]);
        else
            add_words(s, spans[i]);
    }
    memset(s->tried, 0, sizeof s->tried);
    return RC_OK;
}

static void take_all_words(struct search *s)
{
    s->word_count = 0;
    add_words(s, (struct span){0, (uint32_t)s->original.n});
    memset(s->tried, 0, sizeof s->tried);
}

/* --- making the set small --- */

/* Puts `size` words from `first` on back, for good when the clause still does not apply. */
static enum outcome put_back(struct search *s, const size_t *members, size_t first, size_t size)
{
    for (size_t i = first; i < first + size; i++)
        s->out[members[i]] = false;
    enum outcome o = try_set(s);
    if (o != NOT_ANY_MORE)
        for (size_t i = first; i < first + size; i++)
            s->out[members[i]] = true;
    return o;
}

/* One pass of putting back `size` words at a time; says whether any went back. */
static enum outcome put_back_all(struct search *s, size_t *members, size_t size, bool *ret_any)
{
    size_t count = 0;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->out[i])
            members[count++] = i;
    *ret_any = false;
    for (size_t first = 0; first < count; first += size) {
        size_t n = count - first < size ? count - first : size;
        enum outcome o = n < set_size(s) ? put_back(s, members, first, n) : STILL_APPLIES;
        if (o == NO_RUNS_LEFT)
            return o;
        *ret_any |= o == NOT_ANY_MORE;
    }
    return STILL_APPLIES;
}

/* Halves, quarters, ... then single words, until none can go back. */
static enum decisive_minimal reduce(struct search *s, size_t *members)
{
    bool any;
    size_t half = s->word_count > REMEMBERED_WORDS ? s->word_count / 2 : 0;
    for (size_t size = half; size > 1; size /= 2)
        if (put_back_all(s, members, size, &any) == NO_RUNS_LEFT)
            return DECISIVE_BOUNDED;
    do {
        if (put_back_all(s, members, 1, &any) == NO_RUNS_LEFT)
            return DECISIVE_BOUNDED;
    } while (any);
    return DECISIVE_LOCAL;
}

/* The next set of as many words, as bits in ascending order (Gosper). */
static unsigned next_of_size(unsigned bits)
{
    unsigned lowest = bits & -bits, ripple = bits + lowest;
    return ripple | (((bits ^ ripple) / lowest) >> 2);
}

static void set_from(struct search *s, unsigned bits)
{
    for (size_t i = 0; i < s->word_count; i++)
        s->out[i] = (bits >> i & 1) != 0;
}

/* Tries all smaller sets, the smallest first; keeps the set at hand when none will do. */
static enum decisive_minimal try_smaller(struct search *s)
{
    unsigned found = set_bits(s);
    size_t size = set_size(s);
    for (size_t n = 1; n < size; n++) {
        for (unsigned bits = (1u << n) - 1; bits >> s->word_count == 0; bits = next_of_size(bits)) {
            set_from(s, bits);
            enum outcome o = try_set(s);
            if (o == NOT_ANY_MORE)
                return DECISIVE_SMALLEST;
            if (o == NO_RUNS_LEFT) {
                set_from(s, found);
                return DECISIVE_LOCAL;
            }
        }
    }
    set_from(s, found);
    return DECISIVE_SMALLEST;
}

static enum rc keep_set(struct search *s, enum decisive_minimal minimal, struct finding *f)
{
    size_t size = set_size(s), n = 0;
    f->decisive_minimal = size <= DECISIVE_WORDS_MAX ? minimal : DECISIVE_NONE;
    if (size > DECISIVE_WORDS_MAX)
        return RC_OK;
    struct span *words = ARENA_ARRAY(s->arena, size, struct span);
    if (words == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->out[i])
            words[n++] = s->words[i];
    f->decisive = words;
    f->decisive_count = n;
    f->decisive_known = true;
    return RC_OK;
}

/* Whether the candidates suffice when all are blanked. */
static enum outcome try_all(struct search *s)
{
    set_all(s, true);
    return s->word_count > 0 ? try_set(s) : STILL_APPLIES;
}

static enum rc search_finding(struct search *s, struct finding *f)
{
    s->finding = f;
    enum rc rc = take_evidence(s);
    if (rc != RC_OK)
        return rc;
    enum outcome o = try_all(s);
    if (o == STILL_APPLIES) {
        take_all_words(s);
        o = try_all(s);
    }
    f->decisive_minimal = o == STILL_APPLIES ? DECISIVE_NONE : DECISIVE_NOT_SOUGHT;
    if (o != NOT_ANY_MORE)
        return RC_OK;
    size_t *members = ARENA_ARRAY(s->arena, s->word_count, size_t);
    if (members == NULL)
        return RC_NO_MEMORY;
    enum decisive_minimal minimal = reduce(s, members);
    if (minimal == DECISIVE_LOCAL && s->word_count <= REMEMBERED_WORDS)
        minimal = try_smaller(s);
    return keep_set(s, minimal, f);
}

static enum rc search_begin(struct search *s, const struct verdict *v, struct text *t,
                            struct judge_context *frozen)
{
    enum rc rc = text_prepare(s->arena, s->original, t);
    if (rc == RC_OK)
        rc = context_freeze(s->context, v->facts, s->arena, frozen);
    if (rc != RC_OK)
        return rc;
    size_t evidence_max = 0;
    for (size_t i = 0; i < v->finding_count; i++)
        if (v->findings[i].evidence_count > evidence_max)
            evidence_max = v->findings[i].evidence_count;
    size_t words_max = t->token_count + evidence_max;
    s->text = t;
    s->context = frozen;
    s->blanked = arena_alloc(s->arena, s->original.n);
    s->words = ARENA_ARRAY(s->arena, words_max, struct span);
    s->out = ARENA_ARRAY(s->arena, words_max, bool);
    s->runs_left = decisive_runs(s->original.n);
    return arena_failed(s->arena) ? RC_NO_MEMORY : RC_OK;
}

enum rc decisive_find(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a, struct verdict *v)
{
    struct search s = {.judge = j, .original = original, .context = context, .arena = a};
    struct text t;
    struct judge_context frozen;
    if (v->finding_count == 0)
        return RC_OK;
    enum rc rc = search_begin(&s, v, &t, &frozen);
    struct finding *findings = ARENA_ARRAY(a, v->finding_count, struct finding);
    if (rc != RC_OK || findings == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    memcpy(findings, v->findings, v->finding_count * sizeof *findings);
    for (size_t i = 0; rc == RC_OK && i < v->finding_count; i++)
        rc = search_finding(&s, &findings[i]);
    if (rc == RC_OK)
        v->findings = findings;
    return rc;
}
