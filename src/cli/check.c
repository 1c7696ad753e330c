#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/check_input.h"
#include "cli/check_pool.h"
#include "cli/cli.h"
#include "cli/judging.h"

#define INPUT_ARENA_MAX ((size_t)4 * 1024 * 1024)
#define PROGRESS_NS     200000000

struct check {
    struct judging judging;
    struct check_pool *pool;
    struct check_format format;
    struct arena *arena;
    struct check_input input;
    size_t jobs;
    bool shows_progress;
    int64_t begun_ns, shown_ns, lines;
};

/* Only when a person sees it and it does not stand between the verdicts. */
static bool progress_wanted(void)
{
    return isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) != 1;
}

static void show_progress(struct check *c, size_t count, bool last)
{
    int64_t now = clock_monotonic_ns();
    c->lines += (int64_t)count;
    if (!c->shows_progress || (!last && now - c->shown_ns < PROGRESS_NS))
        return;
    c->shown_ns = now;
    double seconds = (double)(now - c->begun_ns) / 1e9;
    fprintf(stderr, "\r%lld lines, %.0f a second%s", (long long)c->lines,
            seconds > 0 ? (double)c->lines / seconds : 0.0, last ? "\n" : "");
}

static int check_lines(struct check *c)
{
    size_t count;
    enum rc rc;
    int status = EXIT_DONE;
    c->begun_ns = clock_monotonic_ns();
    while ((rc = check_input_lines(&c->input, &count)) == RC_OK && count > 0) {
        status = check_pool_run(c->pool, c->input.texts, count);
        show_progress(c, count, false);
        if (status != EXIT_DONE)
            return status;
    }
    show_progress(c, 0, true);
    return rc == RC_OK ? status : cli_fail_text("cannot read standard input");
}

static int check_whole(struct check *c)
{
    struct check_text text;
    if (check_input_whole(&c->input, &text) != RC_OK)
        return cli_fail_text("cannot read standard input");
    return text.line.n > 0 ? check_pool_run(c->pool, &text, 1) : EXIT_DONE;
}

static int check_all(struct check *c)
{
    c->arena = arena_new(INPUT_ARENA_MAX);
    if (c->arena == NULL || check_input_init(&c->input, c->arena) != RC_OK ||
        check_pool_new(c->format.whole ? 1 : c->jobs, c->judging.engine, c->format, &c->pool) !=
            RC_OK)
        return cli_fail_text("out of memory, or no more threads");
    int status = c->format.whole ? check_whole(c) : check_lines(c);
    return status == EXIT_DONE && check_pool_any_failed(c->pool) ? EXIT_FAILED : status;
}

static int run(struct check *c, struct str file)
{
    struct problem problem = {0};
    if (judging_open(&c->judging, file, &problem) != RC_OK)
        return cli_fail(&problem);
    int status = check_all(c);
    check_pool_free(c->pool);
    arena_free(c->arena);
    judging_close(&c->judging);
    return status;
}

/* As many threads as there are processors, unless it was said how many. */
static bool parse_jobs(struct str given, size_t *ret)
{
    uint64_t jobs = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
    if (given.n > 0 && (str_to_u64(given, &jobs) != RC_OK || jobs < 1 || jobs > CHECK_JOBS_MAX)) {
        cli_fail_text("--jobs must be a number from 1 to %d, not \"%.*s\"", CHECK_JOBS_MAX,
                      STR_ARG(given));
        return false;
    }
    *ret = jobs > CHECK_JOBS_MAX ? CHECK_JOBS_MAX : (size_t)jobs;
    return true;
}

static bool options_fit(const struct check *c)
{
    if (c->format.whole && c->format.json_in)
        cli_fail_text("--whole and --jsonl exclude each other: JSON Lines are one comment a line");
    return !(c->format.whole && c->format.json_in);
}

int cmd_check(int argc, char **argv)
{
    struct cli cli;
    struct check c = {.format.terminal = isatty(STDOUT_FILENO) == 1,
                      .shows_progress = progress_wanted()};
    struct str file = {0}, jobs = {0};
    int status;
    const struct cli_option options[] = {
        {"standards", "FILE", "the document to judge by; without it, the setting standards.file",
         &file, NULL},
        {"whole", NULL, "the whole input is one comment", NULL, &c.format.whole},
        {"jsonl", NULL,
         "the input is JSON Lines: objects with \"text\", and \"id\", \"before\" and facts", NULL,
         &c.format.json_in},
        {"json", NULL, "print one JSON object a comment", NULL, &c.format.json_out},
        {"jobs", "N", "threads to judge with; without it, one a processor", &jobs, NULL}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] < COMMENTS",
        .description =
            "Judges comments from standard input, one a line, and prints for each the verdict with "
            "its\n"
            "clauses, what was measured and the words that count, in the order of the lines. What "
            "cannot\n"
            "be judged (invalid UTF-8, too long, malformed JSON) gives an error in its place; then "
            "the\n"
            "exit status is 1.",
        .options = options,
        .option_count = sizeof options / sizeof options[0]};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    status = options_fit(&c) && parse_jobs(jobs, &c.jobs) ? run(&c, judging_file(&cli, file))
                                                          : EXIT_USAGE;
    cli_end(&cli);
    return status;
}
