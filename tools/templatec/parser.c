/* A file becomes one view: the declaration with its fields, then nodes to the end. */
#include "lexer.h"

struct parser {
    struct template_set *set;
    struct view *view;
    struct lexer lexer;
    struct token token; /* the one being looked at */
};

static enum rc parse_nodes(struct parser *p, struct node **ret);

static enum rc advance(struct parser *p)
{
    return lexer_next(&p->lexer, &p->token);
}

static bool is_name(struct str s)
{
    if (s.n == 0 || !(s.p[0] >= 'a' && s.p[0] <= 'z'))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || char_is_digit(s.p[i]) || s.p[i] == '_'))
            return false;
    }
    return true;
}

/* Names that the generated C could not use. */
static bool is_reserved(struct str s)
{
    static const char *const words[] = {
        "auto",  "bool",     "break",  "case",     "char",   "const",    "continue", "default",
        "do",    "double",   "else",   "enum",     "extern", "false",    "float",    "for",
        "goto",  "if",       "inline", "int",      "long",   "register", "return",   "restrict",
        "short", "signed",   "sizeof", "static",   "struct", "switch",   "true",     "typedef",
        "union", "unsigned", "void",   "volatile", "while",  "asm",      "typeof",   "out",
        "v",     "not",      "each",   "in",       "render", "unix",     "linux"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_eq(s, str_from_cstr(words[i])))
            return true;
    }
    return false;
}

static enum rc check_new_name(struct parser *p, struct word name, const char *what)
{
    if (!is_name(name.text))
        return template_fail(
            p->set, p->view, name.offset,
            "\"%.*s\" cannot name a %s: use small letters, digits and _, a letter first",
            STR_ARG(name.text), what);
    if (is_reserved(name.text))
        return template_fail(p->set, p->view, name.offset,
                             "\"%.*s\" is a reserved word: name the %s otherwise",
                             STR_ARG(name.text), what);
    return RC_OK;
}

static bool find_type(struct str word, enum field_type *ret)
{
    for (enum field_type t = TYPE_TEXT; t <= TYPE_VIEW; t++) {
        if (str_eq(word, str_from_cstr(template_type_name(t)))) {
            *ret = t;
            return true;
        }
    }
    return false;
}

/* After the name: `: TYPE`, with a view's name for list and view, or `?` for what may be absent. */
static enum rc parse_type(struct parser *p, struct words *words, struct field *field)
{
    struct word word = words_next(words);
    struct words ahead;

    if (!str_eq(word.text, STR(":")))
        return template_fail(p->set, p->view, word.offset,
                             "a field needs a type: write \"%.*s: text\"", STR_ARG(field->name));
    word = words_next(words);
    if (word.is_string || !find_type(word.text, &field->type))
        return template_fail(
            p->set, p->view, word.offset,
            "\"%.*s\" is no type: use text, html, url, int, bool, list NAME or view NAME",
            STR_ARG(word.text));
    if (field->type == TYPE_LIST || field->type == TYPE_VIEW) {
        word = words_next(words);
        field->view_name = word.text;
        return check_new_name(p, word, "view");
    }
    ahead = *words;
    word = words_next(&ahead);
    if (!str_eq(word.text, STR("?")))
        return RC_OK;
    if (field->type == TYPE_INT || field->type == TYPE_BOOL)
        return template_fail(p->set, p->view, word.offset,
                             "%s cannot be absent: only text, html and url take \"?\"",
                             template_type_name(field->type));
    field->is_optional = true;
    *words = ahead;
    return RC_OK;
}

/* The C struct has `NAME_count` beside every list. */
static bool clashes(struct str name, enum field_type type, const struct field *other)
{
    const struct str count = STR("_count");
    bool mine = type == TYPE_LIST && str_starts(other->name, name) &&
                other->name.n == name.n + count.n && str_ends(other->name, count);
    bool theirs = other->type == TYPE_LIST && str_starts(name, other->name) &&
                  name.n == other->name.n + count.n && str_ends(name, count);

    return mine || theirs || str_eq(name, other->name);
}

static enum rc parse_field(struct parser *p, struct words *words, struct word name,
                           struct field ***tail)
{
    struct field *field = ARENA_NEW(p->set->arena, struct field);
    enum rc rc = field ? check_new_name(p, name, "field") : RC_NO_MEMORY;

    if (rc != RC_OK)
        return rc;
    field->name = name.text;
    field->offset = name.offset;
    rc = parse_type(p, words, field);
    if (rc != RC_OK)
        return rc;
    for (const struct field *f = p->view->fields; f; f = f->next) {
        if (clashes(field->name, field->type, f))
            return template_fail(
                p->set, p->view, name.offset,
                "field \"%.*s\" clashes with \"%.*s\": name each field once, and none NAME_count "
                "beside a list NAME",
                STR_ARG(field->name), STR_ARG(f->name));
    }
    **tail = field;
    *tail = &field->next;
    return RC_OK;
}

static enum rc parse_declaration(struct parser *p, struct str expected)
{
    struct words words = {.text = p->token.text, .base = p->token.inner};
    struct word word = words_next(&words);
    struct field **tail = &p->view->fields;
    enum rc rc = RC_OK;

    if (p->token.kind != TOKEN_DIRECTIVE || !str_eq(word.text, STR("view")))
        return template_fail(
            p->set, p->view, p->token.offset,
            "a template begins with its declaration: write {{view %.*s ...}} first",
            STR_ARG(expected));
    word = words_next(&words);
    if (!str_eq(word.text, expected))
        return template_fail(p->set, p->view, word.offset,
                             "view \"%.*s\" must be named after its file: call it \"%.*s\"",
                             STR_ARG(word.text), STR_ARG(expected));
    rc = check_new_name(p, word, "view");
    word = words_next(&words);
    while (rc == RC_OK && word.text.n > 0) {
        rc = parse_field(p, &words, word, &tail);
        word = words_next(&words);
    }
    return rc;
}

static bool is_directive(const struct parser *p, const char *name)
{
    struct words words = {.text = p->token.text};

    return p->token.kind == TOKEN_DIRECTIVE && str_eq(words_next(&words).text, str_from_cstr(name));
}

static enum rc expect_no_more(struct parser *p, struct words *words)
{
    struct word word = words_next(words);

    if (word.text.n == 0 && !word.is_string)
        return RC_OK;
    return template_fail(p->set, p->view, word.offset,
                         "\"%.*s\" is one word too many in {{%.*s}}: leave it out",
                         STR_ARG(word.text), STR_ARG(str_trim(p->token.text)));
}

static enum rc parse_path(struct parser *p, struct word word, struct path *ret)
{
    struct str rest = word.text;

    ret->text = word.text;
    ret->offset = word.offset;
    if (word.text.n == 0 || word.is_string)
        return template_fail(p->set, p->view, word.offset, "the name of a field is missing here");
    while (rest.p) {
        if (!is_name(str_split(&rest, '.')))
            return template_fail(p->set, p->view, word.offset, "\"%.*s\" is no name of a field",
                                 STR_ARG(word.text));
    }
    return RC_OK;
}

/* `x`, `not x`, `x == "word"`. */
static enum rc parse_condition(struct parser *p, struct words *words, struct node *node)
{
    struct word word = words_next(words);
    struct words ahead;
    enum rc rc;

    if (str_eq(word.text, STR("not"))) {
        node->is_negated = true;
        word = words_next(words);
    }
    rc = parse_path(p, word, &node->path);
    ahead = *words;
    if (rc != RC_OK || !str_eq(words_next(&ahead).text, STR("==")))
        return rc == RC_OK ? expect_no_more(p, words) : rc;
    word = words_next(&ahead);
    if (!word.is_string)
        return template_fail(p->set, p->view, word.offset,
                             "compare with a word in quotes: {{if %.*s == \"word\"}}",
                             STR_ARG(node->path.text));
    node->is_comparison = true;
    node->word = word.text;
    return expect_no_more(p, &ahead);
}

/* The arms of an if or each, up to and with {{end}}. {{else if ...}} is an if in the else arm that
 * shares it. */
static enum rc parse_arms(struct parser *p, struct node *node)
{
    enum rc rc = advance(p);

    if (rc == RC_OK)
        rc = parse_nodes(p, &node->body);
    if (rc == RC_OK && is_directive(p, "else")) {
        struct words words = {.text = p->token.text, .base = p->token.inner};
        struct word word;

        words_next(&words);
        word = words_next(&words);
        if (node->kind == NODE_IF && str_eq(word.text, STR("if"))) {
            struct node *inner = ARENA_NEW(p->set->arena, struct node);

            if (!inner)
                return RC_NO_MEMORY;
            *inner = (struct node){.kind = NODE_IF, .offset = p->token.offset};
            node->otherwise = inner;
            rc = parse_condition(p, &words, inner);
            return rc == RC_OK ? parse_arms(p, inner) : rc;
        }
        if (word.text.n > 0)
            return template_fail(p->set, p->view, word.offset,
                                 "write {{else}}, or {{else if ...}} in the arm of an if");
        rc = advance(p);
        if (rc == RC_OK)
            rc = parse_nodes(p, &node->otherwise);
    }
    if (rc != RC_OK)
        return rc;
    if (is_directive(p, "else"))
        return template_fail(p->set, p->view, p->token.offset, "a second {{else}}: remove it");
    if (!is_directive(p, "end"))
        return template_fail(p->set, p->view, node->offset,
                             "{{%s}} is not closed: write {{end}} after it",
                             node->kind == NODE_IF ? "if" : "each");
    return RC_OK;
}

static enum rc parse_each(struct parser *p, struct words *words, struct node *node)
{
    struct word word = words_next(words);
    enum rc rc = check_new_name(p, word, "variable");

    if (rc != RC_OK)
        return rc;
    node->text = word.text;
    word = words_next(words);
    if (!str_eq(word.text, STR("in")))
        return template_fail(p->set, p->view, word.offset, "write {{each %.*s in LIST}}",
                             STR_ARG(node->text));
    rc = parse_path(p, words_next(words), &node->path);
    if (rc == RC_OK)
        rc = expect_no_more(p, words);
    return rc == RC_OK ? parse_arms(p, node) : rc;
}

static enum rc parse_render(struct parser *p, struct words *words, struct node *node)
{
    enum rc rc;

    node->text = words_next(words).text;
    rc = parse_path(p, words_next(words), &node->path);
    return rc == RC_OK ? expect_no_more(p, words) : rc;
}

static enum rc parse_asset(struct parser *p, struct words *words, struct node *node)
{
    struct word word = words_next(words);

    node->text = word.text;
    if (!word.is_string)
        return template_fail(p->set, p->view, word.offset,
                             "an asset is named in quotes: {{asset \"css/site.css\"}}");
    return expect_no_more(p, words);
}

static enum rc parse_context(struct parser *p, struct words *words, struct node *node)
{
    struct word word = words_next(words);

    node->text = word.text;
    if (!word.is_string || word.text.n == 0)
        return template_fail(p->set, p->view, word.offset,
                             "say in quotes where the words behind it are used: {{in \"a tab\"}}");
    return expect_no_more(p, words);
}

static enum rc parse_directive(struct parser *p, struct node *node)
{
    struct words words = {.text = p->token.text, .base = p->token.inner};
    struct word word = words_next(&words);
    enum rc rc = RC_OK;

    if (str_eq(word.text, STR("if"))) {
        node->kind = NODE_IF;
        rc = parse_condition(p, &words, node);
        return rc == RC_OK ? parse_arms(p, node) : rc;
    }
    if (str_eq(word.text, STR("each"))) {
        node->kind = NODE_EACH;
        return parse_each(p, &words, node);
    }
    if (str_eq(word.text, STR("render"))) {
        node->kind = NODE_RENDER;
        return parse_render(p, &words, node);
    }
    if (str_eq(word.text, STR("csrf"))) {
        node->kind = NODE_CSRF;
        return expect_no_more(p, &words);
    }
    if (str_eq(word.text, STR("asset"))) {
        node->kind = NODE_ASSET;
        return parse_asset(p, &words, node);
    }
    if (str_eq(word.text, STR("in"))) {
        node->kind = NODE_CONTEXT;
        return parse_context(p, &words, node);
    }
    if (str_eq(word.text, STR("view")))
        return template_fail(p->set, p->view, node->offset,
                             "one file holds one view: move this one to its own file");
    node->kind = NODE_HOLE;
    rc = parse_path(p, word, &node->path);
    return rc == RC_OK ? expect_no_more(p, &words) : rc;
}

/* Nodes up to {{else}}, {{end}} or the end of the file, which the caller looks at. */
static enum rc parse_nodes(struct parser *p, struct node **ret)
{
    struct node **tail = ret;

    while (p->token.kind != TOKEN_END && !is_directive(p, "else") && !is_directive(p, "end")) {
        struct node *node = ARENA_NEW(p->set->arena, struct node);
        enum rc rc = RC_OK;

        if (!node)
            return RC_NO_MEMORY;
        *node =
            (struct node){.kind = NODE_LITERAL, .offset = p->token.offset, .text = p->token.text};
        if (p->token.kind == TOKEN_DIRECTIVE)
            rc = parse_directive(p, node);
        if (rc == RC_OK)
            rc = advance(p);
        if (rc != RC_OK)
            return rc;
        *tail = node;
        tail = &node->next;
    }
    return RC_OK;
}

static enum rc parse_view(struct parser *p, struct str expected)
{
    enum rc rc = advance(p);

    while (rc == RC_OK && p->token.kind == TOKEN_LITERAL && str_trim(p->token.text).n == 0)
        rc = advance(p);
    if (rc == RC_OK)
        rc = parse_declaration(p, expected);
    if (rc == RC_OK)
        rc = advance(p);
    if (rc == RC_OK)
        rc = parse_nodes(p, &p->view->nodes);
    if (rc == RC_OK && p->token.kind != TOKEN_END)
        rc = template_fail(p->set, p->view, p->token.offset,
                           "{{%.*s}} without an {{if}} or {{each}} before it: remove it",
                           STR_ARG(str_trim(p->token.text)));
    return rc;
}

enum rc template_add(struct template_set *set, struct str file, struct str source)
{
    size_t slash = str_rfind_char(file, '/');
    struct str name = str_slice(file, slash == STR_NONE ? 0 : slash + 1, file.n);
    struct view *view = ARENA_NEW(set->arena, struct view);
    struct view **tail = &set->views;
    struct parser parser = {.set = set, .view = view, .lexer = {.set = set, .view = view}};

    if (!view)
        return RC_NO_MEMORY;
    if (str_ends(name, STR(".html")))
        name.n -= 5;
    *view = (struct view){.name = name, .file = file, .source = source};
    while (*tail)
        tail = &(*tail)->next;
    *tail = view;
    return parse_view(&parser, name);
}
