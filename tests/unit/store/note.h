/*
 * The little schema of the store's own tests: helpers to open it, write to it and count.
 */
#ifndef COMITY_TESTS_NOTE_H
#define COMITY_TESTS_NOTE_H

#include "note_queries.h"
#include "store/migrate.h"
#include "support/test_store.h"

extern const struct db_schema note_schema;

/* A fresh store with the notes' schema. */
void note_init(struct test_store *t);
/* Notes of site 1. */
int64_t note_total(struct test_store *t);
/* A job: adds the note whose id its context, an int64_t, says, to site 1. */
enum rc note_add_job(struct db *db, void *id);

#endif
