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

/* Who decided, by kind and never by name; the record says it as long as it is there. */
static struct str decider(struct verdict_command *c, const struct replay_item *item)
{
    struct verdict v;
    if (!item->by_person)
        return verdict_decider_name(VERDICT_BY_STANDARDS);
    if (item->record.n == 0 || verdict_parse_json(item->record, c->arena, &v, NULL) != RC_OK)
        return STR("person");
    return verdict_decider_name(v.decided_by);
}

static void export_decision(struct verdict_command *c, const struct replay_decision *d)
{
    struct json j;
    json_init(&j, &c->out);
    json_begin_object(&j);
    JSON_I64(&j, "comment", d->item.comment_id);
    JSON_I64(&j, "decision", d->item.seq);
    JSON_I64(&j, "revision", d->item.revision);
    JSON_I64(&j, "decided_ms", d->item.decided_ms);
    JSON_STR(&j, "decided_by", decider(c, &d->item));
    JSON_STR(&j, "action", decision_action_name(d->action));
    if (d->has_before)
        JSON_STR(&j, "before", comment_status_name(d->before));
    JSON_STR(&j, "after", comment_status_name(d->after));
    json_key(&j, STR("verdict"));
    if (d->item.record.n > 0)
        json_raw(&j, d->item.record);
    else
        json_put_null(&j);
    json_end(&j);
    buf_put_char(&c->out, '\n');
}

/* One batch behind a decision, which it moves on; `ret_count` 0 at the end. */
static int export_batch(struct verdict_command *c, int64_t *after_id, int64_t *after_seq,
                        size_t *ret_count)
{
    struct replay_decision *decisions;
    arena_reset(c->arena);
    if (replay_decisions(&c->app.reader, *after_id, *after_seq, INT64_MAX, VERDICT_BATCH, c->arena,
                         &decisions, ret_count) != RC_OK)
        return cli_fail_text("the decisions cannot be read: %s", db_error(c->app.reader.db));
    int status = EXIT_DONE;
    for (size_t i = 0; status == EXIT_DONE && i < *ret_count; i++) {
        const struct replay_item *item = &decisions[i].item;
        if (item->decided_ms >= c->period.since_ms && item->decided_ms <= c->period.until_ms)
            export_decision(c, &decisions[i]);
        *after_id = item->comment_id;
        *after_seq = item->seq;
        if (c->out.n > VERDICT_OUTPUT_MAX / 2 || i + 1 == *ret_count) {
            status = cli_print(&c->out);
            buf_clear(&c->out);
        }
    }
    return status;
}

static int run_export(struct verdict_command *c)
{
    int64_t after_id = 0, after_seq = 0;
    size_t count = 1;
    int status = EXIT_DONE;
    while (status == EXIT_DONE && count > 0)
        status = export_batch(c, &after_id, &after_seq, &count);
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
            "export  prints the decisions made in the time given, people's too, one JSON object a "
            "line.",
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
