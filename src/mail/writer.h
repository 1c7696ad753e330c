/*
 * A task of the queue as the mail that goes: template, values, letter, bytes.
 *
 * Values every template may name: {name} {site} {link} {until} (how long the link is good) {contact} {moderators} (where a letter to them
 * arrives) {letters}; the others are the task's facts, and a fact of the same name wins. Links are made of base_url alone.
 *
 * Ownership: what it points to outlives it; what it writes lives in the arena given.
 */
#ifndef COMITY_MAIL_WRITER_H
#define COMITY_MAIL_WRITER_H

#include "community/mail/mail_work.h"
#include "mail/compose.h"

struct writer {
    struct str site, time_zone, language; /* the site's */
    struct str base_url; /* "https://courier.example", without a slash at the end */
    struct str from, reply_to, contact;
    struct str
        letters; /* where answers to mails about sanctions and letters go; empty: none are taken by mail */
    struct str bounces; /* where reports go; empty: they are not read */
};

/* "bounces+TOKEN@courier.example", or the address mails come from. In `a`. */
struct str writer_envelope_sender(const struct writer *w, const struct mail_task *task,
                                  struct arena *a);

/* RC_INVALID: its address cannot be written to, or its template is none. */
enum rc writer_write(const struct writer *w, const struct mail_task *task, int64_t now_ms,
                     struct arena *a, struct str *ret_bytes) MUST_CHECK;

#endif
