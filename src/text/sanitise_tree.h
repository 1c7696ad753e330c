/*
 * The sanitiser's second half, for callers that have parsed already: from libxml2's tree to our markup.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_SANITISE_TREE_H
#define COMITY_TEXT_SANITISE_TREE_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/html.h"

#define SANITISE_OUTPUT_MAX ((size_t)4 * 1024 * 1024)

/* Parses a whole page or a fragment; `encoding` NULL: as declared in it. No network, no output. NULL when memory
 * is out or the nesting is too deep. The caller frees it with xmlFreeDoc. */
xmlDoc *sanitise_parse(struct str bytes, const char *encoding);

/* Writes `first` and, when `siblings`, what follows it. */
void sanitise_tree(struct arena *a, const xmlNode *first, bool siblings, struct str base,
                   bool plain, struct buf *out);

/* Markup that sanitise_tree wrote, moved to the arena and given its type. */
enum rc sanitise_finish(struct arena *a, struct buf *out, struct html *ret) MUST_CHECK;

#endif
