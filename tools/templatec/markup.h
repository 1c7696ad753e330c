/*
 * Where in the markup are we? A small machine over the literal text of a template.
 *
 * It follows HTML closely enough to know, at every hole, what the browser will take the hole's text
 * for, and refuses what cannot be made safe or what the site's content security policy would
 * refuse. It also squeezes white space and drops comments, so that pages stay small.
 *
 * Ownership: a `struct markup` is a plain value; the checker copies it to follow two arms of a
 * condition.
 *
 * Invariants:
 *  1. Two arms that leave different states do not compile (markup_merge), so the state after any
 * node is one whatever the data.
 *  2. The state knows about literal text only; a hole never changes it but for marking a value as
 * begun.
 *
 * Must not: know fields or types beyond what picks an escaper.
 */
#ifndef COMITY_TOOLS_TEMPLATEC_MARKUP_H
#define COMITY_TOOLS_TEMPLATEC_MARKUP_H

#include "template.h"

/* X(state, how messages call the place). */
#define MARKUP_TABLE(X)                                                                            \
    X(MARKUP_TEXT, "text")                                                                         \
    X(MARKUP_TAG_NAME, "a tag name")                                                               \
    X(MARKUP_END_TAG, "an end tag")                                                                \
    X(MARKUP_BEFORE_ATTRIBUTE, "a tag")                                                            \
    X(MARKUP_ATTRIBUTE_NAME, "an attribute name")                                                  \
    X(MARKUP_AFTER_NAME, "a tag")                                                                  \
    X(MARKUP_BEFORE_VALUE, "an unquoted attribute value")                                          \
    X(MARKUP_VALUE, "an attribute value")                                                          \
    X(MARKUP_AFTER_VALUE, "a tag")                                                                 \
    X(MARKUP_COMMENT, "a comment")                                                                 \
    X(MARKUP_DECLARATION, "a declaration")                                                         \
    X(MARKUP_SCRIPT, "a script")                                                                   \
    X(MARKUP_RCDATA, "a text field or title")

#define MARKUP_ENUM(name, text) name,
enum markup_kind { MARKUP_TABLE(MARKUP_ENUM) };
#undef MARKUP_ENUM

/* How far an address has come; decides what may follow. */
enum address {
    ADDRESS_NONE,      /* the attribute holds no address */
    ADDRESS_START,     /* nothing yet */
    ADDRESS_SCHEME,    /* letters that may become a scheme or a relative path */
    ADDRESS_OTHER,     /* relative, or a scheme with no host: no text may follow */
    ADDRESS_ORIGIN,    /* https: up to the end of the host */
    ADDRESS_ROOT,      /* exactly "/" */
    ADDRESS_SEPARATOR, /* a path that ends in / = ? or & */
    ADDRESS_PATH,      /* a path, in the middle of a word */
    ADDRESS_FRAGMENT,  /* behind "#" */
};

#define MARKUP_NAME_MAX 32

struct markup {
    enum markup_kind kind;
    char tag[MARKUP_NAME_MAX];
    char attribute[MARKUP_NAME_MAX];
    char value[MARKUP_NAME_MAX]; /* the literal beginning of the value, or of the scheme in it */
    char quote;
    enum address address;
    char address_last; /* the last byte of the address so far */
    int slashes;       /* of https://host/ */
    bool is_end_tag;
    bool has_source;     /* script with src */
    bool has_http_equiv; /* meta */
    bool has_content_hole;
    bool is_post;
    bool is_preformatted; /* in <pre> */
    bool is_after_space;  /* white space here would add nothing */
    bool form_is_open;
    bool form_is_post;
    bool form_has_csrf;
    size_t tag_offset;
    size_t form_offset;
};

/* What the machine works with: errors go to the set, output to `out`. */
struct markup_pass {
    struct template_set *set;
    struct view *view;
    struct buf *out;
};

/* The beginning of a template. */
void markup_init(struct markup *m);
/* Follows a literal that stands at `offset`, appending what goes out. */
enum rc markup_feed(struct markup *m, struct markup_pass *pass, struct str literal,
                    size_t offset) MUST_CHECK;
/* A hole of `type` at `offset`: chooses the escaper or refuses. `what` is how it is called in
 * messages. */
enum rc markup_hole(struct markup *m, struct markup_pass *pass, enum field_type type,
                    struct str what, size_t offset, enum escaper *ret) MUST_CHECK;
/* {{if}}, {{else}}, {{end}}, {{each}}: ends an attribute name that stands before it. */
enum rc markup_boundary(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
/* {{render}} stands between tags only; {{csrf}} directly in a POST form. */
enum rc markup_render(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
enum rc markup_csrf(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
/* An asset's address as a literal in a value or in text. */
enum rc markup_asset(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
/* What holds after either of two arms; false when they differ in what follows. */
bool markup_merge(struct markup *m, const struct markup *other);
/* The end of the template: everything must be closed. */
enum rc markup_finish(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
/* "an attribute value" and so on. */
const char *markup_name(const struct markup *m);

/* For markup.c, from attribute.c. */
/* The name of an attribute has ended at `offset`: refuses what may not stand and prepares for its
 * value. */
enum rc attribute_begin(struct markup *m, struct markup_pass *pass, size_t offset) MUST_CHECK;
/* One literal byte of a value. */
enum rc attribute_step(struct markup *m, struct markup_pass *pass, char c,
                       size_t offset) MUST_CHECK;
void attribute_end(struct markup *m);
enum rc attribute_hole(struct markup *m, struct markup_pass *pass, enum field_type type,
                       struct str what, size_t offset, enum escaper *ret) MUST_CHECK;

#endif
