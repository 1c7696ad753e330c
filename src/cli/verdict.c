/* `comity verdict`: stored verdicts shown, judged again, exported. */
#include "cli/verdict.h"

#include <unistd.h>

#include "base/json.h"

#define ARENA_MAX ((size_t)256 * 1024 * 1024)

/* "17" or "17/2" */
static bool parse_id(struct str s, int64_t *ret_id, int64_t *ret_seq)
{
    struct str rest = s, id = str_split(&rest, '/');
    *ret_seq = 0;
    if (str_to_i64(id, ret_id) != RC_OK || *ret_id <= 0)
        return false;
    return rest.p == NULL || (str_to_i64(rest, ret_seq) == RC_OK && *ret_seq > 0);
}

static int run_one(struct verdict_command *c, bool replay)
{
    struct problem problem = {0};
    struct replay_item item;
    int64_t id, seq;
    if (c->cli.positional_count < 2 || !parse_id(c->cli.positional[1], &id, &seq)) {
        cli_fail_text("name a comment by its number, or one of its decisions as in 17/2");
        return EXIT_USAGE;
    }
    if (replay_get(&c->app.reader, id, seq, c->arena, &item, &problem) != RC_OK)
        return cli_fail(&problem);
    return replay ? verdict_replay_one(c, &item) : verdict_show(c, &item);
}

static void export_item(struct verdict_command *c, const struct replay_item *item)
{
    struct json j;
    if (item->record.n == 0)
        return;
    json_init(&j, &c->out);
    json_begin_object(&j);
    JSON_I64(&j, "comment", item->comment_id);
    JSON_I64(&j, "decision", item->seq);
    JSON_I64(&j, "revision", item->revision);
    JSON_I64(&j, "decided_ms", item->decided_ms);
    json_key(&j, STR("verdict"));
    json_raw(&j, item->record);
    json_end(&j);
    buf_put_char(&c->out, '\n');
}

static int run_export(struct verdict_command *c)
{
    int64_t after_id = c->period.after_id;
    size_t count = 1;
    int status = EXIT_DONE;
    while (status == EXIT_DONE && count > 0) {
        struct replay_item *items;
        arena_reset(c->arena);
        if (replay_list(&c->app.reader, after_id, c->period.before_id, VERDICT_BATCH, c->arena,
                        &items, &count) != RC_OK)
            return cli_fail_text("the comments cannot be read: %s", db_error(c->app.reader.db));
        for (size_t i = 0; status == EXIT_DONE && i < count; i++) {
            export_item(c, &items[i]);
            after_id = items[i].comment_id;
            if (c->out.n > VERDICT_OUTPUT_MAX / 2 || i + 1 == count) {
                status = cli_print(&c->out);
                buf_clear(&c->out);
            }
        }
    }
    return status;
}

static int dispatch(struct verdict_command *c)
{
    struct str verb = c->cli.positional[0];
    struct problem problem = {0};
    if (period_read(&c->period, clock_now_ms(&c->app.clock), &problem) != RC_OK) {
        cli_fail(&problem);
        return EXIT_USAGE;
    }
    if (str_eq(verb, STR("show")))
        return run_one(c, false);
    if (str_eq(verb, STR("replay")))
        return c->all ? verdict_replay_all(c) : run_one(c, true);
    if (str_eq(verb, STR("export")))
        return run_export(c);
    cli_fail_text("there is no \"verdict %.*s\"; it is show, replay or export", STR_ARG(verb));
    return EXIT_USAGE;
}

static int run(struct verdict_command *c)
{
    struct problem problem = {0};
    if (app_open(&c->app, c->cli.config, APP_COMMAND, &problem) != RC_OK)
        return cli_fail(&problem);
    c->arena = arena_new(ARENA_MAX);
    buf_init(&c->out, VERDICT_OUTPUT_MAX);
    int status = c->arena != NULL ? dispatch(c) : cli_fail_text("out of memory");
    buf_release(&c->out);
    arena_free(c->arena);
    app_close(&c->app);
    return status;
}

int cmd_verdict(int argc, char **argv)
{
    struct verdict_command c = {.terminal = isatty(STDOUT_FILENO) == 1};
    int status;
    const struct cli_option options[] = {
        {"json", NULL, "show: the record as it is stored", NULL, &c.json},
        {"all", NULL, "replay: every comment of the time given", NULL, &c.all},
        PERIOD_OPTIONS(&c.period)};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] show|replay COMMENT[/DECISION] | replay --all | export",
        .description =
            "show    prints what was decided about a comment, on which words and why.\n"
            "replay  judges again from the stored text, context and standards, and compares bit "
            "for\n"
            "        bit; the exit status is 1 when anything differs. With --all every comment of "
            "the\n"
            "        time given, counted.\n"
            "export  prints the records of the time given, one JSON object a line.",
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
