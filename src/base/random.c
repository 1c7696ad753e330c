#include "base/random.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void system_fill(struct random *r, void *out, size_t n)
{
    (void)r;
    char *p = out;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got <= 0)
            abort();
        p += got;
        n -= (size_t)got;
    }
}

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void seeded_fill(struct random *r, void *out, size_t n)
{
    char *p = out;
    while (n > 0) {
        uint64_t word = splitmix64(&r->state);
        size_t take = n < sizeof word ? n : sizeof word;
        memcpy(p, &word, take);
        p += take;
        n -= take;
    }
}

struct random random_system(void)
{
    return (struct random){.fill = system_fill};
}

struct random random_seeded(uint64_t seed)
{
    return (struct random){.fill = seeded_fill, .state = seed};
}

uint64_t random_u64(struct random *r)
{
    uint64_t value;
    random_fill(r, &value, sizeof value);
    return value;
}

uint64_t random_below(struct random *r, uint64_t bound)
{
    /* Rejects the last, partial range so that every result is equally likely. */
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t value;
    do {
        value = random_u64(r);
    } while (value >= limit);
    return value % bound;
}
