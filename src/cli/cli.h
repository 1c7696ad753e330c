/*
 * The command line: what every subcommand shares. One file per subcommand, one row in commands.def.
 *
 * A command describes its options in a table and calls cli_begin, which also handles the options all commands
 * have (--config FILE, --set NAME=VALUE, --database URL, --help), loads the configuration and leaves the positional
 * arguments. Results go to standard output; messages for people to standard error, each beginning "comity: ".
 *
 * Exit statuses: 0 done, 1 the work failed or found something, 2 wrong usage.
 *
 * Ownership: cli_begin fills `struct cli`; cli_end releases it. Strings view argv or the configuration.
 */
#ifndef COMITY_CLI_CLI_H
#define COMITY_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/rc.h"
#include "base/str.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct cli_option {
    const char *name;  /* without dashes */
    const char *value; /* what stands behind it in the help, e.g. "FILE"; NULL for a switch */
    const char *help;
    struct str *ret_text; /* of an option with a value; untouched when not given */
    bool *ret_switch;     /* of a switch */
};

struct cli_usage {
    const char *arguments;   /* e.g. "[OPTIONS] FILE" */
    const char *description; /* one or more whole sentences, lines of at most 90 characters */
    const struct cli_option *options;
    size_t option_count;
    size_t positional_min, positional_max;
};

struct cli {
    struct arena *arena; /* the command's own, for anything it needs until cli_end */
    struct config *config;
    struct str *positional; /* views argv */
    size_t positional_count;
    /* where the configuration came from, views of argv and the environment */
    const char *config_file; /* NULL: none */
    struct str *sets;        /* --set, in order */
    size_t set_count;
    struct str database;
};

/* Reads the command line. True: go on, `ret_exit` is EXIT_DONE. False: stop with `ret_exit` (help was asked for, or usage is wrong; the
 * reason has been printed). */
bool cli_begin(struct cli *cli, const struct cli_usage *usage, int argc, char **argv,
               int *ret_exit);
void cli_end(struct cli *cli);

/* The configuration read once more, from the same file and command line; the caller's. NULL, and `problem` says why. */
struct config *cli_read_config(const struct cli *cli, struct problem *problem);

/* Prints "comity: MESSAGE" to standard error and returns EXIT_FAILED. */
int cli_fail(const struct problem *problem);
int cli_fail_text(const char *format, ...) PRINTF_LIKE(1, 2);
/* Prints a buffer to standard output. EXIT_FAILED when that is not possible (a full disk, a closed pipe). */
int cli_print(const struct buf *out);
/* "2026-05-01 12:00:00 UTC" */
void cli_put_time(struct buf *out, int64_t ms);

#define COMMAND(function, name, arguments, summary) int cmd_##function(int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
