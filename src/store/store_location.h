/*
 * What the files of the store know of an open store beyond its public face.
 *
 * Must not: be included outside src/store and its tests.
 */
#ifndef COMITY_STORE_STORE_LOCATION_H
#define COMITY_STORE_STORE_LOCATION_H

#include "store/migrate.h"
#include "store/store.h"

/* "sqlite:PATH" or a PostgreSQL URL, taken apart; RC_INVALID otherwise. `ret_location` points into
 * `url`. */
enum rc store_url_parse(struct str url, enum store_engine *ret_engine, struct str *ret_location,
                        struct problem *problem) MUST_CHECK;
/* The path or URL; lives as long as the store. */
struct str store_location(const struct store *s);
/* Migrates to another schema than the built-in one: for tests. */
enum rc store_migrate_to(struct store *s, const struct db_schema *schema, int *ret_applied,
                         struct problem *problem) MUST_CHECK;

#endif
