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

static enum rc read_one(struct verdict_command *c, struct replay_item *item)
{
    const struct cli *cli = &c->site.cli;
    int64_t id, seq;
    enum rc rc = site_command_period(&c->site, &c->period);
    if (rc != RC_OK)
        return rc;
    if (cli->positional_count < 2 || !parse_id(cli->positional[1], &id, &seq))
        return site_command_usage(
            &c->site, "name a comment by its number, or one of its decisions as in 17/2");
    return replay_get(&c->site.app.reader, id, seq, c->arena, item, &c->site.problem);
}

static enum rc show(struct site_command *site)
{
    struct verdict_command *c = (struct verdict_command *)site;
    struct replay_item item;
    enum rc rc = read_one(c, &item);
    if (rc == RC_OK)
        site->status = verdict_show(c, &item);
    return rc;
}

static enum rc replay(struct site_command *site)
{
    struct verdict_command *c = (struct verdict_command *)site;
    struct replay_item item;
    enum rc rc = c->all ? site_command_period(&c->site, &c->period) : read_one(c, &item);
    if (rc == RC_OK)
        site->status = c->all ? verdict_replay_all(c) : verdict_replay_one(c, &item);
    return rc;
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
    if (replay_decisions(&c->site.app.reader, *after_id, *after_seq, INT64_MAX, VERDICT_BATCH,
                         c->arena, &decisions, ret_count) != RC_OK)
        return cli_fail_text("the decisions cannot be read: %s", db_error(c->site.app.reader.db));
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

static enum rc print_decisions(struct site_command *site)
{
    struct verdict_command *c = (struct verdict_command *)site;
    int64_t after_id = 0, after_seq = 0;
    size_t count = 1;
    enum rc rc = site_command_period(&c->site, &c->period);
    while (rc == RC_OK && site->status == EXIT_DONE && count > 0)
        site->status = export_batch(c, &after_id, &after_seq, &count);
    return rc;
}

static const struct site_verb verb_list[] = {{"show", 0, 1, show, false},
                                             {"replay", 0, 1, replay, false},
                                             {"export", 0, 1, print_decisions, false}};

static const struct site_verbs verbs = {
    .list = verb_list,
    .count = sizeof verb_list / sizeof verb_list[0],
    .say = "say `comity verdict show COMMENT`, `verdict replay COMMENT`, `verdict replay --all` or "
           "`verdict export`"};

int cmd_verdict(int argc, char **argv)
{
    struct verdict_command c = {.terminal = isatty(STDOUT_FILENO) == 1};
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
    c.arena = arena_new(ARENA_MAX);
    buf_init(&c.out, VERDICT_OUTPUT_MAX);
    int status = c.arena != NULL ? site_command_main(&c.site, &usage, &verbs, argc, argv)
                                 : cli_fail_text("out of memory");
    buf_release(&c.out);
    arena_free(c.arena);
    return status;
}
