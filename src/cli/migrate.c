#include <stdio.h>

#include "cli/cli.h"
#include "store/store.h"

int cmd_migrate(int argc, char **argv)
{
    struct cli cli;
    struct store *store = NULL;
    struct problem problem = {0};
    int status, applied = 0;
    const struct cli_usage usage = {.arguments = "[OPTIONS]",
                                    .description =
                                        "Creates the database if there is none and brings its "
                                        "schema up to date. `comity serve` does the same\n"
                                        "when it starts; this is for looking before you leap."};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    enum rc rc = store_open(config_str(cli.config, SET_DATABASE_URL), &store, &problem);
    if (rc == RC_OK)
        rc = store_migrate(store, &applied, &problem);
    if (rc != RC_OK)
        status = cli_fail(&problem);
    else if (applied == 0)
        printf("nothing to do: the schema is up to date\n");
    else
        printf("%d migration%s applied\n", applied, applied == 1 ? "" : "s");
    store_close(store);
    cli_end(&cli);
    return status;
}
