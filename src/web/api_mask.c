#include "web/api_mask.h"

struct parsing {
    struct str text;
    size_t at;
    unsigned depth, nodes;
    struct arena *arena;
};

static char peek(const struct parsing *p)
{
    return p->at < p->text.n ? p->text.p[p->at] : '\0';
}

static const struct api_mask *find(const struct api_mask *parent, struct str name)
{
    const struct api_mask *child = parent->first;
    while (child != NULL && !str_eq(child->name, name))
        child = child->next;
    return child;
}

/* The same name twice ("a/b,a/c") is one selection. */
static struct api_mask *find_or_add(struct parsing *p, struct api_mask *parent, struct str name)
{
    struct api_mask **end = &parent->first;
    while (*end != NULL && !str_eq((*end)->name, name))
        end = &(*end)->next;
    if (*end == NULL && p->nodes < API_MASK_NODES_MAX) {
        p->nodes++;
        *end = ARENA_NEW(p->arena, struct api_mask);
        if (*end != NULL)
            (*end)->name = name;
    }
    return *end;
}

static struct str take_name(struct parsing *p)
{
    size_t begin = p->at;
    while (p->at < p->text.n && strchr(",/.()", p->text.p[p->at]) == NULL)
        p->at++;
    return str_trim(str_slice(p->text, begin, p->at));
}

static bool parse_list(struct parsing *p, struct api_mask *parent);

/* "a/b/c" or "a(b,c)". */
static bool parse_item(struct parsing *p, struct api_mask *parent)
{
    struct api_mask *node = parent;
    for (bool more = true; more;) {
        struct str name = take_name(p);
        node = name.n > 0 ? find_or_add(p, node, name) : NULL;
        if (node == NULL)
            return false;
        more = peek(p) == '/' || peek(p) == '.';
        p->at += more;
    }
    if (peek(p) != '(') {
        node->whole = true;
        return true;
    }
    p->at++;
    if (++p->depth > API_MASK_DEPTH_MAX || !parse_list(p, node) || peek(p) != ')')
        return false;
    p->at++;
    p->depth--;
    return true;
}

static bool parse_list(struct parsing *p, struct api_mask *parent)
{
    for (bool more = true; more;) {
        if (!parse_item(p, parent))
            return false;
        more = peek(p) == ',';
        p->at += more;
    }
    return true;
}

enum rc api_mask_parse(struct str text, struct arena *a, const struct api_mask **ret)
{
    struct parsing p = {.text = text, .arena = a};
    struct api_mask *root = ARENA_NEW(a, struct api_mask);
    if (root == NULL)
        return RC_NO_MEMORY;
    if (!parse_list(&p, root) || p.at < text.n)
        return arena_failed(a) ? RC_NO_MEMORY : RC_INVALID;
    *ret = root;
    return RC_OK;
}

static void write_scalar(const struct json_tree *value, struct json *j)
{
    if (value->kind == TREE_STRING)
        json_str(j, value->text);
    else if (value->kind == TREE_NUMBER)
        json_raw(j, value->text);
    else if (value->kind == TREE_BOOL)
        json_bool(j, value->truth);
    else
        json_put_null(j);
}

/* As deep as the answer is, which we wrote. `mask` NULL: everything. */
static void write_value(const struct api_mask *mask, const struct json_tree *value, struct json *j)
{
    if (value->kind != TREE_OBJECT && value->kind != TREE_ARRAY) {
        write_scalar(value, j);
        return;
    }
    if (value->kind == TREE_OBJECT)
        json_begin_object(j);
    else
        json_begin_array(j);
    for (const struct json_tree *child = value->first; child != NULL; child = child->next) {
        const struct api_mask *wanted = mask;
        if (value->kind == TREE_OBJECT && mask != NULL) {
            wanted = find(mask, child->name);
            wanted = wanted != NULL ? wanted : find(mask, STR("*"));
            if (wanted == NULL)
                continue;
            wanted = wanted->whole ? NULL : wanted;
        }
        if (value->kind == TREE_OBJECT)
            json_key(j, child->name);
        write_value(wanted, child, j);
    }
    json_end(j);
}

void api_mask_write(const struct api_mask *mask, const struct json_tree *value, struct json *j)
{
    write_value(mask, value, j);
}
