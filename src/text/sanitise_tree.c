#include "text/sanitise_tree.h"

#include "base/utf8.h"
#include "text/emit.h"
#include "text/link.h"
#include "text/sanitise_rules.h"

struct sanitiser {
    struct arena *arena;
    struct emitter e;
    struct str base;
    unsigned verbatim; /* open preformatted blocks */
    bool space;        /* white space is due before the next word */
};

static void walk(struct sanitiser *s, const xmlNode *first);

static struct sanitise_rule rule_for(const xmlNode *node)
{
    const char *name = strrchr((const char *)node->name, ':');
    return sanitise_rule_for(name ? name + 1 : (const char *)node->name);
}

static bool is_inline(enum element element)
{
    return element == ELEMENT_EM || element == ELEMENT_STRONG || element == ELEMENT_CODE ||
           element == ELEMENT_A;
}

static bool is_heading(enum element element)
{
    return element == ELEMENT_H2 || element == ELEMENT_H3 || element == ELEMENT_H4;
}

static enum element innermost(const struct sanitiser *s)
{
    return s->e.depth > 0 ? s->e.open[s->e.depth - 1] : ELEMENT_COUNT;
}

/* The innermost open element that is not inline. */
static enum element innermost_block(const struct sanitiser *s)
{
    unsigned depth = s->e.depth;
    while (depth > 0 && is_inline(s->e.open[depth - 1]))
        depth--;
    return depth > 0 ? s->e.open[depth - 1] : ELEMENT_COUNT;
}

static void end_inline(struct sanitiser *s)
{
    while (s->e.depth > 0 && (is_inline(innermost(s)) || innermost(s) == ELEMENT_P))
        emit_close(&s->e);
    s->space = false;
}

static bool is_list(enum element element)
{
    return element == ELEMENT_UL || element == ELEMENT_OL;
}

/* Opens what words need around them where none is open. */
static void begin_inline(struct sanitiser *s)
{
    enum element block = innermost_block(s);
    if (is_list(block)) {
        end_inline(s);
        emit_open(&s->e, ELEMENT_LI);
    } else if (block == ELEMENT_COUNT || block == ELEMENT_BLOCKQUOTE || block == ELEMENT_FIGURE) {
        end_inline(s);
        emit_open(&s->e, ELEMENT_P);
    }
}

/* Whether the innermost block is one in which another may begin. */
static bool takes_blocks(const struct sanitiser *s)
{
    enum element block = innermost_block(s);
    return !is_heading(block) && block != ELEMENT_FIGCAPTION && s->verbatim == 0 &&
           s->e.depth + 4 < EMIT_DEPTH_MAX;
}

static void put_word(struct sanitiser *s, struct str word)
{
    begin_inline(s);
    if (s->space)
        emit_text(&s->e, STR(" "));
    s->space = false;
    emit_text(&s->e, word);
}

static bool in_words(const struct sanitiser *s)
{
    char last = s->e.out->n > 0 ? s->e.out->p[s->e.out->n - 1] : '\n';
    enum element block = innermost_block(s);
    bool open = block != ELEMENT_COUNT && block != ELEMENT_BLOCKQUOTE && !is_list(block);
    return open && last != '\n' && last != ' ';
}

/* Collapses white space as a browser shows it. */
static void put_text(struct sanitiser *s, const xmlNode *node)
{
    struct str text = str_from_cstr((const char *)node->content);
    if (!utf8_valid(text))
        return;
    if (s->verbatim > 0) {
        emit_text(&s->e, text);
        return;
    }
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && !char_is_space(text.p[end]))
            end++;
        if (end > at)
            put_word(s, str_slice(text, at, end));
        if (end < text.n)
            s->space = s->space || in_words(s);
        at = end + 1;
    }
}

static struct str attribute(struct sanitiser *s, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    struct str result = str_from_cstr((const char *)value);
    result = result.n > 0 && utf8_valid(result) ? arena_dup(s->arena, result) : STR("");
    xmlFree(value);
    return result;
}

static bool checked(struct sanitiser *s, struct str reference, unsigned allowed, struct link *ret)
{
    struct str address;
    return reference.n > 0 && reference.n <= LINK_BYTES_MAX &&
           link_resolve(s->arena, s->base, reference, &address) == RC_OK &&
           link_check(s->arena, address, allowed, ret) == RC_OK;
}

static void leave_to(struct sanitiser *s, unsigned depth)
{
    while (s->e.depth > depth)
        emit_close(&s->e);
}

/* A blank before the element stands outside of it. */
static void begin_inline_element(struct sanitiser *s)
{
    begin_inline(s);
    if (s->space)
        emit_text(&s->e, STR(" "));
    s->space = false;
}

static void put_inline(struct sanitiser *s, const xmlNode *node, enum element element)
{
    if (emit_inside(&s->e, element) || s->e.depth + 2 >= EMIT_DEPTH_MAX || s->verbatim > 0) {
        walk(s, node->children);
        return;
    }
    begin_inline_element(s);
    unsigned depth = s->e.depth;
    emit_open(&s->e, element);
    walk(s, node->children);
    leave_to(s, depth);
}

static void put_link(struct sanitiser *s, const xmlNode *node)
{
    struct link link;
    if (s->e.plain || emit_inside(&s->e, ELEMENT_A) || s->verbatim > 0 ||
        s->e.depth + 2 >= EMIT_DEPTH_MAX ||
        !checked(s, attribute(s, node, "href"), LINK_HTTP | LINK_MAILTO, &link)) {
        walk(s, node->children);
        return;
    }
    begin_inline_element(s);
    unsigned depth = s->e.depth;
    emit_open_link(&s->e, link.address);
    walk(s, node->children);
    leave_to(s, depth);
}

/* A picture of one pixel counts readers. */
static bool is_tracker(struct sanitiser *s, const xmlNode *node)
{
    static const char *const names[] = {"width", "height"};
    for (size_t i = 0; i < 2; i++) {
        struct str size = attribute(s, node, names[i]);
        if (str_eq(size, STR("1")) || str_eq(size, STR("0")))
            return true;
    }
    return false;
}

static void put_picture(struct sanitiser *s, const xmlNode *node)
{
    struct link link;
    if (s->e.plain || s->verbatim > 0 || is_tracker(s, node))
        return;
    if (!checked(s, attribute(s, node, "src"), LINK_HTTPS, &link) &&
        !checked(s, attribute(s, node, "data-src"), LINK_HTTPS, &link))
        return;
    if (innermost(s) != ELEMENT_FIGURE)
        begin_inline(s);
    emit_image(&s->e, link.address, attribute(s, node, "alt"));
}

/* Whether there is a word or a picture below: what has none is not opened. */
static bool has_content(const xmlNode *first)
{
    for (const xmlNode *node = first; node; node = node->next) {
        if (node->type == XML_TEXT_NODE &&
            str_trim(str_from_cstr((const char *)node->content)).n > 0)
            return true;
        if (node->type != XML_ELEMENT_NODE)
            continue;
        enum treatment treatment = rule_for(node).treatment;
        if (treatment == PICTURE || (treatment != DROP && has_content(node->children)))
            return true;
    }
    return false;
}

static void put_block(struct sanitiser *s, const xmlNode *node, enum element element)
{
    if (!takes_blocks(s) || !has_content(node->children) ||
        (element == ELEMENT_FIGURE && emit_inside(&s->e, ELEMENT_FIGURE))) {
        walk(s, node->children);
        return;
    }
    end_inline(s);
    /* A list directly in a list, as some editors write it, goes into an item of its own. */
    if (is_list(innermost(s)) && element != ELEMENT_LI)
        emit_open(&s->e, ELEMENT_LI);
    unsigned depth = s->e.depth;
    emit_open(&s->e, element);
    walk(s, node->children);
    leave_to(s, depth);
    s->space = false;
}

static void put_break(struct sanitiser *s, const xmlNode *node)
{
    bool breaks = takes_blocks(s);
    s->space = s->space || !breaks;
    if (breaks)
        end_inline(s);
    walk(s, node->children);
    s->space = s->space || !breaks;
    if (breaks)
        end_inline(s);
}

static void put_item(struct sanitiser *s, const xmlNode *node)
{
    end_inline(s);
    if (innermost(s) == ELEMENT_LI)
        emit_close(&s->e);
    if (is_list(innermost(s)))
        put_block(s, node, ELEMENT_LI);
    else
        put_break(s, node);
}

static void put_caption(struct sanitiser *s, const xmlNode *node)
{
    end_inline(s);
    if (innermost(s) == ELEMENT_FIGURE)
        put_block(s, node, ELEMENT_FIGCAPTION);
    else
        put_break(s, node);
}

static void put_verbatim(struct sanitiser *s, const xmlNode *node)
{
    if (!takes_blocks(s)) {
        walk(s, node->children);
        return;
    }
    end_inline(s);
    if (is_list(innermost(s)))
        emit_open(&s->e, ELEMENT_LI);
    unsigned depth = s->e.depth;
    emit_open(&s->e, ELEMENT_PRE);
    s->verbatim++;
    walk(s, node->children);
    s->verbatim--;
    leave_to(s, depth);
}

static void put_line(struct sanitiser *s)
{
    s->space = false;
    if (s->verbatim > 0)
        emit_text(&s->e, STR("\n"));
    else if (in_words(s))
        emit_break(&s->e);
}

static void put_element(struct sanitiser *s, const xmlNode *node)
{
    struct sanitise_rule rule = rule_for(node);
    switch (rule.treatment) {
    case LEND:
        walk(s, node->children);
        break;
    case BREAK:
        put_break(s, node);
        break;
    case DROP:
        break;
    case INLINE:
        put_inline(s, node, rule.element);
        break;
    case BLOCK:
        put_block(s, node, rule.element);
        break;
    case ITEM:
        put_item(s, node);
        break;
    case CAPTION:
        put_caption(s, node);
        break;
    case VERBATIM:
        put_verbatim(s, node);
        break;
    case LINK:
        put_link(s, node);
        break;
    case PICTURE:
        put_picture(s, node);
        break;
    case LINE:
        put_line(s);
    }
}

static void put_node(struct sanitiser *s, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE)
        put_text(s, node);
    else if (node->type == XML_ELEMENT_NODE)
        put_element(s, node);
}

/* The parser bounds the depth, and with it this recursion. */
static void walk(struct sanitiser *s, const xmlNode *first)
{
    for (const xmlNode *node = first; node && buf_status(s->e.out) == RC_OK; node = node->next)
        put_node(s, node);
}

void sanitise_tree(struct arena *a, const xmlNode *first, bool siblings, struct str base,
                   bool plain, struct buf *out)
{
    struct sanitiser s = {.arena = a, .base = base};
    emit_init(&s.e, out, plain);
    if (siblings)
        walk(&s, first);
    else if (first)
        put_node(&s, first);
    emit_finish(&s.e);
}
