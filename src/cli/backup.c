#include <stdio.h>

#include "cli/cli.h"
#include "store/store.h"

int cmd_backup(int argc, char **argv)
{
    struct cli cli;
    struct store *store = NULL;
    struct problem problem = {0};
    int status;
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] FILE",
        .description =
            "Writes a consistent copy of the database to FILE while the site runs, and checks it.",
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    enum rc rc = store_open(config_str(cli.config, SET_DATABASE_URL), &store, &problem);
    if (rc == RC_OK)
        rc = store_backup(store, cli.positional[0], &problem);
    if (rc != RC_OK)
        status = cli_fail(&problem);
    else
        printf("backed up to %.*s and checked\n"
               "It holds what readers may have erased by tomorrow: keep it no longer than you "
               "promise them (docs/PRIVACY-AND-RETENTION.md)\n",
               STR_ARG(cli.positional[0]));
    store_close(store);
    cli_end(&cli);
    return status;
}

int cmd_restore(int argc, char **argv)
{
    struct cli cli;
    struct problem problem = {0};
    int status;
    const struct cli_usage usage = {.arguments = "[OPTIONS] FILE",
                                    .description =
                                        "Checks the backup FILE and puts it in place of the "
                                        "database, which nobody may be using. The present\n"
                                        "database is kept beside it.",
                                    .positional_min = 1,
                                    .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct str url = config_str(cli.config, SET_DATABASE_URL);
    if (store_restore(url, cli.positional[0], &problem) != RC_OK)
        status = cli_fail(&problem);
    else
        printf("restored %.*s from %.*s\n"
               "Accounts that were erased since are back: \"comity user purge --list FILE\" erases "
               "them again, with what \"comity user erased\" printed\n",
               STR_ARG(url), STR_ARG(cli.positional[0]));
    cli_end(&cli);
    return status;
}
