#include "text/link.h"
#include "text/page_find.h"

enum field {
    FIELD_TITLE,
    FIELD_STANDFIRST,
    FIELD_BYLINE,
    FIELD_SECTION,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_PICTURE,
    FIELD_PICTURE_TEXT,
    FIELD_TAG,
    FIELD_TAGS,
    FIELD_URL,
    FIELD_LANGUAGE,
};

struct row {
    const char *name;
    enum field field;
};

/* Names of meta elements, best first within a field. */
static const struct row metas[] = {
    {"og:title", FIELD_TITLE},
    {"twitter:title", FIELD_TITLE},
    {"dc.title", FIELD_TITLE},
    {"og:description", FIELD_STANDFIRST},
    {"description", FIELD_STANDFIRST},
    {"twitter:description", FIELD_STANDFIRST},
    {"author", FIELD_BYLINE},
    {"article:author", FIELD_BYLINE},
    {"dc.creator", FIELD_BYLINE},
    {"article:section", FIELD_SECTION},
    {"article:published_time", FIELD_PUBLISHED},
    {"og:published_time", FIELD_PUBLISHED},
    {"date", FIELD_PUBLISHED},
    {"dc.date", FIELD_PUBLISHED},
    {"article:modified_time", FIELD_UPDATED},
    {"og:updated_time", FIELD_UPDATED},
    {"last-modified", FIELD_UPDATED},
    {"og:image:secure_url", FIELD_PICTURE},
    {"og:image", FIELD_PICTURE},
    {"twitter:image", FIELD_PICTURE},
    {"og:image:alt", FIELD_PICTURE_TEXT},
    {"twitter:image:alt", FIELD_PICTURE_TEXT},
    {"article:tag", FIELD_TAG},
    {"news_keywords", FIELD_TAGS},
    {"keywords", FIELD_TAGS},
    {"og:url", FIELD_URL},
    {"og:locale", FIELD_LANGUAGE},
};

static const struct row itemprops[] = {
    {"headline", FIELD_TITLE},          {"description", FIELD_STANDFIRST},
    {"author", FIELD_BYLINE},           {"articlesection", FIELD_SECTION},
    {"datepublished", FIELD_PUBLISHED}, {"datemodified", FIELD_UPDATED},
    {"image", FIELD_PICTURE},           {"keywords", FIELD_TAGS},
};

static void set_field(struct finder *f, enum field field, struct str value)
{
    struct page *page = f->page;
    switch (field) {
    case FIELD_TITLE:
        find_words(f, &page->title, value, PAGE_TITLE_MAX);
        break;
    case FIELD_STANDFIRST:
        find_words(f, &page->standfirst, value, PAGE_WORDS_MAX);
        break;
    case FIELD_BYLINE:
        /* Some pages put the address of a profile there. */
        if (str_find(value, STR("://"), 0) == STR_NONE)
            find_words(f, &page->byline, value, PAGE_BYLINE_MAX);
        break;
    case FIELD_SECTION:
        find_words(f, &page->section, value, PAGE_KEYWORD_MAX);
        break;
    case FIELD_PUBLISHED:
        find_date(&page->published_ms, value);
        break;
    case FIELD_UPDATED:
        find_date(&page->updated_ms, value);
        break;
    case FIELD_PICTURE:
        find_address(f, &page->picture.url, value, LINK_HTTPS);
        break;
    case FIELD_PICTURE_TEXT:
        find_words(f, &page->picture.description, value, PAGE_WORDS_MAX);
        break;
    case FIELD_TAG:
        find_tag(f, value);
        break;
    case FIELD_TAGS:
        find_tags(f, value);
        break;
    case FIELD_URL:
        find_address(f, &page->url, value, LINK_HTTP);
        break;
    case FIELD_LANGUAGE:
        find_words(f, &page->language, value, 35);
    }
}

/* All meta elements of a page; more than these are not looked at. */
#define METAS_MAX 200

void find_in_meta(struct finder *f, const xmlNode *root)
{
    struct str names[METAS_MAX], contents[METAS_MAX];
    size_t count = 0;
    for (const xmlNode *n = root; n && count < METAS_MAX; n = node_next(n, root)) {
        if (!node_named(n, "meta"))
            continue;
        struct str property = node_attribute(f, n, "property");
        names[count] = property.n > 0 ? property : node_attribute(f, n, "name");
        contents[count++] = node_attribute(f, n, "content");
    }
    for (size_t row = 0; row < sizeof metas / sizeof metas[0]; row++) {
        for (size_t i = 0; i < count; i++) {
            if (str_eq_ascii_case(names[i], str_from_cstr(metas[row].name)))
                set_field(f, metas[row].field, contents[i]);
        }
    }
}

static const xmlNode *below_with_itemprop(struct finder *f, const xmlNode *node, const char *name)
{
    for (const xmlNode *n = node_next(node, node); n; n = node_next(n, node)) {
        if (n->type == XML_ELEMENT_NODE &&
            str_eq_ascii_case(node_attribute(f, n, "itemprop"), str_from_cstr(name)))
            return n;
    }
    return NULL;
}

/* The value of a property: an attribute made for it, else the text; of an author or picture its name or address. */
static struct str property_value(struct finder *f, const xmlNode *node, enum field field)
{
    static const char *const attributes[] = {"content", "datetime", "src", "href"};
    const xmlNode *inner = NULL;
    if (field == FIELD_BYLINE)
        inner = below_with_itemprop(f, node, "name");
    if (field == FIELD_PICTURE)
        inner = below_with_itemprop(f, node, "url");
    node = inner ? inner : node;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        struct str value = node_attribute(f, node, attributes[i]);
        if (value.n > 0 && (i < 2 || field == FIELD_PICTURE))
            return value;
    }
    return node_text(f, node);
}

void find_in_microdata(struct finder *f, const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = node_next(n, root)) {
        struct str name = n->type == XML_ELEMENT_NODE ? node_attribute(f, n, "itemprop") : STR("");
        if (name.n == 0)
            continue;
        if (str_eq_ascii_case(name, STR("articleBody")) && !f->body)
            f->body = n;
        for (size_t i = 0; i < sizeof itemprops / sizeof itemprops[0]; i++) {
            if (str_eq_ascii_case(name, str_from_cstr(itemprops[i].name)))
                set_field(f, itemprops[i].field, property_value(f, n, itemprops[i].field));
        }
    }
}
