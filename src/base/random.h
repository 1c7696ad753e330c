/*
 * Randomness, injected like the clock. The system source is getrandom(2) and suits keys and tokens; the seeded
 * one (SplitMix64, Steele et al. 2014) repeats itself and suits tests and sampling that must be replayable.
 */
#ifndef COMITY_BASE_RANDOM_H
#define COMITY_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    void (*fill)(struct random *r, void *out, size_t n);
    uint64_t state; /* of the seeded source */
};

/* Aborts the process if the kernel has no randomness: there is no safe way on. */
struct random random_system(void);
struct random random_seeded(uint64_t seed);
static inline void random_fill(struct random *r, void *out, size_t n)
{
    r->fill(r, out, n);
}
uint64_t random_u64(struct random *r);
/* Uniform in [0, bound); bound > 0. */
uint64_t random_below(struct random *r, uint64_t bound);

#endif
