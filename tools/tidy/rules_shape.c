/* How files look: lengths, the essay on top, include guards, names, white space. */
#include "tidy.h"

#define FILE_LINES_MAX     500
#define FUNCTION_LINES_MAX 80
/* Nine of ten functions are shorter than this. */
#define FUNCTION_LINES_USUAL 55
#define ESSAY_LINES_MIN      3

struct shares {
    size_t functions;
    size_t usual;
    const struct source *longest_in;
    size_t longest_at;
    size_t longest;
};

static size_t count_lines(struct str s)
{
    size_t lines = 0;

    for (size_t i = 0; i < s.n; i++)
        lines += s.p[i] == '\n';
    return lines;
}

static struct str line_at(struct str s, size_t begin)
{
    size_t end = str_find_char(s, '\n', begin);

    return str_slice(s, begin, end == STR_NONE ? s.n : end);
}

static void check_function(struct tree *tree, struct shares *shares, const struct source *s,
                           size_t begin, size_t end)
{
    size_t lines = count_lines(str_slice(s->code, begin, end)) + 1;

    shares->functions++;
    shares->usual += lines < FUNCTION_LINES_USUAL;
    if (lines > shares->longest) {
        shares->longest = lines;
        shares->longest_in = s;
        shares->longest_at = begin;
    }
    if (lines > FUNCTION_LINES_MAX)
        tree_report(tree, s, begin, "function-length",
                    "a function of %zu lines: split it, %d is the most", lines, FUNCTION_LINES_MAX);
}

/* In the house's layout a body begins with "{" alone at the margin, under a line that ends its
 * parameters, and ends with "}" at the margin. */
static void check_functions(struct tree *tree, struct shares *shares, const struct source *s)
{
    struct str before = {0};
    size_t open = STR_NONE;

    for (size_t at = 0; at < s->code.n;) {
        struct str line = line_at(s->code, at);

        if (str_eq(str_trim(line), STR("{")) && line.p[0] == '{' && str_ends(before, STR(")")))
            open = at;
        if (open != STR_NONE && line.n > 0 && line.p[0] == '}') {
            check_function(tree, shares, s, open, at);
            open = STR_NONE;
        }
        if (str_trim(line).n > 0)
            before = str_trim(line);
        at += line.n + 1;
    }
}

static void check_length(struct tree *tree, const struct source *s)
{
    size_t lines = count_lines(s->text);

    if (lines > FILE_LINES_MAX)
        tree_report(tree, s, s->text.n, "file-length", "%zu lines: split the file, %d is the most",
                    lines, FILE_LINES_MAX);
}

static void check_essay(struct tree *tree, const struct source *s)
{
    size_t end = str_find(s->text, STR("*/"), 0);

    if (!str_starts(s->text, STR("/*")) || end == STR_NONE ||
        count_lines(str_slice(s->text, 0, end)) + 1 < ESSAY_LINES_MIN)
        tree_report(tree, s, 0, "essay",
                    "a header opens with an essay of %d lines or more: what it is for, who owns "
                    "what, what it must not do",
                    ESSAY_LINES_MIN);
}

/* "src/base/str.h" is guarded by COMITY_BASE_STR_H, "tools/tidy/tidy.h" by
 * COMITY_TOOLS_TIDY_TIDY_H. */
static void check_guard(struct tree *tree, const struct source *s)
{
    struct str name = path_is_in(s->path, "src") ? str_slice(s->path, 4, s->path.n) : s->path;
    struct buf guard;

    buf_init(&guard, 1024);
    BUF_PUT(&guard, "COMITY_");
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        buf_put_char(&guard, c >= 'a' && c <= 'z' ? (char)(c - 32) : char_is_digit(c) ? c : '_');
    }
    if (find_word(s->code, buf_str(&guard), 0) == STR_NONE)
        tree_report(tree, s, 0, "guard", "its include guard must be %.*s, after its path",
                    STR_ARG(buf_str(&guard)));
    buf_release(&guard);
}

static bool is_preprocessor_or_blank(struct str line)
{
    line = str_trim(line);
    return line.n == 0 || line.p[0] == '#';
}

static void check_names(struct tree *tree, const struct source *s)
{
    static const char *const refused[] = {"util", "utils",  "helper", "helpers",
                                          "misc", "common", "all",    "stuff"};
    bool is_umbrella = str_ends(s->path, STR(".h"));

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (str_eq(path_stem(s->path), str_from_cstr(refused[i])))
            tree_report(tree, s, 0, "name",
                        "\"%s\" says nothing: name the file after the one thing it does",
                        refused[i]);
    }
    for (size_t at = 0; at < s->code.n && is_umbrella;) {
        struct str line = line_at(s->code, at);

        /* Test headers gather what every test includes; macros are declarations too. */
        is_umbrella = is_preprocessor_or_blank(line) && !str_starts(line, STR("#define "));
        if (str_starts(line, STR("#define COMITY_")) && str_ends(str_trim(line), STR("_H")))
            is_umbrella = true;
        at += line.n + 1;
    }
    if (is_umbrella)
        tree_report(tree, s, 0, "umbrella",
                    "a header that only includes others: include what is used instead");
}

static void check_white_space(struct tree *tree, const struct source *s)
{
    size_t tab = str_find_char(s->text, '\t', 0);

    if (tab != STR_NONE)
        tree_report(tree, s, tab, "white-space", "a tab: indent with four spaces");
    for (size_t at = 0; at < s->text.n;) {
        struct str line = line_at(s->text, at);

        if (line.n > 0 && char_is_space(line.p[line.n - 1]))
            tree_report(tree, s, at, "white-space",
                        "white space at the end of the line: remove it");
        at += line.n + 1;
    }
}

static void check_shares(struct tree *tree, const struct shares *shares)
{
    if (shares->usual * 10 >= shares->functions * 9)
        return;
    tree_report(tree, shares->longest_in, shares->longest_at, "function-share",
                "only %zu of %zu functions are under %d lines, nine of ten must be: split the long "
                "ones, this one "
                "(%zu) first",
                shares->usual, shares->functions, FUNCTION_LINES_USUAL, shares->longest);
}

void rules_shape(struct tree *tree)
{
    struct shares shares = {0};

    for (const struct source *s = tree->sources; s; s = s->next) {
        if (!s->is_c)
            continue;
        check_length(tree, s);
        check_functions(tree, &shares, s);
        check_names(tree, s);
        check_white_space(tree, s);
        if (!str_ends(s->path, STR(".h")))
            continue;
        if (!path_is_in(s->path, "tests"))
            check_guard(tree, s);
        if (path_is_in(s->path, "src"))
            check_essay(tree, s);
    }
    check_shares(tree, &shares);
}
