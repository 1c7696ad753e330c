/*
 * The program put together: what commands that work on the site share.
 *
 * app_open opens the store, migrates it, loads the detectors, the site and the standards. A command uses what it needs
 * and calls app_close, which takes everything down in the opposite order.
 *
 * Only what judges comments puts the standards of the settings in force, and fails where they are faulty. Any other
 * command merely looks at them: nothing is recorded as having been in force, and faulty ones are no reason not to
 * change a password; it says so and goes on with those that were in force last.
 */
#ifndef COMITY_CLI_APP_H
#define COMITY_CLI_APP_H

#include "cli/cli.h"
#include "community/community.h"
#include "signals/signals.h"
#include "store/store.h"

struct app {
    const struct config *config;
    struct clock clock;
    struct store *store;
    struct signals *signals;
    struct community *community;
    struct community_reader reader; /* for the command itself; servers open their own */
};

enum app_use {
    APP_COMMAND, /* one piece of work beside a site that may be serving; no comment is judged and stored */
    APP_JUDGES, /* the same, with comments */
    APP_SERVES, /* the serving process itself */
};

/* On failure everything is taken down again and `problem` says why. */
enum rc app_open(struct app *app, const struct config *config, enum app_use use,
                 struct problem *problem) MUST_CHECK;
/* Accepts a zeroed app. */
void app_close(struct app *app);

/* Reads the document named by standards.file (the built-in one when empty) and the editions named by
 * standards.editions, and puts them in force together, or none of them. */
enum rc app_load_standards(struct app *app, struct problem *problem) MUST_CHECK;

/* Whether they could be put in force; without a database. */
enum rc app_check_standards(const struct config *config, struct problem *problem) MUST_CHECK;
/* What the settings say of the community's rules; RC_INVALID begins with the setting at fault. Strings are the
 * configuration's, and the buffers of lists are left empty. */
enum rc app_rules(const struct config *config, struct community_rules *ret,
                  struct problem *problem) MUST_CHECK;

/* The actor the command line is: an administrator without an account. */
struct actor app_actor(void);

/* A whole file of at most `max` bytes; "-" is standard input. RC_IO and RC_TOO_LARGE name it. */
enum rc app_read_file(const char *path, size_t max, struct buf *ret,
                      struct problem *problem) MUST_CHECK;
/* The same for a file that a setting names: errors begin with the setting, so that config_locate finds its line. */
enum rc app_read_named_file(enum setting_id id, struct str file, size_t max, struct arena *a,
                            struct str *ret, struct problem *problem) MUST_CHECK;
/* The list of refused passwords that the settings name, packed; `ret` is released by the caller in any case. */
enum rc app_read_passwords(const struct config *config, struct buf *ret,
                           struct problem *problem) MUST_CHECK;

#endif
