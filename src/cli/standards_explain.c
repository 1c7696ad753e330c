/* `comity standards explain TEXT`: everything that a judgement of a text rests on. */
#include <stdio.h>
#include <unistd.h>

#include "cli/judging.h"
#include "cli/standards.h"
#include "policy/expr.h"
#include "policy/fact.h"

static void put_value(struct buf *out, const struct fact_names *names, int fact,
                      struct fact_value value)
{
    struct fact_info info = fact_info_in(names, fact);
    if (info.kind == SIGNAL_STRING)
        buf_printf(out, "  %-32s \"%.*s\"\n", info.name, STR_ARG(value.string));
    else if (info.kind == SIGNAL_BOOL)
        buf_printf(out, "  %-32s %s\n", info.name, value.number != 0 ? "true" : "false");
    else
        buf_printf(out, "  %-32s %.6g\n", info.name, value.number);
}

static void put_facts(struct buf *out, const struct fact_names *names,
                      const struct fact_sheet *sheet)
{
    BUF_PUT(out, "\nmeasured (zero, false and unknown facts left out)\n");
    for (int fact = 0; fact < FACT_COUNT + (int)names->count; fact++) {
        struct fact_value value = fact_sheet_value(sheet, fact);
        if (value.known && (value.number != 0 || value.string.n > 0))
            put_value(out, names, fact, value);
    }
}

static void put_clauses(struct buf *out, const struct standards *s, const struct fact_sheet *sheet)
{
    static const char *const truths[] = {"false  ", "true   ", "unknown"};
    size_t count;
    const struct standards_clause *c = standards_clauses(s, &count);
    BUF_PUT(out, "\nconditions\n");
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < c[i].branch_count; k++)
            buf_printf(out, "  %s  %.*s: %.*s -> %.*s\n",
                       truths[expr_evaluate(c[i].branches[k].expr, sheet)], STR_ARG(c[i].slug),
                       STR_ARG(c[i].branches[k].condition),
                       STR_ARG(consequence_name(c[i].branches[k].consequence)));
}

static int run(struct judging *j, struct arena *a, struct str comment, struct buf *out)
{
    struct judge_context context = {.signals.site_language = standards_language(j->standards)};
    struct verdict v;
    struct fact_sheet sheet;
    enum rc rc = judge_comment(j->judge, comment, &context, a, &v);
    if (rc == RC_OK)
        rc = judge_measure(j->judge, comment, &context, a, &sheet);
    if (rc != RC_OK)
        return cli_fail_text("this text cannot be judged: %s", rc_text(rc));
    judging_show(out, &v, comment, isatty(STDOUT_FILENO) == 1);
    put_facts(out, standards_fact_names(j->standards), &sheet);
    put_clauses(out, j->standards, &sheet);
    return cli_print(out);
}

int cmd_standards_explain(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    int status;
    const struct cli_option options[] = {STANDARDS_OPTION(&file)};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] TEXT",
        .description = "Judges a text and shows every fact measured and every condition's outcome.",
        .options = options,
        .option_count = 1,
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct problem problem = {0};
    struct judging j;
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    if (judging_open(&j, judging_file(&cli, file), &problem) == RC_OK) {
        status = run(&j, cli.arena, cli.positional[0], &out);
        judging_close(&j);
    } else {
        status = cli_fail(&problem);
    }
    buf_release(&out);
    cli_end(&cli);
    return status;
}
