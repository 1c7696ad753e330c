#include "signals/vectors.h"

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
    for (; r->next < t->token_count; r->next++) {
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

/* --- filters --- */

void vectors_scan_begin(struct vectors_scan *s, const struct vectors_net *n)
{
    *s = (struct vectors_scan){.net = n};
}

static inline int32_t filter(const int16_t *weight, const int16_t *input, size_t count)
{
    int32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weight[i] * input[i];
    return sum;
}

/* Over the three words in the window, of which the middle one is number `word`. */
static void look(struct vectors_scan *s, uint32_t word)
{
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        int32_t v = s->net->filter_bias[f] + filter(s->net->filter[f], s->input, VECTORS_INPUTS);
        if (v > s->peaks.value[f]) {
            s->peaks.value[f] = v;
            s->peaks.word[f] = word;
        }
    }
}

static void shift(int16_t input[VECTORS_INPUTS], const int8_t *vector)
{
    memmove(input, input + VECTORS_SIZE, (VECTORS_INPUTS - VECTORS_SIZE) * sizeof(*input));
    for (int i = 0; i < VECTORS_SIZE; i++)
        input[VECTORS_INPUTS - VECTORS_SIZE + i] = vector ? vector[i] : 0;
}

void vectors_scan_put(struct vectors_scan *s, uint32_t hash)
{
    shift(s->input, s->net->vector[vectors_row(s->net, hash)]);
    if (s->count > 0)
        look(s, s->count - 1);
    s->count++;
}

void vectors_scan_end(struct vectors_scan *s)
{
    shift(s->input, NULL);
    if (s->count > 0)
        look(s, s->count - 1);
}

void vectors_find_peaks(const struct vectors_net *n, const struct text *t,
                        struct vectors_peaks *ret)
{
    struct vectors_reader r;
    struct vectors_word w;
    struct vectors_scan s;
    vectors_scan_begin(&s, n);
    vectors_begin(&r, t);
    while (vectors_next(&r, &w))
        vectors_scan_put(&s, w.hash);
    vectors_scan_end(&s);
    *ret = s.peaks;
}

void vectors_add(const struct vectors_net *n, const struct vectors_peaks *p,
                 double sum[VECTORS_HEADS])
{
    for (int h = 0; h < VECTORS_HEADS; h++) {
        double z = (double)n->bias[h];
        for (int f = 0; f < VECTORS_FILTERS; f++)
            z += (double)n->output[h][f] * p->value[f];
        sum[h] += z;
    }
}

/* --- what each word adds --- */

/* What the word at `place` of the window adds to the filters that peak there. */
static void add_share(const struct vectors_net *n, const struct vectors_peaks *p, uint32_t middle,
                      int place, const int8_t *vector, double share[VECTORS_HEADS])
{
    int16_t input[VECTORS_SIZE];
    for (int i = 0; i < VECTORS_SIZE; i++)
        input[i] = vector[i];
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        if (p->value[f] == 0 || p->word[f] != middle)
            continue;
        int32_t part = filter(n->filter[f] + place * VECTORS_SIZE, input, VECTORS_SIZE);
        for (int h = 0; h < VECTORS_HEADS; h++)
            share[h] += (double)n->output[h][f] * part;
    }
}

void vectors_shares(const struct vectors_net *n, const struct text *t,
                    const struct vectors_peaks *p,
                    void (*tell)(void *context, uint32_t token, const double share[VECTORS_HEADS]),
                    void *context)
{
    struct vectors_reader r;
    struct vectors_word w;
    vectors_begin(&r, t);
    for (uint32_t i = 0; vectors_next(&r, &w); i++) {
        const int8_t *vector = n->vector[vectors_row(n, w.hash)];
        double share[VECTORS_HEADS] = {0};
        for (int place = 0; place < VECTORS_WINDOW; place++)
            add_share(n, p, i + 1 - (uint32_t)place, place, vector, share);
        tell(context, w.token, share);
    }
}
