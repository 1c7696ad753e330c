/*
 * What the subcommands of `comity standards` share: their table and the option naming the document.
 *
 * A subcommand is one file standards_NAME.c with one row in standards.def. It reads its command line with
 * cli_begin as any command does.
 *
 * Must not: judge, or know what a subcommand does.
 */
#ifndef COMITY_CLI_STANDARDS_H
#define COMITY_CLI_STANDARDS_H

#include "cli/cli.h"
#include "cli/judging.h"

#define STANDARDS_OUTPUT_MAX ((size_t)64 * 1024 * 1024)

/* The row of an option table for `--standards FILE`. */
#define STANDARDS_OPTION(ret_file)                                                                 \
    {                                                                                              \
        "standards", "FILE", "the document; without it, the setting standards.file", (ret_file),   \
            NULL                                                                                   \
    }

/* Escape sequences for a terminal; empty texts when standard output is none or NO_COLOR is set. */
struct standards_style {
    const char *bold, *good, *bad, *dim, *plain;
};
const struct standards_style *standards_style(void);

/* Loads the document and what judges by it, does the work, prints what it wrote and releases all. `file` may be empty:
 * the document of the setting, or the one compiled in. Returns the exit status. */
typedef int (*standards_work)(struct judging *j, struct buf *out, void *context);
int standards_do(struct cli *cli, struct str file, standards_work work, void *context);

/* Text on one line, without what would steer a terminal. */
void standards_put_line(struct buf *out, struct str text);
/* `file:line` of a line of the document. */
void standards_put_place(struct buf *out, const struct standards *s, int line);

#define STANDARDS_COMMAND(function, name, arguments, summary)                                      \
    int cmd_standards_##function(int argc, char **argv);
#include "cli/standards.def"
#undef STANDARDS_COMMAND

#endif
