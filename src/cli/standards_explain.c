/* `comity standards explain TEXT`: everything that a judgement of a text rests on. */
#include <stdio.h>

#include "cli/app.h"
#include "cli/standards.h"
#include "cli/standards_explain.h"
#include "policy/decisive.h"
#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/given.h"
#include "policy/list.h"
#include "text/fingerprint.h"

struct explanation {
    struct str text, given, before, braked;
    bool all;
    struct arena *arena;
    const struct standards *standards;
    struct judge_context context;
    struct verdict verdict;
    struct fact_sheet sheet;
    uint64_t fingerprint; /* of the earlier comment */
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
    const struct explain_case found = {.arena = x->arena,
                                       .standards = x->standards,
                                       .context = &x->context,
                                       .verdict = &x->verdict,
                                       .sheet = &x->sheet};
    if (truth == EXPR_TRUE && !*decided && b->consequence != CONSEQUENCE_PUBLISH)
        standards_explain_steps(x->out, &found, c, b->consequence);
    *decided = *decided || truth == EXPR_TRUE;
}

static void put_clauses(struct explanation *x)
{
    size_t count;
    const struct standards_clause *c = standards_clauses(x->standards, &count);
    buf_printf(x->out, "\n%sconditions%s (at most %zu of %d steps)\n", x->style->bold,
               x->style->plain, standards_cost(x->standards), STANDARDS_COST_MAX);
    for (size_t i = 0; i < count; i++) {
        bool decided = false;
        if (c[i].by_moderators)
            continue;
        fact_sheet_enter_clause(&x->sheet, &x->context, c[i].slug);
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
        rc = given_set(context, name, given_value(value), problem);
    }
    return rc;
}

/* An earlier comment of the same author. */
static enum rc read_before(struct explanation *x)
{
    struct text t;
    enum rc rc = x->before.n > 0 ? text_prepare(x->arena, x->before, &t) : RC_NOT_FOUND;
    if (rc != RC_OK)
        return x->before.n > 0 ? rc : RC_OK;
    x->fingerprint = fingerprint_text(&t);
    x->context.signals.author.recent_fingerprints = &x->fingerprint;
    x->context.signals.author.recent_fingerprint_count = 1;
    x->context.signals.author.known = true;
    return RC_OK;
}

static enum rc judge_all(struct explanation *x, const struct judge *judge)
{
    enum rc rc = judge_comment(judge, x->text, &x->context, x->arena, &x->verdict);
    if (rc == RC_OK)
        rc = decisive_find(judge, x->text, &x->context, x->arena, &x->verdict);
    if (rc == RC_OK)
        rc = judge_measure(judge, x->text, &x->context, x->arena, &x->sheet);
    return rc;
}

static void put_decisive(struct explanation *x)
{
    if (x->verdict.finding_count > 0)
        buf_printf(x->out, "\n%swhich words decide%s\n", x->style->bold, x->style->plain);
    for (size_t i = 0; i < x->verdict.finding_count; i++) {
        buf_printf(x->out, "  #%.*s\n", STR_ARG(x->verdict.findings[i].clause));
        judging_show_decisive(x->out, &x->verdict.findings[i], x->text);
    }
}

/* What the document's word lists found. */
static enum rc put_lists(struct explanation *x)
{
    struct text t;
    struct list_matches m;
    enum rc rc = text_prepare(x->arena, x->text, &t);
    if (rc == RC_OK)
        rc = list_set_match(standards_lists(x->standards), &t, x->arena, &m);
    for (size_t i = 0; rc == RC_OK && i < m.place_count; i++) {
        const struct list_place *p = &m.places[i];
        if (i == 0)
            buf_printf(x->out, "\n%sfound by word lists%s\n", x->style->bold, x->style->plain);
        buf_printf(
            x->out, "  %-32s ",
            fact_info_in(standards_fact_names(x->standards), FACT_COUNT + (int)p->list).name);
        judging_put_quoted(x->out, str_slice(x->text, p->original.begin, p->original.end));
        if (p->read_as.n > 0) {
            BUF_PUT(x->out, ", read as ");
            judging_put_quoted(x->out, p->read_as);
        }
        buf_put_char(x->out, '\n');
    }
    return rc;
}

static int read_context(struct explanation *x, struct problem *problem)
{
    x->context.signals.site_language = standards_language(x->standards);
    if (read_given(x->given, &x->context, problem) != RC_OK) {
        cli_fail(problem);
        return EXIT_USAGE;
    }
    if (x->braked.n > 0 && standards_find_clause(x->standards, x->braked) == NULL) {
        cli_fail_text("there is no clause \"%.*s\" to be under the brake", STR_ARG(x->braked));
        return EXIT_USAGE;
    }
    x->context.braked = &x->braked;
    x->context.braked_count = x->braked.n > 0;
    enum rc rc = read_before(x);
    return rc == RC_OK ? EXIT_DONE : cli_fail_text("--before cannot be read: %s", rc_text(rc));
}

static int work(struct judging *j, struct buf *out, void *context)
{
    struct explanation *x = context;
    struct problem problem = {0};
    x->standards = j->standards;
    x->out = out;
    x->style = standards_style();
    int status = read_context(x, &problem);
    if (status != EXIT_DONE)
        return status;
    enum rc rc = judge_all(x, j->judge);
    if (rc != RC_OK)
        return cli_fail_text("this text cannot be judged: %s", rc_text(rc));
    judging_show(out, &x->verdict, x->text, x->style->bold[0] != '\0');
    put_decisive(x);
    put_facts(x);
    rc = put_lists(x);
    put_clauses(x);
    return rc == RC_OK ? EXIT_DONE : cli_fail_text("%s", rc_text(rc));
}

/* "-" stands for standard input, without the line end behind it. */
static int explain(struct explanation *x, struct cli *cli, struct str file)
{
    struct problem problem = {0};
    struct buf input;
    buf_init(&input, TEXT_BYTES_MAX + 2);
    bool standard_input = str_eq(x->text, STR("-"));
    enum rc rc = standard_input ? app_read_file("-", TEXT_BYTES_MAX + 1, &input, &problem) : RC_OK;
    if (rc == RC_OK && standard_input) {
        x->text = buf_str(&input);
        if (str_ends(x->text, STR("\n")))
            x->text.n--;
    }
    int status = rc == RC_OK ? standards_do(cli, file, work, x) : cli_fail(&problem);
    buf_release(&input);
    return status;
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
        {"before", "TEXT", "an earlier comment of the same author", &x.before, NULL},
        {"braked", "CLAUSE", "as if that clause were under the emergency brake", &x.braked, NULL},
        {"all", NULL, "every part of every condition, not only of those that hold or nearly do",
         NULL, &x.all}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] TEXT|-",
        .description =
            "Judges a text, or standard input, and shows the verdict, the words that decide, "
            "every\n"
            "fact measured, what word lists found, and how every condition came out: part by part\n"
            "where it holds, with what trust, repetition, reports and brake made of it, or where "
            "one\n"
            "part is missing by little.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    x.text = cli.positional[0];
    x.arena = cli.arena;
    status = explain(&x, &cli, file);
    cli_end(&cli);
    return status;
}
