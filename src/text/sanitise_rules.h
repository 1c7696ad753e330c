/*
 * What the sanitiser does with each element of HTML.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_SANITISE_RULES_H
#define COMITY_TEXT_SANITISE_RULES_H

#include "text/emit.h"

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

struct sanitise_rule {
    const char *name;
    enum treatment treatment;
    enum element element; /* what it becomes, where it becomes something */
};

/* The rule for an element's local name, lower case; an unknown one lends its content. */
struct sanitise_rule sanitise_rule_for(const char *name);

#endif
