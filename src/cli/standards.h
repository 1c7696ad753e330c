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

#define STANDARDS_OUTPUT_MAX ((size_t)64 * 1024 * 1024)

/* The row of an option table for `--standards FILE`. */
#define STANDARDS_OPTION(ret_file)                                                                 \
    {                                                                                              \
        "standards", "FILE", "the document; without it, the setting standards.file", (ret_file),   \
            NULL                                                                                   \
    }

#define STANDARDS_COMMAND(function, name, arguments, summary)                                      \
    int cmd_standards_##function(int argc, char **argv);
#include "cli/standards.def"
#undef STANDARDS_COMMAND

#endif
