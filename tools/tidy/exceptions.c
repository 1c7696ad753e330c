/*
 * Exceptions: lines of `path rule count why`. Each must be needed in full: when fewer findings are
 * left than it allows, it has to shrink; so the file never grows stale.
 */
#include "tidy.h"

#include <inttypes.h>

struct exception {
    struct str path;
    struct str rule;
    bool is_any;
    uint64_t
        count; /* at least this many findings are left; exactly, unless any number is allowed */
    struct str why;
};

static struct str take_word(struct str *rest)
{
    struct str word;

    *rest = str_trim(*rest);
    word = str_split(rest, ' ');
    return word;
}

static bool parse(struct str line, struct exception *ret)
{
    struct str count;

    ret->path = take_word(&line);
    ret->rule = take_word(&line);
    count = take_word(&line);
    ret->is_any = str_eq(count, STR("any"));
    ret->count = 1;
    if (!ret->is_any && str_to_u64(count, &ret->count) != RC_OK)
        return false;
    ret->why = str_trim(line);
    return ret->why.n > 0 && ret->count > 0;
}

static bool is_entry(struct str line)
{
    line = str_trim(line);
    return line.n > 0 && line.p[0] != '#';
}

static bool matches(const struct finding *f, const struct exception *e)
{
    bool is_folder = str_ends(e->path, STR("/")) && str_starts(f->path, e->path);

    return (is_folder || str_eq(f->path, e->path)) && str_eq(str_from_cstr(f->rule), e->rule);
}

static void apply(struct tree *tree, const struct source *file, size_t offset,
                  const struct exception *e)
{
    uint64_t found = 0;

    for (const struct finding *f = tree->findings; f; f = f->next)
        found += matches(f, e);
    if (found < e->count) {
        tree_report(tree, file, offset, "exceptions",
                    "%.*s has %" PRIu64 " findings of %.*s, not %" PRIu64 ": %s", STR_ARG(e->path),
                    found, STR_ARG(e->rule), e->count,
                    found ? "lower the count" : "delete the line");
    }
    /* More than allowed: all are shown, because which one is new cannot be known. */
    for (struct finding *f = tree->findings; f && (e->is_any || found <= e->count); f = f->next)
        f->is_allowed |= matches(f, e);
}

void exceptions_apply(struct tree *tree, struct source *exceptions)
{
    struct str rest = exceptions ? exceptions->text : (struct str){0};

    while (rest.p) {
        size_t offset = (size_t)(rest.p - exceptions->text.p);
        struct str line = str_split(&rest, '\n');
        struct exception e;

        if (!is_entry(line))
            continue;
        if (parse(str_trim(line), &e))
            apply(tree, exceptions, offset, &e);
        else
            tree_report(tree, exceptions, offset, "exceptions", "write: path rule count why");
    }
}

bool exceptions_allow(const struct tree *tree, struct str path, const char *rule)
{
    const struct source *file = tree_find(tree, STR(EXCEPTIONS_PATH));
    struct str rest = file ? file->text : (struct str){0};

    while (rest.p) {
        struct str line = str_split(&rest, '\n');
        struct exception e;

        if (is_entry(line) && parse(str_trim(line), &e) && str_eq(e.path, path) &&
            str_eq(e.rule, str_from_cstr(rule)))
            return true;
    }
    return false;
}

void tidy_check(struct tree *tree)
{
    rules_includes(tree);
    rules_words(tree);
    rules_shape(tree);
    rules_literals(tree);
    rules_dead(tree);
    exceptions_apply(tree, tree_find(tree, STR(EXCEPTIONS_PATH)));
}
