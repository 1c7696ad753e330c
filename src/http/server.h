/*
 * The server's insides: one acceptor thread that owns the listening socket and sweeps, and one
 * libmicrohttpd daemon with its own thread per loop.
 *
 *   acceptor --accept, count per address, least busy loop--> MHD_add_connection --> loop thread
 *   acceptor --every half second--> sweep: shut down connections past their phase's time
 *
 * Connections live in a table indexed by descriptor; a slot belongs to its loop's thread from
 * accept to close. `closing` is held while a slot is freed and while the sweeper shuts one down, so
 * that a descriptor is never shut down after it was closed and used anew.
 *
 * Must not: be included outside src/http.
 */
#ifndef COMITY_HTTP_SERVER_H
#define COMITY_HTTP_SERVER_H

#include <pthread.h>

#include "http/exchange.h"

#define HTTP_LOOPS_MAX 64
/* Arenas a loop keeps for the next requests. */
#define ARENA_STOCK         8
#define DEFAULT_HEADERS_MAX 8

struct default_header {
    struct str name, value;
};

struct http_proxies {
    struct arena *arena; /* holds this struct */
    struct address_list list;
};

struct http_loop {
    struct http_server *server;
    unsigned index;
    struct MHD_Daemon *daemon;
    struct arena *stock[ARENA_STOCK];
    unsigned stock_count;
    uint64_t id_state;
    char padding[64]; /* the counters below are read by other threads */
    _Atomic unsigned open;
    _Atomic unsigned waiting;
};

struct http_server {
    struct http_config config;
    struct arena *arena;                                 /* the server's life */
    struct default_header defaults[DEFAULT_HEADERS_MAX]; /* on every answer */
    unsigned default_count;
    struct http_proxies *proxies;
    pthread_rwlock_t proxies_lock;
    /* In place of the config's, which are those of the start. */
    _Atomic size_t body_max, url_max;
    _Atomic unsigned connections_per_address, request_timeout_s;
    struct address_counts counts;
    struct http_connection *connections; /* by descriptor */
    unsigned connection_slots;
    _Atomic unsigned slots_used; /* descriptors at or above this were never used */
    pthread_mutex_t closing;
    pthread_t acceptor;
    bool acceptor_runs;
    int listener;
    int wake; /* eventfd: tells the acceptor to end */
    uint16_t port;
    _Atomic bool draining;
    unsigned loop_count;
    struct http_loop loops[HTTP_LOOPS_MAX];
};

/* Whether a proxy that is trusted has this address. */
bool server_trusts(struct http_server *s, const struct http_address *a);
/* The client behind it, as address_forwarded finds it. */
struct http_address server_client_of(struct http_server *s, struct http_address peer,
                                     struct str forwarded);

int64_t server_now_ms(void);
struct arena *loop_take_arena(struct http_loop *loop);
void loop_give_arena(struct http_loop *loop, struct arena *arena);

#endif
