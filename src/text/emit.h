/*
 * Writing markup from our own tree: a fixed list of elements, always closed, text always escaped.
 *
 * Markdown, the sanitiser and marked text all write through this, so that nothing they read can
 * become markup: an element is a number here, an attribute is one of href, src, alt and class with
 * a value that was checked.
 *
 * Invariants:
 *  1. Output is balanced when emit_finish returns: every element opened is closed, in order.
 *  2. At most EMIT_DEPTH_MAX elements are open at a time. Deeper ones are left out, their content
 * is not.
 *  3. Text loses what could cover its surroundings: bidi overrides and control characters, and
 * marks piled higher than EMIT_MARKS_MAX on a letter.
 *  4. A plain emitter (`plain`) writes the same text without any markup or escaping, blocks on
 * lines.
 *
 * Must not: be used outside src/text; take an element's name from input.
 */
#ifndef COMITY_TEXT_EMIT_H
#define COMITY_TEXT_EMIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "text/html.h"

#define EMIT_DEPTH_MAX 24
#define EMIT_MARKS_MAX 3

/* X(ID, name, is a block) */
#define ELEMENT_TABLE(X)                                                                           \
    X(P, "p", true)                                                                                \
    X(H2, "h2", true)                                                                              \
    X(H3, "h3", true)                                                                              \
    X(H4, "h4", true)                                                                              \
    X(EM, "em", false)                                                                             \
    X(STRONG, "strong", false)                                                                     \
    X(DEL, "del", false)                                                                           \
    X(CODE, "code", false)                                                                         \
    X(PRE, "pre", true)                                                                            \
    X(BLOCKQUOTE, "blockquote", true)                                                              \
    X(UL, "ul", true)                                                                              \
    X(OL, "ol", true)                                                                              \
    X(LI, "li", true)                                                                              \
    X(A, "a", false)                                                                               \
    X(FIGURE, "figure", true)                                                                      \
    X(FIGCAPTION, "figcaption", true)                                                              \
    X(MARK, "mark", false)                                                                         \
    X(SUP, "sup", false)

enum element {
#define ELEMENT_ID(id, name, block) ELEMENT_##id,
    ELEMENT_TABLE(ELEMENT_ID)
#undef ELEMENT_ID
        ELEMENT_COUNT
};

struct emitter {
    struct buf *out;
    bool plain;
    unsigned char open[EMIT_DEPTH_MAX];
    unsigned depth;
    unsigned skipped; /* elements open beyond EMIT_DEPTH_MAX */
};

void emit_init(struct emitter *e, struct buf *out, bool plain);
void emit_open(struct emitter *e, enum element element);
/* The same with a class, a name from the program. */
void emit_open_class(struct emitter *e, enum element element, struct str class);
/* A foreign link; `address` comes from link_check. */
void emit_open_link(struct emitter *e, struct str address);
/* A link within the page to `#target`, itself the target `id` (empty: none), read out as `label`. Names made by the
 * program. */
void emit_open_reference(struct emitter *e, struct str target, struct str id, struct str label);
/* A picture; `address` comes from link_check. In plain text its description. */
void emit_image(struct emitter *e, struct str address, struct str description);
/* Keeps a pair of calls in step where nothing is to be written: closed by emit_close like an
 * element. */
void emit_open_nothing(struct emitter *e);
void emit_break(struct emitter *e);
/* Closes the innermost open element. */
void emit_close(struct emitter *e);
void emit_text(struct emitter *e, struct str valid_utf8);
/* Closes what is open. */
void emit_finish(struct emitter *e);
/* Whether `element` is open. */
bool emit_inside(const struct emitter *e, enum element element);

#endif
