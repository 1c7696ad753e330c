/*
 * One request and its answer, inside the facade.
 *
 * An exchange is embedded in its connection and used again for each request on it, so that a
 * keep-alive request costs no allocation. Its arena is borrowed from the loop's stock on first use
 * and given back when the answer is sent: an answer from shared bytes never takes one.
 *
 *   IDLE --request line--> READING --complete--> HANDLING --answer queued--> SENDING --sent--> IDLE
 *
 * Invariants:
 *  1. All fields but `wait` belong to the loop's thread; `phase` and `since_ms` of the connection
 * are read by the sweeper.
 *  2. `wait` goes NONE -> WAITING -> CONTINUED or NONE -> CONTINUED, and the connection is resumed
 * only by the side that finds the other one already there.
 *
 * Must not: be included outside src/http.
 */
#ifndef COMITY_HTTP_EXCHANGE_H
#define COMITY_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "http/address.h"
#include "http/guard.h"
#include "http/http.h"

enum http_phase { PHASE_IDLE, PHASE_READING, PHASE_HANDLING, PHASE_SENDING };
enum http_wait_state { WAIT_NONE, WAIT_WAITING, WAIT_CONTINUED };

struct http_loop;

struct reply_header {
    struct str name, value;
    struct reply_header *next;
};

/* What is to be done when it is over; in the exchange's arena. */
struct exchange_end {
    void (*fn)(void *ctx);
    void *ctx;
    struct exchange_end *next;
};

struct http_exchange {
    struct http_connection *connection;
    struct MHD_Connection *mhd;
    struct arena *arena; /* NULL until asked for */
    size_t target_bytes; /* as on the request line */
    struct guard_verdict target_verdict;
    char query_kept[256]; /* libmicrohttpd splits the query in place: a copy */
    struct str path, query;
    struct guard_head head;
    enum http_method method;
    struct str body;
    size_t body_capacity;
    bool body_overflow; /* more than body_max came without being announced */
    bool answered;
    bool shared; /* answered with shared bytes: not logged */
    bool begun;  /* the headers were seen */
    bool wait_wanted;
    bool gone;      /* the client, while the exchange waited */
    bool suspended; /* counted in the loop's `waiting` */
    struct reply_header *reply_headers, **reply_headers_end;
    char client_text[ADDRESS_TEXT_MAX];
    size_t client_n;
    char id_text[16];
    int64_t started_ns;
    int status;
    size_t sent;
    struct exchange_end *ends;
    _Atomic int wait;
    http_continue_fn continue_fn;
    void *continue_ctx;
};

struct http_connection {
    struct http_loop *loop; /* NULL: the slot is free */
    int fd;
    struct http_address address;
    _Atomic int phase;
    _Atomic int64_t since_ms; /* monotonic: when the phase began */
    struct http_exchange exchange;
};

/* The callbacks libmicrohttpd is started with; `cls` is the loop. */
void *exchange_on_target(void *cls, const char *target, struct MHD_Connection *mhd);
enum MHD_Result exchange_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **exchange);
void exchange_on_completed(void *cls, struct MHD_Connection *mhd, void **exchange,
                           enum MHD_RequestTerminationCode how);
/* The connection's slot, or NULL. */
struct http_connection *connection_of(struct MHD_Connection *mhd);
void exchange_make_id(struct http_loop *loop, char out[static 16]);
/* Refuses the request: through the configured error page, else in plain text. */
void exchange_refuse(struct http_exchange *x, int status, struct str reason);

#endif
