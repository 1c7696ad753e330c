/* Emergency brakes from the command line: which are in force, and releasing one. */
#include "community/moderation/brake.h"

#include "cli/judging.h"
#include "cli/site_command.h"

struct brake_command {
    struct site_command site;
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

static enum rc list(struct site_command *site)
{
    const struct brake_command *c = (const struct brake_command *)site;
    const struct actor actor = app_actor();
    struct brake_view *brakes;
    size_t count;
    struct buf out;
    enum rc rc = brake_list(&site->app.reader, &actor, !c->all, site->cli.arena, &brakes, &count);
    if (rc != RC_OK)
        return problem_set(&site->problem, rc, "the brakes cannot be read: %s",
                           db_error(site->app.reader.db));
    buf_init(&out, BRAKE_LIST_MAX * 4096);
    for (size_t i = 0; i < count; i++)
        put_brake(&out, &brakes[i]);
    if (count == 0)
        BUF_PUT(&out, "no clause is under the brake\n");
    site->status = cli_print(&out);
    buf_release(&out);
    return RC_OK;
}

static enum rc release(struct site_command *site)
{
    const struct brake_command *c = (const struct brake_command *)site;
    struct brake_release op = {.job = {.community = site->app.community, .arena = site->cli.arena},
                               .actor = app_actor(),
                               .clause = site->cli.positional[1],
                               .reason = c->reason};
    return site_command_job(site, brake_release_submit, &op.job);
}

static const struct site_verb verb_list[] = {{"list", 0, 0, list, false},
                                             {"release", 1, 1, release, false}};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say `comity brake list` or `comity brake release CLAUSE --reason TEXT`"};

int cmd_brake(int argc, char **argv)
{
    struct brake_command c = {0};
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
    return site_command_main(&c.site, &usage, &verbs, argc, argv);
}
