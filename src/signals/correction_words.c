/* The words of a text as a correction knows them: plain forms and pairs, hashed. */
#include "base/utf8.h"
#include "signals/correction.h"
#include "signals/topic.h"

#define PLAIN_BYTES_MAX 64
#define FNV_BASIS       0xcbf29ce484222325u
#define FNV_PRIME       0x100000001b3u
/* Words more common than this say nothing by themselves ("you", "the", "so"). */
#define RARITY_MIN  40
#define WEIGHT_BASE 96

struct plain {
    char bytes[PLAIN_BYTES_MAX];
    size_t n;
    bool has_letter;
};

/* The letter that a digit stands for within a word. */
static char letter_for(char c)
{
    static const char letters[] = "oi?ea?s?t??";
    if (!char_is_digit(c))
        return c;
    return letters[c - '0'] == '?' ? c : letters[c - '0'];
}

static bool plain_put(struct plain *p, const char *bytes, size_t n)
{
    if (p->n + n > PLAIN_BYTES_MAX)
        return false;
    memcpy(p->bytes + p->n, bytes, n);
    p->n += n;
    return true;
}

/* A letter said three times or more stands once; twice is spelling. */
static bool is_drawn_out(const struct plain *p, char c)
{
    return p->n >= 2 && p->bytes[p->n - 1] == c && p->bytes[p->n - 2] == c;
}

static void shorten_run(struct plain *p)
{
    char last = p->n > 0 ? p->bytes[p->n - 1] : 0;
    while (p->n >= 2 && p->bytes[p->n - 2] == last)
        p->n--;
}

static struct plain plain_of(struct str word)
{
    struct plain p = {.n = 0};
    bool drawn = false;
    for (size_t at = 0, length; at < word.n; at += length) {
        uint32_t c = utf8_decode(word, at, &length);
        char ascii = c < 0x80 ? (char)c : text_unaccented(c);
        p.has_letter |= !char_is_digit(ascii);
        if (ascii == '\'')
            continue;
        if (ascii == 0) {
            if (!plain_put(&p, word.p + at, length))
                break;
            continue;
        }
        ascii = letter_for(ascii);
        if (drawn && p.bytes[p.n - 1] == ascii)
            continue;
        drawn = is_drawn_out(&p, ascii);
        if (drawn)
            shorten_run(&p);
        else if (!plain_put(&p, &ascii, 1))
            break;
    }
    return p;
}

static uint64_t hash_bytes(uint64_t h, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * FNV_PRIME;
    return h;
}

/* The upper bits of FNV-1a are weak for short words; tables are searched by them. */
static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ h >> 32;
}

/* 0: nothing to be learned from it by itself. */
static uint16_t weight_of(struct str word)
{
    uint32_t stem = topic_stem(word);
    unsigned rarity = stem != 0 ? topic_weight(stem) : 0;
    return rarity < RARITY_MIN ? 0 : (uint16_t)(WEIGHT_BASE + rarity * 160 / 255);
}

/* What is known of the word before. */
struct previous {
    uint64_t hash; /* 0: none */
    uint16_t weight;
    uint32_t begin, end;
};

/* Emoji mean something by themselves; other signs do not. */
static bool is_emoji(struct str symbol)
{
    return symbol.n >= 4 && (unsigned char)symbol.p[0] >= 0xf0;
}

/* Words are neighbours when only white space or one sign within a name ("example.com") stands between. */
static bool parts(const struct text *t, struct span last, struct span next)
{
    struct str between = str_slice(t->folded, last.end, next.begin);
    if (between.n == 1 && memchr(".-_'/@", between.p[0], 6) != NULL)
        return false;
    for (size_t i = 0; i < between.n; i++)
        if (!char_is_space(between.p[i]) || between.p[i] == '\n')
            return true;
    return false;
}

static void add_place(struct correction_places *ret, uint64_t hash, uint16_t weight,
                      struct span folded)
{
    if (weight > 0)
        ret->items[ret->count++] =
            (struct correction_place){.hash = mix(hash), .folded = folded, .weight = weight};
}

static void add_word(struct correction_places *ret, const struct text *t, struct span folded,
                     struct previous *last)
{
    struct str word = text_folded(t, folded);
    struct plain plain = plain_of(word);
    if (!plain.has_letter || plain.n == 0) {
        *last = (struct previous){0};
        return;
    }
    uint64_t hash = hash_bytes(FNV_BASIS, plain.bytes, plain.n);
    uint16_t weight = weight_of(str_make(plain.bytes, plain.n));
    add_place(ret, hash, weight, folded);
    if (last->hash != 0 && !parts(t, (struct span){last->begin, last->end}, folded)) {
        uint64_t pair = hash_bytes((last->hash ^ ' ') * FNV_PRIME, plain.bytes, plain.n);
        unsigned both = last->weight + weight;
        if (both > 0)
            add_place(ret, pair, (uint16_t)(both < 2 * WEIGHT_BASE ? WEIGHT_BASE : both / 2),
                      (struct span){last->begin, folded.end});
    }
    *last = (struct previous){hash, weight, folded.begin, folded.end};
}

enum rc correction_places(const struct text *t, struct arena *a, struct correction_places *ret)
{
    size_t count = t->token_count < CORRECTION_TOKENS_MAX ? t->token_count : CORRECTION_TOKENS_MAX;
    struct correction_places places = {.items =
                                           ARENA_ARRAY(a, 2 * count + 1, struct correction_place)};
    struct previous last = {0};
    if (places.items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct token *k = &t->tokens[i];
        struct str folded = text_folded(t, k->folded);
        if (k->kind != TOKEN_SYMBOL)
            add_word(&places, t, k->folded, &last);
        else if (is_emoji(folded))
            add_place(&places, hash_bytes(FNV_BASIS, folded.p, folded.n), 256, k->folded);
    }
    *ret = places;
    return RC_OK;
}
