/*
 * The entities that may stand in a sentence that is translated, and whether a text says anything.
 *
 * Must not: know nodes; text alone.
 */
#ifndef COMITY_TOOLS_TEMPLATEC_ENTITY_H
#define COMITY_TOOLS_TEMPLATEC_ENTITY_H

#include <stdbool.h>

#include "base/str.h"

struct template_entity {
    const char *name;
    const char *text;
};
/* That which begins at `at`; NULL: none that is known. */
const struct template_entity *template_entity_at(struct str s, size_t at);

/* Letters outside of entities. */
bool template_has_letters(struct str s);

#endif
