#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/judging.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/rehearsal.h"

#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)

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

static int run_test(struct judging *j, struct buf *out)
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

static void put_value(struct buf *out, int fact, struct fact_value value)
{
    struct fact_info info = fact_info(fact);
    if (info.kind == SIGNAL_STRING)
        buf_printf(out, "  %-32s \"%.*s\"\n", info.name, STR_ARG(value.string));
    else if (info.kind == SIGNAL_BOOL)
        buf_printf(out, "  %-32s %s\n", info.name, value.number != 0 ? "true" : "false");
    else
        buf_printf(out, "  %-32s %.6g\n", info.name, value.number);
}

static void put_facts(struct buf *out, const struct fact_sheet *sheet)
{
    BUF_PUT(out, "\nmeasured (zero, false and unknown facts left out)\n");
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        struct fact_value value = fact_sheet_value(sheet, fact);
        if (value.known && (value.number != 0 || value.string.n > 0))
            put_value(out, fact, value);
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

static int run_explain(struct judging *j, struct arena *a, struct str comment, struct buf *out)
{
    struct judge_context context = {.signals.site_language = standards_language(j->standards)};
    struct verdict v;
    struct text t;
    struct fact_sheet sheet;
    enum rc rc = judge_comment(j->judge, comment, &context, a, &v);
    if (rc == RC_OK)
        rc = text_prepare(a, comment, &t);
    if (rc != RC_OK)
        return cli_fail_text("this text cannot be judged: %s", rc_text(rc));
    fact_sheet_fill(&sheet, v.facts, &context, &t);
    judging_show(out, &v, comment, isatty(STDOUT_FILENO) == 1);
    put_facts(out, &sheet);
    put_clauses(out, j->standards, &sheet);
    return cli_print(out);
}

static int run_facts(struct buf *out)
{
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        struct fact_info info = fact_info(fact);
        buf_printf(out, "%-30s %-14s %s\n", info.name, fact_kind_name(info.kind), info.text);
    }
    return cli_print(out);
}

static int dispatch(struct cli *cli, struct str file, struct buf *out)
{
    struct str action = cli->positional[0];
    bool test = str_eq(action, STR("test")), explain = str_eq(action, STR("explain"));
    struct str argument = cli->positional_count > 1 ? cli->positional[1] : (struct str){0};
    struct problem problem = {0};
    struct judging j;
    if (str_eq(action, STR("facts")))
        return run_facts(out);
    if (!test && !explain) {
        cli_fail_text("there is no \"standards %.*s\"; it is test, explain or facts",
                      STR_ARG(action));
        return EXIT_USAGE;
    }
    if (explain && argument.p == NULL) {
        cli_fail_text("explain needs the comment's text behind it");
        return EXIT_USAGE;
    }
    if (test && argument.n > 0)
        file = argument;
    if (judging_open(&j, file, &problem) != RC_OK)
        return cli_fail(&problem);
    int status = test ? run_test(&j, out) : run_explain(&j, cli->arena, argument, out);
    judging_close(&j);
    return status;
}

int cmd_standards(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    int status;
    const struct cli_option options[] = {
        {"standards", "FILE", "the document to use; without it, the setting standards.file", &file,
         NULL}};
    const struct cli_usage usage = {
        .arguments = "test [FILE] | explain TEXT | facts",
        .description =
            "test     judges the document's own examples and says which come out otherwise.\n"
            "explain  judges a text and shows every fact measured and every condition's outcome.\n"
            "facts    lists what conditions may ask about.",
        .options = options,
        .option_count = 1,
        .positional_min = 1,
        .positional_max = 2};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, OUTPUT_MAX);
    status = dispatch(&cli, judging_file(&cli, file), &out);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
