#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/check_item.h"
#include "cli/judging.h"

/* A text of TEXT_BYTES_MAX with every byte escaped, and its context. */
#define LINE_BYTES_MAX ((size_t)512 * 1024)
#define ARENA_MAX      ((size_t)64 * 1024 * 1024)
#define OUTPUT_MAX     ((size_t)1024 * 1024)

struct check {
    struct judging judging;
    struct arena *arena; /* reset for every comment */
    struct buf line, out;
    bool json_in, json_out, whole, terminal;
    int64_t number; /* of the line */
    bool any_failed;
};

enum line_state { LINE_READ, LINE_TOO_LONG, LINE_NONE };

/* Reads up to `end` (a line feed, or EOF for everything) into c->line, without it. */
static enum line_state read_line(struct check *c, int end)
{
    int byte = getc(stdin);
    buf_clear(&c->line);
    if (byte == EOF)
        return LINE_NONE;
    for (; byte != EOF && byte != end; byte = getc(stdin))
        buf_put_char(&c->line, (char)byte);
    return buf_status(&c->line) == RC_OK ? LINE_READ : LINE_TOO_LONG;
}

static void put_head(struct check *c, struct json *j, const struct check_item *item)
{
    json_begin_object(j);
    if (item->id.p != NULL) {
        json_key(j, STR("id"));
        if (item->id_is_number)
            json_raw(j, item->id);
        else
            json_str(j, item->id);
    }
    JSON_I64(j, "line", c->number);
}

static void put_error(struct check *c, const struct check_item *item, const char *message)
{
    c->any_failed = true;
    if (!c->json_out) {
        buf_printf(&c->out, "error  line %lld: %s\n", (long long)c->number, message);
        return;
    }
    struct json j;
    json_init(&j, &c->out);
    put_head(c, &j, item);
    JSON_STR(&j, "error", str_from_cstr(message));
    json_end(&j);
    buf_put_char(&c->out, '\n');
}

static void put_verdict(struct check *c, const struct check_item *item, const struct verdict *v)
{
    if (!c->json_out) {
        if (!c->whole)
            buf_printf(&c->out, "line %lld: ", (long long)c->number);
        judging_show(&c->out, v, item->text, c->terminal);
        return;
    }
    struct json j;
    json_init(&j, &c->out);
    put_head(c, &j, item);
    verdict_write_members(&j, v, item->text);
    json_end(&j);
    buf_put_char(&c->out, '\n');
}

static enum rc judge_item(struct check *c, struct check_item *item, struct problem *problem)
{
    struct verdict v;
    size_t invalid = utf8_find_invalid(item->text);
    if (invalid != STR_NONE)
        return problem_set(problem, RC_INVALID, "byte %zu is not valid UTF-8", invalid + 1);
    enum rc rc = judge_comment(c->judging.judge, item->text, &item->context, c->arena, &v);
    if (rc == RC_TOO_LARGE)
        return problem_set(problem, rc, "longer than %d bytes, the most that is judged",
                           TEXT_BYTES_MAX);
    if (rc == RC_INVALID)
        return problem_set(problem, rc, "holds a NUL character");
    if (rc != RC_OK)
        return problem_set(problem, rc, "%s", rc_text(rc));
    put_verdict(c, item, &v);
    return RC_OK;
}

/* A byte order mark before the first line is no part of it. */
static void drop_mark(struct buf *line)
{
    static const struct str mark = STR_INIT("\xEF\xBB\xBF");
    if (!str_starts(buf_str(line), mark))
        return;
    line->n -= mark.n;
    memmove(line->p, line->p + mark.n, line->n);
}

/* Judges what stands in c->line and prints the outcome. */
static void check_line(struct check *c, enum line_state state)
{
    struct problem problem = {0};
    struct check_item item = {0};
    enum rc rc = RC_OK;
    arena_reset(c->arena);
    item.context.signals.site_language = standards_language(c->judging.standards);
    item.text = buf_str(&c->line);
    if (state == LINE_TOO_LONG)
        rc = problem_set(&problem, RC_TOO_LARGE, "longer than %zu bytes", LINE_BYTES_MAX);
    else if (c->json_in)
        rc = check_item_parse(c->arena, buf_str(&c->line), &item, &problem);
    if (rc == RC_OK)
        rc = judge_item(c, &item, &problem);
    if (rc != RC_OK)
        put_error(c, &item, problem.message);
}

static int check_all(struct check *c)
{
    enum line_state state;
    int status = EXIT_DONE;
    while (status == EXIT_DONE && (state = read_line(c, c->whole ? EOF : '\n')) != LINE_NONE) {
        if (++c->number == 1)
            drop_mark(&c->line);
        if (c->whole)
            while (c->line.n > 0 && c->line.p[c->line.n - 1] == '\n')
                c->line.n--;
        else if (c->line.n > 0 && c->line.p[c->line.n - 1] == '\r')
            c->line.n--;
        if (c->line.n == 0)
            continue;
        check_line(c, state);
        status = cli_print(&c->out);
        buf_clear(&c->out);
    }
    return status == EXIT_DONE && c->any_failed ? EXIT_FAILED : status;
}

static int run(struct check *c, struct str file)
{
    struct problem problem = {0};
    if (c->whole && c->json_in) {
        cli_fail_text("--whole and --jsonl exclude each other: JSON Lines are one comment a line");
        return EXIT_USAGE;
    }
    if (judging_open(&c->judging, file, &problem) != RC_OK)
        return cli_fail(&problem);
    c->arena = arena_new(ARENA_MAX);
    buf_init(&c->line, LINE_BYTES_MAX);
    buf_init(&c->out, OUTPUT_MAX);
    int status = c->arena != NULL ? check_all(c) : cli_fail_text("out of memory");
    buf_release(&c->out);
    buf_release(&c->line);
    arena_free(c->arena);
    judging_close(&c->judging);
    return status;
}

int cmd_check(int argc, char **argv)
{
    struct cli cli;
    struct check c = {.terminal = isatty(STDOUT_FILENO) == 1};
    struct str file = {0};
    int status;
    const struct cli_option options[] = {
        {"standards", "FILE", "the document to judge by; without it, the setting standards.file",
         &file, NULL},
        {"whole", NULL, "the whole input is one comment", NULL, &c.whole},
        {"jsonl", NULL,
         "the input is JSON Lines: objects with \"text\", and \"id\", \"before\" and facts", NULL,
         &c.json_in},
        {"json", NULL, "print one JSON object a comment", NULL, &c.json_out}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] < COMMENTS",
        .description =
            "Judges comments from standard input, one a line, and prints for each the verdict with "
            "its\n"
            "clauses, what was measured and the words that count. What cannot be judged (invalid "
            "UTF-8,\n"
            "too long, malformed JSON) gives an error in its place; then the exit status is 1.",
        .options = options,
        .option_count = sizeof options / sizeof options[0]};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    status = run(&c, judging_file(&cli, file));
    cli_end(&cli);
    return status;
}
