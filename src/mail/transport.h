/*
 * How a composed mail leaves: by SMTP (libcurl) or into a folder, as mail.url says.
 *
 *   smtp://HOST[:PORT]    port 25 where none is given; STARTTLS as mail.tls says
 *   smtps://HOST[:PORT]   TLS from the first byte, port 465
 *   file:FOLDER           one .eml a mail, for development and tests
 *
 * An attempt ends in one of four ways:
 *
 *   SENT    the other side took the mail over
 *   LATER   not now: this mail is tried again (4xx for its recipient or its content)
 *   NEVER   not ever: this mail is given up (5xx for its recipient or its content)
 *   AWAY    the fault is not this mail's: server away, TLS, sign-in, sender refused. None would go now
 *
 * Invariants:
 *  1. With mail.tls=required nothing but EHLO and STARTTLS is said before TLS stands, and the server's certificate is checked
 *     against its name. A password is never sent without TLS but to this machine.
 *  2. Neither the password nor what a mail says is in a result or in a problem.
 *
 * Not thread-safe, but for transport_cancel. Must not: decide when to try again.
 */
#ifndef COMITY_MAIL_TRANSPORT_H
#define COMITY_MAIL_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

enum transport_verdict { TRANSPORT_SENT, TRANSPORT_LATER, TRANSPORT_NEVER, TRANSPORT_AWAY };

struct transport_config {
    struct str url;
    struct str tls;  /* "required", "opportunistic", "off" */
    struct str user; /* empty: no sign-in */
    struct str password;
    struct str ca_file; /* empty: the system's */
    struct str hello;   /* the name we greet with: a host's */
    int64_t timeout_ms; /* of one attempt */
};

struct transport_mail {
    struct str from, to; /* envelope */
    struct str bytes;
    int64_t id;
};

struct transport_result {
    enum transport_verdict verdict;
    int code;         /* the server's last answer; 0: none */
    bool recipient;   /* it is the recipient that was refused, now or for good */
    char text[400];   /* why, in words, for an operator; empty when sent */
    char answer[160]; /* the server's refusal as it stands; may be empty */
};

struct transport;

/* Checks the settings; connects to nobody. RC_INVALID names the setting and what it may be. */
enum rc transport_open(const struct transport_config *config, struct transport **ret,
                       struct problem *problem) MUST_CHECK;
void transport_close(struct transport *t); /* accepts NULL */
void transport_send(struct transport *t, const struct transport_mail *mail,
                    struct transport_result *ret);
/* An attempt under way ends at once with AWAY, and so does every later one. From any thread. */
void transport_cancel(struct transport *t);

#endif
