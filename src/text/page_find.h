/*
 * What the finders of page.h share: setting a field once, and the sources in their order.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_PAGE_FIND_H
#define COMITY_TEXT_PAGE_FIND_H

#include <libxml/tree.h>

#include "text/page.h"

#define PAGE_TITLE_MAX   300
#define PAGE_WORDS_MAX   1000
#define PAGE_BYLINE_MAX  200
#define PAGE_KEYWORD_MAX 80

struct finder {
    struct arena *arena;
    struct page *page;
    struct str base;       /* for relative addresses */
    struct str plain_body; /* articleBody of JSON-LD */
    const xmlNode *body;   /* itemprop articleBody */
};

/* Each sets its field unless an earlier source has; the text may hold character references and stray markup. */
void find_words(struct finder *f, struct str *field, struct str text, size_t max_characters);
void find_date(int64_t *field, struct str text);
void find_address(struct finder *f, struct str *field, struct str reference, unsigned allowed);
void find_tag(struct finder *f, struct str text);
/* Tags parted by commas. */
void find_tags(struct finder *f, struct str text);

/* Reads one JSON-LD script; what is not JSON, or not about an article, is passed over. */
void find_in_json(struct finder *f, struct str script);
/* Microdata, meta elements and the document; each walks the whole tree. */
void find_in_microdata(struct finder *f, const xmlNode *root);
void find_in_meta(struct finder *f, const xmlNode *root);
void find_in_document(struct finder *f, const xmlNode *root);
/* Chooses and cleans the body; changes the tree. */
enum rc find_body(struct finder *f, xmlNode *root) MUST_CHECK;

/* Helpers over the tree. */
bool node_named(const xmlNode *node, const char *name);
struct str node_attribute(struct finder *f, const xmlNode *node, const char *name);
struct str node_text(struct finder *f, const xmlNode *node);
/* The node behind `node` in document order, within `root`; NULL at the end. */
xmlNode *node_next(const xmlNode *node, const xmlNode *root);
/* The same without what is below `node`. */
xmlNode *node_next_beside(const xmlNode *node, const xmlNode *root);

#endif
