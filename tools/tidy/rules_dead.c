/* Files nobody uses: sources that are not built, headers nobody includes, templates, assets and
 * queries that nothing names. */
#include "tidy.h"

/* Whether any file but `self` that `matters` names `needle` as a whole word. */
static bool is_named(const struct tree *tree, const struct source *self, struct str needle,
                     bool (*matters)(const struct source *))
{
    for (const struct source *s = tree->sources; s; s = s->next) {
        if (s != self && matters(s) && find_word(s->text, needle, 0) != STR_NONE)
            return true;
    }
    return false;
}

static bool is_build_file(const struct source *s)
{
    return str_ends(s->path, STR("meson.build"));
}

static bool is_registry(const struct source *s)
{
    return str_ends(s->path, STR(".def"));
}

static bool is_c(const struct source *s)
{
    return s->is_c;
}

static bool is_program(const struct source *s)
{
    return s->is_c && path_is_in(s->path, "src");
}

/* Tests and benchmarks may use a query or view of their own accord, but the program must need it.
 */
static bool is_template(const struct source *s)
{
    return path_is_in(s->path, "templates");
}

/* A row of a registry calls its query through the macro it is included with. */
static bool names_queries(const struct source *s)
{
    return is_program(s) || (is_registry(s) && path_is_in(s->path, "src"));
}

static bool names_assets(const struct source *s)
{
    return is_template(s) || is_program(s) || is_registry(s) || path_is_in(s->path, "assets");
}

/* A source is built when a build file names it, or when a registry has a line for it. */
static void check_built(struct tree *tree, const struct source *s)
{
    if (is_named(tree, s, path_base(s->path), is_build_file) ||
        is_named(tree, s, path_stem(s->path), is_registry))
        return;
    tree_report(tree, s, 0, "dead-file", "no meson.build names it: build it or delete it");
}

static void check_included(struct tree *tree, const struct source *s)
{
    struct str name =
        path_is_in(s->path, "src") ? str_slice(s->path, 4, s->path.n) : path_base(s->path);

    if (!is_named(tree, s, name, is_c))
        tree_report(tree, s, 0, "dead-file", "nobody includes it: use it or delete it");
}

static void check_rendered(struct tree *tree, const struct source *s)
{
    struct str stem = path_stem(s->path);
    struct str function = arena_printf(tree->arena, "view_%.*s_render", STR_ARG(stem));
    struct str directive = arena_printf(tree->arena, "{{render %.*s ", STR_ARG(stem));

    if (is_named(tree, s, function, is_program))
        return;
    for (const struct source *t = tree->sources; t; t = t->next) {
        if (t != s && is_template(t) && str_find(t->text, directive, 0) != STR_NONE)
            return;
    }
    tree_report(tree, s, 0, "dead-file", "nothing renders this view: use it or delete it");
}

static void check_asset(struct tree *tree, const struct source *s)
{
    struct str name = str_slice(s->path, strlen("assets/"), s->path.n);

    /* Style sheets lead to files by relative path, whose last part is the name. */
    if (!is_named(tree, s, name, names_assets) && !is_named(tree, s, path_base(name), names_assets))
        tree_report(tree, s, 0, "dead-file", "nothing names this asset: use it or delete it");
}

static void check_query(struct tree *tree, const struct source *s, size_t at)
{
    const struct str mark = STR("-- query: ");
    size_t begin = at + mark.n;
    size_t end = begin;
    struct str function;

    while (end < s->text.n && is_word_byte(s->text.p[end]))
        end++;
    function = arena_printf(tree->arena, "q_%.*s", STR_ARG(str_slice(s->text, begin, end)));
    if (!is_named(tree, s, function, names_queries))
        tree_report(tree, s, at, "dead-query", "nothing calls %.*s: use the query or delete it",
                    STR_ARG(function));
}

static void check_queries(struct tree *tree, const struct source *s)
{
    const struct str mark = STR("-- query: ");

    for (size_t at = str_find(s->text, mark, 0); at != STR_NONE;
         at = str_find(s->text, mark, at + 1))
        check_query(tree, s, at);
}

void rules_dead(struct tree *tree)
{
    for (const struct source *s = tree->sources; s; s = s->next) {
        if (path_is_in(s->path, "src") && str_ends(s->path, STR(".c")))
            check_built(tree, s);
        if (str_ends(s->path, STR(".h")))
            check_included(tree, s);
        if (path_is_in(s->path, "templates") && str_ends(s->path, STR(".html")))
            check_rendered(tree, s);
        if (path_is_in(s->path, "assets") && !is_build_file(s))
            check_asset(tree, s);
        if (path_is_in(s->path, "sql/query") && str_ends(s->path, STR(".sql")))
            check_queries(tree, s);
    }
}
