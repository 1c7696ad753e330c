/* `comity verdict replay`: judging again from what is stored, bit for bit. */
#include <stdio.h>

#include "cli/verdict.h"

static const char *const results[REPLAY_RESULT_COUNT] = {
    [REPLAY_REPRODUCED] = "reproduced bit for bit",
    [REPLAY_DIFFERS] = "differs",
    [REPLAY_UNKNOWN] = "judged before contexts were kept: it cannot be reproduced exactly",
    [REPLAY_PERSON] = "a person's decision: there is nothing to compute",
    [REPLAY_ERASED] = "erased by its author",
    [REPLAY_UNJUDGED] = "a text the standards did not judge",
    [REPLAY_TEXT_GONE] = "about an earlier text that is not kept: it cannot be judged again",
};

static void put_outcome(struct verdict_command *c, const struct replay_item *item,
                        const struct replay_outcome *o)
{
    buf_printf(&c->out, "comment %lld", (long long)item->comment_id);
    if (item->seq > 0)
        buf_printf(&c->out, "/%lld", (long long)item->seq);
    buf_printf(&c->out, ": %s\n", results[o->result]);
    for (struct str rest = o->difference; rest.n > 0;) {
        struct str line = str_split(&rest, '\n');
        buf_printf(&c->out, "  %.*s\n", STR_ARG(line));
    }
}

int verdict_replay_one(struct verdict_command *c, const struct replay_item *item)
{
    struct problem problem = {0};
    struct replay *replay;
    struct replay_outcome outcome;
    if (replay_new(&c->site.app.reader, c->site.app.signals, &replay) != RC_OK)
        return cli_fail_text("out of memory");
    enum rc rc = replay_run(replay, item, c->arena, &outcome, &problem);
    int status = EXIT_FAILED;
    if (rc != RC_OK) {
        cli_fail(&problem);
    } else {
        put_outcome(c, item, &outcome);
        status = cli_print(&c->out);
    }
    if (rc == RC_OK && (outcome.result == REPLAY_DIFFERS || outcome.result == REPLAY_UNKNOWN))
        status = EXIT_FAILED;
    replay_free(replay);
    return status;
}

struct run {
    struct verdict_command *command;
    struct replay *replay;
    int64_t counts[REPLAY_RESULT_COUNT];
    int64_t done, failed;
};

static int run_item(struct run *r, const struct replay_item *item)
{
    struct verdict_command *c = r->command;
    struct problem problem = {0};
    struct replay_outcome outcome;
    r->done++;
    if (replay_run(r->replay, item, c->arena, &outcome, &problem) != RC_OK) {
        r->failed++;
        buf_printf(&c->out, "comment %lld: %s\n", (long long)item->comment_id, problem.message);
    } else {
        r->counts[outcome.result]++;
        if (outcome.result == REPLAY_DIFFERS)
            put_outcome(c, item, &outcome);
    }
    int status = c->out.n > 0 ? cli_print(&c->out) : EXIT_DONE;
    buf_clear(&c->out);
    return status;
}

static void show_progress(const struct run *r)
{
    if (r->command->terminal)
        fprintf(stderr, "\rreplayed: %lld", (long long)r->done);
}

/* One batch after `after_id`, which it moves on; `ret_count` 0 at the end. */
static int run_batch(struct run *r, int64_t *after_id, size_t *ret_count)
{
    struct verdict_command *c = r->command;
    struct replay_item *items;
    arena_reset(c->arena);
    if (replay_list(&c->site.app.reader, *after_id, c->period.before_id, VERDICT_BATCH, c->arena,
                    &items, ret_count) != RC_OK)
        return cli_fail_text("the comments cannot be read: %s", db_error(c->site.app.reader.db));
    int status = EXIT_DONE;
    for (size_t i = 0; status == EXIT_DONE && i < *ret_count; i++) {
        struct arena_mark mark = arena_mark(c->arena);
        status = run_item(r, &items[i]);
        arena_rewind(c->arena, mark);
        *after_id = items[i].comment_id;
    }
    show_progress(r);
    return status;
}

/* Decisions that were followed by another, most of them on earlier texts; people's are counted. */
static int run_earlier(struct run *r)
{
    struct verdict_command *c = r->command;
    int64_t after_id = c->period.after_id, after_seq = INT64_MAX;
    size_t count = 1;
    int status = EXIT_DONE;
    while (status == EXIT_DONE && count > 0) {
        struct replay_decision *decisions;
        arena_reset(c->arena);
        if (replay_decisions(&c->site.app.reader, after_id, after_seq, c->period.before_id,
                             VERDICT_BATCH, c->arena, &decisions, &count) != RC_OK)
            return cli_fail_text("the decisions cannot be read: %s",
                                 db_error(c->site.app.reader.db));
        for (size_t i = 0; status == EXIT_DONE && i < count; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            if (!decisions[i].listed)
                status = run_item(r, &decisions[i].item);
            arena_rewind(c->arena, mark);
            after_id = decisions[i].item.comment_id;
            after_seq = decisions[i].item.seq;
        }
        show_progress(r);
    }
    return status;
}

static int print_counts(const struct run *r)
{
    struct buf *out = &r->command->out;
    buf_printf(out, "%lld replayed", (long long)r->done);
    for (int i = 0; i < REPLAY_RESULT_COUNT; i++)
        if (r->counts[i] > 0)
            buf_printf(out, "\n%8lld  %s", (long long)r->counts[i], results[i]);
    if (r->failed > 0)
        buf_printf(out, "\n%8lld  could not be judged again", (long long)r->failed);
    buf_put_char(out, '\n');
    return cli_print(out);
}

int verdict_replay_all(struct verdict_command *c)
{
    struct run r = {.command = c};
    int64_t after_id = c->period.after_id;
    size_t count = 1;
    int status = EXIT_DONE;
    if (replay_new(&c->site.app.reader, c->site.app.signals, &r.replay) != RC_OK)
        return cli_fail_text("out of memory");
    while (status == EXIT_DONE && count > 0)
        status = run_batch(&r, &after_id, &count);
    if (status == EXIT_DONE)
        status = run_earlier(&r);
    replay_free(r.replay);
    if (c->terminal)
        fprintf(stderr, "\r\033[K");
    if (status == EXIT_DONE)
        status = print_counts(&r);
    return r.counts[REPLAY_DIFFERS] + r.failed > 0 ? EXIT_FAILED : status;
}
