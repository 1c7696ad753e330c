/* `comity standards errors`: how often each clause errs, measured by the blind check. */
#include <stdio.h>

#include "cli/app.h"
#include "cli/standards.h"
#include "community/moderation/rates.h"

static void write_share(struct buf *out, const struct proportion *p, double unit)
{
    if (p->low <= 0 && p->high >= 1) /* nothing was looked at */
        buf_printf(out, " %7s %7s %7s", "-", "-", "-");
    else
        buf_printf(out, " %7.1f %7.1f %7.1f", p->share * unit, p->low * unit, p->high * unit);
}

static void write_rates(struct buf *out, const char *heading, const struct rates *r)
{
    buf_printf(out, "%s: %lld published and %lld stopped comments judged blind\n\n", heading,
               (long long)r->published, (long long)r->acted);
    buf_printf(out, "%-20s %7s %7s  %-23s %7s  %-23s\n", "clause", "actions", "wrong",
               "  % wrong    low    high", "missed", " per 1,000    low    high");
    for (size_t i = 0; i < r->clause_count; i++) {
        const struct rates_clause *c = &r->clauses[i];
        buf_printf(out, "%-20.*s %7lld %7lld ", STR_ARG(c->slug), (long long)c->acted,
                   (long long)c->wrong);
        write_share(out, &c->wrong_share, 100);
        buf_printf(out, " %7lld ", (long long)c->missed);
        write_share(out, &c->missed_share, 1000);
        buf_printf(out, "\n");
    }
}

static enum rc run(struct cli *cli, bool json, struct buf *out, struct problem *problem)
{
    struct app app;
    struct rates_report report;
    const struct actor actor = app_actor();
    enum rc rc = app_open(&app, cli->config, APP_COMMAND, problem);
    if (rc != RC_OK)
        return rc;
    rc = rates_get(&app.reader, &actor, cli->arena, &report);
    if (rc == RC_OK && json) {
        rates_write_json(out, &report, cli->arena);
        buf_printf(out, "\n");
    } else if (rc == RC_OK) {
        write_rates(out, "By the standards in force", &report.in_force);
        write_rates(out, "\nIn the last 90 days", &report.lately);
    }
    app_close(&app);
    return rc == RC_OK ? rc : problem_set(problem, rc, "the answers cannot be read");
}

int cmd_standards_errors(int argc, char **argv)
{
    struct cli cli;
    bool json = false;
    int status;
    struct problem problem = {0};
    const struct cli_option options[] = {
        {"json", NULL, "as JSON, as /api/standards/errors has it", NULL, &json}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS]",
        .description =
            "Shows for every clause how many of its actions a person found wrong, and how many\n"
            "comments per 1,000 published it missed, each with the range in which the true share\n"
            "lies with 95 %. The numbers come from the blind check at /moderation/verify.",
        .options = options,
        .option_count = 1,
    };
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    status = run(&cli, json, &out, &problem) == RC_OK ? cli_print(&out) : cli_fail(&problem);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
