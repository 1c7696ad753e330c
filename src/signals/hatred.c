#include "signals/hatred.h"

#include <assert.h>

#include "base/utf8.h"
#include "lexicon_people.h"
#include "signals/words.h"

/* The kinds both lexicons have, at the same bits. */
#define FIRST_OWN         LEXICON_HATE_THEY
#define FIRST_CUE         LEXICON_HATE_YOU
#define KINDS_BELOW(kind) ((1ull << (kind)) - 1)
#define KINDS_SHARED      (KINDS_BELOW(FIRST_OWN) | ~KINDS_BELOW(FIRST_CUE))
static_assert((int)LEXICON_HATE_GROUP == (int)LEXICON_HARM_GROUP &&
                  (int)LEXICON_HATE_SCORN == (int)LEXICON_HARM_SCORN &&
                  (int)LEXICON_HATE_WISH == (int)LEXICON_HARM_WISH &&
                  (int)LEXICON_HATE_YOU == (int)LEXICON_HARM_YOU &&
                  (int)LEXICON_HATE_NEG == (int)LEXICON_HARM_NEG &&
                  (int)LEXICON_HATE_REVEAL == (int)LEXICON_HARM_REVEAL,
              "the lexicons share the kinds up to wish and from you on");

static_assert((int)LEXICON_HATE_THEY == (int)LEXICON_PEOPLE_THEY &&
                  (int)LEXICON_HATE_CONJ == (int)LEXICON_PEOPLE_CONJ &&
                  (int)LEXICON_HATE_REVEAL == (int)LEXICON_PEOPLE_REVEAL,
              "both lexicons begin with hate.kinds.tsv");

/* Sentences over which "they" takes a group up again, tokens between "people who" and what they do. */
#define REACH_THEY 2
#define REACH_WHO  4

/* Without one of these there is nothing to find. */
#define NEEDED                                                                                     \
    (HATRED_GROUPS | HARM(FOLK) | HARM(BEGONE) | HARM(DENIAL) | HATE(TRAIT) | HATE(WHOLE) |        \
     HATE(JOINED))

#define DEROGATES (HARM(DEHUMAN) | HARM(BAD) | HARM(FILTHY) | HARM(SCORN))

struct sign {
    uint32_t first, last; /* characters */
    uint64_t kinds;
};

/* Emoji for people, animals, weapons and disgust; arrows that say "are". Ascending. */
static const struct sign signs[] = {
    {0x2192, 0x2192, HARM(COPULA) | HARM(MODAL)},
    {0x2620, 0x2620, HARM(VIOLENT) | HARM(CALL)},
    {0x262a, 0x262a, HARM(GROUP)},
    {0x267f, 0x267f, HARM(GROUP)},
    {0x2694, 0x2694, HARM(VIOLENT) | HARM(CALL)},
    {0x26a7, 0x26a7, HARM(GROUP)},
    {0x26b0, 0x26b0, HARM(VIOLENT) | HARM(CALLED)},
    {0x2721, 0x2721, HARM(GROUP)},
    {0x27a1, 0x27a1, HARM(COPULA) | HARM(MODAL)},
    {0x1f308, 0x1f308, HARM(GROUP)}, /* rainbow */
    {0x1f400, 0x1f402, HARM(DEHUMAN)},
    {0x1f403, 0x1f407, HARM(DEHUMAN)},
    {0x1f40a, 0x1f40d, HARM(DEHUMAN)},
    {0x1f410, 0x1f412, HARM(DEHUMAN)},
    {0x1f415, 0x1f417, HARM(DEHUMAN)},
    {0x1f41b, 0x1f41d, HARM(DEHUMAN)},
    {0x1f42d, 0x1f42e, HARM(DEHUMAN)},
    {0x1f435, 0x1f437, HARM(DEHUMAN)},
    {0x1f43d, 0x1f43d, HARM(DEHUMAN)},
    {0x1f449, 0x1f449, HARM(COPULA) | HARM(MODAL)},
    {0x1f466, 0x1f475, HARM(GROUP)}, /* people */
    {0x1f480, 0x1f480, HARM(CALLED)},
    {0x1f4a3, 0x1f4a3, HARM(VIOLENT) | HARM(CALL)},
    {0x1f4a9, 0x1f4a9, HARM(DEHUMAN)},
    {0x1f525, 0x1f525, HARM(VIOLENT) | HARM(CALL)},
    {0x1f52a, 0x1f52b, HARM(VIOLENT) | HARM(CALL)},
    {0x1f54b, 0x1f54e, HARM(GROUP)}, /* houses of prayer */
    {0x1f595, 0x1f595, HATE(CURSE)},
    {0x1f5d1, 0x1f5d1, HARM(DEHUMAN)},
    {0x1f5e1, 0x1f5e1, HARM(VIOLENT) | HARM(CALL)},
    {0x1f6ae, 0x1f6af, HARM(DEHUMAN)},
    {0x1f6bd, 0x1f6bd, HARM(DEHUMAN)},
    {0x1f922, 0x1f922, HARM(SCORN)},
    {0x1f92e, 0x1f92e, HARM(SCORN)},
    {0x1f98d, 0x1f98d, HARM(DEHUMAN)},
    {0x1f997, 0x1f997, HARM(DEHUMAN)},
    {0x1f99f, 0x1f9a0, HARM(DEHUMAN)},
    {0x1f9a7, 0x1f9a7, HARM(DEHUMAN)},
    {0x1f9d5, 0x1f9d5, HARM(GROUP)},
    {0x1f9fb, 0x1f9fb, HARM(DEHUMAN)},
    {0x1fa93, 0x1fa93, HARM(VIOLENT) | HARM(CALL)},
    {0x1fab0, 0x1fab3, HARM(DEHUMAN)},
};

static uint64_t sign_kinds(uint32_t c)
{
    size_t low = 0, high = sizeof(signs) / sizeof(signs[0]);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (signs[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof(signs) / sizeof(signs[0]) && signs[low].first <= c ? signs[low].kinds : 0;
}

#define ZERO_WIDTH_JOINER 0x200d
#define HEART             0x2764

static bool is_skin(uint32_t c)
{
    return c >= 0x1f3fb && c <= 0x1f3ff;
}

static bool is_person(uint32_t c)
{
    return (c >= 0x1f466 && c <= 0x1f475) || c == 0x1f9d1 || c == HEART;
}

/* Whether a person joined with something else is one at work: "man" and "cook" make a cook. */
static bool is_at_work(struct str original, size_t at)
{
    size_t length;
    uint32_t c = at < original.n ? utf8_decode(original, at, &length) : 0;
    if (is_skin(c)) {
        at += length;
        c = at < original.n ? utf8_decode(original, at, &length) : 0;
    }
    if (c != ZERO_WIDTH_JOINER || at + length >= original.n)
        return false;
    c = utf8_decode(original, at + length, &length);
    return !is_person(c) && !(c >= 0x2640 && c <= 0x2642);
}

/* What a sign says by itself; read in the original, because folding makes letters of flags. */
static uint64_t token_kinds(const struct text *t, const struct token *k)
{
    size_t length;
    uint64_t kinds;
    unsigned char first = (unsigned char)t->original.p[k->original.begin];
    uint32_t c = first;
    if (first == '=' || first == ':')
        return HARM(COPULA);
    if (first < 0xe2)
        return 0;
    c = utf8_decode(t->original, k->original.begin, &length);
    if (c >= 0x1f1e6 && c <= 0x1f1ff) /* letters of flags */
        return HARM(GROUP);
    kinds = sign_kinds(c);
    if ((kinds & HARM(GROUP)) && is_at_work(t->original, k->original.begin + length))
        return HATE(TRADE);
    return kinds;
}

/* `sentence`: of the sign before it. */
static struct harm_hit sign_hit(const struct text *t, uint32_t token, uint64_t kinds,
                                uint32_t sentence)
{
    struct harm_hit made = {
        .kinds = kinds, .first = token, .behind = token + 1, .sentence = sentence, .sign = true};
    made.original = t->tokens[token].original;
    while (made.sentence < t->sentence_count &&
           t->sentences[made.sentence].end <= made.original.begin)
        made.sentence++;
    made.opens = harm_begins_clause(t, token);
    return made;
}

static bool has_signs(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0xe2 || s.p[i] == '=' || s.p[i] == ':')
            return true;
    return false;
}

static bool find_signs(struct detection *d, struct harm *ret)
{
    const struct text *t = d->text;
    struct harm_hit *hit;
    *ret = (struct harm){0};
    if (!has_signs(t->original))
        return true;
    hit = ARENA_ARRAY(d->arena, t->token_count + 1, struct harm_hit);
    if (!hit)
        return false;
    for (uint32_t i = 0; i < t->token_count; i++) {
        uint64_t kinds = token_kinds(t, &t->tokens[i]);
        uint32_t sentence = ret->count > 0 ? hit[ret->count - 1].sentence : 0;
        if (kinds)
            hit[ret->count++] = sign_hit(t, i, kinds, sentence);
        ret->present |= kinds;
    }
    ret->hit = hit;
    return true;
}

/* --- one list --- */

#define LISTS_MAX 4

struct merge {
    struct harm_hit *hit;
    uint32_t count;
    uint32_t idiom_end, hit_end; /* tokens */
    uint64_t present;
};

static bool comes_before(const struct harm_hit *a, const struct harm_hit *b)
{
    return a->first != b->first ? a->first < b->first : a->behind >= b->behind;
}

static void merge_add(struct merge *m, const struct harm_hit *h, uint64_t mask)
{
    struct harm_hit *last = m->count ? &m->hit[m->count - 1] : NULL;
    uint64_t kinds = h->kinds & mask;
    if (h->first < m->idiom_end || kinds == 0)
        return;
    if (kinds & HARM(IDIOM)) {
        m->idiom_end = h->behind;
        return;
    }
    if (last && last->first == h->first && last->behind == h->behind) {
        last->kinds |= kinds;
    } else {
        last = &m->hit[m->count++];
        *last = *h;
        last->kinds = kinds;
        last->inner = h->first < m->hit_end && !h->sign;
    }
    m->present |= kinds;
    m->hit_end = h->behind > m->hit_end ? h->behind : m->hit_end;
}

/* The lists in one; of the first only the kinds of `mask`. */
static void merge_lists(struct merge *m, const struct harm *lists, size_t count, uint64_t mask)
{
    uint32_t at[LISTS_MAX] = {0};
    for (;;) {
        size_t best = count;
        for (size_t i = 0; i < count; i++)
            if (at[i] < lists[i].count &&
                (best == count || !comes_before(&lists[best].hit[at[best]], &lists[i].hit[at[i]])))
                best = i;
        if (best == count)
            return;
        merge_add(m, &lists[best].hit[at[best]++], best == 0 ? mask : UINT64_MAX);
    }
}

/* --- what several words make --- */

/* A word that may be a thing, or a picture of something. */
static bool is_thing(const struct text *t, const struct token *k)
{
    static const struct str others[] = {
        STR_INIT("tonight"), STR_INIT("today"), STR_INIT("tomorrow"), STR_INIT("yesterday"),
        STR_INIT("next"),    STR_INIT("here"),  STR_INIT("there"),    STR_INIT("again"),
        STR_INIT("at"),      STR_INIT("or"),    STR_INIT("and"),      STR_INIT("than"),
        STR_INIT("too"),     STR_INIT("ever"),  STR_INIT("always"),   STR_INIT("everywhere"),
        STR_INIT("that"),    STR_INIT("then"),  STR_INIT("if"),       STR_INIT("after"),
        STR_INIT("out"),     STR_INIT("off"),   STR_INIT("can"),      STR_INIT("has"),
    };
    if (k->kind != TOKEN_WORD)
        return (unsigned char)t->original.p[k->original.begin] >= 0xf0;
    return !IS_ONE_OF(text_folded(t, k->folded), others);
}

/* "Polish" before a word that is no hit describes that word; before anything else it stands for people. */
static void settle_adjective(const struct text *t, struct merge *m, uint32_t i)
{
    struct harm_hit *k = &m->hit[i];
    bool word = k->behind < t->token_count && is_thing(t, &t->tokens[k->behind]);
    uint32_t next = i + 1;
    while (next < m->count && m->hit[next].first < k->behind)
        next++;
    bool hit = next < m->count && m->hit[next].first == k->behind;
    if (word && !hit)
        k->kinds &= ~(HARM(FOLK) | HARM(GROUP));
    else if (hit && (m->hit[next].kinds & HARM(COPULA)))
        k->kinds |= HARM(GROUP);
}

static void settle_trait(struct merge *m, uint32_t i)
{
    struct harm_hit *k = &m->hit[i];
    for (uint32_t j = k->kinds & HATRED_GROUPS ? 0 : i; j > 0; j--) {
        const struct harm_hit *before = &m->hit[j - 1];
        if (before->sentence != k->sentence || k->first > before->behind + REACH_WHO)
            break;
        if (before->kinds & HATE(WHO)) {
            k->kinds |= HARM(GROUP);
            return;
        }
    }
    k->kinds &= ~HATE(TRAIT);
}

/* Whether a "they" means the people named before; in "who does not love them is" it is no subject. */
static bool takes_up(const struct text *t, const struct merge *m, uint32_t i,
                     const struct harm_hit *people)
{
    const struct harm_hit *k = &m->hit[i], *next = i + 1 < m->count ? k + 1 : NULL;
    bool object = str_eq(text_folded(t, t->tokens[k->first].folded), STR("them"));
    if (object && next && next->first == k->behind && (next->kinds & HARM(COPULA)))
        return false;
    return (people->kinds & (HATRED_GROUPS | HARM(FOLK))) &&
           k->sentence - people->sentence <= REACH_THEY;
}

/* What several hits settle, from the first to the last. */
static void settle(const struct text *t, struct merge *m)
{
    const struct harm_hit *people = NULL;
    for (uint32_t i = 0; i < m->count; i++) {
        struct harm_hit *k = &m->hit[i];
        if (k->kinds & DEROGATES)
            k->kinds &= ~(HARM(NEWS) | HARM(COUNTER));
        if (k->kinds & HATE(ADJECTIVE))
            settle_adjective(t, m, i);
        if (k->kinds & HATE(TRAIT))
            settle_trait(m, i);
        if ((k->kinds & HATE(THEY)) && people && takes_up(t, m, i, people))
            k->kinds |= HARM(GROUP);
        else if (k->kinds & (HATRED_GROUPS | HARM(FOLK) | HATE(TRADE)))
            people = k;
        m->present |= k->kinds;
    }
}

/* Whether anybody is named, or something said that needs nobody named. */
static bool is_needed(const struct harm *lists, size_t count)
{
    uint64_t present = lists[0].present & KINDS_SHARED;
    for (size_t i = 1; i < count; i++)
        present |= lists[i].present;
    return present & NEEDED;
}

const struct harm *hatred_get(struct detection *d)
{
    const struct harm *harm = harm_get(d);
    struct harm lists[LISTS_MAX], *made = ARENA_NEW(d->arena, struct harm);
    struct merge m = {0};
    size_t count = 0;
    if (!harm || !made || !harm_scan(d, &lexicon_people, &lists[1]) || !find_signs(d, &lists[2]))
        return NULL;
    lists[0] = *harm;
    *made = (struct harm){.hatred = true};
    if (!is_needed(lists, 3))
        return made;
    if (!harm_scan(d, &lexicon_hate, &lists[3]))
        return NULL;
    for (size_t i = 0; i < LISTS_MAX; i++)
        count += lists[i].count;
    m.hit = ARENA_ARRAY(d->arena, count, struct harm_hit);
    if (!m.hit)
        return NULL;
    merge_lists(&m, lists, LISTS_MAX, KINDS_SHARED);
    settle(d->text, &m);
    *made = (struct harm){m.hit, m.count, m.present, .hatred = true};
    return made;
}
