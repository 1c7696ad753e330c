/* Whether bytes are a model of heads that this program can use. */
#include <string.h>

#include "signals/heads.h"

#define FNV_PRIME 0x100000001b3u

uint32_t heads_layout(void)
{
    uint64_t h = 0xcbf29ce484222325u;
    const uint64_t numbers[] = {
        FEATURES_REVISION, FEATURES_ROWS_LOG2, FEATURE_GROUPS,  HEAD_COUNT,   HEADS_DENSE_MAX,
        VECTORS_REVISION,  VECTORS_SIZE,       VECTORS_FILTERS, VECTORS_ROWS, VECTORS_SLOTS};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        h = (h ^ numbers[i]) * FNV_PRIME;
    for (size_t i = 0; i < heads_dense_count(); i++) {
        for (const char *p = heads_dense_name(i); *p; p++)
            h = (h ^ (unsigned char)*p) * FNV_PRIME;
    }
    return (uint32_t)(h ^ h >> 32);
}

uint64_t heads_hash(const struct heads_model *m)
{
    size_t from = offsetof(struct heads_model, bias);
    const char *p = (const char *)m + from;
    uint64_t h = 0xcbf29ce484222325u, word;
    for (size_t n = sizeof(*m) - from; n >= sizeof(word); n -= sizeof(word), p += sizeof(word)) {
        memcpy(&word, p, sizeof(word));
        h = (h ^ word) * FNV_PRIME;
    }
    return h;
}
_Static_assert((int)VECTORS_HEADS == (int)HEAD_COUNT, "the net speaks for all heads");
_Static_assert((sizeof(struct heads_model) - offsetof(struct heads_model, bias)) % 8 == 0,
               "the hash goes by words");

enum rc heads_check(const void *bytes, size_t size, const char *name, struct problem *problem)
{
    const struct heads_model *m = bytes;
    if (size < sizeof(m->magic) + sizeof(m->layout) || m->magic != HEADS_MAGIC)
        return problem_set(problem, RC_CORRUPT,
                           "%s: no model of heads; make one with: comity train heads", name);
    if (m->layout != heads_layout())
        return problem_set(problem, RC_UNSUPPORTED,
                           "%s: trained by another version of this program, which looks at other "
                           "things; make it again with: comity train heads",
                           name);
    if (size != sizeof(*m) || m->hash != heads_hash(m))
        return problem_set(problem, RC_CORRUPT,
                           "%s: damaged: %zu bytes of %zu, or some of them changed; copy it again",
                           name, size, sizeof(*m));
    return RC_OK;
}
