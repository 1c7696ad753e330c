/*
 * What the sender of a mail wrote now: the text without quoted lines, the line that introduces them, what forwarding and
 * answering programs put below, and the signature.
 *
 * Programs write these in their own languages; known are those of the six languages the pages are in. What is not recognised
 * stays: the result serves only to ask whether something was written, the whole text is kept beside it.
 */
#ifndef COMITY_INBOX_OWN_WORDS_H
#define COMITY_INBOX_OWN_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/* `text` has LF at line ends. In time linear in its length; the result is trimmed and may be empty. */
struct str own_words_of(struct arena *a, struct str text);

#endif
