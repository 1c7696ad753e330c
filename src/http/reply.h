/*
 * Answers on their way to libmicrohttpd: the one place that queues a response.
 *
 * Must not: be included outside src/http.
 */
#ifndef COMITY_HTTP_REPLY_H
#define COMITY_HTTP_REPLY_H

#include "http/exchange.h"

/* Queues `response` (whose reference stays the caller's) and notes status and size. */
void reply_queue(struct http_exchange *x, int status, struct MHD_Response *response,
                 size_t body_bytes);
/* Status, reason and request id as plain text. */
void reply_plain_error(struct http_exchange *x, int status, struct str reason);
/* Adds the headers every answer of `server` carries, but those that `own` (may be NULL) has
 * already. */
void reply_add_defaults(struct MHD_Response *response, const struct http_server *server,
                        const struct reply_header *own);
/* libmicrohttpd wants C strings; header values are short. False when it did not fit or memory is
 * out. */
bool reply_add_header(struct MHD_Response *response, struct str name, struct str value);

#endif
