/* `comity standards replay`: stored comments judged under an edited document, and what would change. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/app.h"
#include "cli/judging.h"
#include "cli/period.h"
#include "cli/replay_report.h"
#include "cli/standards.h"
#include "community/record/replay.h"

/* Comments read at a time: a reading takes a few milliseconds, so no snapshot of the database is held longer. */
#define BATCH          200
#define ARENA_MAX      ((size_t)256 * 1024 * 1024)
#define SAMPLES_PRESET 3
/* Politeness towards the serving process on the same machine. */
#define NICENESS 10

struct rerun {
    struct cli cli;
    struct app app;
    struct arena *arena; /* of one batch */
    struct period period;
    struct str against, clause, samples;
    bool json, terminal;
    struct community_judge *in_force;
    struct comity_engine *edited; /* NULL: the document in force is compared with the records */
    struct replay_report report;
    int64_t started_ns;
};

/* --- judging --- */

/* What was decided when the comment came in. */
static enum rc recorded_verdict(const struct replay_item *item, struct arena *a,
                                struct verdict *ret)
{
    *ret = (struct verdict){0};
    return item->record.n > 0 ? verdict_parse_json(item->record, a, ret, NULL) : RC_OK;
}

static enum rc judge_item(struct rerun *r, const struct replay_item *item,
                          const struct judge_context *context, struct verdict *then,
                          struct verdict *now)
{
    const struct judge *in_force = community_judge_get(r->in_force);
    if (r->edited != NULL)
        return judge_by_both(in_force, r->edited->judge, item->body, context, r->arena, then, now);
    enum rc rc = recorded_verdict(item, r->arena, then);
    return rc == RC_OK ? judge_comment(in_force, item->body, context, r->arena, now) : rc;
}

static void run_item(struct rerun *r, const struct replay_item *item)
{
    struct judge_context context;
    struct verdict then, now;
    if (item->status == COMMENT_DELETED) {
        r->report.erased++;
        return;
    }
    if (item->standards_id == 0) {
        r->report.unjudged++;
        return;
    }
    r->report.unknown += !replay_context(&r->app.reader, item, r->arena, &context);
    if (judge_item(r, item, &context, &then, &now) == RC_OK)
        replay_report_add(&r->report, item->comment_id, item->body, &then, &now);
    else
        r->report.failed++;
}

static void show_progress(const struct rerun *r, int64_t from_ms, int64_t at_ms)
{
    double seconds = (double)(clock_monotonic_ns() - r->started_ns) / 1e9;
    double span = (double)(r->period.until_ms - from_ms);
    if (r->terminal)
        fprintf(stderr, "\rjudged %lld comments, %.0f %% of the time, %.0f a second",
                (long long)r->report.judged,
                span > 0 ? 100 * (double)(at_ms - from_ms) / span : 100,
                seconds > 0 ? (double)r->report.judged / seconds : 0);
}

static int run_all(struct rerun *r)
{
    int64_t after_id = r->period.after_id, first_ms = 0;
    size_t count = 1;
    while (count > 0) {
        struct replay_item *items;
        arena_reset(r->arena);
        if (replay_list(&r->app.reader, after_id, r->period.before_id, BATCH, r->arena, &items,
                        &count) != RC_OK)
            return cli_fail_text("the comments cannot be read: %s", db_error(r->app.reader.db));
        if (first_ms == 0 && count > 0)
            first_ms = id_time_ms(items[0].comment_id);
        for (size_t i = 0; i < count; i++) {
            struct arena_mark mark = arena_mark(r->arena);
            run_item(r, &items[i]);
            arena_rewind(r->arena, mark);
            after_id = items[i].comment_id;
        }
        show_progress(r, first_ms, id_time_ms(after_id));
    }
    if (r->terminal)
        fprintf(stderr, "\r\033[K");
    return EXIT_DONE;
}

/* --- what to judge by --- */

static enum rc read_samples(struct str given, size_t *ret, struct problem *problem)
{
    uint64_t number = SAMPLES_PRESET;
    if (given.n > 0 && (str_to_u64(given, &number) != RC_OK || number > REPLAY_SAMPLES_MAX))
        return problem_set(problem, RC_INVALID, "--samples is a number from 0 to %d, not \"%.*s\"",
                           REPLAY_SAMPLES_MAX, STR_ARG(given));
    *ret = (size_t)number;
    return RC_OK;
}

static enum rc load_edited(struct rerun *r, struct problem *problem)
{
    if (r->against.n == 0)
        return RC_OK;
    struct standards *standards;
    enum rc rc = judging_load(r->against, &standards, problem);
    return rc == RC_OK ? engine_make_with(r->app.signals, standards, &r->edited, problem) : rc;
}

static enum rc prepare_report(struct rerun *r, size_t samples, struct problem *problem)
{
    const struct standards *in_force = judge_standards(community_judge_get(r->in_force));
    const struct standards *now = r->edited != NULL ? r->edited->standards : in_force;
    if (replay_report_init(&r->report, r->cli.arena, now, r->edited != NULL ? in_force : NULL,
                           samples) != RC_OK)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    if (r->clause.n > 0 && standards_find_clause(now, r->clause) == NULL &&
        standards_find_clause(in_force, r->clause) == NULL)
        return problem_set(problem, RC_NOT_FOUND, "there is no clause \"%.*s\"",
                           STR_ARG(r->clause));
    r->report.only = r->clause;
    return RC_OK;
}

static enum rc prepare(struct rerun *r, struct problem *problem)
{
    size_t samples = 0;
    r->in_force = community_judge_ref(r->app.community);
    r->arena = arena_new(ARENA_MAX);
    if (r->in_force == NULL || r->arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    enum rc rc = period_read(&r->period, clock_now_ms(&r->app.clock), problem);
    if (rc == RC_OK)
        rc = read_samples(r->samples, &samples, problem);
    if (rc == RC_OK)
        rc = load_edited(r, problem);
    return rc == RC_OK ? prepare_report(r, samples, problem) : rc;
}

/* --- telling --- */

static void put_heading(const struct rerun *r, struct buf *out)
{
    const struct standards *in_force = judge_standards(community_judge_get(r->in_force));
    struct str version = standards_version(in_force);
    if (r->edited == NULL) {
        buf_printf(out, "The standards in force (%.*s) against what was decided at the time\n\n",
                   STR_ARG(version));
        return;
    }
    struct str edited = standards_version(r->edited->standards);
    buf_printf(out, "%.*s (%.*s) against the standards in force (%.*s)\n\n", STR_ARG(r->against),
               STR_ARG(edited), STR_ARG(version));
}

static int tell(const struct rerun *r)
{
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    if (r->json) {
        replay_report_json(&r->report, &out);
    } else {
        put_heading(r, &out);
        replay_report_print(&r->report, &out);
    }
    int status = cli_print(&out);
    buf_release(&out);
    return status;
}

static int run(struct rerun *r)
{
    struct problem problem = {0};
    int status = EXIT_FAILED;
    if (app_open(&r->app, r->cli.config, APP_COMMAND, &problem) != RC_OK)
        return cli_fail(&problem);
    if (prepare(r, &problem) != RC_OK) {
        cli_fail(&problem);
    } else {
        errno = 0;
        if (nice(NICENESS) == -1 && errno != 0)
            fprintf(stderr, "comity: this goes on at full priority: %s\n", strerror(errno));
        r->started_ns = clock_monotonic_ns();
        status = run_all(r);
        if (status == EXIT_DONE)
            status = tell(r);
    }
    comity_engine_unref(r->edited);
    community_judge_unref(r->in_force);
    arena_free(r->arena);
    app_close(&r->app);
    return status;
}

int cmd_standards_replay(int argc, char **argv)
{
    struct rerun r = {.terminal = isatty(STDERR_FILENO) == 1};
    int status;
    const struct cli_option options[] = {
        PERIOD_OPTIONS(&r.period),
        {"against", "FILE", "the edited document; without it, the one in force", &r.against, NULL},
        {"clause", "NAME", "tell of this clause only", &r.clause, NULL},
        {"samples", "N", "comments shown of each clause; 3 when not given", &r.samples, NULL},
        {"json", NULL, "print one JSON object", NULL, &r.json}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS]",
        .description =
            "Judges stored comments, each with what the site knew when it came in, and lists for\n"
            "every clause what would be treated otherwise. With --against FILE that document is\n"
            "compared with the one in force; without it the one in force with what was decided at\n"
            "the time. Nothing is changed. It may run beside the serving site.",
        .options = options,
        .option_count = sizeof options / sizeof options[0]};
    if (!cli_begin(&r.cli, &usage, argc, argv, &status))
        return status;
    status = run(&r);
    cli_end(&r.cli);
    return status;
}
