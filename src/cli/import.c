#include <stdio.h>

#include "cli/app.h"
#include "cli/edition.h"
#include "cli/import_feed.h"

static int import_folder(const struct cli *cli, struct str dir)
{
    struct app app;
    struct edition_report report = {0};
    struct problem problem = {0};
    if (app_open(&app, cli->config, APP_JUDGES, &problem) != RC_OK)
        return cli_fail(&problem);
    enum rc rc = edition_import_site(&app, dir, &problem);
    app_close(&app);
    /* Opened again, so that the site's new facts are in force for what follows. */
    if (rc == RC_OK)
        rc = app_open(&app, cli->config, APP_JUDGES, &problem);
    if (rc != RC_OK)
        return cli_fail(&problem);
    rc = edition_import(&app, dir, &report, &problem);
    printf("articles: %zu added, %zu updated, %zu unchanged\ncomments: %zu added, %zu "
           "unchanged\nauthors:  %zu added\n",
           report.articles_added, report.articles_updated, report.articles_unchanged,
           report.comments_added, report.comments_unchanged, report.authors_added);
    int status = rc == RC_OK ? EXIT_DONE : cli_fail(&problem);
    app_close(&app);
    return status;
}

/* Articles of another system, through `read`: import_feed or import_page. */
static int import_foreign(const struct cli *cli, struct str section,
                          enum rc (*read)(struct app *, const struct import_feed_options *,
                                          struct import_feed_report *, struct problem *))
{
    struct app app;
    struct problem problem = {0};
    struct import_feed_report report = {0};
    const struct import_feed_options options = {.source = cli->positional[1], .section = section};
    if (app_open(&app, cli->config, APP_COMMAND, &problem) != RC_OK)
        return cli_fail(&problem);
    enum rc rc = read(&app, &options, &report, &problem);
    printf("articles: %zu added, %zu updated, %zu unchanged, %zu without text skipped\n",
           report.added, report.updated, report.unchanged, report.skipped);
    if (report.pictures_left_out > 0)
        printf("pictures: %zu left out\n", report.pictures_left_out);
    app_close(&app);
    return rc == RC_OK ? EXIT_DONE : cli_fail(&problem);
}

int cmd_import(int argc, char **argv)
{
    struct cli cli;
    struct str section = {0};
    int status;
    const struct cli_option options[] = {
        {"section", "TITLE", "section for articles that name none", &section, NULL}};
    const struct cli_usage usage = {
        .arguments = "feed|page|folder FILE|URL|DIR",
        .description =
            "Brings articles in, as often as you like: what is there already is updated or left "
            "alone.\n\n"
            "  feed FILE|URL   RSS 2.0, Atom or JSON Feed\n"
            "  page FILE|URL   one HTML page: title, byline, times, picture, text, tags\n"
            "  folder DIR      Markdown articles with their pictures and discussion "
            "(docs/IMPORT.md)",
        .options = options,
        .option_count = 1,
        .positional_min = 2,
        .positional_max = 2};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct str what = cli.positional[0];
    if (str_eq(what, STR("folder")))
        status = import_folder(&cli, cli.positional[1]);
    else if (str_eq(what, STR("feed")))
        status = import_foreign(&cli, section, import_feed);
    else if (str_eq(what, STR("page")))
        status = import_foreign(&cli, section, import_page);
    else {
        cli_fail_text("\"%.*s\" cannot be imported: feed, page or folder can", STR_ARG(what));
        status = EXIT_USAGE;
    }
    cli_end(&cli);
    return status;
}
