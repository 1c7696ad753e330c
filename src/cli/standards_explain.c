/* `comity standards explain TEXT`: everything that a judgement of a text rests on. */
#include <stdio.h>

#include "cli/standards.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/given.h"

struct explanation {
    struct str text, given;
    bool all;
    struct arena *arena;
    const struct standards *standards;
    struct fact_sheet sheet;
    struct buf *out;
    const struct standards_style *style;
    bool near; /* of the condition being looked at: one test alone is missing, by little */
};

static void put_value(struct buf *out, enum signal_kind kind, struct fact_value value)
{
    if (!value.known)
        BUF_PUT(out, "unknown");
    else if (kind == SIGNAL_BOOL)
        buf_printf(out, "%s", value.number != 0 ? "true" : "false");
    else if (kind == SIGNAL_NUMBER)
        buf_printf(out, "%.6g", value.number);
    else {
        buf_put_char(out, '"');
        standards_put_line(out, str_slice(value.string, 0, 60));
        buf_printf(out, "%s\"", value.string.n > 60 ? "..." : "");
    }
}

static void put_facts(struct explanation *x)
{
    const struct fact_names *names = standards_fact_names(x->standards);
    buf_printf(x->out, "\n%smeasured%s (zero, false and unknown facts left out)\n", x->style->bold,
               x->style->plain);
    for (int fact = 0; fact < FACT_COUNT + (int)names->count; fact++) {
        struct fact_value value = fact_sheet_value(&x->sheet, fact);
        struct fact_info info = fact_info_in(names, fact);
        if (!value.known || (value.number == 0 && value.string.n == 0))
            continue;
        buf_printf(x->out, "  %-32s ", info.name);
        put_value(x->out, info.kind, value);
        buf_put_char(x->out, '\n');
    }
}

static const char *truth_name(enum expr_truth truth)
{
    static const char *const names[] = {"false", "true", "unknown"};
    return names[truth];
}

static void put_part(void *context, const struct expr_part *part)
{
    struct explanation *x = context;
    const struct fact_names *names = standards_fact_names(x->standards);
    const char *colour = part->truth == EXPR_TRUE ? x->style->good : x->style->dim;
    buf_printf(x->out, "      %s%-8s%s%*s", colour, truth_name(part->truth), x->style->plain,
               2 * part->depth, "");
    standards_put_line(x->out, part->source);
    for (size_t i = 0; i < part->fact_count; i++) {
        struct fact_info info = fact_info_in(names, part->facts[i]);
        if (info.kind == SIGNAL_BOOL && part->truth != EXPR_UNKNOWN)
            continue;
        buf_printf(x->out, "%s%s = ", i == 0 ? "   # " : ", ", info.name);
        put_value(x->out, info.kind, fact_sheet_value(&x->sheet, part->facts[i]));
    }
    if (part->decisive)
        buf_printf(x->out, "   <- %s",
                   part->truth == EXPR_TRUE ? "without it, no" : "only this is missing");
    buf_put_char(x->out, '\n');
}

static void note_near(void *context, const struct expr_part *part)
{
    struct explanation *x = context;
    x->near = x->near || (part->near && part->decisive);
}

static void put_branch(struct explanation *x, const struct standards_clause *c, size_t i,
                       bool *decided)
{
    const struct standards_branch *b = &c->branches[i];
    enum expr_truth truth = expr_evaluate(b->expr, &x->sheet);
    x->near = false;
    if (truth == EXPR_FALSE)
        expr_trace(x->arena, b->expr, &x->sheet, note_near, x);
    bool shown = x->all || x->near || (truth == EXPR_TRUE && !*decided);
    buf_printf(x->out, "    %-9s ", i == 0 ? "when" : "else_when");
    standards_put_line(x->out, b->condition);
    buf_printf(x->out, " -> %.*s: %s%s%s%s (at most %zu steps)\n",
               STR_ARG(consequence_name(b->consequence)), truth == EXPR_TRUE ? x->style->bold : "",
               truth_name(truth), x->style->plain,
               *decided  ? ", not asked: decided above"
               : x->near ? ", but nearly"
                         : "",
               expr_cost(b->expr));
    if (shown)
        expr_trace(x->arena, b->expr, &x->sheet, put_part, x);
    *decided = *decided || truth == EXPR_TRUE;
}

static void put_clauses(struct explanation *x, const struct judge_context *context)
{
    size_t count;
    const struct standards_clause *c = standards_clauses(x->standards, &count);
    buf_printf(x->out, "\n%sconditions%s (at most %zu of %d steps)\n", x->style->bold,
               x->style->plain, standards_cost(x->standards), STANDARDS_COST_MAX);
    for (size_t i = 0; i < count; i++) {
        bool decided = false;
        if (c[i].by_moderators)
            continue;
        fact_sheet_enter_clause(&x->sheet, context, c[i].slug);
        buf_printf(x->out, "  %s%.*s%s  ", x->style->bold, STR_ARG(c[i].slug), x->style->plain);
        standards_put_place(x->out, x->standards, c[i].line);
        buf_put_char(x->out, '\n');
        for (size_t k = 0; k < c[i].branch_count; k++)
            put_branch(x, &c[i], k, &decided);
    }
}

/* "name = value, name = value", as in a document's examples. */
static enum rc read_given(struct str given, struct judge_context *context, struct problem *problem)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && given.n > 0) {
        struct str value = str_split(&given, ',');
        struct str name = str_trim(str_split(&value, '='));
        if (value.p == NULL)
            return problem_set(problem, RC_INVALID,
                               "--given is name=value, name=value, as in author.staff=true");
        rc = given_set(context, name, str_trim(value), problem);
    }
    return rc;
}

static int work(struct judging *j, struct buf *out, void *context)
{
    struct explanation *x = context;
    struct judge_context c = {.signals.site_language = standards_language(j->standards)};
    struct problem problem = {0};
    struct verdict v;
    if (read_given(x->given, &c, &problem) != RC_OK) {
        cli_fail(&problem);
        return EXIT_USAGE;
    }
    enum rc rc = judge_comment(j->judge, x->text, &c, x->arena, &v);
    if (rc == RC_OK)
        rc = judge_measure(j->judge, x->text, &c, x->arena, &x->sheet);
    if (rc != RC_OK)
        return cli_fail_text("this text cannot be judged: %s", rc_text(rc));
    x->standards = j->standards;
    x->out = out;
    x->style = standards_style();
    judging_show(out, &v, x->text, x->style->bold[0] != '\0');
    put_facts(x);
    put_clauses(x, &c);
    return EXIT_DONE;
}

int cmd_standards_explain(int argc, char **argv)
{
    struct cli cli;
    struct str file = {0};
    struct explanation x = {0};
    int status;
    const struct cli_option options[] = {
        STANDARDS_OPTION(&file),
        {"given", "NAME=VALUE, ...",
         "what else is known, as in: author.staff=true, author.trust=12", &x.given, NULL},
        {"all", NULL, "every part of every condition, not only of those that hold or nearly do",
         NULL, &x.all}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] TEXT",
        .description = "Judges a text and shows the verdict, every fact measured, and how every "
                       "condition came\n"
                       "out: part by part where it holds, or where one part is missing by little.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    x.text = cli.positional[0];
    x.arena = cli.arena;
    status = standards_do(&cli, file, work, &x);
    cli_end(&cli);
    return status;
}
