/*
 * What the parts of `comity verdict` share: the site, what was asked for, and where the output goes.
 *
 * Must not: judge; that is community/record/replay.h's.
 */
#ifndef COMITY_CLI_VERDICT_H
#define COMITY_CLI_VERDICT_H

#include "cli/site_command.h"
#include "community/record/replay.h"

#define VERDICT_OUTPUT_MAX ((size_t)4 * 1024 * 1024)
/* Comments read at a time. */
#define VERDICT_BATCH 200

struct verdict_command {
    struct site_command site;
    struct arena *arena; /* of one batch */
    struct buf out;
    struct period period;
    bool json, all, terminal;
};

/* One comment's verdict in plain words, or its record. */
int verdict_show(struct verdict_command *v, const struct replay_item *item);
/* Judges again: one, or all of the period. EXIT_FAILED when anything differs. */
int verdict_replay_one(struct verdict_command *v, const struct replay_item *item);
int verdict_replay_all(struct verdict_command *v);

#endif
