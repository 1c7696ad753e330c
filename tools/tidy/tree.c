#include "tidy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../common/file.h"

void tree_init(struct tree *tree, struct arena *arena)
{
    *tree = (struct tree){.arena = arena};
    tree->last = &tree->sources;
    tree->last_finding = &tree->findings;
}

/* Where a masked byte goes. */
struct mask {
    struct str text;
    char *code;
    char *strings;
    size_t at;
};

static void keep_code(struct mask *m)
{
    m->code[m->at] = m->text.p[m->at];
    m->at++;
}

static void skip(struct mask *m, size_t end)
{
    m->at = end < m->text.n ? end : m->text.n;
}

static void mask_literal(struct mask *m, char quote)
{
    keep_code(m);
    while (m->at < m->text.n && m->text.p[m->at] != quote && m->text.p[m->at] != '\n') {
        size_t step = m->text.p[m->at] == '\\' && m->at + 1 < m->text.n ? 2 : 1;

        for (; step > 0; step--, m->at++) {
            if (quote == '"' && m->text.p[m->at] != '\n')
                m->strings[m->at] = m->text.p[m->at];
        }
    }
    if (m->at < m->text.n)
        keep_code(m);
}

static void mask_step(struct mask *m)
{
    struct str rest = str_slice(m->text, m->at, m->text.n);
    size_t end;

    if (str_starts(rest, STR("/*"))) {
        end = str_find(m->text, STR("*/"), m->at + 2);
        skip(m, end == STR_NONE ? m->text.n : end + 2);
    } else if (str_starts(rest, STR("//"))) {
        skip(m, str_find_char(m->text, '\n', m->at));
    } else if (rest.p[0] == '"' || rest.p[0] == '\'') {
        mask_literal(m, rest.p[0]);
    } else {
        keep_code(m);
    }
}

static void mask_c(struct tree *tree, struct source *source)
{
    struct mask m = {.text = source->text,
                     .code = arena_alloc(tree->arena, source->text.n + 1),
                     .strings = arena_alloc(tree->arena, source->text.n + 1)};

    if (!m.code || !m.strings)
        return;
    for (size_t i = 0; i < source->text.n; i++)
        m.code[i] = m.strings[i] = source->text.p[i] == '\n' ? '\n' : ' ';
    while (m.at < m.text.n)
        mask_step(&m);
    source->code = str_make(m.code, source->text.n);
    source->strings = str_make(m.strings, source->text.n);
}

void tree_add(struct tree *tree, struct str path, struct str text)
{
    struct source *source = ARENA_NEW(tree->arena, struct source);

    if (!source)
        return;
    *source = (struct source){.path = path, .text = text};
    source->is_c = str_ends(path, STR(".c")) || str_ends(path, STR(".h"));
    if (source->is_c)
        mask_c(tree, source);
    *tree->last = source;
    tree->last = &source->next;
}

static bool is_looked_at(struct str name)
{
    static const char *const endings[] = {".c",          ".h",  ".def",  ".html", ".sql",
                                          ".css",        ".js", ".svg",  ".png",  ".ico",
                                          ".exceptions", ".md", ".woff2"};

    if (str_eq(name, STR("meson.build")))
        return true;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (str_ends(name, str_from_cstr(endings[i])))
            return true;
    }
    return false;
}

static enum rc read_folder(struct tree *tree, const char *root, struct str folder,
                           struct problem *problem);

static enum rc read_entry(struct tree *tree, const char *root, struct str path,
                          struct problem *problem)
{
    struct str full = arena_printf(tree->arena, "%s/%.*s", root, STR_ARG(path));
    struct stat st;
    struct str text;
    enum rc rc;

    if (stat(arena_cstr(tree->arena, full), &st) != 0)
        return RC_OK;
    if (S_ISDIR(st.st_mode))
        return read_folder(tree, root, path, problem);
    if (!is_looked_at(path_base(path)))
        return RC_OK;
    rc = file_read(tree->arena, full, &text, problem);
    if (rc == RC_OK)
        tree_add(tree, path, text);
    return rc;
}

/* Hidden folders, and what npm fetched for the browser tests, are not ours to judge. */
static bool is_ours(const char *name)
{
    return name[0] != '.' && strcmp(name, "node_modules") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum rc read_folder(struct tree *tree, const char *root, struct str folder,
                           struct problem *problem)
{
    struct str full = arena_printf(tree->arena, "%s/%.*s", root, STR_ARG(folder));
    struct dirent **entries;
    int count = scandir(arena_cstr(tree->arena, full), &entries, NULL, by_name);
    enum rc rc = RC_OK;

    for (int i = 0; i < count; i++) {
        if (rc == RC_OK && is_ours(entries[i]->d_name))
            rc = read_entry(
                tree, root,
                arena_printf(tree->arena, "%.*s/%s", STR_ARG(folder), entries[i]->d_name), problem);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return rc;
}

enum rc tree_read(struct tree *tree, const char *root, struct problem *problem)
{
    static const char *const folders[] = {"assets",    "docs",  "sql",  "src",
                                          "templates", "tests", "tools"};
    enum rc rc = RC_OK;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && rc == RC_OK; i++)
        rc = read_folder(tree, root, str_from_cstr(folders[i]), problem);
    return rc == RC_OK && arena_failed(tree->arena) ? RC_NO_MEMORY : rc;
}

struct source *tree_find(const struct tree *tree, struct str path)
{
    struct source *source = tree->sources;

    while (source && !str_eq(source->path, path))
        source = source->next;
    return source;
}

void tree_report(struct tree *tree, const struct source *source, size_t offset, const char *rule,
                 const char *format, ...)
{
    struct finding *finding = ARENA_NEW(tree->arena, struct finding);
    char message[PROBLEM_MESSAGE_MAX];
    va_list args;

    if (!finding)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    *finding = (struct finding){.path = source->path, .line = 1, .rule = rule};
    finding->message = arena_dup(tree->arena, str_from_cstr(message));
    for (size_t i = 0; i < offset && i < source->text.n; i++)
        finding->line += source->text.p[i] == '\n';
    *tree->last_finding = finding;
    tree->last_finding = &finding->next;
}
