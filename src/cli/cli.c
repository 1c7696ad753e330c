#include "cli/cli.h"

#include <time.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "cli/judging.h"

#define FAILURE_BYTES_MAX 4096
#define ARENA_MAX         ((size_t)256 * 1024 * 1024)

/* What every command understands besides its own options. */
struct common {
    struct str config_file;
    struct str database;
    bool help;
};

static void print_option(const char *name, const char *value, const char *help)
{
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", name, value ? " " : "", value ? value : "");
    printf("  %-24s %s\n", left, help);
}

static void print_help(const struct cli_usage *usage, const char *command)
{
    printf("usage: comity %s %s\n\n%s\n\n", command, usage->arguments, usage->description);
    for (size_t i = 0; i < usage->option_count; i++)
        print_option(usage->options[i].name, usage->options[i].value, usage->options[i].help);
    print_option("config", "FILE", "read settings from this file");
    print_option("set", "NAME=VALUE", "one setting, over the file's; may be given again");
    print_option("database", "URL", "short for --set database.url=URL");
    print_option("help", NULL, "print this");
}

static int wrong_usage(const char *command, const char *format, ...) PRINTF_LIKE(2, 3);
static int wrong_usage(const char *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "comity: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry `comity %s --help`.\n", command);
    va_end(args);
    return EXIT_USAGE;
}

static const struct cli_option *find_option(const struct cli_option *options, size_t count,
                                            struct str name, struct suggestion *near)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_from_cstr(options[i].name), name))
            return &options[i];
        suggest_offer(near, str_from_cstr(options[i].name));
    }
    return NULL;
}

/* One walk over argv: `sets` collects the --set assignments in order. */
struct walk {
    const struct cli_usage *usage;
    const struct cli_option *common;
    size_t common_count;
    struct str set_value; /* the latest --set */
    struct cli *cli;
    const char *command;
};

/* Takes one option (argv[*at] begins with "--") and its value, if it has one. */
static bool take_option(struct walk *w, int argc, char **argv, int *at, int *ret_exit)
{
    struct str argument = str_from_cstr(argv[*at]);
    size_t equals = str_find_char(argument, '=', 0);
    struct str name = str_slice(argument, 2, equals == STR_NONE ? argument.n : equals);
    struct suggestion near = suggest_begin(name);
    const struct cli_option *o =
        find_option(w->usage->options, w->usage->option_count, name, &near);
    if (o == NULL)
        o = find_option(w->common, w->common_count, name, &near);
    if (o == NULL) {
        *ret_exit = near.best.n > 0
                        ? wrong_usage(w->command, "there is no option --%.*s; did you mean --%.*s?",
                                      STR_ARG(name), STR_ARG(near.best))
                        : wrong_usage(w->command, "there is no option --%.*s", STR_ARG(name));
        return false;
    }
    if (o->value == NULL) {
        *o->ret_switch = true;
        return true;
    }
    if (equals == STR_NONE && *at + 1 >= argc) {
        *ret_exit =
            wrong_usage(w->command, "--%s needs a value: --%s %s", o->name, o->name, o->value);
        return false;
    }
    *o->ret_text = equals == STR_NONE ? str_from_cstr(argv[++*at])
                                      : str_slice(argument, equals + 1, argument.n);
    if (o->ret_text == &w->set_value)
        w->cli->sets[w->cli->set_count++] = w->set_value;
    return true;
}

static bool take_arguments(struct walk *w, int argc, char **argv, int *ret_exit)
{
    bool options_end = false;
    for (int at = 1; at < argc; at++) {
        struct str argument = str_from_cstr(argv[at]);
        if (!options_end && str_eq(argument, STR("--"))) {
            options_end = true;
        } else if (!options_end && str_starts(argument, STR("--"))) {
            if (!take_option(w, argc, argv, &at, ret_exit))
                return false;
        } else {
            w->cli->positional[w->cli->positional_count++] = argument;
        }
    }
    return true;
}

static enum rc load_config(const struct cli *cli, struct config *c, struct problem *problem)
{
    enum rc rc = RC_OK;
    if (cli->config_file != NULL && cli->config_file[0] != '\0')
        rc = config_read_file(c, cli->config_file, problem);
    for (size_t i = 0; rc == RC_OK && i < cli->set_count; i++)
        rc = config_set(c, cli->sets[i], problem);
    if (rc == RC_OK && cli->database.n > 0) {
        char assignment[4096];
        int n =
            snprintf(assignment, sizeof assignment, "database.url=%.*s", STR_ARG(cli->database));
        rc = config_set(c, str_make(assignment, (size_t)n), problem);
    }
    return rc;
}

struct config *cli_read_config(const struct cli *cli, struct problem *problem)
{
    struct config *c = config_new();
    if (c != NULL && load_config(cli, c, problem) == RC_OK)
        return c;
    (void)problem_set(problem, RC_NO_MEMORY, "out of memory");
    config_free(c);
    return NULL;
}

static bool check_usage(struct walk *w, const struct common *common, int *ret_exit)
{
    size_t given = w->cli->positional_count;
    if (common->help) {
        print_help(w->usage, w->command);
        *ret_exit = EXIT_DONE;
        return false;
    }
    if (given >= w->usage->positional_min && given <= w->usage->positional_max)
        return true;
    *ret_exit = wrong_usage(w->command, "usage: comity %s %s", w->command, w->usage->arguments);
    return false;
}

static bool set_up(struct cli *cli, size_t argument_count)
{
    *cli = (struct cli){.arena = arena_new(ARENA_MAX)};
    if (cli->arena == NULL)
        return false;
    cli->positional = ARENA_ARRAY(cli->arena, argument_count, struct str);
    cli->sets = ARENA_ARRAY(cli->arena, argument_count, struct str);
    return !arena_failed(cli->arena);
}

bool cli_begin(struct cli *cli, const struct cli_usage *usage, int argc, char **argv, int *ret_exit)
{
    struct common common = {0};
    struct problem problem = {0};
    struct walk w = {.usage = usage, .cli = cli, .command = argv[0]};
    const struct cli_option options[] = {
        {"config", "FILE", "", &common.config_file, NULL},
        {"set", "NAME=VALUE", "", &w.set_value, NULL},
        {"database", "URL", "", &common.database, NULL},
        {"help", NULL, "", NULL, &common.help},
    };
    w.common = options;
    w.common_count = sizeof options / sizeof options[0];
    *ret_exit = EXIT_FAILED;
    bool go_on = set_up(cli, (size_t)argc) && take_arguments(&w, argc, argv, ret_exit) &&
                 check_usage(&w, &common, ret_exit);
    if (go_on) {
        cli->config_file =
            common.config_file.n > 0 ? common.config_file.p : getenv("COMITY_CONFIG");
        cli->database = common.database;
        cli->config = cli_read_config(cli, &problem);
    }
    if (go_on && cli->config == NULL) {
        *ret_exit = cli_fail(&problem);
        go_on = false;
    }
    if (go_on)
        *ret_exit = EXIT_DONE;
    else
        cli_end(cli);
    return go_on;
}

void cli_end(struct cli *cli)
{
    config_free(cli->config);
    arena_free(cli->arena);
    *cli = (struct cli){0};
}

int cli_fail(const struct problem *problem)
{
    return cli_fail_text("%s", problem->message[0] ? problem->message : rc_text(problem->code));
}

/* Messages quote documents and databases: what would steer a terminal does not reach it. */
int cli_fail_text(const char *format, ...)
{
    char text[FAILURE_BYTES_MAX];
    struct buf out;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_init(&out, 8 * FAILURE_BYTES_MAX);
    BUF_PUT(&out, "comity: ");
    for (struct str rest = str_from_cstr(text); rest.p != NULL;) {
        judging_put_safe(&out, str_split(&rest, '\n'));
        buf_put_char(&out, '\n');
    }
    fwrite(out.p, 1, out.n, stderr);
    buf_release(&out);
    return EXIT_FAILED;
}

int cli_print(const struct buf *out)
{
    if (buf_status(out) != RC_OK)
        return cli_fail_text("the output is too large");
    if (fwrite(out->p ? out->p : "", 1, out->n, stdout) != out->n || fflush(stdout) != 0)
        return cli_fail_text("cannot write the output");
    return EXIT_DONE;
}

void cli_put_time(struct buf *out, int64_t ms)
{
    char text[40];
    struct tm parts;
    time_t seconds = (time_t)(ms / 1000);
    gmtime_r(&seconds, &parts);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    buf_put(out, str_from_cstr(text));
}
