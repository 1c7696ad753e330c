/*
 * A JSON writer (RFC 8259) onto a buffer: commas and nesting are its own business, so that the output is
 * always well formed; strings must be valid UTF-8. Reading JSON is jansson's work, elsewhere.
 *
 *     struct json j;
 *     json_init(&j, &buffer);
 *     json_begin_object(&j);
 *     json_key(&j, STR("clause")); json_str(&j, slug);
 *     json_end(&j);
 *
 * Invariants:
 *  1. At most JSON_DEPTH_MAX levels; deeper latches RC_BUG in the buffer.
 *  2. No function here has a name of jansson's: both live in one process, and a name given twice would be answered by the
 *     wrong one.
 */
#ifndef COMITY_BASE_JSON_H
#define COMITY_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

#define JSON_DEPTH_MAX 16

struct json {
    struct buf *out;
    unsigned depth;
    char closer[JSON_DEPTH_MAX];
    bool started[JSON_DEPTH_MAX]; /* something stands before at this level */
    bool after_key;
};

void json_init(struct json *j, struct buf *out);
void json_begin_object(struct json *j);
void json_begin_array(struct json *j);
/* Closes the innermost object or array. */
void json_end(struct json *j);
void json_key(struct json *j, struct str key);
void json_str(struct json *j, struct str value);
void json_i64(struct json *j, int64_t value);
/* Shortest of up to 17 significant digits that reads back the same; NaN and infinities become null. */
void json_f64(struct json *j, double value);
void json_bool(struct json *j, bool value);
void json_put_null(struct json *j);
/* `value` is JSON already. */
void json_raw(struct json *j, struct str value);

#define JSON_STR(j, key, value)  (json_key((j), STR(key)), json_str((j), (value)))
#define JSON_I64(j, key, value)  (json_key((j), STR(key)), json_i64((j), (value)))
#define JSON_F64(j, key, value)  (json_key((j), STR(key)), json_f64((j), (value)))
#define JSON_BOOL(j, key, value) (json_key((j), STR(key)), json_bool((j), (value)))

/* A quoted, escaped JSON string alone, for writers of other formats (the log). Escapes control characters,
 * DEL, U+2028, U+2029, and "<" (so that it may stand in HTML). */
void json_quote(struct buf *out, struct str value);

#endif
