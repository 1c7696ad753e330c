/*
 * A fresh store for a test, on the engine named by COMITY_TEST_ENGINE ("sqlite", the default, or "postgres").
 *
 * SQLite: a database in a new folder under TMPDIR. PostgreSQL: a new database on the server of
 * COMITY_TEST_POSTGRES_URL, which tests/support/with-postgres starts. Both are gone after test_store_release.
 */
#ifndef COMITY_TESTS_TEST_STORE_H
#define COMITY_TESTS_TEST_STORE_H

#include <limits.h>
#include <stdbool.h>

#include "base/arena.h"
#include "store/store.h"

struct test_store {
    char url[PATH_MAX + 64];
    char folder[PATH_MAX]; /* private to the test, on both engines */
    char name[64];         /* of the PostgreSQL database */
    struct store *store;   /* open, not migrated */
    struct db *db;         /* a reader */
    struct arena *arena;   /* 16 MiB */
};

bool test_store_is_postgres(void);
/* Makes an empty database and opens it; fails the test when that does not work. */
void test_store_init(struct test_store *t);
/* The same with the program's schema. On PostgreSQL its migrations run once in a process, into a database that the others
 * are copies of: they take longer than most tests. */
void test_store_init_migrated(struct test_store *t);
/* Closes and opens again; a reader, too. */
void test_store_reopen(struct test_store *t);
/* Closes reader and store, keeps the database. */
void test_store_close(struct test_store *t);
/* Closes and deletes everything. */
void test_store_release(struct test_store *t);

#endif
