/*
 * Plain words on one line: white space collapsed, cut at a word's end.
 */
#ifndef COMITY_TEXT_EXCERPT_H
#define COMITY_TEXT_EXCERPT_H

#include "base/arena.h"
#include "base/str.h"

/* `s` with runs of white space as one space and none at the ends, at most `max_characters` long; a cut one ends
 * in an ellipsis beyond that. The empty view when memory is out (latched in the arena). */
struct str excerpt_make(struct arena *a, struct str valid_utf8, size_t max_characters);

#endif
