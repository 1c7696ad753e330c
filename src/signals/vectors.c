#include "signals/vectors.h"

#include "signals/spread.h"

#define FNV_BEGIN  0x811c9dc5u
#define FNV_PRIME  0x01000193u
#define WORD_BYTES 40 /* of a longer word the rest is not looked at */

/* --- the words of a text --- */

static uint32_t finish(uint32_t h)
{
    h ^= h >> 16; /* the finaliser of MurmurHash3, Appleby 2011 */
    h *= 0x85ebca6bu;
    h ^= h >> 13;
    h *= 0xc2b2ae35u;
    return h ^ h >> 16;
}

/* A character written three times or more counts twice; every digit is a 0. */
uint32_t vectors_hash(struct str word)
{
    uint32_t h = FNV_BEGIN;
    char last = 0;
    int repeated = 0;
    for (size_t i = 0; i < word.n && i < WORD_BYTES; i++) {
        char c = char_is_digit(word.p[i]) ? '0' : word.p[i];
        repeated = c == last ? repeated + 1 : 1;
        last = c;
        if (repeated <= 2)
            h = (h ^ (unsigned char)c) * FNV_PRIME;
    }
    return finish(h);
}

/* Variation selectors, joiners and colours of skin are no words. */
static bool is_joiner(struct str s)
{
    return str_eq(s, STR("\xef\xb8\x8f")) || str_eq(s, STR("\xe2\x80\x8d")) ||
           (s.n == 4 && memcmp(s.p, "\xf0\x9f\x8f", 3) == 0 && (unsigned char)s.p[3] >= 0xbb);
}

static bool lacks_apostrophe(struct str s)
{
    static const struct str words[] = {STR_INIT("cant"),  STR_INIT("dont"),  STR_INIT("wont"),
                                       STR_INIT("isnt"),  STR_INIT("didnt"), STR_INIT("doesnt"),
                                       STR_INIT("wasnt"), STR_INIT("arent"), STR_INIT("couldnt")};
    if (s.n < 4 || !str_ends(s, STR("nt")))
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_eq(s, words[i]))
            return true;
    }
    return false;
}

/* Where the second of two words begins that are written as one: do|n't, you|'re. */
static size_t seam(struct str s)
{
    size_t apostrophe = str_find_char(s, '\'', 0);
    if (apostrophe == STR_NONE)
        return lacks_apostrophe(s) ? s.n - 2 : s.n;
    if (str_ends(s, STR("n't")))
        return s.n - 3;
    return apostrophe;
}

void vectors_begin(struct vectors_reader *r, const struct text *t)
{
    *r = (struct vectors_reader){.text = t};
}

bool vectors_next(struct vectors_reader *r, struct vectors_word *ret)
{
    const struct text *t = r->text;
    if (r->has_ahead) {
        r->has_ahead = false;
        *ret = r->ahead;
        return true;
    }
    for (; (r->next = (uint32_t)spread_next(t->token_count, r->next)) < t->token_count; r->next++) {
        struct str s = text_folded(t, t->tokens[r->next].folded), second = {0};
        size_t at = t->tokens[r->next].kind == TOKEN_WORD ? seam(s) : s.n;
        if (is_joiner(s))
            continue;
        if (at > 0 && at < s.n) {
            second = str_slice(s, at, s.n);
            s = str_slice(s, 0, at);
        }
        *ret = (struct vectors_word){vectors_hash(s), r->next};
        r->has_ahead = second.n > 0;
        if (r->has_ahead)
            r->ahead = (struct vectors_word){str_eq(second, STR("nt")) ? vectors_hash(STR("n't"))
                                                                       : vectors_hash(second),
                                             r->next};
        r->next++;
        return true;
    }
    return false;
}

/* --- the table of words --- */

static const struct vectors_slot *slot_of(const struct vectors_net *n, uint32_t hash)
{
    uint32_t at = hash & (VECTORS_SLOTS - 1);
    while (n->slot[at].row && n->slot[at].mark != hash >> 16)
        at = (at + 1) & (VECTORS_SLOTS - 1);
    return &n->slot[at];
}

uint32_t vectors_row(const struct vectors_net *n, uint32_t hash)
{
    return slot_of(n, hash)->row;
}

bool vectors_place(struct vectors_net *n, uint32_t hash, uint32_t row)
{
    size_t at = (size_t)(slot_of(n, hash) - n->slot);
    if (n->slot[at].row)
        return false;
    n->slot[at] = (struct vectors_slot){(uint16_t)(hash >> 16), (uint16_t)row};
    return true;
}
_Static_assert(VECTORS_ROWS <= UINT16_MAX && VECTORS_ROWS < VECTORS_SLOTS / 2 &&
                   VECTORS_SLOTS > UINT16_MAX,
               "a slot holds a row, some are free, and mark and place together are the hash");
