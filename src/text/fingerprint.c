#include "text/fingerprint.h"

#include <xxhash.h>

#define BITS 64
/* Words shorter than this count only in pairs: alone they are the language's glue. */
#define LONG_WORD 4

/* For each bit, the smallest value that its hash function gave any feature so far. */
struct sketch {
    uint32_t key[BITS];
    uint32_t least[BITS];
};

static uint64_t hash(struct str s, uint64_t seed)
{
    return XXH64(s.p, s.n, seed);
}

/* The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
static uint32_t mixed(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x85EBCA6Bu;
    x ^= x >> 13;
    x *= 0xC2B2AE35u;
    return x ^ x >> 16;
}

static void sketch_init(struct sketch *k)
{
    for (uint32_t i = 0; i < BITS; i++) {
        k->key[i] = mixed(i + 1);
        k->least[i] = UINT32_MAX;
    }
}

static inline __attribute__((always_inline)) void add_feature(struct sketch *k, uint64_t feature)
{
    uint32_t folded = (uint32_t)(feature ^ feature >> 32);
    for (unsigned i = 0; i < BITS; i++) {
        uint32_t x = (folded ^ k->key[i]) * 0x9E3779B1u;
        x = (x ^ x >> 15) * 0x85EBCA6Bu;
        k->least[i] = x < k->least[i] ? x : k->least[i];
    }
}

#ifdef __x86_64__
/* The same with eight numbers at a time, where the processor can: what every x86-64 has lacks their product. */
__attribute__((target("avx2"))) static void add_feature_avx2(struct sketch *k, uint64_t feature)
{
    add_feature(k, feature);
}
#endif

static void sketch_add(struct sketch *k, uint64_t feature)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        add_feature_avx2(k, feature);
        return;
    }
#endif
    add_feature(k, feature);
}

static uint64_t sketch_bits(const struct sketch *k)
{
    uint64_t result = 0;
    for (unsigned i = 0; i < BITS; i++)
        result |= (uint64_t)(mixed(k->least[i]) & 1) << i;
    return result;
}

static uint64_t hash_whole(const struct text *t)
{
    uint64_t result = 0;
    for (size_t i = 0; i < t->token_count; i++)
        result = hash(text_folded(t, t->tokens[i].folded), result + 1);
    return result;
}

uint64_t fingerprint_text(const struct text *t)
{
    struct sketch sketch;
    uint64_t before = 0, result;
    size_t words = 0;
    sketch_init(&sketch);
    for (size_t i = 0; i < t->token_count; i++) {
        if (t->tokens[i].kind == TOKEN_SYMBOL)
            continue;
        struct str word = text_folded(t, t->tokens[i].folded);
        uint64_t feature = hash(word, 0);
        if (word.n >= LONG_WORD)
            sketch_add(&sketch, feature);
        if (words++ > 0)
            sketch_add(&sketch, XXH64(&feature, sizeof feature, before));
        before = feature;
    }
    result = words < FINGERPRINT_WORDS ? hash_whole(t) : sketch_bits(&sketch);
    return result == 0 && t->token_count > 0 ? 1 : result;
}
