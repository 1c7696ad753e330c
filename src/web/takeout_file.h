/*
 * The file of a takeout: a ZIP archive with `data.json` and `index.html`, written by libzip in memory.
 *
 * Invariant: uses nothing of a request but what the setting holds, for it runs on the errand thread.
 */
#ifndef COMITY_WEB_TAKEOUT_FILE_H
#define COMITY_WEB_TAKEOUT_FILE_H

#include "community/leaving/takeout.h"
#include "words/words.h"

struct timezone;

struct takeout_setting {
    const struct words *words;
    const struct timezone *zone;
    struct str site; /* its title */
};
/* The `pack` of a takeout_order; `ctx` is a takeout_setting. */
enum rc takeout_file_pack(const struct takeout *t, struct arena *a, void *ctx,
                          struct buf *ret) MUST_CHECK;

#endif
