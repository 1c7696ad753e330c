/*
 * A letter as the bytes of a mail (RFC 5322, MIME): text and HTML of the same words, quoted-printable, lines of CRLF.
 *
 * Ownership: the bytes live in the arena given.
 *
 * Invariants:
 *  1. No value can begin a header or end the head: control characters are taken out of whatever becomes a header, an address
 *     is checked again, and what has not the form of one is refused.
 *  2. Everything in the HTML is escaped but the layout of templates/mail/layout.htm; a link is one of http or https.
 *  3. One recipient, in the envelope and in the head. The head holds no name a stranger chose.
 *  4. The same mail has the same Message-ID at every attempt, so that a mail sent twice can be known as one.
 *
 * Must not: read the clock, or know how the bytes travel. One thread at a time: GMime makes its tables when first used.
 */
#ifndef COMITY_MAIL_COMPOSE_H
#define COMITY_MAIL_COMPOSE_H

#include <stdint.h>

#include "mail/letter.h"

#define COMPOSE_BYTES_MAX ((size_t)1024 * 1024)

struct compose_mail {
    const struct letter *letter;
    struct str site;      /* shown above the letter, and as the sender's name */
    struct str from, to;  /* addresses */
    struct str reply_to;  /* an address; empty: none */
    struct str kind;      /* row of mail.def */
    struct str language;  /* "en" */
    struct str direction; /* "ltr" or "rtl" */
    struct str
        unsubscribe;  /* an address on the site; empty: this mail cannot be unsubscribed from */
    size_t foot_from; /* blocks of the letter from here on are its foot */
    int64_t id;
    int64_t sent_ms;
};

/* Whether it can be written as an address in a head and an envelope: printable, one @, nothing that mail programs read as
 * syntax. */
bool compose_address_fits(struct str address);
/* RC_INVALID for an address or link that does not fit, RC_NO_MEMORY. */
enum rc compose_mail(const struct compose_mail *mail, struct arena *a, struct str *ret) MUST_CHECK;

#endif
