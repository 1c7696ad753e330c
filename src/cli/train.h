/*
 * What the kinds of training share. Each kind is `int train_NAME(const struct train_request *)`, its result the exit status.
 */
#ifndef COMITY_CLI_TRAIN_H
#define COMITY_CLI_TRAIN_H

#include "cli/cli.h"

struct train_request {
    struct arena *arena; /* for the command's own small things */
    struct str manifest, data;
    struct str out;       /* empty: where the program is built from */
    struct str leave_out; /* a group of sets, "each" for all in turn; empty: none */
    struct str epochs, rate, decay, dropout, smoothing; /* numbers; empty: as shipped */
};

int train_heads(const struct train_request *request);
/* Of folders with files named after their language, a text on every line: en_comments.txt. */
int train_language(const struct train_request *request);
int train_background(const struct train_request *request);

#endif
