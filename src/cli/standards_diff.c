/* `comity standards diff A B`: what changes between two documents, and for which examples. */
#include <stdio.h>

#include "base/json.h"
#include "cli/standards.h"
#include "cli/standards_compare.h"
#include "policy/rehearsal.h"

#define OUTCOMES_MAX ((size_t)100000)

struct diff {
    bool as_json;
    struct judging a, b;
    struct buf *out;
    struct json json;
    const struct standards_style *style;
    struct str section; /* the last one shown */
    size_t differences, turned;
    unsigned char *outcomes; /* under A, in order */
    size_t at;
    const struct standards *examples; /* whose examples are being judged */
};

static void put_side(struct diff *d, const char *mark, const char *colour, struct str text)
{
    if (text.p == NULL)
        return;
    buf_printf(d->out, "    %s%s ", colour, mark);
    standards_put_line(d->out, text);
    buf_printf(d->out, "%s\n", d->style->plain);
}

static void put_json(struct diff *d, const struct standards_difference *x)
{
    json_begin_object(&d->json);
    JSON_STR(&d->json, "section", x->section);
    JSON_STR(&d->json, "what", str_from_cstr(x->what));
    if (x->before.p != NULL)
        JSON_STR(&d->json, "before", x->before);
    if (x->after.p != NULL)
        JSON_STR(&d->json, "after", x->after);
    json_end(&d->json);
}

static void put_difference(void *context, const struct standards_difference *x)
{
    struct diff *d = context;
    if (d->as_json) {
        put_json(d, x);
        return;
    }
    if (d->differences++ == 0 || !str_eq(d->section, x->section)) {
        struct str name = x->section.n > 0 ? x->section : STR("the document's head");
        buf_printf(d->out, "%s%s%.*s%s\n", d->style->bold, x->section.n > 0 ? "#" : "",
                   STR_ARG(name), d->style->plain);
        d->section = x->section;
    }
    bool added = x->before.p == NULL, removed = x->after.p == NULL;
    buf_printf(d->out, "  %s %s\n", x->what, added ? "added" : removed ? "removed" : "changed");
    if (x->prose)
        return;
    put_side(d, "-", d->style->bad, x->before);
    put_side(d, "+", d->style->good, x->after);
}

static void remember(const struct rehearsal_result *r, void *context)
{
    struct diff *d = context;
    if (d->at < OUTCOMES_MAX)
        d->outcomes[d->at++] = (unsigned char)r->verdict->consequence;
}

static void put_turned(struct diff *d, const struct rehearsal_result *r, enum consequence before)
{
    d->turned++;
    struct standards_place place = standards_place(d->examples, r->example->line);
    struct str was = consequence_name(before), is = consequence_name(r->verdict->consequence);
    if (d->as_json) {
        json_begin_object(&d->json);
        JSON_STR(&d->json, "clause", r->clause->slug);
        JSON_STR(&d->json, "file", place.file);
        JSON_I64(&d->json, "line", place.line);
        JSON_STR(&d->json, "text", r->example->text);
        JSON_STR(&d->json, "before", was);
        JSON_STR(&d->json, "after", is);
        json_end(&d->json);
        return;
    }
    if (d->turned == 1)
        buf_printf(d->out, "\n%sexamples that come out otherwise%s\n", d->style->bold,
                   d->style->plain);
    buf_printf(d->out, "  %.*s:%d #%.*s: %.*s -> %.*s\n    ", STR_ARG(place.file), place.line,
               STR_ARG(r->clause->slug), STR_ARG(was), STR_ARG(is));
    standards_put_line(d->out, r->example->text);
    buf_put_char(d->out, '\n');
}

/* Examples that both documents have are looked at once. */
static bool looked_at(const struct diff *d, const struct rehearsal_result *r)
{
    const struct standards_clause *c = standards_find_clause(d->a.standards, r->clause->slug);
    if (d->examples == d->a.standards || c == NULL)
        return false;
    for (size_t i = 0; i < c->example_count; i++)
        if (str_eq(c->examples[i].text, r->example->text) &&
            c->examples[i].given_count == r->example->given_count)
            return true;
    return false;
}

static void look(const struct rehearsal_result *r, void *context)
{
    struct diff *d = context;
    if (d->at >= OUTCOMES_MAX)
        return;
    enum consequence before = (enum consequence)d->outcomes[d->at++];
    if (before != r->verdict->consequence && !looked_at(d, r))
        put_turned(d, r, before);
}

static enum rc try_examples(struct diff *d, const struct standards *examples,
                            struct problem *problem)
{
    d->examples = examples;
    d->at = 0;
    enum rc rc = rehearsal_run_of(d->a.judge, examples, remember, d, problem);
    d->at = 0;
    return rc == RC_OK ? rehearsal_run_of(d->b.judge, examples, look, d, problem) : rc;
}

static enum rc compare(struct diff *d, struct problem *problem)
{
    if (d->as_json) {
        json_begin_object(&d->json);
        json_key(&d->json, STR("differences"));
        json_begin_array(&d->json);
    }
    size_t count = standards_compare(d->a.standards, d->b.standards, put_difference, d);
    d->differences = count;
    if (d->as_json) {
        json_end(&d->json);
        json_key(&d->json, STR("examples"));
        json_begin_array(&d->json);
    }
    enum rc rc = try_examples(d, d->a.standards, problem);
    if (rc == RC_OK)
        rc = try_examples(d, d->b.standards, problem);
    if (d->as_json) {
        json_end(&d->json);
        json_end(&d->json);
        buf_put_char(d->out, '\n');
    } else if (count == 0) {
        BUF_PUT(d->out, "no difference in meaning\n");
    } else {
        buf_printf(d->out, "\n%zu differences; %zu examples come out otherwise\n", count,
                   d->turned);
    }
    return rc;
}

static int run(struct diff *d, struct str a, struct str b, struct arena *arena)
{
    struct problem problem = {0};
    struct buf out;
    int status = EXIT_FAILED;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    json_init(&d->json, &out);
    d->out = &out;
    d->style = standards_style();
    d->outcomes = ARENA_ARRAY(arena, OUTCOMES_MAX, unsigned char);
    if (d->outcomes == NULL)
        return cli_fail_text("out of memory");
    enum rc rc = judging_open(&d->a, a, &problem);
    if (rc == RC_OK)
        rc = judging_open(&d->b, b, &problem);
    if (rc == RC_OK)
        rc = compare(d, &problem);
    if (rc != RC_OK)
        cli_fail(&problem);
    else if (cli_print(&out) == EXIT_DONE)
        status = d->differences > 0 ? EXIT_FAILED : EXIT_DONE;
    judging_close(&d->b);
    judging_close(&d->a);
    buf_release(&out);
    return status;
}

int cmd_standards_diff(int argc, char **argv)
{
    struct cli cli;
    struct diff d = {0};
    int status;
    const struct cli_option options[] = {
        {"json", NULL, "one JSON object instead of lines", NULL, &d.as_json}};
    const struct cli_usage usage = {.arguments = "[OPTIONS] A [B]",
                                    .description = "Compares two documents by what they mean, and "
                                                   "shows which of the examples of both come\n"
                                                   "out otherwise. Without B, A is compared with "
                                                   "the document in force. Exit status 1 when\n"
                                                   "they differ.",
                                    .options = options,
                                    .option_count = 1,
                                    .positional_min = 1,
                                    .positional_max = 2};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct str first = cli.positional[0], in_force = judging_file(&cli, (struct str){0});
    status = cli.positional_count > 1 ? run(&d, first, cli.positional[1], cli.arena)
                                      : run(&d, in_force, first, cli.arena);
    cli_end(&cli);
    return status;
}
