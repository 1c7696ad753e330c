#include "signals/topic.h"

#include "base/utf8.h"
#include "signals/background.h"

#define STEM_LETTERS     5
#define STEM_LETTERS_MIN 3
#define RUN_WORDS        4
/* Under so much weight of rare stems nobody can tell what a comment is about; a weight is at most 1. */
#define SHARED_WEIGHT_MIN 4.0
/* Stems lighter than this say nothing. */
#define WEIGHT_MIN 90
/* A topic of fewer stems is a headline without its article. */
#define TOPIC_STEMS_MIN 12

/* FNV-1a over the letters of a stem. */
struct stem {
    uint32_t letter[STEM_LETTERS];
    size_t count;
};

static bool is_ending(uint32_t c)
{
    static const uint32_t cyrillic[] = {0x430, 0x435, 0x438, 0x439, 0x43e, 0x443, 0x44b,
                                        0x44c, 0x44d, 0x44e, 0x44f, 0x451, 0x456};
    if (c < 0x80)
        return c != 0 && strchr("aeiouys", (int)c) != NULL;
    for (size_t i = 0; i < sizeof(cyrillic) / sizeof(cyrillic[0]); i++)
        if (c == cyrillic[i])
            return true;
    return false;
}

static struct stem stem_read(struct str word)
{
    struct stem stem = {0};
    for (size_t at = 0, length; at < word.n && stem.count < STEM_LETTERS; at += length) {
        uint32_t c = utf8_decode(word, at, &length);
        char plain = c < 0x80 ? 0 : text_unaccented(c);
        if (c == '\'')
            break;
        stem.letter[stem.count++] = plain != 0 ? (uint32_t)plain : c;
    }
    for (int i = 0; i < 2 && stem.count > STEM_LETTERS_MIN; i++)
        stem.count -= is_ending(stem.letter[stem.count - 1]);
    return stem;
}

uint32_t topic_stem(struct str word)
{
    struct stem stem = stem_read(word);
    uint32_t h = 0x811c9dc5u;
    if (stem.count < STEM_LETTERS_MIN)
        return 0;
    for (size_t i = 0; i < stem.count; i++) {
        h = (h ^ (stem.letter[i] & 0xff)) * 0x01000193u;
        h = (h ^ (stem.letter[i] >> 8)) * 0x01000193u;
    }
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    return h != 0 ? h : 1;
}

uint8_t topic_weight(uint32_t stem)
{
    return background_model.weight[stem >> 16];
}

/* --- tables --- */

static uint32_t *place_of(uint32_t *place, uint32_t mask, uint32_t hash)
{
    uint32_t i = hash * 0x9e3779b1u >> 7 & mask;
    while (place[i] != 0 && place[i] != hash)
        i = (i + 1) & mask;
    return &place[i];
}

static bool table_has(const struct topic_table *t, uint32_t hash)
{
    if (t->count == 0)
        return false;
    uint32_t i = hash * 0x9e3779b1u >> 7 & t->mask;
    while (t->place[i] != 0 && t->place[i] != hash)
        i = (i + 1) & t->mask;
    return t->place[i] == hash;
}

/* Room for `most` hashes, at most half full. */
static uint32_t *table_new(struct arena *a, size_t most, uint32_t *ret_mask)
{
    uint32_t size = 16;
    while (size < most * 2)
        size *= 2;
    uint32_t *place = ARENA_ARRAY(a, size, uint32_t);
    if (place != NULL)
        memset(place, 0, size * sizeof(*place));
    *ret_mask = size - 1;
    return place;
}

static bool table_add(uint32_t *place, uint32_t mask, uint32_t hash)
{
    uint32_t *at = place_of(place, mask, hash);
    bool fresh = *at == 0;
    *at = hash;
    return fresh;
}

/* --- runs of words --- */

struct run {
    uint32_t word[RUN_WORDS];
    size_t count;
};

/* Takes in a word; the hash of the last four, 0 before there are four. */
static uint32_t run_add(struct run *r, struct str word)
{
    uint32_t h = 0x811c9dc5u, all = 0;
    for (size_t i = 0; i < word.n; i++)
        h = (h ^ (unsigned char)word.p[i]) * 0x01000193u;
    r->word[r->count++ % RUN_WORDS] = h;
    if (r->count < RUN_WORDS)
        return 0;
    for (size_t i = 0; i < RUN_WORDS; i++)
        all = (all ^ r->word[(r->count + i) % RUN_WORDS]) * 0x85ebca6bu + 1;
    return all != 0 ? all : 1;
}

/* --- making --- */

static size_t count_words(const struct text *t)
{
    size_t words = 0;
    for (size_t i = 0; i < t->token_count; i++)
        words += t->tokens[i].kind != TOKEN_SYMBOL;
    return words;
}

static struct str cut(struct str text)
{
    size_t n = text.n < TEXT_BYTES_MAX ? text.n : TEXT_BYTES_MAX;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
        n--;
    return str_slice(text, 0, n);
}

enum rc topic_make(struct arena *keep, struct arena *scratch, struct str text, struct topic *ret)
{
    struct text t;
    struct run run = {0};
    struct topic topic = {0};
    enum rc rc = text_prepare(scratch, cut(text), &t);
    if (rc != RC_OK)
        return rc;
    size_t words = count_words(&t);
    uint32_t *stems = table_new(keep, words, &topic.stems.mask);
    uint32_t *runs = table_new(keep, words, &topic.runs.mask);
    if (stems == NULL || runs == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < t.token_count; i++) {
        struct str word = text_folded(&t, t.tokens[i].folded);
        if (t.tokens[i].kind == TOKEN_SYMBOL)
            continue;
        uint32_t stem = topic_stem(word), four = run_add(&run, word);
        topic.stems.count += stem != 0 && table_add(stems, topic.stems.mask, stem);
        topic.runs.count += four != 0 && table_add(runs, topic.runs.mask, four);
    }
    topic.stems.place = stems;
    topic.runs.place = runs;
    *ret = topic;
    return RC_OK;
}

/* Who was the first to use each stem, and what a second one used as well. */
struct commons {
    uint32_t *first, *common; /* tables with the same mask */
    int64_t *writer;          /* beside `first` */
    uint32_t mask, count;
};

static void commons_add(struct commons *c, const struct text *t, int64_t writer)
{
    for (size_t i = 0; i < t->token_count; i++) {
        uint32_t stem =
            t->tokens[i].kind == TOKEN_SYMBOL ? 0 : topic_stem(text_folded(t, t->tokens[i].folded));
        if (stem == 0)
            continue;
        uint32_t *at = place_of(c->first, c->mask, stem);
        if (*at == 0)
            c->writer[at - c->first] = writer;
        else if (c->writer[at - c->first] != writer)
            c->count += table_add(c->common, c->mask, stem);
        *at = stem;
    }
}

enum rc topic_make_common(struct arena *keep, struct arena *scratch,
                          const struct topic_voice *voices, size_t count, struct topic *ret)
{
    struct text *texts = ARENA_ARRAY(scratch, count + 1, struct text);
    struct commons c = {0};
    size_t words = 0;
    for (size_t i = 0; texts != NULL && i < count; i++) {
        enum rc rc = text_prepare(scratch, cut(voices[i].text), &texts[i]);
        if (rc == RC_NO_MEMORY)
            return rc;
        words += rc == RC_OK ? count_words(&texts[i]) : 0;
    }
    c.first = table_new(scratch, words, &c.mask);
    c.common = table_new(keep, words, &c.mask);
    c.writer = ARENA_ARRAY(scratch, (size_t)c.mask + 1, int64_t);
    if (texts == NULL || c.first == NULL || c.common == NULL || c.writer == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        commons_add(&c, &texts[i], voices[i].writer);
    *ret = (struct topic){.stems = {.place = c.common, .mask = c.mask, .count = c.count}};
    return RC_OK;
}

static bool table_copy(const struct topic_table *t, struct arena *a, struct topic_table *ret)
{
    uint32_t *place = ARENA_ARRAY(a, (size_t)t->mask + 1, uint32_t);
    if (t->place == NULL || place == NULL) {
        *ret = (struct topic_table){0};
        return t->place == NULL;
    }
    memcpy(place, t->place, ((size_t)t->mask + 1) * sizeof(*place));
    *ret = *t;
    ret->place = place;
    return true;
}

enum rc topic_copy(const struct topic *topic, struct arena *a, struct topic *ret)
{
    struct topic copy;
    if (!table_copy(&topic->stems, a, &copy.stems) || !table_copy(&topic->runs, a, &copy.runs))
        return RC_NO_MEMORY;
    *ret = copy;
    return RC_OK;
}

/* --- asking --- */

bool topic_shared(const struct topic *topic, const struct text *t, struct arena *a,
                  double *ret_share)
{
    double all = 0, shared = 0;
    uint32_t mask, *seen = table_new(a, t->token_count, &mask);
    if (seen == NULL || topic->stems.count < TOPIC_STEMS_MIN)
        return false;
    for (size_t i = 0; i < t->token_count; i++) {
        uint32_t stem =
            t->tokens[i].kind == TOKEN_WORD ? topic_stem(text_folded(t, t->tokens[i].folded)) : 0;
        if (stem == 0 || topic_weight(stem) < WEIGHT_MIN || !table_add(seen, mask, stem))
            continue;
        double weight = topic_weight(stem) / 255.0;
        all += weight;
        shared += table_has(&topic->stems, stem) ? weight : 0;
    }
    if (all < SHARED_WEIGHT_MIN)
        return false;
    *ret_share = shared / all;
    return true;
}

double topic_quoted(const struct topic *topic, const struct text *t)
{
    struct run run = {0};
    size_t words = 0, quoted = 0, covered = 0; /* covered: words up to which they are counted */
    for (size_t i = 0; i < t->token_count; i++) {
        if (t->tokens[i].kind == TOKEN_SYMBOL)
            continue;
        uint32_t four = run_add(&run, text_folded(t, t->tokens[i].folded));
        words++;
        if (four == 0 || !table_has(&topic->runs, four))
            continue;
        size_t from = words - RUN_WORDS > covered ? words - RUN_WORDS : covered;
        quoted += words - from;
        covered = words;
    }
    return words > 0 ? (double)quoted / (double)words : 0;
}
