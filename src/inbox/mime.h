/*
 * What reading mails of every sort shares: GMime's parser, and foreign bytes as they may be kept.
 *
 * Must not: know what a mail is for.
 */
#ifndef COMITY_INBOX_MIME_H
#define COMITY_INBOX_MIME_H

#include <gmime/gmime.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* To be unreferenced by the caller; NULL for what has no headers. A line "From …" of pipes before them is passed over. */
GMimeMessage *mime_parse(struct str bytes);
bool mime_has_type(GMimeObject *part, const char *type, const char *subtype);
bool mime_header_is(GMimeHeader *header, const char *name);
/* Malformed bytes and controls become U+FFFD, line ends LF. */
void mime_put_clean(struct buf *out, struct str s);
/* The same, on one line and trimmed. */
struct str mime_line(struct arena *a, struct str s);

#endif
