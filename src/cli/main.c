#include <stdio.h>

#include "base/suggest.h"
#include "cli/cli.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments;
    const char *summary;
} commands[] = {
#define COMMAND(function, name, arguments, summary) {name, cmd_##function, arguments, summary},
#include "cli/commands.def"
#undef COMMAND
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void list_as_text(void)
{
    printf("Comity: the reader community of a news site.\n\nusage: comity COMMAND [OPTIONS]\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-12s %s\n", commands[i].name, commands[i].summary);
    printf("\n`comity COMMAND --help` explains a command and its options.\n");
}

int cmd_help(int argc, char **argv)
{
    struct cli cli;
    int status;
    const struct cli_usage usage = {.arguments = "", .description = "Lists the commands."};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    list_as_text();
    cli_end(&cli);
    return EXIT_DONE;
}

int cmd_version(int argc, char **argv)
{
    struct cli cli;
    int status;
    const struct cli_usage usage = {.arguments = "",
                                    .description = "Prints the program's version."};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    printf("comity %s\n", COMITY_VERSION);
    cli_end(&cli);
    return EXIT_DONE;
}

static int run_unknown(const char *name)
{
    struct suggestion near = suggest_begin(str_from_cstr(name));
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        suggest_offer(&near, str_from_cstr(commands[i].name));
    if (near.best.n > 0)
        fprintf(stderr, "comity: there is no command \"%s\"; did you mean \"%.*s\"?\n", name,
                STR_ARG(near.best));
    else
        fprintf(stderr, "comity: there is no command \"%s\"; `comity help` lists them\n", name);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        list_as_text();
        return EXIT_USAGE;
    }
    struct str name = str_from_cstr(argv[1]);
    if (str_eq(name, STR("--help")) || str_eq(name, STR("-h")))
        name = STR("help");
    else if (str_eq(name, STR("--version")) || str_eq(name, STR("-V")))
        name = STR("version");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (str_eq(str_from_cstr(commands[i].name), name)) {
            static char itself[32];
            snprintf(itself, sizeof itself, "%s", commands[i].name);
            argv[1] = itself;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return run_unknown(argv[1]);
}
