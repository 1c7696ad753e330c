/*
 * The words of a mail that came as HTML alone: a line a paragraph, quotations with "> " before each line, as plain mails have
 * them.
 */
#ifndef COMITY_INBOX_MARKUP_LINES_H
#define COMITY_INBOX_MARKUP_LINES_H

#include "base/arena.h"
#include "base/str.h"

/* RC_TOO_LARGE, RC_NO_MEMORY, RC_INVALID (not valid UTF-8), as sanitise_fragment. */
enum rc markup_lines(struct arena *a, struct str markup, struct str *ret) MUST_CHECK;

#endif
