/* `comity standards fmt`: the canonical layout, proven to change no meaning. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/standards.h"
#include "cli/standards_compare.h"
#include "cli/standards_format.h"
#include "policy/edition.h"

#define DOCUMENT_MAX (2 * STANDARDS_BYTES_MAX)

struct formatting {
    struct arena *arena;
    struct str file, in_force;
    bool check, write;
    struct buf before, after, again;
};

static void ignore(void *context, const struct standards_difference *d)
{
    (void)context;
    (void)d;
}

static enum rc fault_changed(const struct formatting *f, struct problem *problem)
{
    return problem_set(problem, RC_INVALID, "%.*s: formatting would change what it means",
                       STR_ARG(f->file));
}

static enum rc prove_document(struct formatting *f, struct problem *problem)
{
    struct standards *a = NULL, *b = NULL;
    enum rc rc = standards_load(buf_str(&f->before), f->file, &a, problem);
    if (rc == RC_OK)
        rc = standards_load(buf_str(&f->after), f->file, &b, problem);
    if (rc == RC_OK && (standards_compare(a, b, ignore, NULL) > 0 || !standards_same_order(a, b)))
        rc = fault_changed(f, problem);
    standards_free(b);
    standards_free(a);
    return rc;
}

static bool same_edition(const struct standards_edition *a, const struct standards_edition *b)
{
    size_t count, other_count;
    const struct standards_section *s = standards_edition_sections(a, &count);
    const struct standards_section *t = standards_edition_sections(b, &other_count);
    bool same = count == other_count &&
                str_eq(standards_edition_language(a), standards_edition_language(b)) &&
                standards_edition_is_whole(a) == standards_edition_is_whole(b) &&
                str_eq(standards_edition_title(a), standards_edition_title(b)) &&
                str_eq(str_trim(standards_edition_introduction(a)),
                       str_trim(standards_edition_introduction(b)));
    for (size_t i = 0; same && i < count; i++)
        same = str_eq(s[i].slug, t[i].slug) && str_eq(s[i].title, t[i].title) &&
               str_eq(str_trim(s[i].prose_markdown), str_trim(t[i].prose_markdown));
    return same;
}

/* An edition is of the document that the setting standards.file names. */
static enum rc prove_edition(struct formatting *f, struct problem *problem)
{
    struct standards *machine = NULL;
    struct standards_edition *a = NULL, *b = NULL;
    enum rc rc = judging_load(f->in_force, &machine, problem);
    if (rc == RC_OK)
        rc = standards_edition_load(buf_str(&f->before), f->file, machine, &a, problem);
    if (rc == RC_OK)
        rc = standards_edition_load(buf_str(&f->after), f->file, machine, &b, problem);
    if (rc == RC_OK && !same_edition(a, b))
        rc = fault_changed(f, problem);
    standards_edition_free(b);
    standards_edition_free(a);
    standards_free(machine);
    return rc;
}

/* Both load and mean the same, and formatting has nothing left to do. */
static enum rc prove(struct formatting *f, bool edition, struct problem *problem)
{
    enum rc rc = edition ? prove_edition(f, problem) : prove_document(f, problem);
    if (rc == RC_OK)
        rc = standards_format(f->arena, buf_str(&f->after), f->file, &f->again, &edition, problem);
    if (rc == RC_OK && !str_eq(buf_str(&f->after), buf_str(&f->again)))
        rc = problem_set(problem, RC_INVALID, "%.*s: the layout does not settle", STR_ARG(f->file));
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
    bool edition = false;
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
        rc =
            standards_format(f->arena, buf_str(&f->before), f->file, &f->after, &edition, &problem);
    if (rc == RC_OK)
        rc = prove(f, edition, &problem);
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
        .description = "Lays out the blocks of a document, a layer or an edition: one space behind "
                       "colons and\n"
                       "around operators, examples in columns, no superfluous blank lines. Prose "
                       "stays as it is. The result is loaded and compared "
                       "with\n"
                       "the original before anything is written: the meaning never changes.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    f.arena = cli.arena;
    f.in_force = judging_file(&cli, (struct str){0});
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
