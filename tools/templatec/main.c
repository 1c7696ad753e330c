/*
 * templatec TEMPLATES ASSET_LIST HEADER SOURCE CATALOGUE DEPFILE: compiles every .html of a folder. The
 * dependency file names the folder too, so that a new template is seen without touching any list.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "../common/file.h"
#include "template.h"

#define ARENA_MAX  (64u << 20)
#define OUTPUT_MAX (16u << 20)
#define FILES_MAX  512

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The folder's templates in order of their names, so that the output never depends on the disk. */
static int list_templates(struct arena *arena, const char *folder, char **names)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int count = 0;

    if (!dir) {
        fprintf(stderr, "%s: cannot be opened: give the folder of the templates\n", folder);
        return -1;
    }
    while ((entry = readdir(dir)) && count < FILES_MAX) {
        struct str name = str_from_cstr(entry->d_name);

        if (str_ends(name, STR(".html")) && name.p[0] != '.')
            names[count++] = arena_cstr(arena, name);
    }
    closedir(dir);
    qsort(names, (size_t)count, sizeof(names[0]), by_name);
    return count;
}

static void report(const struct template_set *set, enum rc rc)
{
    const struct problem *p = &set->problem;

    if (p->code != RC_OK && p->line == 0)
        fprintf(stderr, "templatec: %s\n", p->message);
    else if (p->code != RC_OK)
        fprintf(stderr, "%.*s:%d:%d: %s\n", STR_ARG(set->failed_file), p->line, p->column,
                p->message);
    else
        fprintf(stderr, "templatec: %s\n", rc_text(rc));
}

static enum rc add_all(struct template_set *set, const char *folder, char **names, int count,
                       struct buf *deps)
{
    enum rc rc = RC_OK;

    for (int i = 0; i < count && rc == RC_OK; i++) {
        struct str path = arena_printf(set->arena, "%s/%s", folder, names[i]);
        struct str source;

        rc = file_read(set->arena, path, &source, &set->problem);
        buf_printf(deps, " %.*s", STR_ARG(path));
        if (rc == RC_OK)
            rc = template_add(set, path, source);
    }
    return rc;
}

static enum rc write_outputs(const struct template_set *set, char **argv, struct buf *deps,
                             struct problem *problem)
{
    struct buf out;
    enum rc rc;

    buf_init(&out, OUTPUT_MAX);
    template_emit_header(set, &out);
    rc = file_write(argv[3], &out, problem);
    buf_clear(&out);
    template_emit_source(set, &out);
    if (rc == RC_OK)
        rc = file_write(argv[4], &out, problem);
    buf_clear(&out);
    template_emit_catalogue(set, &out);
    if (rc == RC_OK)
        rc = file_write(argv[5], &out, problem);
    buf_put_char(deps, '\n');
    if (rc == RC_OK)
        rc = file_write(argv[6], deps, problem);
    buf_release(&out);
    return rc;
}

int main(int argc, char **argv)
{
    static char *names[FILES_MAX];
    struct arena *arena = arena_new(ARENA_MAX);
    struct template_set set = {.arena = arena};
    struct str assets;
    struct buf deps;
    enum rc rc;
    int count;

    if (argc != 7 || !arena) {
        fprintf(stderr, "usage: templatec TEMPLATES ASSET_LIST HEADER SOURCE CATALOGUE DEPFILE\n");
        return 2;
    }
    count = list_templates(arena, argv[1], names);
    if (count < 0) {
        arena_free(arena);
        return 1;
    }
    buf_init(&deps, OUTPUT_MAX);
    buf_printf(&deps, "%s %s %s: %s %s", argv[3], argv[4], argv[5], argv[1], argv[2]);
    rc = file_read(arena, str_from_cstr(argv[2]), &assets, &set.problem);
    if (rc == RC_OK) {
        template_set_assets(&set, assets);
        rc = add_all(&set, argv[1], names, count, &deps);
    }
    if (rc == RC_OK)
        rc = template_check(&set);
    if (rc == RC_OK)
        rc = template_find_messages(&set);
    if (rc == RC_OK)
        rc = write_outputs(&set, argv, &deps, &set.problem);
    if (rc != RC_OK)
        report(&set, rc);
    buf_release(&deps);
    arena_free(arena);
    return rc != RC_OK;
}
