#include "signals/feature.h"

#include "signals/spread.h"

/* Telling the groups apart, so that a word and a run of the same letters do not meet in one row. */
enum salt { SALT_WORD = 0x51, SALT_PAIR = 0x52, SALT_SKIP = 0x53, SALT_RUN = 0x54 };

#define FNV_BEGIN 0x811c9dc5u
#define FNV_PRIME 0x01000193u

static inline uint32_t row_of(uint32_t h)
{
    h ^= h >> 16; /* the finaliser of MurmurHash3, Appleby 2011 */
    h *= 0x85ebca6bu;
    h ^= h >> 13;
    h *= 0xc2b2ae35u;
    h ^= h >> 16;
    return h & (FEATURES_ROWS - 1);
}

static inline uint32_t mix(uint32_t h, uint32_t value)
{
    return (h ^ value) * FNV_PRIME;
}

/* The letters that are hashed, with a mark on either side. */
struct letters {
    unsigned char c[FEATURES_TOKEN_BYTES + 2];
    size_t n;
};

static void letters_of_word(struct str word, struct letters *l)
{
    l->c[0] = '<';
    l->n = 1;
    for (size_t i = 0; i < word.n && l->n < FEATURES_TOKEN_BYTES + 1; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (c == '\'')
            continue;
        if (i + 2 < word.n && word.p[i + 1] == word.p[i] && word.p[i + 2] == word.p[i]) {
            while (i + 1 < word.n && word.p[i + 1] == word.p[i])
                i++;
        }
        l->c[l->n++] = c;
    }
    l->c[l->n++] = '>';
}

static void letters_of_number(struct str number, struct letters *l)
{
    l->c[0] = '#';
    l->c[1] = (unsigned char)('0' + (number.n < 12 ? number.n : 12));
    l->n = 2;
}

static uint32_t hash_of(const struct letters *l)
{
    uint32_t h = FNV_BEGIN;
    for (size_t i = 0; i < l->n; i++)
        h = mix(h, l->c[i]);
    return h;
}

static void put_runs(const struct letters *l, struct features *f, size_t at)
{
    size_t begin = at;
    for (size_t from = 0; from + FEATURES_RUN_MIN <= l->n; from++) {
        uint32_t h = FNV_BEGIN ^ SALT_RUN;
        size_t end = from + FEATURES_RUN_MAX < l->n ? from + FEATURES_RUN_MAX : l->n;
        for (size_t i = from; i < end; i++) {
            h = mix(h, l->c[i]);
            if (i - from + 1 >= FEATURES_RUN_MIN)
                f->row[at++] = row_of(h);
        }
    }
    f->count[FEATURE_RUN] = (uint16_t)(at - begin);
}

static bool counts(const struct text *t, const struct token *token)
{
    unsigned char c = (unsigned char)t->folded.p[token->folded.begin];
    return token->kind != TOKEN_SYMBOL || c >= 0x80 || c == '!' || c == '?' || c == '*' || c == '$';
}

static void put_pairs(struct feature_reader *r, uint32_t h, struct features *f)
{
    size_t at = 1;
    if (r->before[0])
        f->row[at++] = row_of(mix(mix(r->before[0], SALT_PAIR), h));
    if (r->before[1])
        f->row[at++] = row_of(mix(mix(r->before[1], SALT_SKIP), h));
    f->count[FEATURE_PAIR] = (uint16_t)(at - 1);
    r->before[1] = r->before[0];
    r->before[0] = h | 1;
}

void features_begin(struct feature_reader *r, const struct text *t)
{
    *r = (struct feature_reader){.text = t};
}

bool features_next(struct feature_reader *r, struct features *ret)
{
    const struct text *t = r->text;
    struct letters l;
    uint32_t h;
    for (;; r->next++) {
        r->next = spread_next(t->token_count, r->next);
        if (r->next == t->token_count)
            return false;
        if (counts(t, &t->tokens[r->next]))
            break;
    }
    const struct token *token = &t->tokens[r->next];
    if (token->kind == TOKEN_NUMBER && char_is_digit(t->folded.p[token->folded.end - 1]))
        letters_of_number(text_folded(t, token->folded), &l);
    else
        letters_of_word(text_folded(t, token->folded), &l);
    h = hash_of(&l);
    ret->token = r->next++;
    ret->row[0] = row_of(mix(h, SALT_WORD));
    ret->count[FEATURE_WORD] = 1;
    put_pairs(r, h, ret);
    ret->count[FEATURE_RUN] = 0;
    if (token->kind != TOKEN_SYMBOL)
        put_runs(&l, ret, 1u + ret->count[FEATURE_PAIR]);
    return true;
}
