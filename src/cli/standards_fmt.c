/* `comity standards fmt`: the canonical layout, proven to change no meaning. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/standards.h"
#include "cli/standards_compare.h"
#include "cli/standards_format.h"

#define DOCUMENT_MAX (2 * STANDARDS_BYTES_MAX)

struct formatting {
    struct arena *arena;
    struct str file;
    bool check, write;
    struct buf before, after, again;
};

static void ignore(void *context, const struct standards_difference *d)
{
    (void)context;
    (void)d;
}

/* Both documents load and mean the same, and formatting has nothing left to do. */
static enum rc prove(struct formatting *f, struct problem *problem)
{
    struct standards *a = NULL, *b = NULL;
    enum rc rc = standards_load(buf_str(&f->before), f->file, &a, problem);
    if (rc == RC_OK)
        rc = standards_load(buf_str(&f->after), f->file, &b, problem);
    if (rc == RC_OK && standards_compare(a, b, ignore, NULL) > 0)
        rc = problem_set(problem, RC_INVALID, "%.*s: formatting would change what it means",
                         STR_ARG(f->file));
    if (rc == RC_OK)
        rc = standards_format(f->arena, buf_str(&f->after), f->file, &f->again, problem);
    if (rc == RC_OK && !str_eq(buf_str(&f->after), buf_str(&f->again)))
        rc = problem_set(problem, RC_INVALID, "%.*s: the layout does not settle", STR_ARG(f->file));
    standards_free(b);
    standards_free(a);
    return rc;
}

/* A whole new file takes the place of the old one, or the old one stays. */
static enum rc replace(const struct formatting *f, struct problem *problem)
{
    char *name = arena_cstr(f->arena, f->file);
    struct str beside = arena_printf(f->arena, "%.*s.new%c", STR_ARG(f->file), '\0');
    struct str text = buf_str(&f->after);
    FILE *out = name != NULL && beside.n > 0 ? fopen(beside.p, "wb") : NULL;
    bool written = out != NULL && fwrite(text.p, 1, text.n, out) == text.n && fflush(out) == 0 &&
                   fsync(fileno(out)) == 0;
    int error = errno;
    if (out != NULL)
        written = fclose(out) == 0 && written;
    if (written && rename(beside.p, name) == 0)
        return RC_OK;
    error = written ? errno : error;
    if (out != NULL)
        unlink(beside.p);
    return problem_set(problem, RC_IO, "cannot write %.*s: %s", STR_ARG(f->file), strerror(error));
}

static int finish(struct formatting *f, struct problem *problem)
{
    bool same = str_eq(buf_str(&f->before), buf_str(&f->after));
    if (f->check && !same)
        return cli_fail_text("%.*s is not in canonical layout; comity standards fmt --write %.*s",
                             STR_ARG(f->file), STR_ARG(f->file));
    if (f->check)
        return EXIT_DONE;
    if (!f->write)
        return cli_print(&f->after);
    return same || replace(f, problem) == RC_OK ? EXIT_DONE : cli_fail(problem);
}

static int run(struct formatting *f)
{
    struct problem problem = {0};
    buf_init(&f->before, STANDARDS_BYTES_MAX + 65536);
    buf_init(&f->after, DOCUMENT_MAX);
    buf_init(&f->again, DOCUMENT_MAX);
    enum rc rc = RC_OK;
    if (f->file.n > 0)
        rc = judging_read(f->file, &f->before, &problem);
    else
        buf_put(&f->before, standards_shipped());
    if (f->file.n == 0)
        f->file = STR("standards.en.md");
    if (rc == RC_OK)
        rc = standards_format(f->arena, buf_str(&f->before), f->file, &f->after, &problem);
    if (rc == RC_OK)
        rc = prove(f, &problem);
    int status = rc == RC_OK ? finish(f, &problem) : cli_fail(&problem);
    buf_release(&f->again);
    buf_release(&f->after);
    buf_release(&f->before);
    return status;
}

int cmd_standards_fmt(int argc, char **argv)
{
    struct cli cli;
    struct formatting f = {0};
    int status;
    const struct cli_option options[] = {
        {"check", NULL, "only say whether the layout is canonical; exit status 1 when not", NULL,
         &f.check},
        {"write", NULL, "write the file anew instead of printing it", NULL, &f.write}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] [FILE]",
        .description =
            "Lays out the blocks of a document: one space behind colons, examples in columns, no\n"
            "superfluous blank lines. Prose stays as it is. The result is loaded and compared "
            "with\n"
            "the original before anything is written: the meaning never changes.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    f.arena = cli.arena;
    f.file = judging_file(&cli, cli.positional_count > 0 ? cli.positional[0] : (struct str){0});
    if (f.check && f.write) {
        cli_fail_text("--check and --write exclude each other");
        status = EXIT_USAGE;
    } else if (f.write && f.file.n == 0) {
        cli_fail_text("--write needs a file; the shipped document is part of the program");
        status = EXIT_USAGE;
    } else {
        status = run(&f);
    }
    cli_end(&cli);
    return status;
}
