/* What was learned from rulings, from the command line: showing it, taking it back, making it anew. */
#include "community/learning.h"

#include <math.h>
#include <stdio.h>

#include "cli/app.h"
#include "cli/judging.h"
#include "cli/period.h"

#define OUT_MAX ((size_t)4 * 1024 * 1024)

struct learning_command {
    struct cli cli;
    struct app app;
    struct str to;
    bool json;
};

/* --- showing --- */

static void put_count(struct buf *out, int64_t count, const char *one, const char *many)
{
    buf_printf(out, "%lld %s", (long long)count, count == 1 ? one : many);
}

static void put_word(struct buf *out, const struct learning_word *w)
{
    BUF_PUT(out, "  ");
    judging_put_quoted(out, w->word);
    for (size_t h = 0; h < HEAD_COUNT; h++)
        if (w->change[h] != 0)
            buf_printf(out, "  %s %+.2f", head_names[h], (double)w->change[h] / 1000);
    BUF_PUT(out, "  (");
    put_count(out, w->texts, "text", "texts");
    BUF_PUT(out, ")\n");
}

static void put_head(struct buf *out, const struct learning_report *r, size_t head)
{
    const struct learning_precision *p = &r->heads[head];
    buf_printf(out, "  %-10s", head_names[head]);
    if (p->learned_count == 0)
        BUF_PUT(out, "not known yet");
    else
        buf_printf(out, "%.1f %% of %lld (%.1f to %.1f)", p->learned.share * 100,
                   (long long)p->learned_count, p->learned.low * 100, p->learned.high * 100);
    if (p->model_count > 0)
        buf_printf(out, "; the model alone %.1f %% of %lld", p->model.share * 100,
                   (long long)p->model_count);
    buf_put(out, p->may_remove ? STR("; may remove\n") : STR("; holds at most\n"));
}

static void put_report(struct buf *out, const struct learning_report *r)
{
    if (!r->is_on)
        BUF_PUT(out, "switched off: nothing of it has an effect\n");
    if (r->is_pending)
        BUF_PUT(out, "rulings came in that are not learned from yet\n");
    if (r->now.version == 0) {
        BUF_PUT(out, "nothing was learned yet\n");
        return;
    }
    buf_printf(out, "version %lld of ", (long long)r->now.version);
    cli_put_time(out, r->now.made_ms);
    BUF_PUT(out, ": ");
    put_count(out, r->now.rulings, "ruling of ", "rulings of ");
    put_count(out, r->now.people, "person, ", "people, ");
    put_count(out, r->now.words, "word\n", "words\n");
    for (size_t i = 0; i < r->tally_count; i++) {
        const struct learning_tally *t = &r->tallies[i];
        static const char *const kinds[] = {"", "clause", "person", "key", "head"};
        buf_printf(out, "  %-7s%.*s: %lld breaking, %lld fine\n", kinds[t->kind],
                   STR_ARG(t->name.n > 0 ? t->name : STR("none")), (long long)t->breaks,
                   (long long)t->fine);
    }
    if (r->word_count > 0)
        BUF_PUT(out, "words, the strongest first, in log-odds:\n");
    for (size_t i = 0; i < r->word_count; i++)
        put_word(out, &r->words[i]);
    buf_printf(out, "broke the standards, of texts with a probability of %.2f and more:\n",
               (double)r->remove_from / 1000);
    for (size_t h = 0; h < HEAD_COUNT; h++)
        put_head(out, r, h);
    buf_printf(out, "of the newest %d comments %zu would have another probability\n",
               LEARNING_NEWEST, r->effect_count);
}

static int show(struct learning_command *c)
{
    const struct actor actor = app_actor();
    struct learning_report report;
    struct buf out;
    enum rc rc = learning_report(&c->app.reader, &actor, c->cli.arena, &report);
    if (rc != RC_OK)
        return cli_fail_text("what was learned cannot be read: %s", rc_text(rc));
    buf_init(&out, OUT_MAX);
    if (c->json) {
        learning_write_json(&out, &report);
        buf_put_char(&out, '\n');
    } else {
        put_report(&out, &report);
    }
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

/* --- changing --- */

/* Without a day everything is forgotten. */
static enum rc read_day(struct learning_command *c, int64_t *ret, struct problem *problem)
{
    *ret = 0;
    if (c->to.n == 0)
        return RC_OK;
    return period_moment(c->to, "to", community_now_ms(c->app.community), ret, problem);
}

static int change(struct learning_command *c, enum learning_verb verb)
{
    struct learning_change op = {.job = {.community = c->app.community, .arena = c->cli.arena},
                                 .actor = app_actor(),
                                 .verb = verb};
    enum rc rc = read_day(c, &op.reset_ms, &op.job.problem);
    if (rc == RC_OK)
        rc = community_run(learning_change_submit, &op.job);
    if (rc == RC_OK && (verb == LEARNING_REMAKE || verb == LEARNING_RESET))
        rc = learning_rebuild(&c->app.reader);
    if (rc != RC_OK)
        return op.job.problem.message[0] != '\0' ? cli_fail(&op.job.problem)
                                                 : cli_fail_text("%s", rc_text(rc));
    if (verb == LEARNING_REMAKE || verb == LEARNING_RESET)
        return show(c);
    fprintf(stderr, "comity: learning is %s; serving processes know in a second\n",
            verb == LEARNING_ON ? "on" : "off");
    return EXIT_DONE;
}

/* --- the command --- */

static int run_verb(struct learning_command *c, struct str verb)
{
    static const struct {
        struct str word;
        enum learning_verb verb;
    } verbs[] = {{STR_INIT("off"), LEARNING_OFF},
                 {STR_INIT("on"), LEARNING_ON},
                 {STR_INIT("reset"), LEARNING_RESET},
                 {STR_INIT("rebuild"), LEARNING_REMAKE}};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (str_eq(verb, verbs[i].word))
            return change(c, verbs[i].verb);
    return show(c);
}

static bool is_verb(struct str verb)
{
    static const struct str verbs[] = {STR_INIT("show"), STR_INIT("off"), STR_INIT("on"),
                                       STR_INIT("reset"), STR_INIT("rebuild")};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (str_eq(verb, verbs[i]))
            return true;
    return false;
}

static int run(struct learning_command *c)
{
    struct problem problem = {0};
    struct str verb = c->cli.positional[0];
    if (!is_verb(verb) || (c->to.n > 0 && !str_eq(verb, STR("reset")))) {
        cli_fail_text("say `comity learning show`, `reset --to DATE`, `rebuild`, `off` or `on`");
        return EXIT_USAGE;
    }
    int status = app_open(&c->app, c->cli.config, APP_COMMAND, &problem) != RC_OK
                     ? cli_fail(&problem)
                     : run_verb(c, verb);
    app_close(&c->app);
    return status;
}

int cmd_learning(int argc, char **argv)
{
    struct learning_command c = {0};
    int status;
    const struct cli_option options[] = {
        {"to", "WHEN", "reset: to how it was then, a date or 7d for a week ago; else to nothing",
         &c.to, NULL},
        {"json", NULL, "show: as one JSON object", NULL, &c.json}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] show | reset | rebuild | off | on",
        .description =
            "show     prints what was learned from moderators' rulings and programs' feedback.\n"
            "reset    forgets what was ruled after a time; later rulings are learned from again.\n"
            "rebuild  learns everything anew from the stored decisions: the same, bit for bit.\n"
            "off, on  switch it off and on. A serving site follows in a second or two.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&c.cli, &usage, argc, argv, &status))
        return status;
    status = run(&c);
    cli_end(&c.cli);
    return status;
}
