#include "text/sanitise_rules.h"

#include <stdlib.h>
#include <string.h>

/* In the order of their names. */
static const struct sanitise_rule rules[] = {
    {"a", LINK, ELEMENT_A},
    {"address", BREAK, 0},
    {"applet", DROP, 0},
    {"article", BREAK, 0},
    {"aside", BREAK, 0},
    {"audio", DROP, 0},
    {"b", INLINE, ELEMENT_STRONG},
    {"blockquote", BLOCK, ELEMENT_BLOCKQUOTE},
    {"body", BREAK, 0},
    {"br", LINE, 0},
    {"button", DROP, 0},
    {"canvas", DROP, 0},
    {"code", INLINE, ELEMENT_CODE},
    {"dd", BREAK, 0},
    {"details", BREAK, 0},
    {"dialog", DROP, 0},
    {"div", BREAK, 0},
    {"dl", BREAK, 0},
    {"dt", BREAK, 0},
    {"em", INLINE, ELEMENT_EM},
    {"embed", DROP, 0},
    {"fieldset", DROP, 0},
    {"figcaption", CAPTION, ELEMENT_FIGCAPTION},
    {"figure", BLOCK, ELEMENT_FIGURE},
    {"footer", BREAK, 0},
    {"form", DROP, 0},
    {"frame", DROP, 0},
    {"frameset", DROP, 0},
    {"h1", BLOCK, ELEMENT_H2},
    {"h2", BLOCK, ELEMENT_H2},
    {"h3", BLOCK, ELEMENT_H3},
    {"h4", BLOCK, ELEMENT_H4},
    {"h5", BLOCK, ELEMENT_H4},
    {"h6", BLOCK, ELEMENT_H4},
    {"head", DROP, 0},
    {"header", BREAK, 0},
    {"hr", BREAK, 0},
    {"i", INLINE, ELEMENT_EM},
    {"iframe", DROP, 0},
    {"image", PICTURE, 0},
    {"img", PICTURE, 0},
    {"input", DROP, 0},
    {"kbd", INLINE, ELEMENT_CODE},
    {"li", ITEM, ELEMENT_LI},
    {"link", DROP, 0},
    {"listing", VERBATIM, ELEMENT_PRE},
    {"main", BREAK, 0},
    {"map", DROP, 0},
    {"math", DROP, 0},
    {"meta", DROP, 0},
    {"nav", DROP, 0},
    {"noembed", DROP, 0},
    {"noframes", DROP, 0},
    {"noscript", DROP, 0},
    {"object", DROP, 0},
    {"ol", BLOCK, ELEMENT_OL},
    {"optgroup", DROP, 0},
    {"option", DROP, 0},
    {"p", BREAK, 0},
    {"plaintext", DROP, 0},
    {"pre", VERBATIM, ELEMENT_PRE},
    {"samp", INLINE, ELEMENT_CODE},
    {"script", DROP, 0},
    {"section", BREAK, 0},
    {"select", DROP, 0},
    {"strong", INLINE, ELEMENT_STRONG},
    {"style", DROP, 0},
    {"svg", DROP, 0},
    {"table", BREAK, 0},
    {"td", BREAK, 0},
    {"template", DROP, 0},
    {"textarea", DROP, 0},
    {"th", BREAK, 0},
    {"title", DROP, 0},
    {"tr", BREAK, 0},
    {"ul", BLOCK, ELEMENT_UL},
    {"var", INLINE, ELEMENT_EM},
    {"video", DROP, 0},
    {"xmp", VERBATIM, ELEMENT_PRE},
};

static int compare_rule(const void *name, const void *rule)
{
    return strcmp(name, ((const struct sanitise_rule *)rule)->name);
}

struct sanitise_rule sanitise_rule_for(const char *name)
{
    const struct sanitise_rule *found =
        bsearch(name, rules, sizeof rules / sizeof rules[0], sizeof rules[0], compare_rule);
    return found ? *found : (struct sanitise_rule){.treatment = LEND};
}
