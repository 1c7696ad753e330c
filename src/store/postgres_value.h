/*
 * Values in PostgreSQL's binary form: integers in network order, text and bytea as they are.
 *
 * The type of every parameter is sent along, so nothing is guessed from its place in the statement.
 */
#ifndef COMITY_STORE_POSTGRES_VALUE_H
#define COMITY_STORE_POSTGRES_VALUE_H

#include <libpq-fe.h>

#include "store/engine.h"

/* One execution's parameters; strings point into the input. */
struct postgres_values {
    const char *values[DB_FIELDS_MAX];
    int lengths[DB_FIELDS_MAX];
    int formats[DB_FIELDS_MAX];
    char numbers[DB_FIELDS_MAX][8];
};

/* PostgreSQL's number for a type. */
Oid postgres_type(enum db_type type);
/* Whether a column of PostgreSQL's type may be read as ours. */
bool postgres_type_fits(enum db_type type, Oid found);
/* RC_TOO_LARGE when a string passes what the protocol can say. */
enum rc postgres_encode(const struct db_query *q, const void *in,
                        struct postgres_values *ret) MUST_CHECK;
/* Row `row` of a result in binary form, appended to `rows`. */
enum rc postgres_decode(struct db *db, const struct db_query *q, const PGresult *result, int row,
                        struct db_rows *rows) MUST_CHECK;

#endif
