#include "cutter.h"

enum where { IN_TEXT, IN_TAG, IN_VALUE };

struct cutter {
    struct template_set *set;
    struct view *view;
    struct pieces pieces;
    enum where where;
    struct node_list tag;   /* of the tag we are in */
    struct node_list value; /* of the value we are in */
    struct str tag_name;
    struct str attribute;
    char quote;
    bool is_end_tag;
    bool is_closed; /* <path/> */
    bool is_kept;   /* translate="no" */
    bool is_button; /* type="submit" or "button" or "reset" */
    size_t tag_offset;
};

void node_list_add(struct node_list *list, struct node *nodes)
{
    if (!list->tail)
        list->tail = &list->first;
    *list->tail = nodes;
    while (*list->tail)
        list->tail = &(*list->tail)->next;
}

enum rc node_list_add_text(struct node_list *list, struct arena *arena, struct str text,
                           size_t offset)
{
    struct node *node;

    if (text.n == 0)
        return RC_OK;
    node = ARENA_NEW(arena, struct node);
    if (!node)
        return RC_NO_MEMORY;
    *node = (struct node){.kind = NODE_LITERAL, .offset = offset, .text = text};
    node_list_add(list, node);
    return RC_OK;
}

static bool is_one_of(struct str name, const char *const *list)
{
    for (; *list; list++) {
        if (str_eq_ascii_case(name, str_from_cstr(*list)))
            return true;
    }
    return false;
}

/* Elements that stand in the middle of a sentence. */
static bool is_inline(struct str name)
{
    static const char *const names[] = {
        "a",   "abbr", "b",      "bdi", "bdo",  "br",   "cite", "code", "data", "del",   "dfn",
        "em",  "i",    "img",    "ins", "kbd",  "mark", "q",    "s",    "samp", "small", "span",
        "sub", "sup",  "strong", "svg", "time", "u",    "var",  "wbr",  NULL};

    return is_one_of(name, names);
}

/* What people would not translate. */
static bool is_opaque(struct str name)
{
    static const char *const names[] = {"code", "kbd",    "pre",      "samp",
                                        "svg",  "script", "textarea", NULL};

    return is_one_of(name, names);
}

static bool is_void(struct str name)
{
    static const char *const names[] = {"area", "br",   "col",    "hr",    "img", "input",
                                        "link", "meta", "source", "track", "wbr", NULL};

    return is_one_of(name, names);
}

static bool is_said(const struct cutter *c)
{
    static const char *const names[] = {"aria-label", "alt",        "placeholder", "title",
                                        "label",      "data-label", NULL};

    return is_one_of(c->attribute, names) ||
           (c->is_button && str_eq_ascii_case(c->attribute, STR("value")) &&
            str_eq_ascii_case(c->tag_name, STR("input")));
}

static enum rc add_piece(struct cutter *c, struct piece piece)
{
    struct pieces *p = &c->pieces;

    if (p->count == p->size) {
        size_t size = p->size ? p->size * 2 : 64;
        struct piece *more = ARENA_ARRAY(c->set->arena, size, struct piece);

        if (!more)
            return RC_NO_MEMORY;
        if (p->count > 0)
            memcpy(more, p->at, p->count * sizeof(*more));
        p->at = more;
        p->size = size;
    }
    piece.partner = PIECE_ALONE;
    p->at[p->count++] = piece;
    return RC_OK;
}

static enum rc add_text(struct cutter *c, struct str text, size_t offset)
{
    struct node_list list = {0};
    enum rc rc = node_list_add_text(&list, c->set->arena, text, offset);

    if (rc != RC_OK || text.n == 0)
        return rc;
    return add_piece(
        c, (struct piece){.kind = PIECE_TEXT, .text = text, .nodes = list.first, .offset = offset});
}

static void begin_tag(struct cutter *c, struct str rest, size_t offset)
{
    size_t begin = rest.n > 1 && rest.p[1] == '/' ? 2 : 1;
    size_t end = begin;

    while (end < rest.n && !char_is_space(rest.p[end]) && rest.p[end] != '>' && rest.p[end] != '/')
        end++;
    c->tag = (struct node_list){0};
    c->tag_name = str_slice(rest, begin, end);
    c->is_end_tag = begin == 2;
    c->is_closed = c->is_kept = c->is_button = false;
    c->tag_offset = offset;
    c->where = IN_TAG;
}

static enum rc end_tag(struct cutter *c)
{
    bool is_alone = c->is_closed || is_void(c->tag_name);
    struct piece piece = {.kind = c->is_end_tag ? PIECE_CLOSE
                                  : is_alone    ? PIECE_VOID
                                                : PIECE_OPEN,
                          .text = c->tag_name,
                          .nodes = c->tag.first,
                          .is_break = !is_inline(c->tag_name),
                          .is_opaque = is_opaque(c->tag_name) || c->is_kept,
                          .offset = c->tag_offset};

    c->where = IN_TEXT;
    return add_piece(c, piece);
}

/* The attribute's name that ends before the "=" at `at`. */
static struct str name_before(struct str s, size_t at)
{
    size_t begin = at;

    while (begin > 0 && !char_is_space(s.p[begin - 1]) && s.p[begin - 1] != '"' &&
           s.p[begin - 1] != '\'')
        begin--;
    return str_slice(s, begin, at);
}

/* A value that is one literal word tells something about the whole tag. */
static void note_value(struct cutter *c)
{
    const struct node *n = c->value.first;

    if (!n || n->next || n->kind != NODE_LITERAL)
        return;
    if (str_eq_ascii_case(c->attribute, STR("translate")) && str_eq(n->text, STR("no")))
        c->is_kept = true;
    if (str_eq_ascii_case(c->attribute, STR("type")))
        c->is_button = str_eq(n->text, STR("submit")) || str_eq(n->text, STR("button")) ||
                       str_eq(n->text, STR("reset"));
}

static enum rc end_value(struct cutter *c)
{
    struct node *nodes = c->value.first;
    enum rc rc = RC_OK;

    note_value(c);
    if (is_said(c) && nodes)
        rc = message_in_value(c->set, c->view, nodes, &nodes);
    node_list_add(&c->tag, nodes);
    c->where = IN_TAG;
    return rc;
}

/* Each takes what belongs to its place and returns how many bytes that were. */
static enum rc take_text(struct cutter *c, struct str rest, size_t offset, size_t *ret)
{
    size_t end = str_find_char(rest, '<', 0);

    *ret = end == STR_NONE ? rest.n : end;
    enum rc rc = add_text(c, str_slice(rest, 0, *ret), offset);
    if (rc == RC_OK && end != STR_NONE)
        begin_tag(c, str_slice(rest, end, rest.n), offset + end);
    return rc;
}

static enum rc take_tag(struct cutter *c, struct str rest, size_t offset, size_t *ret)
{
    size_t end = 0;

    while (end < rest.n && rest.p[end] != '>' && rest.p[end] != '"' && rest.p[end] != '\'')
        end++;
    bool is_cut = end == rest.n;
    *ret = is_cut ? end : end + 1;
    enum rc rc = node_list_add_text(&c->tag, c->set->arena, str_slice(rest, 0, *ret), offset);
    if (rc != RC_OK || is_cut)
        return rc;
    if (rest.p[end] == '>') {
        c->is_closed = end > 0 && rest.p[end - 1] == '/';
        return end_tag(c);
    }
    c->attribute = name_before(rest, end > 0 ? end - 1 : 0);
    c->quote = rest.p[end];
    c->value = (struct node_list){0};
    c->where = IN_VALUE;
    return RC_OK;
}

static enum rc take_value(struct cutter *c, struct str rest, size_t offset, size_t *ret)
{
    size_t end = str_find_char(rest, c->quote, 0);
    enum rc rc;

    *ret = end == STR_NONE ? rest.n : end;
    rc = node_list_add_text(&c->value, c->set->arena, str_slice(rest, 0, *ret), offset);
    if (rc != RC_OK || end == STR_NONE)
        return rc;
    rc = end_value(c);
    if (rc == RC_OK)
        rc = node_list_add_text(&c->tag, c->set->arena, str_slice(rest, end, end + 1), offset);
    *ret = end + 1;
    return rc;
}

static enum rc cut_literal(struct cutter *c, const struct node *node)
{
    static enum rc (*const takes[])(struct cutter *, struct str, size_t, size_t *) = {
        [IN_TEXT] = take_text, [IN_TAG] = take_tag, [IN_VALUE] = take_value};
    struct str rest = node->text;
    enum rc rc = RC_OK;

    while (rest.n > 0 && rc == RC_OK) {
        size_t taken = 0;

        rc = takes[c->where](c, rest, node->offset, &taken);
        rest = str_slice(rest, taken, rest.n);
    }
    return rc;
}

static enum rc cut_arms_in_tag(struct cutter *c, struct node *node)
{
    enum rc rc = cut_in_tag(c->set, c->view, node->body, &node->body);

    if (rc == RC_OK)
        rc = cut_in_tag(c->set, c->view, node->otherwise, &node->otherwise);
    return rc;
}

static enum rc cut_directive(struct cutter *c, struct node *node)
{
    bool has_arms = node->kind == NODE_IF || node->kind == NODE_EACH;
    bool breaks = node->kind == NODE_EACH || node->kind == NODE_CSRF;
    enum rc rc = RC_OK;

    if (c->where == IN_VALUE) {
        node_list_add(&c->value, node);
        return RC_OK;
    }
    if (c->where == IN_TAG) {
        if (has_arms)
            rc = cut_arms_in_tag(c, node);
        node_list_add(&c->tag, node);
        return rc;
    }
    if (has_arms)
        rc = message_in_arms(c->set, c->view, node, &breaks);
    breaks |= node->kind == NODE_EACH;
    if (rc != RC_OK)
        return rc;
    return add_piece(
        c, (struct piece){
               .kind = PIECE_NODE, .nodes = node, .is_break = breaks, .offset = node->offset});
}

static enum rc cut_nodes(struct cutter *c, struct node *node)
{
    enum where begin = c->where;
    size_t offset = node ? node->offset : 0;
    enum rc rc = RC_OK;

    while (node && rc == RC_OK) {
        struct node *next = node->next;

        node->next = NULL;
        rc = node->kind == NODE_LITERAL ? cut_literal(c, node) : cut_directive(c, node);
        node = next;
    }
    if (rc == RC_OK && c->where != begin)
        rc = template_fail(c->set, c->view, offset,
                           "this arm ends in another place than it begins: open and close each tag "
                           "and value inside it");
    return rc;
}

/* Each inline start tag with the end tag that closes it, if no break comes between. */
static void pair(struct pieces *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->at[i].kind != PIECE_CLOSE)
            continue;
        for (size_t j = i; j-- > 0;) {
            const struct piece *open = &p->at[j];

            if (open->kind != PIECE_OPEN || open->partner != PIECE_ALONE)
                continue;
            if (str_eq_ascii_case(open->text, p->at[i].text)) {
                p->at[i].partner = j;
                p->at[j].partner = i;
                break;
            }
            /* The end tag of <li> and its like may be left out. */
            if (!open->is_break || !p->at[i].is_break)
                break;
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        bool is_tag = p->at[i].kind == PIECE_OPEN || p->at[i].kind == PIECE_CLOSE;

        p->at[i].is_break |= is_tag && p->at[i].partner == PIECE_ALONE;
    }
}

/* An inline element around a block or a loop breaks as that does. */
static void spread_breaks(struct pieces *p)
{
    for (size_t i = p->count; i-- > 0;) {
        if (p->at[i].kind != PIECE_OPEN || p->at[i].partner == PIECE_ALONE || p->at[i].is_opaque)
            continue;
        for (size_t j = i + 1; j < p->at[i].partner && !p->at[i].is_break; j++)
            p->at[i].is_break = p->at[j].is_break;
        p->at[p->at[i].partner].is_break = p->at[i].is_break;
    }
}

enum rc cut_text(struct template_set *set, struct view *view, struct node *nodes,
                 struct pieces *ret)
{
    struct cutter c = {.set = set, .view = view, .where = IN_TEXT};
    enum rc rc = cut_nodes(&c, nodes);

    if (rc != RC_OK)
        return rc;
    pair(&c.pieces);
    spread_breaks(&c.pieces);
    *ret = c.pieces;
    return RC_OK;
}

enum rc cut_in_tag(struct template_set *set, struct view *view, struct node *nodes,
                   struct node **ret)
{
    struct cutter c = {.set = set, .view = view, .where = IN_TAG};
    enum rc rc = cut_nodes(&c, nodes);

    if (rc == RC_OK)
        *ret = c.tag.first;
    return rc;
}
