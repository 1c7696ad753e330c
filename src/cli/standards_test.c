/* `comity standards test`: a document's examples, judged by the document. */
#include <stdio.h>

#include "cli/judging.h"
#include "cli/standards.h"
#include "policy/rehearsal.h"

struct counts {
    struct buf *out;
    const struct standards_clause *clause; /* the one being reported */
    size_t passed, failed;                 /* of that clause */
    size_t passed_in_all, failed_in_all;
};

static void finish_clause(struct counts *c)
{
    if (c->clause == NULL)
        return;
    buf_printf(c->out, "%s  %.*s: %zu passed, %zu failed\n", c->failed > 0 ? "not ok" : "ok    ",
               STR_ARG(c->clause->slug), c->passed, c->failed);
    c->passed_in_all += c->passed;
    c->failed_in_all += c->failed;
    c->passed = c->failed = 0;
}

static void report(const struct rehearsal_result *r, void *context)
{
    struct counts *c = context;
    if (c->clause != r->clause)
        finish_clause(c);
    c->clause = r->clause;
    if (r->met) {
        c->passed++;
        return;
    }
    c->failed++;
    bool keep = str_eq(r->example->expected, STR("keep"));
    struct str got = r->got == CONSEQUENCE_PUBLISH ? STR("keep") : consequence_name(r->got);
    buf_printf(c->out, "line %d (#%.*s): expected %.*s, got %.*s%s\n    %.*s\n", r->example->line,
               STR_ARG(r->clause->slug), STR_ARG(r->example->expected), STR_ARG(got),
               keep ? "" : " from this clause", STR_ARG(r->example->text));
    BUF_PUT(c->out, "  whole verdict: ");
    judging_show(c->out, r->verdict, r->example->text, false);
}

static int run(struct judging *j, struct buf *out)
{
    struct problem problem = {0};
    struct counts c = {.out = out};
    if (rehearsal_run(j->judge, report, &c, &problem) != RC_OK)
        return cli_fail(&problem);
    finish_clause(&c);
    buf_printf(out, "%zu passed, %zu failed\n", c.passed_in_all, c.failed_in_all);
    int status = cli_print(out);
    return c.failed_in_all > 0 ? EXIT_FAILED : status;
}

int cmd_standards_test(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    int status;
    const struct cli_option options[] = {STANDARDS_OPTION(&file)};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] [FILE]",
        .description = "Judges the document's own examples and says which come out otherwise.",
        .options = options,
        .option_count = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct problem problem = {0};
    struct judging j;
    struct buf out;
    if (cli.positional_count > 0)
        file = cli.positional[0];
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    if (judging_open(&j, judging_file(&cli, file), &problem) == RC_OK) {
        status = run(&j, &out);
        judging_close(&j);
    } else {
        status = cli_fail(&problem);
    }
    buf_release(&out);
    cli_end(&cli);
    return status;
}
