/*
 * LMTP on a Unix socket: one thread, a few conversations at a time.
 *
 * The mail server on the same machine is the only client: who may connect is decided by the folder the socket lies in, and by
 * its mode. A mail is taken within the loop, since the next one may as well wait in the mail server's queue.
 *
 * Invariants:
 *  1. At most LMTP_SERVER_CLIENTS_MAX conversations; further ones wait to be accepted.
 *  2. Who says nothing for LMTP_SERVER_IDLE_MS is hung up on.
 */
#ifndef COMITY_INBOX_LMTP_SERVER_H
#define COMITY_INBOX_LMTP_SERVER_H

#include "base/clock.h"
#include "inbox/lmtp.h"

#define LMTP_SERVER_CLIENTS_MAX 16
#define LMTP_SERVER_IDLE_MS     (5 * 60 * 1000)

/* A listening socket at `path`, which is replaced when nobody listens there, with mode 0660. RC_CONFLICT when somebody does.
 */
enum rc lmtp_server_listen(struct str path, int *ret_socket, struct problem *problem) MUST_CHECK;
/* Takes conversations on `listener` until `stop` becomes readable; closes neither. */
enum rc lmtp_server_run(int listener, int stop, const struct clock *clock,
                        const struct lmtp_handler *handler, struct problem *problem) MUST_CHECK;

#endif
