#include "text/sanitise.h"

#include <libxml/HTMLparser.h>

#include "base/utf8.h"
#include "text/emit.h"
#include "text/excerpt.h"
#include "text/link.h"
#include "text/sanitise_tree.h"

enum treatment {
    LEND,   /* its content stands for it */
    BREAK,  /* the same, and it is a paragraph of its own */
    DROP,   /* goes with its content */
    INLINE, /* a kept element within a paragraph */
    BLOCK,  /* a kept element of its own */
    ITEM,   /* a list item */
    CAPTION,
    VERBATIM,
    LINK,
    PICTURE,
    LINE,
};

static const struct rule {
    const char *name;
    enum treatment treatment;
    enum element element;
} rules[] = {
    {"a", LINK, ELEMENT_A},
    {"address", BREAK, 0},
    {"applet", DROP, 0},
    {"article", BREAK, 0},
    {"aside", BREAK, 0},
    {"audio", DROP, 0},
    {"b", INLINE, ELEMENT_STRONG},
    {"blockquote", BLOCK, ELEMENT_BLOCKQUOTE},
    {"body", BREAK, 0},
    {"br", LINE, 0},
    {"button", DROP, 0},
    {"canvas", DROP, 0},
    {"code", INLINE, ELEMENT_CODE},
    {"dd", BREAK, 0},
    {"details", BREAK, 0},
    {"dialog", DROP, 0},
    {"div", BREAK, 0},
    {"dl", BREAK, 0},
    {"dt", BREAK, 0},
    {"em", INLINE, ELEMENT_EM},
    {"embed", DROP, 0},
    {"fieldset", DROP, 0},
    {"figcaption", CAPTION, ELEMENT_FIGCAPTION},
    {"figure", BLOCK, ELEMENT_FIGURE},
    {"footer", BREAK, 0},
    {"form", DROP, 0},
    {"frame", DROP, 0},
    {"frameset", DROP, 0},
    {"h1", BLOCK, ELEMENT_H2},
    {"h2", BLOCK, ELEMENT_H2},
    {"h3", BLOCK, ELEMENT_H3},
    {"h4", BLOCK, ELEMENT_H4},
    {"h5", BLOCK, ELEMENT_H4},
    {"h6", BLOCK, ELEMENT_H4},
    {"head", DROP, 0},
    {"header", BREAK, 0},
    {"hr", BREAK, 0},
    {"i", INLINE, ELEMENT_EM},
    {"iframe", DROP, 0},
    {"image", PICTURE, 0},
    {"img", PICTURE, 0},
    {"input", DROP, 0},
    {"kbd", INLINE, ELEMENT_CODE},
    {"li", ITEM, ELEMENT_LI},
    {"link", DROP, 0},
    {"listing", VERBATIM, ELEMENT_PRE},
    {"main", BREAK, 0},
    {"map", DROP, 0},
    {"math", DROP, 0},
    {"meta", DROP, 0},
    {"nav", DROP, 0},
    {"noembed", DROP, 0},
    {"noframes", DROP, 0},
    {"noscript", DROP, 0},
    {"object", DROP, 0},
    {"ol", BLOCK, ELEMENT_OL},
    {"optgroup", DROP, 0},
    {"option", DROP, 0},
    {"p", BREAK, 0},
    {"plaintext", DROP, 0},
    {"pre", VERBATIM, ELEMENT_PRE},
    {"samp", INLINE, ELEMENT_CODE},
    {"script", DROP, 0},
    {"section", BREAK, 0},
    {"select", DROP, 0},
    {"strong", INLINE, ELEMENT_STRONG},
    {"style", DROP, 0},
    {"svg", DROP, 0},
    {"table", BREAK, 0},
    {"td", BREAK, 0},
    {"template", DROP, 0},
    {"textarea", DROP, 0},
    {"th", BREAK, 0},
    {"title", DROP, 0},
    {"tr", BREAK, 0},
    {"ul", BLOCK, ELEMENT_UL},
    {"var", INLINE, ELEMENT_EM},
    {"video", DROP, 0},
    {"xmp", VERBATIM, ELEMENT_PRE},
};

struct sanitiser {
    struct arena *arena;
    struct emitter e;
    struct str base;
    unsigned verbatim; /* open preformatted blocks */
    bool space;        /* white space is due before the next word */
};

static void walk(struct sanitiser *s, const xmlNode *first);

static int compare_rule(const void *name, const void *rule)
{
    return strcmp(name, ((const struct rule *)rule)->name);
}

/* Names come lower-cased from the parser; an unknown one lends its content. */
static struct rule rule_for(const xmlNode *node)
{
    const char *name = strrchr((const char *)node->name, ':');
    name = name ? name + 1 : (const char *)node->name;
    const struct rule *found =
        bsearch(name, rules, sizeof rules / sizeof rules[0], sizeof rules[0], compare_rule);
    return found ? *found : (struct rule){.treatment = LEND};
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

static void put_inline(struct sanitiser *s, const xmlNode *node, enum element element)
{
    if (emit_inside(&s->e, element) || s->e.depth + 2 >= EMIT_DEPTH_MAX || s->verbatim > 0) {
        walk(s, node->children);
        return;
    }
    begin_inline(s);
    if (s->space)
        emit_text(&s->e, STR(" "));
    s->space = false;
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
    begin_inline(s);
    if (s->space)
        emit_text(&s->e, STR(" "));
    s->space = false;
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
    struct rule rule = rule_for(node);
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

enum rc sanitise_finish(struct arena *a, struct buf *out, struct html *ret)
{
    enum rc rc = buf_status(out);
    struct str markup = rc == RC_OK ? arena_dup(a, buf_str(out)) : STR("");
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = html_trusted(markup.n > 0 ? markup : STR(""));
    return rc;
}

xmlDoc *sanitise_parse(struct str bytes, const char *encoding)
{
    htmlParserCtxt *context = htmlNewParserCtxt();
    if (!context)
        return NULL;
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_NODEFDTD;
    xmlDoc *doc = htmlCtxtReadMemory(context, bytes.p, (int)bytes.n, NULL, encoding, options);
    /* The parser stops for good only at its own limits: half a document is none. */
    if (doc && context->disableSAX) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    htmlFreeParserCtxt(context);
    return doc;
}

static enum rc run(struct arena *a, struct str foreign, struct str base, bool plain,
                   struct buf *out)
{
    if (foreign.n > SANITISE_INPUT_MAX)
        return RC_TOO_LARGE;
    if (foreign.n == 0)
        return RC_OK;
    if (!utf8_valid(foreign) || memchr(foreign.p, 0, foreign.n))
        return RC_INVALID;
    xmlDoc *doc = sanitise_parse(foreign, "UTF-8");
    if (!doc)
        return RC_TOO_LARGE;
    sanitise_tree(a, doc->children, true, base, plain, out);
    xmlFreeDoc(doc);
    return buf_status(out);
}

enum rc sanitise_fragment(struct arena *a, struct str foreign, struct str base, struct html *ret)
{
    struct buf out;
    buf_init(&out, SANITISE_OUTPUT_MAX);
    enum rc rc = run(a, foreign, base, false, &out);
    if (rc == RC_OK)
        rc = sanitise_finish(a, &out, ret);
    buf_release(&out);
    return rc;
}

enum rc sanitise_plain(struct arena *a, struct str foreign, size_t max_characters, struct str *ret)
{
    struct buf out;
    buf_init(&out, SANITISE_OUTPUT_MAX);
    enum rc rc = run(a, foreign, (struct str){0}, true, &out);
    if (rc == RC_OK) {
        struct str words = excerpt_make(a, buf_str(&out), max_characters);
        rc = arena_failed(a) ? RC_NO_MEMORY : RC_OK;
        if (rc == RC_OK)
            *ret = words;
    }
    buf_release(&out);
    return rc;
}
