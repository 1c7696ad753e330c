/*
 * How rare stems are in ordinary text: models/background.bin as it stands in memory of a little-endian machine, made
 * by `comity train background`, described in models/background.md. Compiled into the program's read-only pages.
 */
#ifndef COMITY_SIGNALS_BACKGROUND_H
#define COMITY_SIGNALS_BACKGROUND_H

#include <stdint.h>

#define BACKGROUND_BUCKETS 65536
#define BACKGROUND_MAGIC   0x31474243u /* "CBG1" */

struct background {
    uint32_t magic;
    uint32_t buckets;
    uint64_t hash;                      /* FNV-1a of the weights */
    uint8_t weight[BACKGROUND_BUCKETS]; /* by the upper bits of the stem; 255: hardly ever seen */
};

extern const struct background background_model;

#endif
