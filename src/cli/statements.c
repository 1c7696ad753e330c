/* `comity statements`: statements of reasons for the transparency database, and the yearly report's numbers. */
#include "community/discipline/statement.h"

#include "base/json_tree.h"
#include "cli/statements.h"
#include "community/discipline/statement_export.h"

#define ARENA_MAX    ((size_t)64 * 1024 * 1024)
#define FILE_MAX     ((size_t)256 * 1024 * 1024)
#define DOCUMENT_MAX ((size_t)4 * 1024 * 1024)

/* One document with at most STATEMENT_LIST_MAX statements, on a line of its own. */
static int print_document(struct statements_command *c, const struct statement *list, size_t count)
{
    struct buf out;
    struct json j;
    struct str url = arena_printf(c->arena, "%.*s/standards",
                                  STR_ARG(config_str(c->site.cli.config, SET_HTTP_BASE_URL)));
    buf_init(&out, DOCUMENT_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    json_key(&j, STR("statements"));
    json_begin_array(&j);
    for (size_t i = 0; i < count; i++)
        statement_export_write(&j, &list[i], url, c->arena);
    json_end(&j);
    json_end(&j);
    buf_put_char(&out, '\n');
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

int statements_each(struct statements_command *c, statements_fn fn)
{
    const struct actor actor = app_actor();
    struct statement_place place = {0};
    struct statement *list;
    size_t count = 1;
    int status = EXIT_DONE;
    while (status == EXIT_DONE && count > 0) {
        arena_reset(c->arena);
        if (statement_list(&c->site.app.reader, &actor, c->period.since_ms, c->period.until_ms,
                           &place, c->arena, &list, &count) != RC_OK)
            return cli_fail_text("the decisions cannot be read: %s",
                                 db_error(c->site.app.reader.db));
        if (count > 0)
            status = fn(c, list, count);
    }
    return status;
}

static int export_statements(struct statements_command *c)
{
    if (config_str(c->site.cli.config, SET_HTTP_BASE_URL).n == 0)
        return cli_fail_text("the site has no address yet: set http.base_url, which statements "
                             "refer to for the standards");
    return statements_each(c, print_document);
}

static enum rc print_statements(struct site_command *site)
{
    struct statements_command *c = (struct statements_command *)site;
    enum rc rc = site_command_period(&c->site, &c->period);
    if (rc == RC_OK)
        site->status = export_statements(c);
    return rc;
}

static enum rc report(struct site_command *site)
{
    struct statements_command *c = (struct statements_command *)site;
    enum rc rc = site_command_period(&c->site, &c->period);
    if (rc == RC_OK)
        site->status = statements_report(c);
    return rc;
}

static int check_line(struct statements_command *c, struct str line, size_t number)
{
    const struct json_tree *document;
    struct problem problem = {0};
    arena_reset(c->arena);
    enum rc rc = json_tree_read(line, c->arena, &document, &problem);
    if (rc == RC_OK)
        rc = statement_export_check(document, &problem);
    return rc == RC_OK ? EXIT_DONE : cli_fail_text("line %zu: %s", number, problem.message);
}

static enum rc check(struct site_command *site)
{
    struct statements_command *c = (struct statements_command *)site;
    struct buf file;
    size_t number = 0;
    if (site->cli.positional_count < 2)
        return site_command_usage(site, "name the file with the statements");
    enum rc rc = app_read_file(site->cli.positional[1].p, FILE_MAX, &file, &site->problem);
    struct str text = rc == RC_OK ? buf_str(&file) : (struct str){0};
    while (site->status == EXIT_DONE && text.p != NULL) {
        struct str line = str_split(&text, '\n');
        number++;
        if (str_trim(line).n > 0)
            site->status = check_line(c, line, number);
    }
    buf_release(&file);
    return rc;
}

static const struct site_verb verb_list[] = {{"export", 0, 1, print_statements, false},
                                             {"check", 0, 1, check, true},
                                             {"report", 0, 1, report, false}};

static const struct site_verbs verbs = {.list = verb_list,
                                        .count = sizeof verb_list / sizeof verb_list[0],
                                        .say = "say `comity statements export`, `statements check "
                                               "FILE` or `statements report`"};

int cmd_statements(int argc, char **argv)
{
    struct statements_command c = {.arena = NULL};
    const struct cli_option options[] = {PERIOD_OPTIONS(&c.period)};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] export | check FILE | report",
        .description =
            "export  prints the statements of reasons of the time given in the form of the "
            "European\n"
            "        Union's transparency database, 100 in a document, a document a line.\n"
            "check   reads a file of such documents and says what the database would refuse.\n"
            "report  prints the numbers of the yearly report on moderation as CSV.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 2};
    c.arena = arena_new(ARENA_MAX);
    int status = c.arena != NULL ? site_command_main(&c.site, &usage, &verbs, argc, argv)
                                 : cli_fail_text("out of memory");
    arena_free(c.arena);
    return status;
}
