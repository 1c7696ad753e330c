/* assetembed FOLDER HEADER SOURCE LIST DEPFILE: embeds every file of a folder and of the folders in
 * it. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "../common/file.h"
#include "embed.h"

#define ARENA_MAX  (128u << 20)
#define OUTPUT_MAX (64u << 20)

struct walk {
    struct embed_set set;
    const char *root;
    struct buf deps;
};

static enum rc walk_folder(struct walk *w, struct str relative);

static enum rc walk_entry(struct walk *w, struct str folder, const char *entry)
{
    struct arena *arena = w->set.arena;
    struct str name = arena_printf(arena, "%.*s%s%s", STR_ARG(folder), folder.n ? "/" : "", entry);
    struct str path = arena_printf(arena, "%s/%.*s", w->root, STR_ARG(name));
    struct stat st;
    struct str bytes;
    enum rc rc;

    if (stat(arena_cstr(arena, path), &st) != 0)
        return problem_set(&w->set.problem, RC_IO, "%.*s: cannot be read", STR_ARG(path));
    if (S_ISDIR(st.st_mode))
        return walk_folder(w, name);
    buf_printf(&w->deps, " %.*s", STR_ARG(path));
    rc = file_read(arena, path, &bytes, &w->set.problem);
    return rc == RC_OK ? embed_add(&w->set, name, bytes) : rc;
}

static enum rc walk_folder(struct walk *w, struct str relative)
{
    struct str path = arena_printf(w->set.arena, "%s/%.*s", w->root, STR_ARG(relative));
    DIR *dir = opendir(arena_cstr(w->set.arena, path));
    const struct dirent *entry;
    enum rc rc = RC_OK;

    if (!dir)
        return problem_set(&w->set.problem, RC_IO, "%.*s: cannot be opened", STR_ARG(path));
    buf_printf(&w->deps, " %.*s", STR_ARG(path));
    while (rc == RC_OK && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "meson.build") != 0)
            rc = walk_entry(w, relative, entry->d_name);
    }
    closedir(dir);
    return rc;
}

static enum rc write_outputs(struct walk *w, char **argv)
{
    struct buf out;
    enum rc rc;

    buf_init(&out, OUTPUT_MAX);
    embed_emit_header(&out);
    rc = file_write(argv[2], &out, &w->set.problem);
    buf_clear(&out);
    embed_emit_source(&w->set, &out);
    if (rc == RC_OK)
        rc = file_write(argv[3], &out, &w->set.problem);
    buf_clear(&out);
    embed_emit_list(&w->set, &out);
    if (rc == RC_OK)
        rc = file_write(argv[4], &out, &w->set.problem);
    buf_put_char(&w->deps, '\n');
    if (rc == RC_OK)
        rc = file_write(argv[5], &w->deps, &w->set.problem);
    buf_release(&out);
    return rc;
}

static void report(const struct embed_set *set, enum rc rc)
{
    const struct problem *p = &set->problem;

    if (p->line > 0)
        fprintf(stderr, "assets/%.*s:%d:%d: %s\n", STR_ARG(set->failed), p->line, p->column,
                p->message);
    else
        fprintf(stderr, "assetembed: %s\n", p->code != RC_OK ? p->message : rc_text(rc));
}

int main(int argc, char **argv)
{
    struct walk w = {.set = {.arena = arena_new(ARENA_MAX)}};
    enum rc rc;

    if (argc != 6 || !w.set.arena) {
        fprintf(stderr, "usage: assetembed FOLDER HEADER SOURCE LIST DEPFILE\n");
        return 2;
    }
    w.root = argv[1];
    buf_init(&w.deps, OUTPUT_MAX);
    buf_printf(&w.deps, "%s %s %s:", argv[2], argv[3], argv[4]);
    rc = walk_folder(&w, STR(""));
    if (rc == RC_OK)
        rc = embed_build_all(&w.set);
    if (rc == RC_OK)
        rc = write_outputs(&w, argv);
    if (rc == RC_OK)
        printf("assets: %zu bytes, %zu compressed\n", w.set.total, w.set.compressed);
    else
        report(&w.set, rc);
    buf_release(&w.deps);
    arena_free(w.set.arena);
    return rc != RC_OK;
}
