/* SQL belongs into sql/query, HTML into templates/: neither into string literals of the program. */
#include "tidy.h"

static const struct str statements[] = {
    STR_INIT("SELECT"),   STR_INIT("INSERT"), STR_INIT("UPDATE"), STR_INIT("DELETE"),
    STR_INIT("CREATE"),   STR_INIT("BEGIN"),  STR_INIT("COMMIT"), STR_INIT("ALTER"),
    STR_INIT("ROLLBACK"), STR_INIT("DROP"),   STR_INIT("PRAGMA"), STR_INIT("WITH"),
    STR_INIT("VACUUM"),
};

/* These are statements on their own; the others need something after them (DELETE is an HTTP method
 * too). */
static bool stands_alone(struct str statement)
{
    return str_eq(statement, STR("BEGIN")) || str_eq(statement, STR("COMMIT")) ||
           str_eq(statement, STR("ROLLBACK")) || str_eq(statement, STR("VACUUM"));
}

static bool is_sql(struct str literal)
{
    literal = str_trim(literal);
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        struct str s = statements[i];

        if (str_starts(literal, s) &&
            ((literal.n == s.n && stands_alone(s)) ||
             (literal.n > s.n && (literal.p[s.n] == ' ' || literal.p[s.n] == ';'))))
            return true;
    }
    return false;
}

static bool is_tag_name(struct str name)
{
    static const char *const names[] = {
        "a",      "abbr",    "article", "aside",    "b",     "blockquote", "body",  "br",
        "button", "code",    "dd",      "div",      "dl",    "dt",         "em",    "figure",
        "footer", "form",    "h1",      "h2",       "h3",    "h4",         "head",  "header",
        "hr",     "html",    "i",       "img",      "input", "label",      "li",    "link",
        "main",   "mark",    "meta",    "nav",      "ol",    "option",     "p",     "pre",
        "script", "section", "select",  "small",    "span",  "strong",     "style", "sub",
        "sup",    "table",   "td",      "textarea", "th",    "title",      "tr",    "ul"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_eq(name, str_from_cstr(names[i])))
            return true;
    }
    return false;
}

/* "<p>", "<p class", "</p", "</" at the end of a piece. */
static bool is_html(struct str literal)
{
    size_t at = str_find_char(literal, '<', 0);

    for (; at != STR_NONE; at = str_find_char(literal, '<', at + 1)) {
        size_t begin = at + 1;
        size_t end;

        if (begin < literal.n && literal.p[begin] == '/')
            begin++;
        for (end = begin;
             end < literal.n && (char_is_alpha(literal.p[end]) || char_is_digit(literal.p[end]));)
            end++;
        if (begin == at + 2 && begin == literal.n)
            return true;
        if (is_tag_name(str_slice(literal, begin, end)))
            return true;
    }
    return false;
}

static void check_literal(struct tree *tree, const struct source *s, size_t begin, size_t end)
{
    struct str literal = str_slice(s->strings, begin, end);

    if (is_sql(literal))
        tree_report(tree, s, begin, "sql-literal",
                    "SQL in a string: move it to sql/query, typed and named");
    if (is_html(literal) && !exceptions_allow(tree, s->path, "html-trusted"))
        tree_report(tree, s, begin, "html-literal", "HTML in a string: move it to templates/");
}

/* Quotes stand in `code`; what is between two of them stands in `strings`. Includes look alike but
 * hold a path. */
static void check_source(struct tree *tree, const struct source *s)
{
    size_t open = str_find_char(s->code, '"', 0);

    while (open != STR_NONE) {
        size_t close = str_find_char(s->code, '"', open + 1);

        if (close == STR_NONE)
            return;
        check_literal(tree, s, open + 1, close);
        open = str_find_char(s->code, '"', close + 1);
    }
}

void rules_literals(struct tree *tree)
{
    for (const struct source *s = tree->sources; s; s = s->next) {
        if (s->is_c && path_is_in(s->path, "src"))
            check_source(tree, s);
    }
}
