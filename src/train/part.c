#include "train/part.h"

uint64_t part_scramble(uint64_t h)
{
    h ^= h >> 33; /* the finaliser of MurmurHash3, Appleby 2011 */
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    h *= 0xc4ceb9fe1a85ec53u;
    return h ^ h >> 33;
}

/* Spacing and punctuation make no other text. */
uint64_t part_hash(const struct text *t)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < t->token_count; i++) {
        struct str s = text_folded(t, t->tokens[i].folded);
        if (t->tokens[i].kind == TOKEN_SYMBOL && (unsigned char)s.p[0] < 0x80)
            continue;
        for (size_t k = 0; k < s.n; k++)
            h = (h ^ (unsigned char)s.p[k]) * 0x100000001b3u;
        h = (h ^ ' ') * 0x100000001b3u;
    }
    return part_scramble(h);
}

enum corpus_part part_of(uint64_t hash)
{
    unsigned tenth = (unsigned)(hash >> 32) % 10;
    return tenth == 0 ? PART_TEST : tenth == 1 ? PART_CALIBRATE : PART_TRAIN;
}
