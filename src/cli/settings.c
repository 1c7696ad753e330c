#include "cli/cli.h"

#include <stdio.h>

#define OUTPUT_MAX ((size_t)1024 * 1024)

static void put_preset(struct buf *out, const struct setting_info *s)
{
    if (s->kind == SETTING_KIND_STR)
        buf_put(out, s->preset_text);
    else if (s->kind == SETTING_KIND_BOOL)
        buf_put(out, s->preset ? STR("on") : STR("off"));
    else
        buf_put_i64(out, s->preset);
}

static void put_range(struct buf *out, const struct setting_info *s)
{
    if (s->kind == SETTING_KIND_BOOL)
        BUF_PUT(out, "on or off");
    else if (s->kind == SETTING_KIND_INT)
        buf_printf(out, "%lld to %lld%s%.*s", (long long)s->minimum, (long long)s->maximum,
                   s->unit.n ? " " : "", STR_ARG(s->unit));
    else
        BUF_PUT(out, "text");
}

static void put_as_markdown(struct buf *out)
{
    BUF_PUT(out, "# Settings\n\nMade by `comity settings --markdown` from `src/base/settings.def`. "
                 "Settings stand in an INI file named "
                 "with `--config FILE` or the environment variable `COMITY_CONFIG`; `--set "
                 "NAME=VALUE` overrides one. "
                 "`comity settings` prints the values in force.\n\n| setting | default | range | "
                 "meaning |\n|---|---|---|---|\n");
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting_info *s = setting_info((enum setting_id)id);
        buf_printf(out, "| `%.*s` | ", STR_ARG(s->name));
        if (s->kind != SETTING_KIND_STR || s->preset_text.n > 0) {
            buf_put_char(out, '`');
            put_preset(out, s);
            buf_put_char(out, '`');
        }
        BUF_PUT(out, " | ");
        put_range(out, s);
        buf_printf(out, " | %.*s |\n", STR_ARG(s->text));
    }
}

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
        put_range(out, s);
        BUF_PUT(out, ", default ");
        if (s->kind == SETTING_KIND_STR && s->preset_text.n == 0)
            BUF_PUT(out, "empty");
        else
            put_preset(out, s);
        buf_printf(out, ")\n%.*s = ", STR_ARG(str_slice(s->name, dot + 1, s->name.n)));
        config_write_value(config, (enum setting_id)id, out);
        buf_put_char(out, '\n');
    }
}

int cmd_settings(int argc, char **argv)
{
    struct cli cli;
    bool markdown = false;
    int status;
    const struct cli_option options[] = {
        {"markdown", NULL, "as the table that stands in docs/SETTINGS.md", NULL, &markdown}};
    const struct cli_usage usage = {
        .arguments = "[--markdown]",
        .description = "Prints every setting with the value in force, as a configuration file.",
        .options = options,
        .option_count = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    if (markdown)
        put_as_markdown(&out);
    else
        put_as_file(&out, cli.config);
    status = cli_print(&out);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
