/* Functions that may not be called, and words that may not be left behind. */
#include "tidy.h"

enum scope { EVERYWHERE, OUTSIDE_BASE };

static const struct {
    struct str name;
    enum scope scope;
    const char *remedy;
} banned[] = {
    {STR_INIT("strcpy"), EVERYWHERE, "use struct str or struct buf"},
    {STR_INIT("strcat"), EVERYWHERE, "use struct buf"},
    {STR_INIT("sprintf"), EVERYWHERE, "use buf_printf or arena_printf"},
    {STR_INIT("vsprintf"), EVERYWHERE, "use vsnprintf"},
    {STR_INIT("strncpy"), EVERYWHERE, "use struct str or struct buf"},
    {STR_INIT("strncat"), EVERYWHERE, "use struct buf"},
    {STR_INIT("gets"), EVERYWHERE, "use fgets"},
    {STR_INIT("atoi"), EVERYWHERE, "use str_to_i64"},
    {STR_INIT("atol"), EVERYWHERE, "use str_to_i64"},
    {STR_INIT("strtok"), EVERYWHERE, "use str_split"},
    {STR_INIT("system"), EVERYWHERE, "use posix_spawn with a list of arguments"},
    {STR_INIT("popen"), EVERYWHERE, "use posix_spawn with a list of arguments"},
    {STR_INIT("alloca"), EVERYWHERE, "use an arena"},
    {STR_INIT("malloc"), OUTSIDE_BASE, "use an arena"},
    {STR_INIT("calloc"), OUTSIDE_BASE, "use an arena"},
    {STR_INIT("realloc"), OUTSIDE_BASE, "use an arena or struct buf"},
    {STR_INIT("free"), OUTSIDE_BASE, "use an arena"},
    {STR_INIT("time"), OUTSIDE_BASE, "take a struct clock"},
    {STR_INIT("gettimeofday"), OUTSIDE_BASE, "take a struct clock"},
    {STR_INIT("clock_gettime"), OUTSIDE_BASE, "take a struct clock"},
    {STR_INIT("rand"), OUTSIDE_BASE, "take a struct random"},
};

static bool applies(const struct source *s, enum scope scope)
{
    if (scope == EVERYWHERE)
        return true;
    return path_is_in(s->path, "src") && !path_is_in(s->path, "src/base");
}

/* `x->free(…)` and `x.free(…)` call a member, `name` without parentheses is no call. */
static bool is_call(struct str code, size_t at, size_t n)
{
    size_t end = at + n;

    while (end < code.n && code.p[end] == ' ')
        end++;
    if (end >= code.n || code.p[end] != '(')
        return false;
    return at == 0 || (code.p[at - 1] != '.' && code.p[at - 1] != '>');
}

static void check_banned(struct tree *tree, const struct source *s)
{
    for (size_t i = 0; i < sizeof(banned) / sizeof(banned[0]); i++) {
        struct str name = banned[i].name;
        size_t at = find_word(s->code, name, 0);

        if (!applies(s, banned[i].scope))
            continue;
        for (; at != STR_NONE; at = find_word(s->code, name, at + 1)) {
            if (is_call(s->code, at, name.n))
                tree_report(tree, s, at, "banned", "%.*s is banned%s: %s", STR_ARG(name),
                            banned[i].scope == OUTSIDE_BASE ? " outside src/base" : "",
                            banned[i].remedy);
        }
    }
}

static void check_left_behind(struct tree *tree, const struct source *s)
{
    /* In pieces, or this file would break its own rule. */
    static const struct str words[] = {STR_INIT("TO"
                                                "DO"),
                                       STR_INIT("FIX"
                                                "ME"),
                                       STR_INIT("XX"
                                                "X")};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        for (size_t at = find_word(s->text, words[i], 0); at != STR_NONE;
             at = find_word(s->text, words[i], at + 1))
            tree_report(tree, s, at, "left-behind",
                        "%.*s: do it, or open an issue and remove the word", STR_ARG(words[i]));
    }
}

/* A folder of one person's machine: it is nowhere else, and tells who they are. */
static void check_machine_paths(struct tree *tree, const struct source *s)
{
    static const struct str folders[] = {STR_INIT("/home"), STR_INIT("/root")};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        for (size_t at = find_word(s->text, folders[i], 0); at != STR_NONE;
             at = find_word(s->text, folders[i], at + 1)) {
            size_t end = at + folders[i].n;
            if (end + 1 < s->text.n && s->text.p[end] == '/' && is_word_byte(s->text.p[end + 1]))
                tree_report(tree, s, at, "machine-path",
                            "a folder of one machine: name the place from the root of the tree");
        }
    }
}

static bool is_markup_maker_call(const struct source *s, size_t at)
{
    return is_call(s->code, at, strlen("html_trusted")) && !str_eq(s->path, STR("src/text/html.h"));
}

/* Every maker of raw markup is on the list of exceptions, with its reason. */
static void check_trusted(struct tree *tree, const struct source *s)
{
    const struct str name = STR("html_trusted");

    if (!path_is_in(s->path, "src"))
        return;
    for (size_t at = find_word(s->code, name, 0); at != STR_NONE;
         at = find_word(s->code, name, at + 1)) {
        if (is_markup_maker_call(s, at))
            tree_report(
                tree, s, at, "html-trusted",
                "raw markup is made here: escape it in a template, or list it in " EXCEPTIONS_PATH
                " with the reason why it is safe");
    }
}

static size_t find_call(const struct source *s, struct str name)
{
    size_t at = find_word(s->code, name, 0);
    while (at != STR_NONE && !is_call(s->code, at, name.n))
        at = find_word(s->code, name, at + 1);
    return at;
}

/* What costs a hash, or tells whether a guess was right, is counted first, and in one way: src/community/account/attempt.h. */
static void check_counted(struct tree *tree, const struct source *s)
{
    static const struct str dear[] = {STR_INIT("password_verify"), STR_INIT("password_hash"),
                                      STR_INIT("captcha_check"), STR_INIT("captcha_verify")};

    if (!path_is_in(s->path, "src") || str_ends(s->path, STR(".h")))
        return;
    for (size_t i = 0; i < sizeof(dear) / sizeof(dear[0]); i++) {
        size_t at = find_call(s, dear[i]), raw = find_call(s, STR("throttle_count"));

        if (at == STR_NONE || str_starts(dear[i], path_stem(s->path)))
            continue;
        if (raw != STR_NONE)
            tree_report(tree, s, raw, "uncounted",
                        "beside %.*s attempts are counted by attempt_submit", STR_ARG(dear[i]));
        else if (find_call(s, STR("attempt_submit")) == STR_NONE &&
                 find_call(s, STR("attempt_count")) == STR_NONE)
            tree_report(tree, s, at, "uncounted", "count the attempt (attempt_submit) before %.*s",
                        STR_ARG(dear[i]));
    }
}

static bool may_hold_words(struct str path)
{
    return !str_ends(path, STR(".md")) && !str_ends(path, STR(".png")) &&
           !str_ends(path, STR(".ico")) && !str_ends(path, STR(".woff2"));
}

void rules_words(struct tree *tree)
{
    for (const struct source *s = tree->sources; s; s = s->next) {
        if (may_hold_words(s->path))
            check_left_behind(tree, s);
        check_machine_paths(tree, s);
        if (!s->is_c)
            continue;
        check_banned(tree, s);
        check_trusted(tree, s);
        check_counted(tree, s);
    }
}
