/*
 * Whoever can write to the database: a session beside the store's own, on either engine.
 */
#ifndef COMITY_TESTS_COMMUNITY_INTRUDER_H
#define COMITY_TESTS_COMMUNITY_INTRUDER_H

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "unit/community/fixture.h"

struct intruder {
    sqlite3 *sqlite;
    PGconn *postgres;
};

struct intruder intruder_enter(const struct test_store *store);
void intruder_leave(struct intruder *in);
/* Fails the test unless the statements are carried out. */
void intruder_run(struct intruder *in, const char *sql);
bool intruder_refused(struct intruder *in, const char *sql);
/* Copies of these tables, whose names end with a NULL; and all of them as they were. */
void intruder_keep(struct intruder *in, const char *const *tables);
void intruder_put_back(struct intruder *in, const char *const *tables);
/* What keeps decisions, staff actions and the ledger append-only. */
void intruder_drop_triggers(struct intruder *in);

#endif
