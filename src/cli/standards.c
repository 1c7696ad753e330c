/* `comity standards NAME`: finds the subcommand. */
#include "cli/standards.h"

#include <stdio.h>

#include "base/suggest.h"

struct subcommand {
    const char *name, *title, *arguments, *summary;
    int (*run)(int argc, char **argv);
};

static const struct subcommand subcommands[] = {
#define STANDARDS_COMMAND(function, name, arguments, summary)                                      \
    {name, "standards " name, arguments, summary, cmd_standards_##function},
#include "cli/standards.def"
#undef STANDARDS_COMMAND
};

#define SUBCOMMAND_COUNT (sizeof subcommands / sizeof subcommands[0])

static int print_subcommands(void)
{
    printf("usage: comity standards NAME ...\n\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
        printf("  %-10s %s\n", subcommands[i].name, subcommands[i].summary);
    printf("\n`comity standards NAME --help` says more about one.\n");
    return EXIT_DONE;
}

static int unknown(struct str name)
{
    struct suggestion near = suggest_begin(name);
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++)
        suggest_offer(&near, str_from_cstr(subcommands[i].name));
    if (near.best.n > 0)
        cli_fail_text("there is no \"standards %.*s\"; did you mean \"standards %.*s\"?",
                      STR_ARG(name), STR_ARG(near.best));
    else if (str_starts(name, STR("-")))
        cli_fail_text("options stand behind the subcommand, as in: comity standards test %.*s",
                      STR_ARG(name));
    else
        cli_fail_text(
            "there is no \"standards %.*s\"; `comity standards --help` lists what there is",
            STR_ARG(name));
    return EXIT_USAGE;
}

int cmd_standards(int argc, char **argv)
{
    struct str name = str_from_cstr(argc > 1 ? argv[1] : "");
    if (str_eq(name, STR("--help")))
        return print_subcommands();
    if (name.n == 0) {
        cli_fail_text("name a subcommand; `comity standards --help` lists what there is");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (!str_eq(name, str_from_cstr(subcommands[i].name)))
            continue;
        char title[64];
        snprintf(title, sizeof title, "%s", subcommands[i].title);
        argv[1] = title;
        return subcommands[i].run(argc - 1, argv + 1);
    }
    return unknown(name);
}
