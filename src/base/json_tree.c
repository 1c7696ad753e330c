/* A recursive descent whose depth is bounded. */
#include "base/json_tree.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

struct reading {
    struct str text;
    size_t at;
    unsigned depth;
    uint32_t nodes, nodes_max;
    struct arena *arena;
    struct problem *problem;
};

static enum rc fault_at(const struct reading *r, size_t at, enum rc rc, const char *what)
{
    int line = 1;
    size_t begin = 0;
    for (size_t i = 0; i < at && i < r->text.n; i++) {
        if (r->text.p[i] == '\n') {
            line++;
            begin = i + 1;
        }
    }
    return problem_set_at(r->problem, rc, line, (int)(at - begin) + 1, "%s", what);
}

static enum rc fault(const struct reading *r, const char *what)
{
    return fault_at(r, r->at, RC_INVALID, what);
}

static char peek(const struct reading *r)
{
    return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static void skip_space(struct reading *r)
{
    while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\n' ||
                                 r->text.p[r->at] == '\r' || r->text.p[r->at] == '\t'))
        r->at++;
}

/* --- strings --- */
static bool read_hex(const struct reading *r, size_t at, uint32_t *ret)
{
    uint32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < r->text.n ? char_lower(r->text.p[i]) : '\0';
        if (!char_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        value = value << 4 | (uint32_t)(char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *ret = value;
    return true;
}

/* A \u escape, or two of them that make a pair; `at` stands on the backslash. */
static enum rc read_unicode(struct reading *r, uint32_t *ret)
{
    uint32_t high, low;
    if (!read_hex(r, r->at + 2, &high))
        return fault(r, "\"\\u\" needs four hexadecimal digits");
    if (high == 0)
        return fault(r, "the NUL character is not taken");
    r->at += 6;
    if (high < 0xD800 || high > 0xDFFF) {
        *ret = high;
        return RC_OK;
    }
    bool follows = str_eq(str_slice(r->text, r->at, r->at + 2), STR("\\u"));
    if (high > 0xDBFF || !follows || !read_hex(r, r->at + 2, &low) || low < 0xDC00 ||
        low > 0xDFFF) {
        r->at -= 6;
        return fault(r, "half of a surrogate pair stands alone");
    }
    r->at += 6;
    *ret = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return RC_OK;
}

static enum rc read_escape(struct reading *r, char *out, size_t *n)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = r->at + 1 < r->text.n ? r->text.p[r->at + 1] : '\0';
    const char *found = c != '\0' ? strchr(letters, c) : NULL;
    uint32_t character;
    if (found != NULL) {
        out[(*n)++] = meanings[found - letters];
        r->at += 2;
        return RC_OK;
    }
    if (c != 'u')
        return fault(r, "there is no such escape sequence");
    enum rc rc = read_unicode(r, &character);
    if (rc == RC_OK)
        *n += utf8_encode(character, out + *n);
    return rc;
}

/* The string up to `end`, which stands on its closing quotation mark. A decoded string is never longer. */
static enum rc decode(struct reading *r, size_t end, struct str *ret)
{
    char *out = arena_alloc(r->arena, end - r->at);
    size_t n = 0;
    if (out == NULL)
        return RC_NO_MEMORY;
    while (r->at < end) {
        if (r->text.p[r->at] != '\\') {
            out[n++] = r->text.p[r->at++];
            continue;
        }
        enum rc rc = read_escape(r, out, &n);
        if (rc != RC_OK)
            return rc;
    }
    *ret = str_make(out, n);
    return RC_OK;
}

static enum rc read_string(struct reading *r, struct str *ret)
{
    size_t begin = ++r->at;
    bool escaped = false;
    for (; r->at < r->text.n && r->text.p[r->at] != '"'; r->at++) {
        if ((unsigned char)r->text.p[r->at] < 0x20)
            return fault(r, "a control character stands in a string without being escaped");
        if (r->text.p[r->at] == '\\') {
            escaped = true;
            r->at++;
        }
    }
    if (r->at >= r->text.n)
        return fault_at(r, begin - 1, RC_INVALID, "the string that begins here does not end");
    size_t end = r->at;
    *ret = str_slice(r->text, begin, end);
    r->at = begin;
    enum rc rc = escaped ? decode(r, end, ret) : RC_OK;
    if (rc == RC_OK)
        r->at = end + 1;
    return rc;
}

/* --- numbers and words --- */
static size_t digits(const struct reading *r, size_t at)
{
    while (at < r->text.n && char_is_digit(r->text.p[at]))
        at++;
    return at;
}

/* The end of a number by the grammar, or `at` when none stands there. */
static size_t number_end(const struct reading *r, size_t at)
{
    size_t whole = at + (at < r->text.n && r->text.p[at] == '-');
    size_t end = digits(r, whole);
    if (end == whole || (end > whole + 1 && r->text.p[whole] == '0'))
        return at;
    if (end < r->text.n && r->text.p[end] == '.') {
        size_t fraction = digits(r, end + 1);
        if (fraction == end + 1)
            return at;
        end = fraction;
    }
    if (end < r->text.n && char_lower(r->text.p[end]) == 'e') {
        size_t sign = end + 1;
        sign += sign < r->text.n && (r->text.p[sign] == '-' || r->text.p[sign] == '+');
        size_t exponent = digits(r, sign);
        return exponent == sign ? at : exponent;
    }
    return end;
}

static enum rc read_number(struct reading *r, struct json_tree *node)
{
    char digits_only[JSON_TREE_NUMBER_MAX + 1];
    size_t end = number_end(r, r->at);
    if (end == r->at)
        return fault(r, "a number is malformed");
    if (end - r->at > JSON_TREE_NUMBER_MAX)
        return fault(r, "a number has too many digits");
    node->kind = TREE_NUMBER;
    node->text = str_slice(r->text, r->at, end);
    memcpy(digits_only, node->text.p, node->text.n);
    digits_only[node->text.n] = '\0';
    node->number = strtod(digits_only, NULL);
    if (!isfinite(node->number))
        return fault(r, "a number is out of range");
    r->at = end;
    return RC_OK;
}

static bool take_word(struct reading *r, struct str word)
{
    if (!str_starts(str_slice(r->text, r->at, r->text.n), word))
        return false;
    r->at += word.n;
    return true;
}

static enum rc read_word(struct reading *r, struct json_tree *node)
{
    if (take_word(r, STR("null"))) {
        node->kind = TREE_NULL;
        return RC_OK;
    }
    node->kind = TREE_BOOL;
    node->truth = take_word(r, STR("true"));
    if (node->truth || take_word(r, STR("false")))
        return RC_OK;
    return fault(r,
                 r->at < r->text.n ? "a value was expected here" : "a value is missing at the end");
}

/* --- arrays and objects --- */
static enum rc read_value(struct reading *r, struct json_tree *node);

static enum rc node_new(struct reading *r, struct json_tree **ret)
{
    if (r->nodes == r->nodes_max)
        return fault_at(r, r->at, RC_TOO_LARGE, "there are too many values");
    *ret = ARENA_NEW(r->arena, struct json_tree);
    r->nodes++;
    return *ret != NULL ? RC_OK : RC_NO_MEMORY;
}

static enum rc read_name(struct reading *r, const struct json_tree *parent, struct json_tree *node)
{
    size_t begin = r->at;
    if (peek(r) != '"')
        return fault(r, "a member's name in quotation marks was expected here");
    if (parent->count == JSON_TREE_MEMBERS_MAX)
        return fault_at(r, begin, RC_TOO_LARGE, "an object has too many members");
    enum rc rc = read_string(r, &node->name);
    if (rc != RC_OK)
        return rc;
    if (json_tree_get(parent, node->name) != NULL)
        return fault_at(r, begin, RC_INVALID, "a member stands twice in one object");
    skip_space(r);
    if (peek(r) != ':')
        return fault(r, "a colon was expected here");
    r->at++;
    skip_space(r);
    return RC_OK;
}

/* `at` stands behind the opening bracket. */
static enum rc read_children(struct reading *r, struct json_tree *parent, char closer)
{
    const struct json_tree **end = &parent->first;
    for (bool more = true; more;) {
        struct json_tree *node = NULL;
        enum rc rc = node_new(r, &node);
        skip_space(r);
        if (rc == RC_OK && closer == '}')
            rc = read_name(r, parent, node);
        if (rc == RC_OK)
            rc = read_value(r, node);
        if (rc != RC_OK)
            return rc;
        *end = node;
        end = &node->next;
        parent->count++;
        skip_space(r);
        more = peek(r) == ',';
        if (!more && peek(r) != closer)
            return fault(r, closer == '}' ? "a comma or \"}\" was expected here"
                                          : "a comma or \"]\" was expected here");
        r->at++;
    }
    return RC_OK;
}

static enum rc read_container(struct reading *r, struct json_tree *node)
{
    char closer = r->text.p[r->at] == '{' ? '}' : ']';
    node->kind = closer == '}' ? TREE_OBJECT : TREE_ARRAY;
    if (r->depth == JSON_TREE_DEPTH_MAX)
        return fault_at(r, r->at, RC_TOO_LARGE, "it is nested too deeply");
    r->at++;
    skip_space(r);
    if (peek(r) == closer) {
        r->at++;
        return RC_OK;
    }
    r->depth++;
    enum rc rc = read_children(r, node, closer);
    r->depth--;
    return rc;
}

static enum rc read_value(struct reading *r, struct json_tree *node)
{
    char c = peek(r);
    if (c == '{' || c == '[')
        return read_container(r, node);
    if (c == '"') {
        node->kind = TREE_STRING;
        return read_string(r, &node->text);
    }
    if (c == '-' || char_is_digit(c))
        return read_number(r, node);
    return read_word(r, node);
}

static enum rc read_whole(struct str text, uint32_t nodes_max, struct arena *a,
                          const struct json_tree **ret, struct problem *problem)
{
    struct reading r = {.text = text, .nodes_max = nodes_max, .arena = a, .problem = problem};
    struct json_tree *root = NULL;
    size_t invalid = utf8_find_invalid(text);
    if (invalid != STR_NONE)
        return fault_at(&r, invalid, RC_INVALID, "it is not valid UTF-8");
    skip_space(&r);
    enum rc rc = node_new(&r, &root);
    if (rc == RC_OK)
        rc = read_value(&r, root);
    if (rc != RC_OK)
        return rc;
    skip_space(&r);
    if (r.at < text.n)
        return fault(&r, "something follows the value");
    *ret = root;
    return RC_OK;
}

enum rc json_tree_read(struct str text, struct arena *a, const struct json_tree **ret,
                       struct problem *problem)
{
    return read_whole(text, JSON_TREE_NODES_MAX, a, ret, problem);
}

enum rc json_tree_read_own(struct str text, struct arena *a, const struct json_tree **ret)
{
    return read_whole(text, UINT32_MAX, a, ret, NULL);
}

const struct json_tree *json_tree_get(const struct json_tree *t, struct str name)
{
    if (t == NULL || t->kind != TREE_OBJECT)
        return NULL;
    const struct json_tree *member = t->first;
    while (member != NULL && !str_eq(member->name, name))
        member = member->next;
    return member;
}
