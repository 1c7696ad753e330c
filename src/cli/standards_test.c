/* `comity standards test`: a document's examples, judged by the document. */
#include <stdio.h>

#include "base/clock.h"
#include "cli/standards.h"
#include "policy/rehearsal.h"

struct run {
    bool tap;
    const struct standards *standards;
    struct buf *out;
    const struct standards_style *style;
    struct buf failures; /* of the clause being tried */
    const struct standards_clause *clause;
    size_t passed, failed; /* of that clause */
    size_t passed_in_all, failed_in_all, clauses;
};

static struct str expected_words(const struct rehearsal_result *r)
{
    bool keep = str_eq(r->example->expected, STR("keep"));
    return r->got == CONSEQUENCE_PUBLISH ? STR("keep")
           : keep                        ? r->verdict->findings[0].clause
                                         : consequence_name(r->got);
}

static void finish_clause(struct run *run)
{
    const struct standards_style *s = run->style;
    if (run->clause == NULL)
        return;
    bool good = run->failed == 0;
    buf_printf(run->out, "%s%s%s  %-20.*s %4zu passed", good ? s->good : s->bad,
               good ? "ok    " : "not ok", s->plain, STR_ARG(run->clause->slug), run->passed);
    if (!good)
        buf_printf(run->out, ", %zu failed", run->failed);
    buf_put_char(run->out, '\n');
    buf_put(run->out, buf_str(&run->failures));
    buf_clear(&run->failures);
    run->clauses++;
    run->passed = run->failed = 0;
}

static void tell_failure(struct run *run, const struct rehearsal_result *r)
{
    struct buf *out = &run->failures;
    bool keep = str_eq(r->example->expected, STR("keep"));
    struct str got = r->got == CONSEQUENCE_PUBLISH ? STR("keep") : consequence_name(r->got);
    BUF_PUT(out, "  ");
    standards_put_place(out, run->standards, r->example->line);
    buf_printf(out, ": expected %.*s, got %.*s%s\n    ", STR_ARG(r->example->expected),
               STR_ARG(got), keep ? "" : " from this clause");
    standards_put_line(out, r->example->text);
    BUF_PUT(out, "\n    whole verdict: ");
    judging_show(out, r->verdict, r->example->text, run->style->bold[0] != '\0');
}

static void tell_tap(struct run *run, const struct rehearsal_result *r)
{
    size_t number = run->passed_in_all + run->failed_in_all;
    buf_printf(run->out, "%sok %zu - %.*s ", r->met ? "" : "not ", number,
               STR_ARG(r->clause->slug));
    standards_put_place(run->out, run->standards, r->example->line);
    buf_printf(run->out, " %.*s\n", STR_ARG(r->example->expected));
    if (r->met)
        return;
    struct str got = expected_words(r);
    buf_printf(run->out, "# got %.*s\n# ", STR_ARG(got));
    standards_put_line(run->out, r->example->text);
    buf_put_char(run->out, '\n');
}

static void report(const struct rehearsal_result *r, void *context)
{
    struct run *run = context;
    if (run->clause != r->clause && !run->tap)
        finish_clause(run);
    run->clause = r->clause;
    *(r->met ? &run->passed : &run->failed) += 1;
    *(r->met ? &run->passed_in_all : &run->failed_in_all) += 1;
    if (run->tap)
        tell_tap(run, r);
    else if (!r->met)
        tell_failure(run, r);
}

static size_t count_examples(const struct standards *s)
{
    size_t count, examples = 0;
    const struct standards_clause *c = standards_clauses(s, &count);
    for (size_t i = 0; i < count; i++)
        examples += c[i].example_count;
    return examples;
}

static int work(struct judging *j, struct buf *out, void *context)
{
    struct run *run = context;
    struct problem problem = {0};
    int64_t begin = clock_monotonic_ns();
    run->standards = j->standards;
    run->out = out;
    run->style = standards_style();
    buf_init(&run->failures, STANDARDS_OUTPUT_MAX);
    if (run->tap)
        buf_printf(out, "1..%zu\n", count_examples(j->standards));
    enum rc rc = rehearsal_run(j->judge, report, run, &problem);
    if (!run->tap && rc == RC_OK)
        finish_clause(run);
    buf_release(&run->failures);
    if (rc != RC_OK)
        return cli_fail(&problem);
    double seconds = (double)(clock_monotonic_ns() - begin) / 1e9;
    if (!run->tap)
        buf_printf(out, "%zu passed, %zu failed (%zu clauses, %.2f s)\n", run->passed_in_all,
                   run->failed_in_all, run->clauses, seconds);
    return run->failed_in_all > 0 ? EXIT_FAILED : EXIT_DONE;
}

int cmd_standards_test(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    struct run run = {0};
    int status;
    const struct cli_option options[] = {
        STANDARDS_OPTION(&file),
        {"tap", NULL, "one line for every example, as the Test Anything Protocol", NULL, &run.tap}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] [FILE]",
        .description = "Judges the document's own examples and says which come out otherwise.\n"
                       "Exit status 1 when one does.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    if (cli.positional_count > 0)
        file = cli.positional[0];
    status = standards_do(&cli, file, work, &run);
    cli_end(&cli);
    return status;
}
