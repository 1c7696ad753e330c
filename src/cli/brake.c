/* Emergency brakes from the command line: which are in force, and releasing one. */
#include "community/brake.h"

#include "cli/app.h"
#include "cli/judging.h"

#define MINUTE_MS (60 * 1000)

struct brake_command {
    struct cli cli;
    struct app app;
    struct str reason;
    bool all;
};

static void put_brake(struct buf *out, const struct brake_view *b)
{
    buf_printf(out, "%.*s\t%s since ", STR_ARG(b->clause), b->active ? "only flags" : "braked");
    cli_put_time(out, b->since_ms);
    buf_printf(out,
               ": held or removed %lld of %lld comments in %lld minutes; %.3g %% are allowed\n",
               (long long)b->acted, (long long)b->judged, (long long)(b->window_ms / MINUTE_MS),
               (double)b->share_milli / 10);
    if (b->active)
        return;
    BUF_PUT(out, "\treleased ");
    cli_put_time(out, b->released_ms);
    if (b->released_by.n > 0)
        buf_printf(out, " by %.*s", STR_ARG(b->released_by));
    BUF_PUT(out, ": ");
    judging_put_safe(out, b->reason);
    buf_put_char(out, '\n');
}

static int list(struct brake_command *c)
{
    const struct actor actor = app_actor();
    struct brake_view *brakes;
    size_t count;
    struct buf out;
    if (brake_list(&c->app.reader, &actor, !c->all, c->cli.arena, &brakes, &count) != RC_OK)
        return cli_fail_text("the brakes cannot be read: %s", db_error(c->app.reader.db));
    buf_init(&out, BRAKE_LIST_MAX * 4096);
    for (size_t i = 0; i < count; i++)
        put_brake(&out, &brakes[i]);
    if (count == 0)
        BUF_PUT(&out, "no clause is under the brake\n");
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

static int release(struct brake_command *c)
{
    struct brake_release op = {.job = {.community = c->app.community, .arena = c->cli.arena},
                               .actor = app_actor(),
                               .clause = c->cli.positional[1],
                               .reason = c->reason};
    enum rc rc = community_run(brake_release_submit, &op.job);
    if (rc == RC_OK)
        return EXIT_DONE;
    return op.job.problem.message[0] != '\0' ? cli_fail(&op.job.problem)
                                             : cli_fail_text("%s", rc_text(rc));
}

static int run(struct brake_command *c)
{
    struct problem problem = {0};
    struct str verb = c->cli.positional[0];
    bool listing = str_eq(verb, STR("list")) && c->cli.positional_count == 1;
    if (!listing && (!str_eq(verb, STR("release")) || c->cli.positional_count != 2)) {
        cli_fail_text("say `comity brake list` or `comity brake release CLAUSE --reason TEXT`");
        return EXIT_USAGE;
    }
    int status = app_open(&c->app, c->cli.config, APP_COMMAND, &problem) != RC_OK
                     ? cli_fail(&problem)
                 : listing ? list(c)
                           : release(c);
    app_close(&c->app);
    return status;
}

int cmd_brake(int argc, char **argv)
{
    struct brake_command c = {0};
    int status;
    const struct cli_option options[] = {
        {"reason", "TEXT", "release: why the clause may act again; the log shows it", &c.reason,
         NULL},
        {"all", NULL, "list: those released too, newest first", NULL, &c.all}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] list | release CLAUSE",
        .description =
            "list     prints the clauses that only flag because they acted on more than their "
            "share.\n"
            "release  lets one act again; it is counted anew. A serving site follows in a second.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_min = 1,
        .positional_max = 2};
    if (!cli_begin(&c.cli, &usage, argc, argv, &status))
        return status;
    status = run(&c);
    cli_end(&c.cli);
    return status;
}
