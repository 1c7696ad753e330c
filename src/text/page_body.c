#include "base/utf8.h"
#include "text/excerpt.h"
#include "text/feed_item.h"
#include "text/link.h"
#include "text/page_find.h"
#include "text/sanitise_tree.h"

/* The body must hold this share of what JSON-LD calls the article's text, or that is taken. */
#define BODY_SHARE_PERCENT 50
/* An <article> or <main> is believed when it holds this share of the page's paragraph text. */
#define BLOCK_SHARE_PERCENT 25
/* Without those, the smallest element that holds this share. */
#define DENSE_SHARE_PERCENT 60

/* Words in a class or id that mark what surrounds an article. */
static const char *const surroundings[] = {
    "related", "share", "sharing", "comments",   "newsletter",  "advert",    "advertisement",
    "ad",      "promo", "cookie",  "breadcrumb", "breadcrumbs", "subscribe", "byline",
};

static const xmlNode *first_named(const xmlNode *root, const char *name)
{
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        if (node_named(n, name))
            return n;
    }
    return NULL;
}

static bool has_word(struct str s, const char *word)
{
    struct str want = str_from_cstr(word);
    for (size_t at = str_find(s, want, 0); at != STR_NONE; at = str_find(s, want, at + 1)) {
        size_t end = at + want.n;
        if ((at == 0 || !char_is_alpha(s.p[at - 1])) && (end == s.n || !char_is_alpha(s.p[end])))
            return true;
    }
    return false;
}

static void find_byline(struct finder *f, const xmlNode *root)
{
    for (const xmlNode *n = root; n && f->page->byline.n == 0; n = node_next(n, root)) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        if (!str_eq(node_attribute(f, n, "rel"), STR("author")) &&
            !has_word(node_attribute(f, n, "class"), "byline"))
            continue;
        struct str text = node_text(f, n);
        if (text.n > 3 && (str_starts(text, STR("By ")) || str_starts(text, STR("by "))))
            text = str_slice(text, 3, text.n);
        if (text.n <= PAGE_BYLINE_MAX)
            find_words(f, &f->page->byline, text, PAGE_BYLINE_MAX);
    }
}

static void find_links(struct finder *f, const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        if (node_named(n, "link") &&
            str_eq_ascii_case(node_attribute(f, n, "rel"), STR("canonical"))) {
            struct str canonical = STR("");
            find_address(f, &canonical, node_attribute(f, n, "href"), LINK_HTTP);
            if (canonical.n > 0)
                f->page->url = canonical;
        }
        if (node_named(n, "time"))
            find_date(&f->page->published_ms, node_attribute(f, n, "datetime"));
    }
}

/* The picture of a figure, its caption and credit. */
static void find_figure(struct finder *f, const xmlNode *root)
{
    struct page_picture *picture = &f->page->picture;
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        const xmlNode *img = node_named(n, "figure") ? first_named(n, "img") : NULL;
        struct str url = STR("");
        if (img)
            find_address(f, &url, node_attribute(f, img, "src"), LINK_HTTPS);
        if (url.n == 0 || (picture->url.n > 0 && !str_eq(picture->url, url)))
            continue;
        const xmlNode *caption = first_named(n, "figcaption");
        picture->url = url;
        find_words(f, &picture->description, node_attribute(f, img, "alt"), PAGE_WORDS_MAX);
        if (caption)
            find_words(f, &picture->caption, node_text(f, caption), PAGE_WORDS_MAX);
        return;
    }
}

void find_in_document(struct finder *f, const xmlNode *root)
{
    const xmlNode *article = first_named(root, "article"), *h1 = NULL,
                  *title = first_named(root, "title");
    if (article)
        h1 = first_named(article, "h1");
    if (!h1)
        h1 = first_named(root, "h1");
    if (h1)
        find_words(f, &f->page->title, node_text(f, h1), PAGE_TITLE_MAX);
    if (title)
        find_words(f, &f->page->title, node_text(f, title), PAGE_TITLE_MAX);
    if (f->page->language.n == 0 || str_find_char(f->page->language, '_', 0) != STR_NONE) {
        struct str lang = node_attribute(f, root, "lang");
        f->page->language = lang.n > 0 ? lang : f->page->language;
    }
    find_links(f, root);
    find_byline(f, root);
    find_figure(f, root);
}

static bool is_surrounding(struct finder *f, const xmlNode *n)
{
    static const char *const names[] = {"aside", "nav", "footer", "form", "h1", "header"};
    struct str role = node_attribute(f, n, "role"), class = node_attribute(f, n, "class"),
               id = node_attribute(f, n, "id");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (node_named(n, names[i]))
            return true;
    }
    for (size_t i = 0; i < sizeof surroundings / sizeof surroundings[0]; i++) {
        if (has_word(class, surroundings[i]) || has_word(id, surroundings[i]))
            return true;
    }
    return str_eq(role, STR("navigation")) || str_eq(role, STR("complementary")) ||
           xmlHasProp(n, (const xmlChar *)"hidden") ||
           str_eq(node_attribute(f, n, "aria-hidden"), STR("true")) ||
           str_eq_ascii_case(node_attribute(f, n, "itemprop"), STR("headline"));
}

/* Whether the element only shows the lead picture again. */
static bool is_lead_picture(struct finder *f, const xmlNode *n)
{
    const xmlNode *img = node_named(n, "img")      ? n
                         : node_named(n, "figure") ? first_named(n, "img")
                                                   : NULL;
    struct str url = STR("");
    if (!img || f->page->picture.url.n == 0)
        return false;
    find_address(f, &url, node_attribute(f, img, "src"), LINK_HTTPS);
    return str_eq(url, f->page->picture.url);
}

/* Takes out of the tree below `root` what is not the article. */
static void prune(struct finder *f, xmlNode *root)
{
    for (xmlNode *n = node_next(root, root); n;) {
        struct arena_mark mark = arena_mark(f->arena);
        bool goes = n->type == XML_ELEMENT_NODE && (is_surrounding(f, n) || is_lead_picture(f, n));
        arena_rewind(f->arena, mark);
        xmlNode *next = goes ? node_next_beside(n, root) : node_next(n, root);
        if (goes) {
            xmlUnlinkNode(n);
            xmlFreeNode(n);
        }
        n = next;
    }
}

/* Adds each paragraph's length to all elements around it, in the private field of libxml2's nodes. */
static size_t weigh(xmlNode *root)
{
    size_t total = 0;
    for (xmlNode *n = root; n; n = node_next(n, root)) {
        if (!node_named(n, "p"))
            continue;
        xmlChar *text = xmlNodeGetContent(n);
        size_t length = str_trim(str_from_cstr((const char *)text)).n;
        xmlFree(text);
        total += length;
        for (xmlNode *around = n->parent; around; around = around->parent)
            around->_private = (void *)((uintptr_t)around->_private + length);
    }
    return total;
}

static size_t weight(const xmlNode *n)
{
    return (size_t)(uintptr_t)n->_private;
}

static xmlNode *heaviest(xmlNode *root, const char *name)
{
    xmlNode *best = NULL;
    for (xmlNode *n = root; n; n = node_next(n, root)) {
        if (node_named(n, name) && (!best || weight(n) > weight(best)))
            best = n;
    }
    return best;
}

/* The last element in document order that still holds most of the text is the innermost such one. */
static xmlNode *densest(xmlNode *root, size_t total)
{
    xmlNode *best = root;
    for (xmlNode *n = root; n; n = node_next(n, root)) {
        if (n->type == XML_ELEMENT_NODE && total > 0 &&
            weight(n) * 100 >= total * DENSE_SHARE_PERCENT)
            best = n;
    }
    return best;
}

static xmlNode *choose_body(struct finder *f, xmlNode *root)
{
    static const char *const names[] = {"article", "main"};
    size_t total = weigh(root);
    for (xmlNode *n = root; f->body && n; n = node_next(n, root)) {
        if (n == f->body)
            return n;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        xmlNode *best = heaviest(root, names[i]);
        if (best && weight(best) * 100 >= total * BLOCK_SHARE_PERCENT)
            return best;
    }
    return densest(root, total);
}

enum rc find_body(struct finder *f, xmlNode *root)
{
    struct buf out, words;
    xmlNode *body = choose_body(f, root);
    prune(f, body);
    buf_init(&out, SANITISE_OUTPUT_MAX);
    buf_init(&words, SANITISE_OUTPUT_MAX);
    sanitise_tree(f->arena, body->children, true, f->base, false, &out);
    sanitise_tree(f->arena, body->children, true, f->base, true, &words);
    bool poor = words.n * 100 < f->plain_body.n * BODY_SHARE_PERCENT && utf8_valid(f->plain_body);
    enum rc rc = RC_OK;
    if (poor)
        f->page->body = feed_markup(f->arena, f->plain_body, false, f->base);
    else
        rc = sanitise_finish(f->arena, &out, &f->page->body);
    buf_release(&out);
    buf_release(&words);
    return rc;
}
