#include "text/page.h"

#include "base/utf8.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "text/feed_item.h"
#include "text/link.h"
#include "text/page_find.h"
#include "text/sanitise_tree.h"

bool node_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

struct str node_attribute(struct finder *f, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    struct str s = str_trim(str_from_cstr((const char *)value));
    s = s.n > 0 && utf8_valid(s) ? arena_dup(f->arena, s) : STR("");
    xmlFree(value);
    return s;
}

struct str node_text(struct finder *f, const xmlNode *node)
{
    xmlChar *value = xmlNodeGetContent(node);
    struct str s = str_from_cstr((const char *)value);
    s = s.n > 0 && utf8_valid(s) ? excerpt_make(f->arena, s, 2 * PAGE_WORDS_MAX) : STR("");
    xmlFree(value);
    return s;
}

xmlNode *node_next_beside(const xmlNode *node, const xmlNode *root)
{
    while (node && node != root && !node->next)
        node = node->parent;
    return !node || node == root ? NULL : node->next;
}

xmlNode *node_next(const xmlNode *node, const xmlNode *root)
{
    return node->children && node->type == XML_ELEMENT_NODE ? node->children
                                                            : node_next_beside(node, root);
}

void find_words(struct finder *f, struct str *field, struct str text, size_t max_characters)
{
    if (field->n > 0 || text.n == 0)
        return;
    bool marked =
        str_find_char(text, '&', 0) != STR_NONE || str_find_char(text, '<', 0) != STR_NONE;
    *field = feed_words(f->arena, text, marked, max_characters);
}

void find_date(int64_t *field, struct str text)
{
    int64_t ms;
    if (*field == 0 && date_parse(text, &ms) == RC_OK)
        *field = ms;
}

void find_address(struct finder *f, struct str *field, struct str reference, unsigned allowed)
{
    if (field->n == 0)
        *field = feed_address(f->arena, f->base, reference, allowed);
}

void find_tag(struct finder *f, struct str text)
{
    struct page *page = f->page;
    struct str tag = STR("");
    find_words(f, &tag, text, PAGE_KEYWORD_MAX);
    if (tag.n == 0 || page->tag_count == PAGE_TAGS_MAX)
        return;
    for (size_t i = 0; i < page->tag_count; i++) {
        if (str_eq(page->tags[i], tag))
            return;
    }
    page->tags[page->tag_count++] = tag;
}

void find_tags(struct finder *f, struct str text)
{
    for (struct str rest = text; rest.p;)
        find_tag(f, str_trim(str_split(&rest, ',')));
}

static void find_in_scripts(struct finder *f, const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        if (!node_named(n, "script") ||
            !str_eq_ascii_case(node_attribute(f, n, "type"), STR("application/ld+json")))
            continue;
        xmlChar *script = xmlNodeGetContent(n);
        find_in_json(f, str_from_cstr((const char *)script));
        xmlFree(script);
    }
}

/* The base for relative addresses: <base href>, else where the page was found. */
static void settle_base(struct finder *f, const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        struct str resolved;
        if (!node_named(n, "base"))
            continue;
        struct str href = node_attribute(f, n, "href");
        if (href.n > 0 && link_resolve(f->arena, f->base, href, &resolved) == RC_OK &&
            link_host(resolved).n > 0)
            f->base = resolved;
        return;
    }
}

static enum rc read_page(struct finder *f, xmlNode *root, struct str url, struct problem *problem)
{
    struct page *page = f->page;
    settle_base(f, root);
    find_in_scripts(f, root);
    find_in_microdata(f, root);
    find_in_meta(f, root);
    find_in_document(f, root);
    if (page->url.n == 0)
        page->url = feed_address(f->arena, (struct str){0}, url, LINK_HTTP);
    if (page->title.n == 0)
        return problem_set(
            problem, RC_UNSUPPORTED,
            "the page has no headline: neither schema.org nor Open Graph data, no h1, no title");
    enum rc rc = find_body(f, root);
    if (rc == RC_OK && arena_failed(f->arena))
        rc = RC_NO_MEMORY;
    return rc == RC_OK ? rc : problem_set(problem, rc, "no memory for the article of the page");
}

enum rc page_parse(struct arena *a, struct str bytes, struct str url, struct str charset,
                   struct page *ret, struct problem *problem)
{
    struct page page = {.body = {STR("")}};
    struct finder f = {.arena = a, .page = &page, .base = url};
    if (bytes.n > PAGE_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE, "the page is longer than 8 MiB");
    if (str_trim(bytes).n == 0)
        return problem_set(problem, RC_INVALID, "the page is empty");
    const char *encoding = charset.n > 0       ? arena_cstr(a, charset)
                           : utf8_valid(bytes) ? "UTF-8"
                                               : NULL;
    if (encoding && strcmp(encoding, "UTF-8") == 0 && memchr(bytes.p, 0, bytes.n))
        return problem_set(problem, RC_INVALID, "the page holds NUL bytes: it is no HTML");
    xmlDoc *doc = sanitise_parse(bytes, encoding);
    if (!doc)
        return problem_set(problem, RC_TOO_LARGE, "the page is nested deeper than 256 elements");
    xmlNode *root = xmlDocGetRootElement(doc);
    enum rc rc = root ? read_page(&f, root, url, problem)
                      : problem_set(problem, RC_UNSUPPORTED, "the page holds no HTML");
    xmlFreeDoc(doc);
    if (rc == RC_OK)
        *ret = page;
    return rc;
}
