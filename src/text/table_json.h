/*
 * Columns of JSON Lines: paths into one object.
 *
 * Must not: read lines.
 */
#ifndef COMITY_TEXT_TABLE_JSON_H
#define COMITY_TEXT_TABLE_JSON_H

#include "base/arena.h"
#include "text/table.h"

struct table_json; /* an object */

struct table_path;

/* One line. NULL and a reason for what is no object. Released by table_json_free, which accepts NULL. */
struct table_json *table_json_parse(struct str line, char reason[static TABLE_REASON_MAX]);
void table_json_free(struct table_json *o);

/* RC_INVALID for a path that is none. */
enum rc table_json_path(struct arena *a, struct str text, const struct table_path **ret,
                        struct problem *problem) MUST_CHECK;
/* The value there: strings as they are, anything else as JSON. p is NULL for nothing and for null. Views the object, or lies
 * in `a`. */
struct str table_json_text(const struct table_path *path, const struct table_json *o,
                           struct arena *a);
/* The paths to its values, at most `max`; objects within are entered, arrays are values. */
size_t table_json_paths(struct table_json *o, struct arena *a, struct str *ret, size_t max);

#endif
