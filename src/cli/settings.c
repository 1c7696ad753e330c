#include "cli/cli.h"
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
        BUF_PUT(out, ", default ");
        if (s->kind == SETTING_KIND_STR && s->preset_text.n == 0)
            BUF_PUT(out, "empty");
        else
            setting_text_put_preset(out, s);
        buf_printf(out, ")\n%.*s = ", STR_ARG(str_slice(s->name, dot + 1, s->name.n)));
        config_write_value(config, (enum setting_id)id, out);
        buf_put_char(out, '\n');
    }
}

int cmd_settings(int argc, char **argv)
{
    struct cli cli;
    int status;
    const struct cli_usage usage = {
        .arguments = "[OPTIONS]",
        .description = "Prints every setting with the value in force, as a configuration file."};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    put_as_file(&out, cli.config);
    status = cli_print(&out);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
