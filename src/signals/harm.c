#include "signals/harm.h"

#include "signals/cells.h"
#include "signals/scan.h"

/* Where the scan stands in the tokens and sentences, which ascend with it. */
struct collector {
    struct detection *d;
    const struct lexicon *lexicon;
    struct harm_hit *hit;
    uint32_t count, capacity, most;
    uint64_t present;
    uint32_t token, sentence;
    uint32_t idiom_end; /* cell behind the last idiom */
    uint32_t hit_end;   /* and behind all hits so far */
};

static uint32_t token_behind(const struct text *t, uint32_t from, uint32_t folded_end)
{
    while (from < t->token_count && t->tokens[from].folded.begin < folded_end)
        from++;
    return from;
}

static void go_to(struct collector *c, struct span folded, struct span original)
{
    const struct text *t = c->d->text;
    while (c->token < t->token_count && t->tokens[c->token].folded.end <= folded.begin)
        c->token++;
    while (c->sentence < t->sentence_count && t->sentences[c->sentence].end <= original.begin)
        c->sentence++;
}

bool harm_begins_clause(const struct text *t, uint32_t token)
{
    return token == 0 || t->tokens[token - 1].kind == TOKEN_SYMBOL;
}

/* At the beginning of the text, a sentence or a clause, or behind a word that only introduces ("please"). */
static bool opens_clause(const struct collector *c, struct span original)
{
    const struct text *t = c->d->text;
    const struct harm_hit *last = c->count ? &c->hit[c->count - 1] : NULL;
    if (harm_begins_clause(t, c->token))
        return true;
    if (c->sentence < t->sentence_count && t->sentences[c->sentence].begin == original.begin)
        return true;
    return last && last->behind == c->token && (last->kinds & HARM(OPENER));
}

/* "45 year old" is an entry as well: only up to 17 it is a child. */
static uint64_t kinds_of(const struct collector *c, const struct scan_hit *h)
{
    uint64_t kinds = c->lexicon->kinds[h->label];
    struct str text = c->d->text->folded;
    uint32_t at = c->d->cells->cell[h->begin].offset, years = 0;
    if (c->lexicon != &lexicon_harm || !(kinds & HARM(MINOR)) ||
        c->d->cells->cell[h->begin].kind != CELL_DIGIT)
        return kinds;
    for (; at < text.n && text.p[at] >= '0' && text.p[at] <= '9' && years < 1000; at++)
        years = years * 10 + (uint32_t)(text.p[at] - '0');
    return years < 18 ? kinds : kinds & ~HARM(MINOR);
}

/* Most texts have few hits: an array for as many as there are tokens, cleared, would be megabytes of a long one. */
static bool make_room(struct collector *c)
{
    if (c->count < c->capacity || c->count == c->most)
        return c->count < c->capacity;
    uint32_t capacity = c->capacity == 0 ? 16 : 2 * c->capacity;
    capacity = capacity < c->most ? capacity : c->most;
    struct harm_hit *hit = ARENA_ARRAY(c->d->arena, capacity, struct harm_hit);
    if (hit == NULL)
        return false;
    if (c->count > 0)
        memcpy(hit, c->hit, c->count * sizeof *hit);
    c->hit = hit;
    c->capacity = capacity;
    return true;
}

static void collect(struct collector *c, const struct scan_hit *h)
{
    uint64_t kinds = kinds_of(c, h);
    struct span folded = cells_folded(c->d->cells, h->begin, h->end);
    struct span original = text_original_span(c->d->text, folded);
    if (h->begin < c->idiom_end || !make_room(c))
        return;
    if (kinds & HARM(IDIOM)) {
        c->idiom_end = h->end;
        kinds = HARM(IDIOM);
    }
    go_to(c, folded, original);
    c->hit[c->count] = (struct harm_hit){
        .kinds = kinds,
        .first = c->token,
        .behind = token_behind(c->d->text, c->token, folded.end),
        .sentence = c->sentence,
        .original = original,
        .opens = opens_clause(c, original),
        .inner = h->begin < c->hit_end,
    };
    if (scan_disguised(h))
        c->hit[c->count].read_as = scan_read_as(h, c->d->arena);
    c->present |= kinds;
    c->hit_end = h->end > c->hit_end ? h->end : c->hit_end;
    c->count++;
}

static void collect_all(struct collector *c)
{
    struct scan s = scan_begin(c->lexicon, c->d->cells, true);
    struct scan_hit h;
    while (scan_next(&s, &h)) {
        collect(c, &h);
        s.at = h.begin + 1; /* the words of a phrase count too */
    }
}

bool harm_scan(struct detection *d, const struct lexicon *lexicon, struct harm *ret)
{
    struct collector c = {.d = d, .lexicon = lexicon, .most = (uint32_t)d->text->token_count + 1};
    if (!cells_get(d))
        return false;
    collect_all(&c);
    if (arena_failed(d->arena))
        return false;
    *ret = (struct harm){.hit = c.hit, .count = c.count, .present = c.present};
    return true;
}

const struct harm *harm_get(struct detection *d)
{
    struct harm *made;
    if (d->harm)
        return d->harm;
    made = ARENA_NEW(d->arena, struct harm);
    if (!made || !harm_scan(d, &lexicon_harm, made))
        return NULL;
    d->harm = made;
    return made;
}
