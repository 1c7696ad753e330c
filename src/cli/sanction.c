/* Sanctions from the command line: what was decided on an account, deciding, and ending it. */
#include "community/sanction.h"

#include "cli/app.h"
#include "cli/judging.h"
#include "community/account.h"

#define LIST_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct sanction_command {
    struct cli cli;
    struct app app;
    struct str clause, reason, serious, days, number;
    bool final, mistake;
    int64_t account_id;
    struct problem problem;
};

/* A name, or "#" and a user ID, which a deleted account has, too. */
static enum rc find_account(struct sanction_command *c)
{
    const struct actor actor = app_actor();
    struct str name = c->cli.positional[1];
    struct account_view account;
    if (name.n > 1 && name.p[0] == '#' &&
        str_to_i64(str_slice(name, 1, name.n - 1), &c->account_id) == RC_OK)
        return RC_OK;
    enum rc rc = account_get_by_name(&c->app.reader, &actor, name, c->cli.arena, &account);
    if (rc != RC_OK)
        return problem_set(&c->problem, rc, "there is no account called %.*s", STR_ARG(name));
    c->account_id = account.id;
    return RC_OK;
}

static enum rc read_list(struct sanction_command *c, struct sanction **ret, size_t *ret_count)
{
    const struct actor actor = app_actor();
    enum rc rc = sanction_list(&c->app.reader, &actor, c->account_id, c->cli.arena, ret, ret_count);
    return rc == RC_OK ? rc : problem_set(&c->problem, rc, "the sanctions cannot be read");
}

static void put_words(struct buf *out, const char *what, struct str words)
{
    if (words.n == 0)
        return;
    buf_printf(out, "\t%s: ", what);
    judging_put_safe(out, words);
    buf_put_char(out, '\n');
}

static void put_sanction(struct buf *out, const struct sanction *s, int64_t now_ms)
{
    static const char *const ends[] = {
        [SANCTION_LIFTED] = "ended", [SANCTION_ANNULLED] = "taken back as a mistake"};
    buf_printf(out, "%lld\t%.*s, ", (long long)s->id, STR_ARG(sanction_kind_name(s->kind)));
    cli_put_time(out, s->at_ms);
    if (s->until_ms != 0) {
        BUF_PUT(out, " until ");
        cli_put_time(out, s->until_ms);
    }
    buf_printf(out, ", by %.*s%s%s\n",
               STR_ARG(s->by_name.n > 0 ? s->by_name : STR("the command line")),
               s->is_final ? ", final" : "", sanction_in_force(s, now_ms) ? ", in force" : "");
    put_words(out, "clause", s->clause);
    put_words(out, "reason", s->reason);
    put_words(out, "without a warning, because", s->grave);
    if (s->end != SANCTION_STANDS)
        put_words(out, ends[s->end], s->end_why);
}

static enum rc list(struct sanction_command *c)
{
    struct sanction *all;
    size_t count;
    struct buf out;
    enum rc rc = read_list(c, &all, &count);
    if (rc != RC_OK)
        return rc;
    buf_init(&out, LIST_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        put_sanction(&out, &all[i], community_now_ms(c->app.community));
    if (count == 0)
        BUF_PUT(&out, "nothing was ever decided on this account\n");
    cli_print(&out);
    buf_release(&out);
    return RC_OK;
}

static enum rc give(struct sanction_command *c, enum sanction_kind kind)
{
    struct sanction_order op = {
        .job = {.community = c->app.community, .arena = c->cli.arena},
        .actor = app_actor(),
        .account_id = c->account_id,
        .kind = kind,
        .clause = c->clause,
        .reason = c->reason,
        .grave = c->serious,
        .knows_final = c->final,
        .seen_id = -1,
    };
    if (c->days.n > 0 && str_to_i64(c->days, &op.days) != RC_OK)
        return problem_set(&c->problem, RC_INVALID, "--days is a number");
    enum rc rc = community_run(sanction_give_submit, &op.job);
    c->problem = op.job.problem;
    return rc;
}

/* The newest that is in force, or the one named. */
static enum rc find_ended(struct sanction_command *c, int64_t *ret)
{
    struct sanction *all;
    size_t count;
    if (c->number.n > 0)
        return str_to_i64(c->number, ret) == RC_OK
                   ? RC_OK
                   : problem_set(&c->problem, RC_INVALID, "--sanction is a number from the list");
    enum rc rc = read_list(c, &all, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (sanction_in_force(&all[i], community_now_ms(c->app.community))) {
            *ret = all[i].id;
            return RC_OK;
        }
    return rc == RC_OK ? problem_set(&c->problem, RC_NOT_FOUND, "nothing is in force") : rc;
}

static enum rc end(struct sanction_command *c)
{
    struct sanction_lift_order op = {
        .job = {.community = c->app.community, .arena = c->cli.arena},
        .actor = app_actor(),
        .lifting = {.account_id = c->account_id,
                    .end = c->mistake ? SANCTION_ANNULLED : SANCTION_LIFTED,
                    .why = c->reason},
    };
    enum rc rc = find_ended(c, &op.lifting.sanction_id);
    if (rc != RC_OK)
        return rc;
    rc = community_run(sanction_lift_submit, &op.job);
    c->problem = op.job.problem;
    return rc;
}

static int run(struct sanction_command *c)
{
    struct str verb = c->cli.positional[0];
    enum sanction_kind kind = SANCTION_WARNING;
    bool lists = str_eq(verb, STR("list")), ends = str_eq(verb, STR("end"));
    if (!lists && !ends && sanction_kind_parse(verb, &kind) != RC_OK) {
        cli_fail_text("say list, warn, premoderate, suspend, block, delete or end, and a name");
        return EXIT_USAGE;
    }
    enum rc rc = app_open(&c->app, c->cli.config, APP_COMMAND, &c->problem);
    if (rc == RC_OK)
        rc = find_account(c);
    if (rc == RC_OK)
        rc = lists ? list(c) : ends ? end(c) : give(c, kind);
    app_close(&c->app);
    if (rc == RC_OK)
        return EXIT_DONE;
    return c->problem.message[0] != '\0' ? cli_fail(&c->problem) : cli_fail_text("%s", rc_text(rc));
}

int cmd_sanction(int argc, char **argv)
{
    struct sanction_command c = {0};
    int status;
    const struct cli_option options[] = {
        {"clause", "SLUG", "the clause that was broken", &c.clause, NULL},
        {"reason", "TEXT", "what they did, or why it ends; the reader is told", &c.reason, NULL},
        {"serious", "TEXT", "in mode dsa, without an earlier warning: why it cannot wait",
         &c.serious, NULL},
        {"days", "N", "suspend: how long; premoderate: how long, else without an end", &c.days,
         NULL},
        {"final", NULL, "a second block in literal mode: nobody can lift it, and you know", NULL,
         &c.final},
        {"sanction", "NUMBER", "end: which one, from the list; else the newest in force", &c.number,
         NULL},
        {"mistake", NULL, "end: it was a mistake and counts for nothing", NULL, &c.mistake}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] list|warn|premoderate|suspend|block|delete|end NAME",
        .description =
            "Shows what was decided on an account, decides, and ends it before its time. NAME is "
            "a\n"
            "user name, or # and a user ID. docs/MODERATION.md says what follows from each.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 2,
        .positional_max = 2};
    if (!cli_begin(&c.cli, &usage, argc, argv, &status))
        return status;
    status = run(&c);
    cli_end(&c.cli);
    return status;
}
