#include "cli/app.h"
#include "cli/live.h"
#include "cli/setting_text.h"

#include <stdio.h>

#define OUTPUT_MAX ((size_t)1024 * 1024)

/* As a configuration file that sets what is in force. */
static void put_as_file(struct buf *out, const struct config *config)
{
    struct str section = {0};
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting_info *s = setting_info((enum setting_id)id);
        size_t dot = str_find_char(s->name, '.', 0);
        struct str this_section = str_slice(s->name, 0, dot);
        if (!str_eq(section, this_section))
            buf_printf(out, "%s[%.*s]\n", section.n ? "\n" : "", STR_ARG(this_section));
        section = this_section;
        buf_printf(out, "; %.*s (", STR_ARG(s->text));
        setting_text_put_range(out, s);
        buf_printf(out, ", %s, default ", s->needs_restart ? "needs a restart" : "can be reloaded");
        if (s->kind == SETTING_KIND_STR && s->preset_text.n == 0)
            BUF_PUT(out, "empty");
        else
            setting_text_put_preset(out, s);
        buf_printf(out, ")\n%.*s = ", STR_ARG(str_slice(s->name, dot + 1, s->name.n)));
        config_write_value(config, (enum setting_id)id, out);
        buf_put_char(out, '\n');
    }
}

/* As a server would read it, at its start and when it is told to reload. */
static int check(const struct cli *cli)
{
    struct live live = {0};
    struct problem problem = {0};
    const struct community_site site = {.title = STR("Comity"), .time_zone = STR("UTC")};
    enum rc rc =
        live_read(cli->config, &site, config_int(cli->config, SET_HTTP_PORT), &live, &problem);
    live_release(&live);
    if (rc == RC_OK)
        rc = app_check_standards(cli->config, &problem);
    if (rc != RC_OK)
        return cli_fail(&problem);
    printf("settings, standards, providers and mail can be put in force\n");
    return EXIT_DONE;
}

static int print(const struct cli *cli)
{
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    put_as_file(&out, cli->config);
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

int cmd_settings(int argc, char **argv)
{
    struct cli cli;
    bool checks = false;
    int status;
    const struct cli_option options[] = {
        {.name = "check",
         .help = "say instead whether a server would take all of it",
         .ret_switch = &checks},
    };
    const struct cli_usage usage = {
        .arguments = "[OPTIONS]",
        .description =
            "Prints every setting with the value in force, as a configuration file. With "
            "--check it reads the\nstandards, providers, keys and passwords they name as "
            "well, and names the first fault.",
        .options = options,
        .option_count = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    status = checks ? check(&cli) : print(&cli);
    cli_end(&cli);
    return status;
}
