/* What was learned from rulings, from the command line: showing it, taking it back, making it anew. */
#include "community/learning/learning.h"

#include <math.h>
#include <stdio.h>

#include "cli/judging.h"
#include "cli/period.h"
#include "cli/site_command.h"

#define OUT_MAX ((size_t)4 * 1024 * 1024)

#define SAY "say `comity learning show`, `reset --to DATE`, `rebuild`, `off` or `on`"

struct learning_command {
    struct site_command site;
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

static enum rc print_report(struct site_command *site)
{
    const struct learning_command *c = (const struct learning_command *)site;
    const struct actor actor = app_actor();
    struct learning_report report;
    struct buf out;
    enum rc rc = learning_report(&site->app.reader, &actor, site->cli.arena, &report);
    if (rc != RC_OK)
        return problem_set(&site->problem, rc, "what was learned cannot be read: %s", rc_text(rc));
    buf_init(&out, OUT_MAX);
    if (c->json) {
        learning_write_json(&out, &report);
        buf_put_char(&out, '\n');
    } else {
        put_report(&out, &report);
    }
    site->status = cli_print(&out);
    buf_release(&out);
    return RC_OK;
}

/* --- changing --- */

/* A day goes with what takes back alone. */
static enum rc check_day(struct learning_command *c, enum learning_verb verb)
{
    bool stray = c->to.n > 0 && verb != LEARNING_RESET;
    return stray ? site_command_usage(&c->site, SAY) : RC_OK;
}

/* Without a day everything is forgotten. */
static enum rc read_day(struct learning_command *c, int64_t *ret, struct problem *problem)
{
    *ret = 0;
    if (c->to.n == 0)
        return RC_OK;
    return period_moment(c->to, "to", community_now_ms(c->site.app.community), ret, problem);
}

static enum rc change(struct learning_command *c, enum learning_verb verb)
{
    struct learning_change op = {
        .job = {.community = c->site.app.community, .arena = c->site.cli.arena},
        .actor = app_actor(),
        .verb = verb};
    enum rc rc = check_day(c, verb);
    if (rc == RC_OK)
        rc = read_day(c, &op.reset_ms, &c->site.problem);
    return rc == RC_OK ? site_command_job(&c->site, learning_change_submit, &op.job) : rc;
}

static enum rc rebuild(struct site_command *site, enum learning_verb verb)
{
    enum rc rc = change((struct learning_command *)site, verb);
    if (rc == RC_OK)
        rc = learning_rebuild(&site->app.reader);
    return rc == RC_OK ? print_report(site) : rc;
}

static enum rc turn(struct site_command *site, enum learning_verb verb)
{
    enum rc rc = change((struct learning_command *)site, verb);
    if (rc == RC_OK)
        fprintf(stderr, "comity: learning is %s; serving processes know in a second\n",
                verb == LEARNING_ON ? "on" : "off");
    return rc;
}

static enum rc show(struct site_command *site)
{
    enum rc rc = check_day((struct learning_command *)site, LEARNING_ON);
    return rc == RC_OK ? print_report(site) : rc;
}

static enum rc reset(struct site_command *site)
{
    return rebuild(site, LEARNING_RESET);
}

static enum rc remake(struct site_command *site)
{
    return rebuild(site, LEARNING_REMAKE);
}

static enum rc turn_on(struct site_command *site)
{
    return turn(site, LEARNING_ON);
}

static enum rc turn_off(struct site_command *site)
{
    return turn(site, LEARNING_OFF);
}

/* --- the command --- */

static const struct site_verb verb_list[] = {{"show", 0, 0, show, false},
                                             {"reset", 0, 0, reset, false},
                                             {"rebuild", 0, 0, remake, false},
                                             {"off", 0, 0, turn_off, false},
                                             {"on", 0, 0, turn_on, false}};

static const struct site_verbs verbs = {
    .list = verb_list, .count = sizeof verb_list / sizeof verb_list[0], .say = SAY};

int cmd_learning(int argc, char **argv)
{
    struct learning_command c = {0};
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
    return site_command_main(&c.site, &usage, &verbs, argc, argv);
}
