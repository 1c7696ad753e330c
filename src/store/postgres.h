/*
 * A connection to PostgreSQL as a pipeline: things are sent, and later their answers are read, in
 * order.
 *
 * postgres_link.c keeps the pipeline, postgres.c makes an engine of it.
 *
 *      sent --> awaited (a queue of what each answer will be) --> settled at a sync
 *
 * Invariants:
 *  1. Nothing is read but in postgres_settle; after it, nothing is awaited.
 *  2. After a failure the server skips everything up to the next sync, so the first failure is the
 * only one.
 *  3. The connection is in pipeline mode except inside postgres_script.
 *
 * Must not: be included outside src/store.
 */
#ifndef COMITY_STORE_POSTGRES_H
#define COMITY_STORE_POSTGRES_H

#include "store/postgres_value.h"

/* Answers awaited at most; past it, one settles before sending more. */
#define POSTGRES_AWAITED_MAX 512

enum postgres_awaited {
    POSTGRES_PREPARED, /* of a statement: `number` */
    POSTGRES_IGNORED,  /* only its failure matters */
    POSTGRES_WANTED,   /* its rows or its count are wanted; the last one before a sync */
    POSTGRES_SYNC,
};

struct postgres {
    struct db db;
    const char *url;
    PGconn *connection;
    bool careful;
    bool in_read;            /* between begin_read and end_read */
    int64_t next_attempt_ns; /* no reconnecting before */
    size_t awaited_count;
    struct {
        enum postgres_awaited what;
        uint16_t number;
    } awaited[POSTGRES_AWAITED_MAX];
    bool prepared[DB_QUERIES_MAX]; /* by number; true as soon as it is sent */
};

/* What a settling found. */
struct postgres_outcome {
    enum rc rc;       /* of the first failure */
    bool deferred;    /* it was of something nobody waited for */
    bool broken;      /* the connection is gone, or not usable any more */
    PGresult *wanted; /* the caller's, or NULL */
};

/* Connects, checks the database and sets up the session. */
enum rc postgres_connect(struct postgres *pg, struct problem *problem) MUST_CHECK;
/* Checks that the database is one we can keep our promises on, and that a commit will be durable.
 */
enum rc postgres_session_begin(struct postgres *pg, struct problem *problem) MUST_CHECK;
/* RC_OK with a living connection; reconnects when it is gone, at most four times a second. */
enum rc postgres_revive(struct postgres *pg) MUST_CHECK;

/* Sends a prepared query, preparing it first when it is new. */
enum rc postgres_send(struct postgres *pg, const struct db_query *q, const void *in,
                      enum postgres_awaited what) MUST_CHECK;
/* Sends a statement that takes and gives nothing. */
enum rc postgres_send_command(struct postgres *pg, const char *command,
                              enum postgres_awaited what) MUST_CHECK;
/* Sends a sync and reads all answers. */
struct postgres_outcome postgres_settle(struct postgres *pg);
/* Asks for the parameters and columns of a query, preparing it first when it is new. */
enum rc postgres_send_describe(struct postgres *pg, const struct db_query *q) MUST_CHECK;
/* Several statements at once, waited for. Nothing may be awaited. */
enum rc postgres_script(struct postgres *pg, const char *sql) MUST_CHECK;
/* An SQLSTATE in our table. */
enum rc postgres_rc(const char *sqlstate);

#endif
