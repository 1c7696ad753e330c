/*
 * HTTP, as the rest of the program sees it: a facade over libmicrohttpd, which no other folder
 * includes.
 *
 * One event loop per core. A handler is called on its loop's thread with a complete, bounded
 * request; it must not block. It answers at once with one of the http_reply functions, or says
 * http_wait and is answered later, from any thread, through http_continue: the continuation runs on
 * the request's own loop again.
 *
 *      headers --guard--> body read (bounded) --> handler --+--> http_reply*        -> sent
 *                                                           +--> http_wait ...
 *                                                                 http_continue(fn)  -> fn(x) on
 * the loop -> reply
 *
 * Invariants:
 *  1. Every size is checked before memory is taken for it: 414 for the request line, 431 for
 * headers, 413 for bodies (limits in settings.def).
 *  2. Conflicting framing (two Content-Lengths, or one with Transfer-Encoding) is answered 400 and
 * closed.
 *  3. Every answer carries a Content-Type with charset, X-Content-Type-Options, Referrer-Policy,
 *     Content-Security-Policy, and X-Request-Id (except shared bodies, which are the same bytes for
 * all).
 *  4. A request is answered exactly once; a client that goes away frees what it held.
 *  5. A handler that returns with neither an answer nor http_wait is a bug, answered 500 and
 * logged.
 *  6. Every http_wait is met by one http_continue, also while the server stops: http_server_stop
 * waits for it.
 *
 * Must not: know routes, HTML or the domain.
 */
#ifndef COMITY_HTTP_HTTP_H
#define COMITY_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OPTIONS };

struct http_server;
struct http_exchange; /* one request and its answer */

/* --- the request; views live until the answer is sent --- */
struct str http_method_name(enum http_method m);
enum http_method http_method(const struct http_exchange *x);
struct str
http_path(const struct http_exchange *x); /* decoded once, begins with '/', no "..", no NUL */
struct str http_query(const struct http_exchange *x); /* raw, without '?' */
/* Header by name without case, empty when absent. */
struct str http_header(const struct http_exchange *x, struct str name);
/* Cookie by exact name, empty when absent or sent twice. */
struct str http_cookie(const struct http_exchange *x, struct str name);
struct str http_body(const struct http_exchange *x);
/* The client's address as text: the socket's, or the forwarded one when the peer is a configured
 * proxy. */
struct str http_client(const struct http_exchange *x);
bool http_is_tls(const struct http_exchange *x);
struct str http_request_id(const struct http_exchange *x); /* 16 hexadecimal digits */
struct arena *http_arena(struct http_exchange *x);         /* the request's own */
/* Which event loop this is, 0 to loops - 1: the index of per-thread state. */
unsigned http_loop(const struct http_exchange *x);

/* Calls `fn` on the loop when the exchange is over, also where the client went away; the last asked for first. False when
 * memory is out: it will not be called. */
bool http_at_end(struct http_exchange *x, void (*fn)(void *ctx), void *ctx);

/* --- the answer --- */
/* Adds a header to the coming answer; name and value without CR or LF, else ignored and logged. */
void http_set_header(struct http_exchange *x, struct str name, struct str value);
/* Sends `body`, copied. `content_type` with charset. */
void http_reply(struct http_exchange *x, int status, struct str content_type, struct str body);
/* 303 to a local path. */
void http_redirect(struct http_exchange *x, struct str local_path);

/* A finished answer that many requests share: body in its encodings and headers built once,
 * reference-counted. Its ETag is made from the body; http_reply_shared answers 304 when the client
 * has it, and picks the encoding the client accepts. */
struct http_shared;
/* Compresses `body` into `out`; called on a loop, once at most. What it leaves empty or makes too large is not used. */
typedef void (*http_compress_fn)(struct str body, struct buf *out);
struct http_shared_parts {
    int status;
    struct str content_type;
    struct str body;         /* identity, copied */
    struct str brotli, gzip; /* optional, copied */
    /* Optional: a gzip made when the first client asks for one, in place of `gzip`; a smaller brotli, made once the
     * answer has proved to be asked for often and for a while (HTTP_SMALLER_AFTER_*). */
    http_compress_fn gzip_later, brotli_smaller;
    struct str cache_control; /* e.g. "no-cache", "public, max-age=31536000, immutable" */
};
/* Times one loop has sent it, and its age. */
#define HTTP_SMALLER_AFTER_SENT 100
#define HTTP_SMALLER_AFTER_MS   2000
enum rc http_shared_new(const struct http_shared_parts *parts, struct http_shared **ret) MUST_CHECK;
struct http_shared *http_shared_ref(struct http_shared *s);
void http_shared_unref(struct http_shared *s); /* accepts NULL */
size_t http_shared_bytes(const struct http_shared *s);
int http_shared_status(const struct http_shared *s);
/* `s` is borrowed: the caller's reference is enough until this returns. Allocates nothing once
 * every loop has sent `s` in the encoding asked for. */
void http_reply_shared(struct http_exchange *x, struct http_shared *s);

/* --- answering later --- */
typedef void (*http_continue_fn)(struct http_exchange *x, void *ctx);
/* The handler returns without an answer; until http_continue nothing of the exchange may be
 * touched. */
void http_wait(struct http_exchange *x);
/* From any thread, once per http_wait, also when it came before http_wait returned. `fn` runs once, also when the client
 * has gone meanwhile: then it frees what it holds, an answer goes nowhere, and it must not wait again. */
void http_continue(struct http_exchange *x, http_continue_fn fn, void *ctx);
bool http_gone(const struct http_exchange *x);

/* --- the server --- */
typedef void (*http_handler_fn)(struct http_exchange *x, void *ctx);
/* Renders the page for a request that the facade refuses (400, 405, 413, 414, 431, 500). `reason`
 * is a plain sentence. Must answer at once, with http_reply and `status`; what it leaves unanswered
 * is answered in text. */
typedef void (*http_error_fn)(struct http_exchange *x, int status, struct str reason, void *ctx);

#define HTTP_CSP_DEFAULT                                                                           \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "                   \
    "frame-ancestors 'none'"

/* Zero in a number means the default named beside it. */
struct http_config {
    struct str address;               /* "127.0.0.1", "::", ... */
    uint16_t port;                    /* 0: any free one, see http_server_port */
    unsigned loops;                   /* 0: one per core */
    size_t body_max;                  /* 64 KiB */
    size_t header_max;                /* request line and headers together: 8 KiB */
    size_t url_max;                   /* path and query: 4 KiB */
    unsigned connections_max;         /* 4096 */
    unsigned connections_per_address; /* 256; trusted proxies are exempt */
    unsigned idle_timeout_s;          /* 60: a connection on which nothing moves */
    unsigned request_timeout_s;       /* 15: from a request's first line to its last byte */
    const struct str *trusted_proxies;
    size_t trusted_proxy_count; /* addresses or networks: "127.0.0.1", "10.0.0.0/8", "::1" */
    unsigned hsts_max_age_s; /* Strict-Transport-Security for a site that is only served over TLS;
                                0: none */
    struct str csp;          /* Content-Security-Policy of every answer; empty: HTTP_CSP_DEFAULT */
    http_handler_fn handler;
    void *handler_ctx;
    http_error_fn error; /* may be NULL: plain text */
    void *error_ctx;
    /* Once the port is known, and before anybody is answered, on the thread that starts the server. May be NULL. */
    void (*listening)(uint16_t port, void *ctx);
    void *listening_ctx;
};
enum rc http_server_start(const struct http_config *config, struct http_server **ret,
                          struct problem *problem) MUST_CHECK;

/* What a running server takes in place of what it started with; zero is the default again. */
struct http_limits {
    size_t body_max, url_max;
    unsigned connections_per_address, request_timeout_s;
};
/* Trusted proxies, read. RC_INVALID names the entry at fault. */
struct http_proxies;
enum rc http_proxies_new(const struct str *texts, size_t count, struct http_proxies **ret,
                         struct problem *problem) MUST_CHECK;
void http_proxies_free(struct http_proxies *p); /* accepts NULL */
/* For every request that begins from now on; `proxies` becomes the server's. */
void http_server_adjust(struct http_server *s, const struct http_limits *limits,
                        struct http_proxies *proxies);
uint16_t http_server_port(const struct http_server *s);
unsigned http_server_loops(const struct http_server *s);
/* Stops accepting, finishes what is under way for at most `grace_ms`, then closes. Accepts NULL.
 * Waits for every exchange that said http_wait: whoever answers them must still be running. */
void http_server_stop(struct http_server *s, unsigned grace_ms);

#endif
