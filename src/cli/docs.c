/* The reference pages in docs/ that are made from the program's own tables. A test compares them. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/setting_text.h"
#include "signals/attribute.h"
#include "signals/signals.h"
#include "web/routes.h"

#define PAGE_BYTES_MAX ((size_t)1024 * 1024)

/* Text for a table's cell: a bar would end it. */
static void put_cell(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            buf_put_char(out, '\\');
        buf_put_char(out, *text);
    }
}

static void put_settings(struct buf *out)
{
    BUF_PUT(
        out,
        "# Settings\n\nMade by `comity docs settings` from `src/base/settings.def`. Settings "
        "stand in an INI file named with `--config FILE` or the environment variable "
        "`COMITY_CONFIG`; `--set NAME=VALUE` overrides one. `comity settings` prints the "
        "values in force; `comity settings --check` says beforehand whether a server would take "
        "them "
        "and all files they name.\n\nA change of a setting marked \"reload\" is taken by a running "
        "server on SIGHUP (`systemctl reload comity`); one marked \"restart\" when it is started "
        "anew, and a reload says in the log that it waits for that.\n\n| setting | default | range "
        "| change | meaning |\n|---|---|---|---|---|\n");
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting_info *s = setting_info((enum setting_id)id);
        buf_printf(out, "| `%.*s` | ", STR_ARG(s->name));
        if (s->kind != SETTING_KIND_STR || s->preset_text.n > 0) {
            buf_put_char(out, '`');
            setting_text_put_preset(out, s);
            buf_put_char(out, '`');
        }
        BUF_PUT(out, " | ");
        setting_text_put_range(out, s);
        buf_printf(out, " | %s | %.*s |\n", s->needs_restart ? "restart" : "reload",
                   STR_ARG(s->text));
    }
}

static void put_standards_command(struct buf *out, const char *name, const char *arguments,
                                  const char *summary)
{
    buf_printf(out, "| `comity standards %s%s", name, arguments[0] ? " " : "");
    put_cell(out, arguments);
    buf_printf(out, "` | %s |\n", summary);
}

static void put_commands(struct buf *out)
{
    static const struct {
        const char *name, *arguments, *summary;
    } commands[] = {
#define COMMAND(function, name, arguments, summary) {name, arguments, summary},
#include "cli/commands.def"
#undef COMMAND
    };
    BUF_PUT(out,
            "# Commands\n\nMade by `comity docs commands` from `src/cli/commands.def`. `comity "
            "COMMAND --help` says more.\n\n| command | what it does |\n|---|---|\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        buf_printf(out, "| `comity %s%s", commands[i].name, commands[i].arguments[0] ? " " : "");
        put_cell(out, commands[i].arguments);
        buf_printf(out, "` | %s |\n", commands[i].summary);
    }
    BUF_PUT(out, "\n## comity standards\n\nMade from `src/cli/standards.def`.\n\n"
                 "| command | what it does |\n|---|---|\n");
#define STANDARDS_COMMAND(function, name, arguments, summary)                                      \
    put_standards_command(out, name, arguments, summary);
#include "cli/standards.def"
#undef STANDARDS_COMMAND
}

static void put_routes(struct buf *out)
{
    BUF_PUT(out,
            "# Routes\n\nMade by `comity docs routes` from `src/web/routes.def`. A page of kind "
            "\"page\" is the same bytes for everybody and kept ready; every POST needs the form "
            "token, but those of kind \"api\": they need a key (docs/API.md).\n\n"
            "| method | address | who | kind | what it is |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *r = &routes_table[i];
        buf_printf(out, "| %s | `%s` | %s | %s | ", r->method == HTTP_POST ? "POST" : "GET",
                   r->path,
                   r->access == ROUTE_ACTION ? access_table[r->action].name
                                             : routes_access_name(r->access),
                   routes_kind_name(r->kind));
        put_cell(out, r->text);
        BUF_PUT(out, " |\n");
    }
}

/* Who may do it, as the table of rights says: "yes", "own" or nothing. */
static void put_authority(struct buf *out)
{
    static const char *const words[] = {"", "own", "yes"};
    BUF_PUT(
        out,
        "# Who may do what, where\n\nMade by `comity docs authority` from `src/web/routes.def` and "
        "`src/community/access.def` ([ACCESS.md](ACCESS.md)). *own*: what is one's own; *blocked*: "
        "signed "
        "in to a blocked or suspended account, whatever its role; *key*: a program with a key "
        "([API.md](API.md)), whoever is signed in. On a site, all this is about what is that "
        "site's: "
        "sessions, forms, links and keys of another are worth nothing. "
        "`tests/http/authority_test.mjs` "
        "asks the running site for every row.\n\n"
        "| method | address | right | anonymous | blocked | reader | author | moderator | "
        "administrator |\n|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *r = &routes_table[i];
        bool asks = r->access == ROUTE_ACTION,
             open = r->access == ROUTE_PUBLIC || r->access == ROUTE_LINK;
        const struct access_row *row = &access_table[r->action];
        buf_printf(out, "| %s | `%s` | %s |", r->method == HTTP_POST ? "POST" : "GET", r->path,
                   asks ? row->text : routes_access_name(r->access));
        for (int column = 0; column <= ROLE_COUNT; column++) {
            int role = column < 2 ? ROLE_ANONYMOUS : column - 1;
            enum grant grant = column == 1 ? row->blocked : row->grant[role];
            buf_printf(out, " %s |", asks ? words[grant] : open ? "yes" : "key");
        }
        buf_put_char(out, '\n');
    }
}

static void put_signals(struct buf *out)
{
    static const char *const kinds[] = {"number", "bool", "string"};
    BUF_PUT(
        out,
        "# Signals\n\nMade by `comity docs signals` from `src/signals/signals.def`: everything a "
        "clause of the standards may ask about a comment's text. A signal that could not be told "
        "is unknown, which is not the same as zero; see STANDARDS.md.\n\n"
        "| signal | type | range | it is |\n|---|---|---|---|\n");
    for (int id = 0; id < SIGNAL_COUNT; id++) {
        const struct signal_info *s = &signal_table[id];
        buf_printf(out, "| `%s` | %s | %s | ", s->name, kinds[s->kind], s->range);
        put_cell(out, s->text);
        BUF_PUT(out, " |\n");
    }
}

static void put_attributes(struct buf *out)
{
    BUF_PUT(
        out,
        "# Attributes\n\nMade by `comity docs attributes` from `src/signals/attributes.def`: what "
        "programs may ask of `comments:analyze` ([API.md](API.md)), and the signal each rests on "
        "([SIGNALS.md](SIGNALS.md)). What is not here is an unknown attribute; a language that is "
        "not named is refused. How good they are is measured in [QUALITY.md](QUALITY.md).\n\n"
        "| attribute | signal | languages | status | a high score means "
        "|\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *a = &attribute_table[i];
        buf_printf(out, "| `%.*s` | `%s` | %.*s | %s | %.*s |\n", STR_ARG(a->name),
                   signal_table[a->signal].name, STR_ARG(a->languages),
                   attribute_status_name(a->status), STR_ARG(a->text));
    }
}

static void put_metric(struct buf *out, const char *name, const char *labels, const char *kind,
                       const char *help)
{
    buf_printf(out, "| `%s%s%s%s` | %s | %s |\n", name, *labels ? "{" : "", labels,
               *labels ? "}" : "", kind, *help ? help : "The same.");
}

static void put_metrics(struct buf *out)
{
    BUF_PUT(out, "# Metrics\n\nMade by `comity docs metrics` from `src/base/metrics.def`: what "
                 "`/metrics` lists, in Prometheus' text format. A histogram is in seconds and has "
                 "`_bucket`, `_sum` and `_count`.\n\n| metric | type | meaning |\n|---|---|---|\n");
#define COUNTER(id, name, labels, help) put_metric(out, name, labels, "counter", help);
#define GAUGE(id, name, help)           put_metric(out, name, "", "gauge", help);
#define HISTOGRAM(id, name, help)       put_metric(out, name, "", "histogram", help);
#include "base/metrics.def"
}

static const struct page {
    struct str name;
    void (*put)(struct buf *out);
} pages[] = {
    {STR_INIT("settings"), put_settings},   {STR_INIT("commands"), put_commands},
    {STR_INIT("routes"), put_routes},       {STR_INIT("signals"), put_signals},
    {STR_INIT("metrics"), put_metrics},     {STR_INIT("attributes"), put_attributes},
    {STR_INIT("authority"), put_authority},
};

int cmd_docs(int argc, char **argv)
{
    struct cli cli;
    struct buf out;
    int status;
    const struct cli_usage usage = {
        .arguments = "settings|commands|routes|signals|metrics|attributes|authority",
        .description =
            "Prints one of the reference pages in docs/, made from the program's tables.",
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    buf_init(&out, PAGE_BYTES_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (str_eq(pages[i].name, cli.positional[0]))
            pages[i].put(&out);
    }
    if (out.n > 0) {
        status = cli_print(&out);
    } else {
        cli_fail_text("there is no page \"%.*s\"; there are settings, commands, routes, signals, "
                      "metrics, attributes and authority",
                      STR_ARG(cli.positional[0]));
        status = EXIT_USAGE;
    }
    buf_release(&out);
    cli_end(&cli);
    return status;
}
