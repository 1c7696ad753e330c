/*
 * The HTML side of a letter: templates/mail/layout.htm cut at its ==marks==, filled with escaped text.
 *
 * Must not: let anything through unescaped.
 */
#ifndef COMITY_MAIL_PAPER_H
#define COMITY_MAIL_PAPER_H

#include "base/buf.h"
#include "mail/compose.h"

void paper_write(const struct compose_mail *mail, struct buf *out);

#endif
