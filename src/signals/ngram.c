#include "signals/ngram.h"

#include "base/utf8.h"

/* The last four characters, the newest first; 0 is nothing yet. */
struct history {
    uint32_t c[NGRAM_ORDERS];
};

static uint16_t bucket_of(uint64_t h)
{
    h ^= h >> 29;
    h *= 0x9e3779b97f4a7c15u; /* Fibonacci hashing: Knuth, volume 3, section 6.4 */
    return (uint16_t)(h >> 49);
}

static void history_push(struct history *h, uint32_t c, struct ngrams *n)
{
    static const uint64_t factor[NGRAM_ORDERS] = {0x100000001b3u, 0x1000193000a5u,
                                                  0xff51afd7ed558ccdu, 0xc4ceb9fe1a85ec53u};
    uint64_t sum;
    h->c[3] = h->c[2];
    h->c[2] = h->c[1];
    h->c[1] = h->c[0];
    h->c[0] = c;
    sum = (c + 1) * factor[0];
    if (c != ' ')
        n->bucket[n->count++] = bucket_of(sum);
    for (int order = 1; order < NGRAM_ORDERS && h->c[order]; order++) {
        sum += (h->c[order] + 1) * factor[order];
        n->bucket[n->count++] = bucket_of(sum);
    }
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return c >= 0xc0 && c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c < 0x2c00) &&
           !(c >= 0x3000 && c < 0x3040) && !(c >= 0xfe00 && c < 0xfe70) &&
           !(c >= 0xff00 && c < 0xff20) && !(c >= 0x1f000 && c < 0x20000) && c < 0xe0000;
}

static bool is_blank(char c)
{
    return char_is_space(c);
}

/* Addresses, handles, domains, numbers: nothing of a language. */
static bool is_wordlike(struct str chunk)
{
    for (size_t i = 0; i < chunk.n; i++) {
        char c = chunk.p[i];
        if (c == '@' || c == '/' || c == '_' || char_is_digit(c))
            return false;
        if (c == '.' && i > 0 && i + 1 < chunk.n && char_is_alpha(chunk.p[i - 1]) &&
            char_is_alpha(chunk.p[i + 1]))
            return false;
    }
    return true;
}

static struct str chunk_at(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.n && !is_blank(s.p[end]))
        end++;
    return str_slice(s, at, end);
}

/* One chunk between white space; returns how many characters were used. */
static uint32_t chunk_push(struct str chunk, uint32_t room, struct history *h, struct ngrams *n)
{
    uint32_t used = 0;
    bool word = false;
    for (size_t at = 0, length; at < chunk.n && used < room; at += length) {
        uint32_t c = (unsigned char)chunk.p[at];
        length = 1;
        if (c >= 0x80)
            c = utf8_decode(chunk, at, &length);
        bool letter = is_letter(c);
        if (!letter && h->c[0] == ' ')
            continue;
        history_push(h, letter ? c : ' ', n);
        n->letters += letter;
        word |= letter;
        used++;
    }
    n->words += word;
    if (used < room && h->c[0] != ' ') {
        history_push(h, ' ', n);
        used++;
    }
    return used;
}

static void window_push(struct str s, size_t at, size_t end, uint32_t room, struct ngrams *n)
{
    struct history h = {.c = {' '}};
    while (at < end && room > 0) {
        struct str chunk;
        if (is_blank(s.p[at])) {
            at++;
            continue;
        }
        chunk = chunk_at(s, at);
        if (is_wordlike(chunk))
            room -= chunk_push(chunk, room, &h, n);
        at += chunk.n;
    }
}

/* The first word that begins at or after `at`; scripts without spaces go on at the next character.
 */
static size_t window_begin(struct str s, size_t at)
{
    size_t limit = at + NGRAM_WINDOW < s.n ? at + NGRAM_WINDOW : s.n;
    for (size_t i = at; at > 0 && i < limit; i++) {
        if (is_blank(s.p[i]))
            return i;
    }
    while (at < s.n && !utf8_boundary(s, at))
        at++;
    return at;
}

void ngrams_collect(struct str folded, struct ngrams *ret)
{
    ret->count = ret->letters = ret->words = 0;
    if (folded.n <= NGRAM_CHARACTERS) {
        window_push(folded, 0, folded.n, NGRAM_CHARACTERS, ret);
        return;
    }
    for (size_t i = 0; i < NGRAM_WINDOWS; i++) {
        size_t begin = window_begin(folded, folded.n * i / NGRAM_WINDOWS);
        window_push(folded, begin, folded.n * (i + 1) / NGRAM_WINDOWS, NGRAM_WINDOW, ret);
    }
}
