#include <libxml/xmlreader.h>

#include "base/utf8.h"
#include "text/excerpt.h"
#include "text/feed_item.h"
#include "text/link.h"
#include "text/sanitise_tree.h"

enum space { SPACE_NONE, SPACE_ATOM, SPACE_CONTENT, SPACE_DC, SPACE_MEDIA, SPACE_OTHER };

static bool is_uri(const xmlChar *uri, const char *want)
{
    return strcmp((const char *)uri, want) == 0;
}

static enum space space_of(const xmlNode *node)
{
    const xmlChar *uri = node->ns ? node->ns->href : NULL;
    if (!uri || is_uri(uri, "http://purl.org/rss/1.0/") ||
        is_uri(uri, "http://my.netscape.com/rdf/simple/0.9/"))
        return SPACE_NONE;
    if (is_uri(uri, "http://www.w3.org/2005/Atom"))
        return SPACE_ATOM;
    if (is_uri(uri, "http://purl.org/rss/1.0/modules/content/"))
        return SPACE_CONTENT;
    if (is_uri(uri, "http://purl.org/dc/elements/1.1/") || is_uri(uri, "http://purl.org/dc/terms/"))
        return SPACE_DC;
    if (is_uri(uri, "http://search.yahoo.com/mrss/") || is_uri(uri, "http://search.yahoo.com/mrss"))
        return SPACE_MEDIA;
    return SPACE_OTHER;
}

struct item_reader {
    struct feed_run *r;
    struct arena *a;
    struct feed_item item;
    struct str base; /* for relative addresses: xml:base, else the item's or the feed's address */
    struct str content; /* as found */
    bool content_html;
    const xmlNode *content_tree; /* XHTML of Atom */
    struct str summary;
    bool summary_html;
    bool guid_is_link;
};

static struct str attribute(struct item_reader *i, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    struct str result = arena_dup(i->a, str_trim(str_from_cstr((const char *)value)));
    xmlFree(value);
    return result;
}

/* All text below, CDATA too. */
static struct str content_of(struct item_reader *i, const xmlNode *node)
{
    xmlChar *value = xmlNodeGetContent(node);
    struct str result = arena_dup(i->a, str_trim(str_from_cstr((const char *)value)));
    xmlFree(value);
    return result;
}

static struct str words_of(struct item_reader *i, const xmlNode *node, bool is_html, size_t max)
{
    return feed_words(i->a, content_of(i, node), is_html, max);
}

static bool named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *next_element(const xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    for (const xmlNode *c = next_element(node->children); c; c = next_element(c->next)) {
        if (named(c, name))
            return c;
    }
    return NULL;
}

static void read_plain(struct item_reader *i, const xmlNode *node)
{
    struct feed_item *item = &i->item;
    if (named(node, "title"))
        item->title = words_of(i, node, true, FEED_TITLE_MAX);
    else if (named(node, "link"))
        item->url = feed_address(i->a, i->base, content_of(i, node), LINK_HTTP);
    else if (named(node, "guid")) {
        item->guid = words_of(i, node, false, LINK_BYTES_MAX);
        i->guid_is_link = !str_eq_ascii_case(attribute(i, node, "isPermaLink"), STR("false"));
    } else if (named(node, "pubDate"))
        item->published_ms = feed_date(content_of(i, node));
    else if (named(node, "description")) {
        i->summary = content_of(i, node);
        i->summary_html = true;
    } else if (named(node, "author") && item->author.n == 0)
        item->author = words_of(i, node, false, FEED_TITLE_MAX);
    else if (named(node, "category"))
        feed_tag(i->a, item, words_of(i, node, true, FEED_TITLE_MAX));
    else if (named(node, "enclosure") && str_starts(attribute(i, node, "type"), STR("image/")) &&
             item->picture.url.n == 0)
        item->picture.url = feed_address(i->a, i->base, attribute(i, node, "url"), LINK_HTTPS);
}

static void read_dublin_core(struct item_reader *i, const xmlNode *node)
{
    struct feed_item *item = &i->item;
    if (named(node, "creator"))
        item->author = words_of(i, node, false, FEED_TITLE_MAX);
    else if (named(node, "date") && item->published_ms == 0)
        item->published_ms = feed_date(content_of(i, node));
    else if (named(node, "modified"))
        item->updated_ms = feed_date(content_of(i, node));
    else if (named(node, "subject"))
        feed_tag(i->a, item, words_of(i, node, false, FEED_TITLE_MAX));
}

static bool is_picture(struct item_reader *i, const xmlNode *node)
{
    struct str medium = attribute(i, node, "medium"), type = attribute(i, node, "type");
    return str_eq(medium, STR("image")) || str_starts(type, STR("image/")) ||
           (medium.n == 0 && type.n == 0) || named(node, "thumbnail");
}

static void read_media(struct item_reader *i, const xmlNode *node)
{
    struct feed_picture *picture = &i->item.picture;
    bool carries = named(node, "content") || named(node, "thumbnail");
    if (carries && picture->url.n == 0 && is_picture(i, node))
        picture->url = feed_address(i->a, i->base, attribute(i, node, "url"), LINK_HTTPS);
    if (named(node, "description") && picture->caption.n == 0)
        picture->caption = words_of(i, node, true, FEED_SUMMARY_MAX);
    if (named(node, "credit") && picture->credit.n == 0)
        picture->credit = words_of(i, node, false, FEED_TITLE_MAX);
    if (!named(node, "group") && !carries)
        return;
    for (const xmlNode *c = next_element(node->children); c; c = next_element(c->next)) {
        if (space_of(c) == SPACE_MEDIA)
            read_media(i, c);
    }
}

static void read_atom_link(struct item_reader *i, const xmlNode *node)
{
    struct str rel = attribute(i, node, "rel"), href = attribute(i, node, "href");
    struct feed_item *item = &i->item;
    if ((rel.n == 0 || str_eq(rel, STR("alternate"))) && item->url.n == 0)
        item->url = feed_address(i->a, i->base, href, LINK_HTTP);
    if (str_eq(rel, STR("enclosure")) && item->picture.url.n == 0 &&
        str_starts(attribute(i, node, "type"), STR("image/")))
        item->picture.url = feed_address(i->a, i->base, href, LINK_HTTPS);
}

static void read_atom_content(struct item_reader *i, const xmlNode *node)
{
    struct str type = attribute(i, node, "type");
    if (str_eq(type, STR("xhtml"))) {
        i->content_tree = node->children;
        return;
    }
    i->content = content_of(i, node);
    i->content_html = str_eq(type, STR("html")) || str_eq(type, STR("text/html"));
}

static struct str atom_text(struct item_reader *i, const xmlNode *node, size_t max)
{
    return words_of(i, node, str_eq(attribute(i, node, "type"), STR("html")), max);
}

static void read_atom(struct item_reader *i, const xmlNode *node)
{
    struct feed_item *item = &i->item;
    if (named(node, "title"))
        item->title = atom_text(i, node, FEED_TITLE_MAX);
    else if (named(node, "id"))
        item->guid = words_of(i, node, false, LINK_BYTES_MAX);
    else if (named(node, "link"))
        read_atom_link(i, node);
    else if (named(node, "published"))
        item->published_ms = feed_date(content_of(i, node));
    else if (named(node, "updated"))
        item->updated_ms = feed_date(content_of(i, node));
    else if (named(node, "author") && child(node, "name"))
        item->author = words_of(i, child(node, "name"), false, FEED_TITLE_MAX);
    else if (named(node, "summary"))
        item->summary = atom_text(i, node, FEED_SUMMARY_MAX);
    else if (named(node, "content"))
        read_atom_content(i, node);
    else if (named(node, "category")) {
        struct str label = attribute(i, node, "label");
        feed_tag(i->a, item, label.n > 0 ? label : attribute(i, node, "term"));
    }
}

static void read_child(struct item_reader *i, const xmlNode *node)
{
    switch (space_of(node)) {
    case SPACE_NONE:
        read_plain(i, node);
        break;
    case SPACE_ATOM:
        read_atom(i, node);
        break;
    case SPACE_CONTENT:
        if (named(node, "encoded")) {
            i->content = content_of(i, node);
            i->content_html = true;
        }
        break;
    case SPACE_DC:
        read_dublin_core(i, node);
        break;
    case SPACE_MEDIA:
        read_media(i, node);
        break;
    case SPACE_OTHER:
        break;
    }
}

static struct html tree_markup(struct item_reader *i, struct str base)
{
    struct buf out;
    struct html html = {STR("")};
    buf_init(&out, SANITISE_OUTPUT_MAX);
    sanitise_tree(i->a, i->content_tree, true, base, false, &out);
    if (sanitise_finish(i->a, &out, &html) != RC_OK)
        html.s = STR("");
    buf_release(&out);
    return html;
}

/* RSS puts either a teaser or the whole text into the description. */
static void settle_texts(struct item_reader *i)
{
    struct feed_item *item = &i->item;
    if (i->guid_is_link && item->url.n == 0)
        item->url = feed_address(i->a, i->base, item->guid, LINK_HTTP);
    struct str base = item->url.n > 0 ? item->url : i->base;
    if (i->summary.n > 0 && item->summary.n == 0)
        item->summary = feed_words(i->a, i->summary, i->summary_html, FEED_SUMMARY_MAX);
    if (i->content_tree)
        item->content = tree_markup(i, base);
    else if (i->content.n > 0)
        item->content = feed_markup(i->a, i->content, i->content_html, base);
    else
        item->content = feed_markup(i->a, i->summary, i->summary_html, base);
}

static enum rc read_item(struct feed_run *r, xmlNode *node)
{
    struct arena_mark mark = arena_mark(r->arena);
    struct item_reader i = {.r = r, .a = r->arena, .base = r->source->url};
    xmlChar *base = xmlNodeGetBase(node->doc, node);
    struct str own = arena_dup(i.a, str_from_cstr((const char *)base));
    xmlFree(base);
    if (link_host(own).n > 0)
        i.base = own;
    for (const xmlNode *c = next_element(node->children); c; c = next_element(c->next))
        read_child(&i, c);
    settle_texts(&i);
    enum rc rc = feed_finish_item(r, &i.item);
    arena_rewind(r->arena, mark);
    return rc;
}

static int read_bytes(void *context, char *into, int max)
{
    return (int)feed_run_read(context, into, (size_t)max);
}

static enum rc check_root(struct feed_run *r, xmlTextReader *reader)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(reader);
    if (strcmp(name, "rss") == 0 || strcmp(name, "feed") == 0 || strcmp(name, "RDF") == 0)
        return RC_OK;
    return problem_set_at(
        r->problem, RC_UNSUPPORTED, xmlTextReaderGetParserLineNumber(reader), 0,
        "this is no feed: the document is a <%.40s>, expected <rss>, <feed> or <rdf:RDF>", name);
}

static enum rc not_well_formed(struct feed_run *r, xmlTextReader *reader)
{
    const xmlError *error = xmlGetLastError();
    int line = error ? error->line : xmlTextReaderGetParserLineNumber(reader);
    const char *message = error && error->message ? error->message : "it ends too early";
    if (r->failure != RC_OK)
        return r->failure;
    return problem_set_at(r->problem, RC_INVALID, line, 0, "the feed is not well-formed XML: %.*s",
                          (int)strcspn(message, "\n"), message);
}

static bool is_item(xmlTextReader *reader)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(reader);
    return strcmp(name, "item") == 0 || strcmp(name, "entry") == 0;
}

/* The language of the channel, from its element or xml:lang. */
static void note_language(struct feed_run *r, xmlTextReader *reader)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(reader);
    bool names_language = strcmp(name, "language") == 0;
    if (r->language.n > 0 || (!names_language && xmlTextReaderDepth(reader) > 1))
        return;
    xmlChar *value =
        names_language ? xmlTextReaderReadString(reader) : xmlTextReaderXmlLang(reader);
    struct str s = str_from_cstr((const char *)value);
    r->language = s.n > 0 && utf8_valid(s) ? excerpt_make(r->arena, s, 35) : STR("");
    xmlFree(value);
}

/* One element that begins; sets whether its content was read with it. */
static enum rc read_element(struct feed_run *r, xmlTextReader *reader, bool *ret_consumed)
{
    *ret_consumed = false;
    if (xmlTextReaderDepth(reader) == 0) {
        enum rc rc = check_root(r, reader);
        if (rc != RC_OK)
            return rc;
    }
    note_language(r, reader);
    if (!is_item(reader))
        return RC_OK;
    r->item_bytes = 0;
    xmlNode *node = xmlTextReaderExpand(reader);
    if (!node)
        return not_well_formed(r, reader);
    *ret_consumed = true;
    return read_item(r, node);
}

static enum rc refuse_dtd(struct feed_run *r, int line)
{
    return problem_set_at(
        r->problem, RC_INVALID, line, 0,
        "the feed declares a document type; feeds have none, and it is refused for safety");
}

/* The line of a document type declaration before the first element, or 0. Looked for before libxml2 sees it; one
 * that is hidden (behind 4 KiB of comments, in UTF-16) is refused when the reader comes to it. */
static int dtd_line(struct str s)
{
    int line = 1;
    for (size_t at = 0; at < s.n; at++) {
        struct str rest = str_slice(s, at, s.n);
        line += s.p[at] == '\n';
        bool comment = str_starts(rest, STR("<!--"));
        if (str_starts(rest, STR("<!DOCTYPE")))
            return line;
        if (s.p[at] != '<')
            continue;
        if (!comment && !str_starts(rest, STR("<?")))
            return 0;
        size_t end = str_find(s, comment ? STR("-->") : STR("?>"), at);
        for (; at < end && at < s.n; at++)
            line += s.p[at] == '\n';
    }
    return 0;
}

static enum rc read_document(struct feed_run *r, xmlTextReader *reader)
{
    enum rc rc = RC_OK;
    bool consumed = false;
    for (;;) {
        int got = consumed ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader);
        consumed = false;
        if (got < 0)
            return not_well_formed(r, reader);
        if (got == 0)
            return RC_OK;
        int type = xmlTextReaderNodeType(reader);
        if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
            return refuse_dtd(r, xmlTextReaderGetParserLineNumber(reader));
        r->item_bytes = 0;
        if (type == XML_READER_TYPE_ELEMENT)
            rc = read_element(r, reader, &consumed);
        if (rc != RC_OK)
            return rc;
    }
}

/* libxml2 prints to standard error unless told not to; problems are read from xmlGetLastError. */
static void stay_silent(void *data, xmlError *error)
{
    (void)data;
    (void)error;
}

enum rc feed_parse_xml(struct feed_run *r)
{
    int line = dtd_line(str_make(r->start, r->start_n));
    if (line > 0)
        return refuse_dtd(r, line);
    xmlResetLastError();
    xmlTextReader *reader =
        xmlReaderForIO(read_bytes, NULL, r, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    if (!reader)
        return problem_set(r->problem, RC_NO_MEMORY, "no memory to read the feed");
    xmlTextReaderSetStructuredErrorHandler(reader, (xmlStructuredErrorFunc)stay_silent, NULL);
    enum rc rc = read_document(r, reader);
    xmlFreeTextReader(reader);
    return rc;
}
