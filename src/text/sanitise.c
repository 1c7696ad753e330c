#include "text/sanitise.h"

#include <libxml/HTMLparser.h>

#include "base/utf8.h"
#include "text/excerpt.h"
#include "text/sanitise_tree.h"

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
