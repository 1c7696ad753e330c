/*
 * Migrations: from whatever schema a database has to the one this program was built with.
 *
 * Forward only. Every file of sql/schema runs once, whole, in a transaction that also records its
 * name, its checksum and the time. Before anything runs, the ledger is compared with the program: a
 * file changed since it ran, or one that the program does not know, is RC_CORRUPT with its name,
 * and nothing is touched.
 *
 * Invariants:
 *  1. One migrator at a time, over all processes: SQLite's write lock, PostgreSQL's advisory lock.
 * The second waits and finds nothing left to do.
 *  2. A migration that fails leaves the schema as it was before that migration.
 */
#ifndef COMITY_STORE_MIGRATE_H
#define COMITY_STORE_MIGRATE_H

#include <stddef.h>

#include "base/rc.h"
#include "store/db.h"

struct db_schema {
    const struct db_migration *migrations;
    size_t count;
};

/* The files of sql/schema. */
extern const struct db_schema schema_built_in;

/* `db` may write and is in no transaction. */
enum rc migrate_run(struct db *db, const struct db_schema *schema, int *ret_applied,
                    struct problem *problem) MUST_CHECK;

#endif
