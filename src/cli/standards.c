/* `comity standards NAME`: finds the subcommand. */
#include "cli/standards.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/suggest.h"
#include "base/utf8.h"

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

const struct standards_style *standards_style(void)
{
    static const struct standards_style none = {"", "", "", "", ""};
    static const struct standards_style terminal = {"\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[2m",
                                                    "\x1b[0m"};
    const char *refused = getenv("NO_COLOR");
    bool wanted = isatty(STDOUT_FILENO) == 1 && (refused == NULL || refused[0] == '\0');
    return wanted ? &terminal : &none;
}

void standards_put_line(struct buf *out, struct str text)
{
    size_t n;
    for (size_t at = 0; at < text.n; at += n) {
        uint32_t c = utf8_decode(text, at, &n);
        if (c == UTF8_INVALID || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
            (c >= 0x2066 && c <= 0x2069) || (c < 0x20 && c != '\n' && c != '\t'))
            BUF_PUT(out, "\xEF\xBF\xBD");
        else if (c == '\n')
            BUF_PUT(out, "\\n");
        else if (c == '\t')
            buf_put_char(out, ' ');
        else
            buf_put(out, str_slice(text, at, at + n));
    }
}

void standards_put_place(struct buf *out, const struct standards *s, int line)
{
    struct standards_place place = standards_place(s, line);
    buf_printf(out, "%.*s:%d", STR_ARG(place.file), place.line);
}

int standards_do(struct cli *cli, struct str file, standards_work work, void *context)
{
    struct problem problem = {0};
    struct judging j;
    if (judging_open(&j, judging_file(cli, file), &problem) != RC_OK)
        return cli_fail(&problem);
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    int status = work(&j, &out, context);
    int printed = cli_print(&out);
    buf_release(&out);
    judging_close(&j);
    return status == EXIT_DONE ? printed : status;
}

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
