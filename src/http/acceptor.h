/*
 * The acceptor: one thread that accepts connections, deals them to the loops, and twice a second
 * sweeps.
 *
 * libmicrohttpd's own timeout is one of inactivity: a client that sends a byte of its headers now
 * and then lives for ever (slowloris). So each connection has a phase and the time it began, and
 * the sweeper shuts down what has been too long in one: the loop then reads the end of the stream
 * and cleans up as for any gone client.
 *
 * Must not: be included outside src/http.
 */
#ifndef COMITY_HTTP_ACCEPTOR_H
#define COMITY_HTTP_ACCEPTOR_H

#include "http/server.h"

/* Opens the listening socket; sets server->listener and port. */
enum rc acceptor_listen(struct http_server *s, struct problem *problem) MUST_CHECK;
enum rc acceptor_start(struct http_server *s, struct problem *problem) MUST_CHECK;
/* Closes the listening socket and ends the thread. */
void acceptor_stop(struct http_server *s);
/* Shuts down connections: those overdue, the idle ones, or all. */
enum sweep { SWEEP_OVERDUE, SWEEP_IDLE, SWEEP_ALL };
void acceptor_sweep(struct http_server *s, enum sweep which);
/* libmicrohttpd's notice of a connection begun or ended; `cls` is the loop. */
void acceptor_on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                            enum MHD_ConnectionNotificationCode code);

#endif
