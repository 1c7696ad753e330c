/*
 * What transport.c and the two ways of sending share. Nobody else includes it.
 *
 * Invariant: `close` is set by an opened way, also when opening it went wrong half way.
 */
#ifndef COMITY_MAIL_TRANSPORT_WAYS_H
#define COMITY_MAIL_TRANSPORT_WAYS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "mail/transport.h"

struct transport {
    struct arena *arena; /* holds this struct and all strings, each followed by a NUL byte */
    struct transport_config config;
    atomic_bool cancelled;
    void (*send)(struct transport *t, const struct transport_mail *mail,
                 struct transport_result *ret);
    void (*close)(struct transport *t);
    void *way; /* the way's own */
};

/* smtp.c: config.url is smtp://… or smtps://…, checked. */
enum rc smtp_open(struct transport *t, struct problem *problem) MUST_CHECK;
/* folder.c: makes the folder when it is missing. */
enum rc folder_open(struct transport *t, struct str path, struct problem *problem) MUST_CHECK;

#endif
