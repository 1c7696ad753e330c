/*
 * Commands that work on the site by verbs: `comity brake list`, `comity key add NAME`. What they share: the command line
 * is read, the verb found in the command's table, the site opened (app.h), the verb run, what went wrong printed, and
 * everything taken down again.
 *
 * A command's own struct begins with a struct site_command, as jobs begin with a struct community_job, and its verbs
 * cast back.
 *
 * Invariants:
 *  1. A verb that is not in the table, or has too few or too many arguments, never opens the site: wrong usage.
 *  2. A verb runs with an open site, unless its row says that it needs none.
 *  3. The exit status is `status` where a verb set it, else EXIT_FAILED after a problem.
 */
#ifndef COMITY_CLI_SITE_COMMAND_H
#define COMITY_CLI_SITE_COMMAND_H

#include "cli/app.h"
#include "cli/period.h"

struct site_command {
    struct cli cli;
    struct app app;
    struct problem problem;
    int status; /* what the command ends with, when not by its problem */
};

struct site_verb {
    const char *word;
    size_t least, most; /* arguments behind it */
    enum rc (*run)(struct site_command *c);
    bool needs_no_site;
};

struct site_verbs {
    const struct site_verb *list;
    size_t count;
    const char *say; /* what to say instead of a verb that is not here */
};

/* The whole of a command: its exit status. */
int site_command_main(struct site_command *c, const struct cli_usage *usage,
                      const struct site_verbs *verbs, int argc, char **argv);

/* Submits a job and waits for it; what went wrong becomes the command's problem. */
enum rc site_command_job(struct site_command *c, enum rc (*submit)(struct community_job *),
                         struct community_job *job) MUST_CHECK;

/* The account of this name. */
enum rc site_command_account(struct site_command *c, struct str name, int64_t *ret_id) MUST_CHECK;

/* The period that the command's options give; what is no time is wrong usage. */
enum rc site_command_period(struct site_command *c, struct period *period) MUST_CHECK;

/* RC_INVALID: `message` is the command's problem and wrong usage its end. */
enum rc site_command_usage(struct site_command *c, const char *message) MUST_CHECK;

#endif
