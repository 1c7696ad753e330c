/*
 * The text of a comment that another system sent as HTML, for judging it: its words, and the addresses of its links,
 * which the words alone would hide.
 *
 * What holds no tag is left as it is: "I <3 this" and "a < b" are words.
 *
 * Must not: be shown to anybody; nothing here makes markup safe.
 */
#ifndef COMITY_WEB_FOREIGN_TEXT_H
#define COMITY_WEB_FOREIGN_TEXT_H

#include "base/arena.h"
#include "base/str.h"

/* RC_INVALID for invalid UTF-8 or NUL in what holds tags, RC_TOO_LARGE, RC_NO_MEMORY. */
enum rc foreign_text(struct arena *a, struct str sent, struct str *ret) MUST_CHECK;

#endif
