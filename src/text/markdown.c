#include "text/markdown.h"

#include <md4c.h>

#include "base/utf8.h"
#include "text/emit.h"
#include "text/entity.h"
#include "text/excerpt.h"
#include "text/link.h"

/* A description of a picture longer than this is cut: it is one attribute. */
#define DESCRIPTION_BYTES_MAX 1024

struct renderer {
    struct arena *arena;
    struct emitter e;
    enum markdown_profile profile;
    bool paragraph_waits; /* a paragraph began, nothing of it is written yet */
    bool in_figure;
    unsigned muted;      /* spans open inside a link whose words are replaced */
    unsigned in_picture; /* nested pictures */
    struct buf description;
    struct link picture;
    struct str caption;
    bool has_picture;
    size_t link_bytes;
    struct str source; /* what md4c reads */
};

/* md4c 0.4.8 can look behind the end of its input, on a link that is cut off there, and then hands out text
 * that is not the input's. So it reads a copy that ends in line ends, and what it hands out is cut to that. */
#define PADDING STR("\n\n\n\n\n\n\n\n")
/* Its own strings (spaces, a line end) are short. */
#define OWN_STRING_MAX 16

static struct str padded(struct arena *a, struct str source)
{
    size_t n = source.n + PADDING.n;
    char *bytes = arena_alloc(a, n);
    if (!bytes)
        return STR("");
    memcpy(bytes, source.p ? source.p : "", source.n);
    memcpy(bytes + source.n, PADDING.p, PADDING.n);
    return str_make(bytes, n);
}

static struct str within_source(const struct renderer *r, const MD_CHAR *text, MD_SIZE size)
{
    uintptr_t begin = (uintptr_t)text, source = (uintptr_t)r->source.p;
    if (begin < source || begin > source + r->source.n)
        return size <= OWN_STRING_MAX ? str_make(text, size) : STR("");
    size_t left = source + r->source.n - begin;
    return str_make(text, size < left ? size : left);
}

static unsigned links_allowed(const struct renderer *r)
{
    unsigned allowed = LINK_HTTP | LINK_MAILTO;
    return r->profile == MARKDOWN_ARTICLE ? allowed | LINK_LOCAL : allowed;
}

/* Opens the paragraph that waited for its first word. */
static void begin_words(struct renderer *r)
{
    if (r->in_figure) {
        emit_close(&r->e);
        r->in_figure = false;
        r->paragraph_waits = true;
    }
    if (r->paragraph_waits)
        emit_open(&r->e, ELEMENT_P);
    r->paragraph_waits = false;
}

static void put_words(struct renderer *r, struct str s)
{
    if (r->in_picture > 0) {
        if (r->description.n + s.n <= DESCRIPTION_BYTES_MAX)
            buf_put(&r->description, s);
        return;
    }
    if (r->muted > 0)
        return;
    begin_words(r);
    emit_text(&r->e, s);
}

static void put_entity(struct renderer *r, struct str s)
{
    char bytes[4];
    uint32_t c = entity_decode(s);
    put_words(r, c ? str_make(bytes, utf8_encode(c, bytes)) : s);
}

/* An attribute's value with its character references decoded. */
static struct str attribute_value(struct renderer *r, const MD_ATTRIBUTE *attribute)
{
    struct buf value;
    if (attribute->size > 4 * LINK_BYTES_MAX)
        return STR("");
    buf_init(&value, 2 * LINK_BYTES_MAX);
    for (size_t i = 0; attribute->text && attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET begin = attribute->substr_offsets[i], end = attribute->substr_offsets[i + 1];
        struct str part = str_make(attribute->text + begin, end - begin);
        char bytes[4];
        uint32_t c = attribute->substr_types[i] == MD_TEXT_ENTITY ? entity_decode(part) : 0;
        buf_put(&value, c ? str_make(bytes, utf8_encode(c, bytes)) : part);
    }
    struct str result =
        buf_status(&value) == RC_OK ? arena_dup(r->arena, buf_str(&value)) : STR("");
    buf_release(&value);
    return result;
}

static bool checked_link(struct renderer *r, const MD_ATTRIBUTE *address, unsigned allowed,
                         struct link *ret)
{
    if (r->e.plain || r->link_bytes > MARKDOWN_LINK_BYTES_MAX ||
        link_check(r->arena, attribute_value(r, address), allowed, ret) != RC_OK)
        return false;
    r->link_bytes += ret->address.n;
    return true;
}

/* A link that may not be one becomes its words; so that spans stay in pairs, it is opened as
 * nothing. */
static void open_link(struct renderer *r, const MD_SPAN_A_DETAIL *detail)
{
    struct link link;
    if (!checked_link(r, &detail->href, links_allowed(r), &link)) {
        emit_open_nothing(&r->e);
        return;
    }
    emit_open_link(&r->e, link.address);
    if (!link.encoded)
        return;
    emit_text(&r->e, link.address);
    r->muted = 1;
}

static void open_picture(struct renderer *r, const MD_SPAN_IMG_DETAIL *detail)
{
    if (r->in_picture++ > 0)
        return;
    buf_clear(&r->description);
    unsigned allowed = r->profile == MARKDOWN_ARTICLE ? LINK_HTTPS | LINK_LOCAL : links_allowed(r);
    r->has_picture =
        checked_link(r, &detail->src, allowed, &r->picture) && r->picture.address.p[0] != '#';
    r->caption = attribute_value(r, &detail->title);
}

static void close_figure_picture(struct renderer *r, struct str description)
{
    bool alone = r->paragraph_waits && !emit_inside(&r->e, ELEMENT_LI);
    if (!alone)
        begin_words(r);
    else
        emit_open(&r->e, ELEMENT_FIGURE);
    emit_image(&r->e, r->picture.address, description);
    if (!alone)
        return;
    if (r->caption.n > 0) {
        emit_open(&r->e, ELEMENT_FIGCAPTION);
        emit_text(&r->e, r->caption);
        emit_close(&r->e);
    }
    r->paragraph_waits = false;
    r->in_figure = true;
}

static void close_picture(struct renderer *r)
{
    if (--r->in_picture > 0)
        return;
    struct str description = buf_str(&r->description);
    if (r->has_picture && r->profile == MARKDOWN_ARTICLE) {
        close_figure_picture(r, description);
        return;
    }
    if (description.n == 0 && r->has_picture)
        description = r->picture.address;
    if (!r->has_picture || emit_inside(&r->e, ELEMENT_A)) {
        put_words(r, description);
        return;
    }
    begin_words(r);
    emit_open_link(&r->e, r->picture.address);
    emit_text(&r->e, r->picture.encoded ? r->picture.address : description);
    emit_close(&r->e);
}

static bool span_element(MD_SPANTYPE type, enum element *ret)
{
    switch (type) {
    case MD_SPAN_EM:
        *ret = ELEMENT_EM;
        return true;
    case MD_SPAN_STRONG:
        *ret = ELEMENT_STRONG;
        return true;
    case MD_SPAN_CODE:
        *ret = ELEMENT_CODE;
        return true;
    case MD_SPAN_DEL:
        *ret = ELEMENT_DEL;
        return true;
    default:
        return false;
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    struct renderer *r = data;
    enum element element;
    if (type == MD_SPAN_IMG && r->muted == 0) {
        open_picture(r, detail);
    } else if (r->in_picture > 0) {
        r->in_picture += type == MD_SPAN_IMG;
    } else if (r->muted > 0) {
        r->muted++;
    } else if (type == MD_SPAN_A) {
        begin_words(r);
        open_link(r, detail);
    } else if (span_element(type, &element)) {
        begin_words(r);
        emit_open(&r->e, element);
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    struct renderer *r = data;
    enum element element;
    (void)detail;
    if (type == MD_SPAN_IMG && r->in_picture > 0) {
        close_picture(r);
    } else if (r->in_picture == 0 && r->muted > 1) {
        r->muted--;
    } else if (r->in_picture == 0 && (type == MD_SPAN_A || span_element(type, &element))) {
        r->muted = 0;
        emit_close(&r->e);
    }
    return 0;
}

static void open_heading(struct renderer *r, const MD_BLOCK_H_DETAIL *detail)
{
    if (r->profile == MARKDOWN_ARTICLE) {
        emit_open(&r->e, detail->level <= 2 ? ELEMENT_H2 : ELEMENT_H3);
        return;
    }
    emit_open(&r->e, ELEMENT_P);
    emit_open(&r->e, ELEMENT_STRONG);
}

static void put_rule(struct renderer *r)
{
    emit_open(&r->e, ELEMENT_P);
    emit_text(&r->e, STR("* * *"));
    emit_close(&r->e);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    struct renderer *r = data;
    switch (type) {
    case MD_BLOCK_QUOTE:
        emit_open(&r->e, ELEMENT_BLOCKQUOTE);
        break;
    case MD_BLOCK_UL:
        emit_open(&r->e, ELEMENT_UL);
        break;
    case MD_BLOCK_OL:
        emit_open(&r->e, ELEMENT_OL);
        break;
    case MD_BLOCK_LI:
        emit_open(&r->e, ELEMENT_LI);
        break;
    case MD_BLOCK_H:
        open_heading(r, detail);
        break;
    case MD_BLOCK_CODE:
        emit_open(&r->e, ELEMENT_PRE);
        emit_open(&r->e, ELEMENT_CODE);
        break;
    case MD_BLOCK_P:
        r->paragraph_waits = true;
        break;
    case MD_BLOCK_HR:
        put_rule(r);
        break;
    default:
        break;
    }
    return 0;
}

/* Leaving a paragraph: nothing is open when no word came. */
static void close_paragraph(struct renderer *r)
{
    if (!r->paragraph_waits)
        emit_close(&r->e);
    r->paragraph_waits = false;
    r->in_figure = false;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    struct renderer *r = data;
    (void)detail;
    switch (type) {
    case MD_BLOCK_P:
        close_paragraph(r);
        break;
    case MD_BLOCK_CODE:
        emit_close(&r->e);
        emit_close(&r->e);
        break;
    case MD_BLOCK_H:
        if (r->profile == MARKDOWN_COMMENT)
            emit_close(&r->e);
        emit_close(&r->e);
        break;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
        emit_close(&r->e);
        break;
    default:
        break;
    }
    return 0;
}

static void put_break(struct renderer *r, bool hard)
{
    if (r->in_picture > 0 || r->muted > 0 || r->in_figure)
        return;
    begin_words(r);
    if (hard || r->profile == MARKDOWN_COMMENT)
        emit_break(&r->e);
    else
        emit_text(&r->e, STR("\n"));
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    struct renderer *r = data;
    struct str s = within_source(r, text, size);
    switch (type) {
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
        put_break(r, type == MD_TEXT_BR);
        break;
    case MD_TEXT_ENTITY:
        put_entity(r, s);
        break;
    case MD_TEXT_NULLCHAR:
        put_words(r, STR("\xef\xbf\xbd"));
        break;
    default:
        put_words(r, s);
    }
    return buf_status(r->e.out) == RC_OK ? 0 : -1;
}

static const MD_PARSER parser = {
    .flags = MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML |
             MD_FLAG_COLLAPSEWHITESPACE | MD_FLAG_NOINDENTEDCODEBLOCKS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = put_text,
};

static enum rc render(struct arena *a, struct str source, enum markdown_profile profile, bool plain,
                      struct buf *out)
{
    struct renderer r = {.arena = a, .profile = profile};
    if (source.n > (profile == MARKDOWN_ARTICLE ? MARKDOWN_ARTICLE_INPUT_MAX : MARKDOWN_INPUT_MAX))
        return RC_TOO_LARGE;
    if (!utf8_valid(source))
        return RC_INVALID;
    r.source = padded(a, source);
    if (r.source.n == 0)
        return RC_NO_MEMORY;
    emit_init(&r.e, out, plain);
    buf_init(&r.description, 2 * DESCRIPTION_BYTES_MAX);
    int parsed = md_parse(r.source.p, (MD_SIZE)r.source.n, &parser, &r);
    emit_finish(&r.e);
    buf_release(&r.description);
    enum rc rc = buf_status(out);
    return rc != RC_OK ? rc : parsed != 0 || arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

enum rc markdown_render(struct arena *a, struct str source, enum markdown_profile profile,
                        struct html *ret)
{
    struct buf out;
    buf_init(&out, MARKDOWN_OUTPUT_MAX);
    if (source.n <= MARKDOWN_INPUT_MAX)
        (void)buf_reserve(&out, source.n + 64); /* mostly enough for all of it */
    enum rc rc = render(a, source, profile, false, &out);
    struct str markup = rc == RC_OK ? arena_dup(a, buf_str(&out)) : STR("");
    buf_release(&out);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = html_trusted(markup.p ? markup : STR(""));
    return rc;
}

enum rc markdown_plain(struct arena *a, struct str source, size_t max_characters, struct str *ret)
{
    struct buf out;
    buf_init(&out, MARKDOWN_OUTPUT_MAX);
    enum rc rc = render(a, source, MARKDOWN_COMMENT, true, &out);
    if (rc == RC_OK) {
        struct str words = excerpt_make(a, buf_str(&out), max_characters);
        rc = arena_failed(a) ? RC_NO_MEMORY : RC_OK;
        if (rc == RC_OK)
            *ret = words;
    }
    buf_release(&out);
    return rc;
}
