/*
 * A server in this process and a client that says to it over a raw socket what clients say, and what they
 * should not.
 *
 * Invariants:
 * 1. raw_site_open is followed by raw_site_close, unless the test stops the server itself.
 * 2. What raw_site_ask returns lasts until it is called again.
 */
#ifndef COMITY_TESTS_RAW_SITE_H
#define COMITY_TESTS_RAW_SITE_H

#include <stdatomic.h>

#include "../unit/test.h"
#include "http/http.h"

#define RAW_SITE_BODY_MAX 1000
#define RAW_ANSWER_MAX    65536

struct raw_site {
    struct http_server *server;
    struct http_shared *shared;              /* what /shared answers with */
    _Atomic(struct http_exchange *) waiting; /* the last request for /wait */
    _Atomic int continued;
};

struct raw_answer {
    char text[RAW_ANSWER_MAX];
    size_t n;
    int status; /* 0 when the connection ended first */
    const char *body;
};

void raw_site_open(struct raw_site *site, struct http_config config);
void raw_site_close(struct raw_site *site);
/* The handler of the site, for servers started otherwise. */
void raw_site_handle(struct http_exchange *x, void *ctx);
/* Continues a request that waits: answers it, and counts. */
void raw_site_later(struct http_exchange *x, void *ctx);

int raw_site_dial(const struct raw_site *site);
void raw_site_say(int fd, struct str text);
bool raw_site_at_end(int fd);
/* Reads one answer: the head and as much body as it announces. False when the connection ended first. */
bool raw_answer_read(int fd, struct raw_answer *a, bool head_only);
bool raw_answer_has(const struct raw_answer *a, const char *text);
/* One request on a connection of its own. */
struct raw_answer *raw_site_ask(const struct raw_site *site, struct str request);

#define ASK(site, text) raw_site_ask((site), STR(text))
#define HOST            "Host: example.org\r\n"

#endif
