/* `comity standards show`: the document in force, layers composed. */
#include <stdio.h>

#include "cli/standards.h"

int cmd_standards_show(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    int status;
    const struct cli_option options[] = {STANDARDS_OPTION(&file)};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] [FILE]",
        .description =
            "Prints the document as it is compiled, versioned and stored: a site's own file that\n"
            "extends the shipped document is shown composed with it.",
        .options = options,
        .option_count = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    if (cli.positional_count > 0)
        file = cli.positional[0];
    struct standards *s;
    struct problem problem = {0};
    if (judging_load(judging_file(&cli, file), &s, &problem) != RC_OK) {
        status = cli_fail(&problem);
    } else {
        struct buf out;
        buf_init(&out, STANDARDS_OUTPUT_MAX);
        buf_put(&out, standards_composed(s));
        status = cli_print(&out);
        buf_release(&out);
        standards_free(s);
    }
    cli_end(&cli);
    return status;
}
