/*
 * A JSON reader (RFC 8259) for what programs send: one pass, a tree in the caller's arena, and for every fault a sentence
 * with its place.
 *
 * jansson reads what we wrote ourselves and large foreign documents; this is for bodies of requests, where nothing may
 * be allocated that the request's arena does not hold, and where strictness is a promise.
 *
 *     const struct json_tree *body;
 *     rc = json_tree_read(text, arena, &body, &problem);
 *     const struct json_tree *comment = json_tree_get(body, STR("comment"));
 *
 * Ownership: nodes and decoded strings live in the arena; strings without escapes view the text that was read.
 *
 * Invariants:
 *  1. Refused with line and column: what is not RFC 8259, invalid UTF-8, NUL (also as \u0000), half a surrogate pair, a
 *     member named twice in one object, a number no double can hold.
 *  2. At most JSON_TREE_DEPTH_MAX levels, JSON_TREE_NODES_MAX values and JSON_TREE_MEMBERS_MAX members of one object:
 *     RC_TOO_LARGE past that. Time is linear in the text but for names, which are compared within their object.
 *  3. Every string of the tree is valid UTF-8 without NUL.
 */
#ifndef COMITY_BASE_JSON_TREE_H
#define COMITY_BASE_JSON_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define JSON_TREE_DEPTH_MAX   32
#define JSON_TREE_NODES_MAX   8192
#define JSON_TREE_MEMBERS_MAX 256
#define JSON_TREE_NUMBER_MAX  64 /* characters of a number */

enum json_tree_kind {
    TREE_NULL,
    TREE_BOOL,
    TREE_NUMBER,
    TREE_STRING,
    TREE_ARRAY,
    TREE_OBJECT,
};

struct json_tree {
    enum json_tree_kind kind;
    bool truth;                           /* TREE_BOOL */
    uint32_t count;                       /* of elements or members */
    double number;                        /* TREE_NUMBER */
    struct str text;                      /* TREE_STRING: decoded; TREE_NUMBER: as written */
    struct str name;                      /* of a member */
    const struct json_tree *first, *next; /* children in the order written */
};

/* One value and nothing behind it but white space. RC_INVALID, RC_TOO_LARGE, RC_NO_MEMORY. */
enum rc json_tree_read(struct str text, struct arena *a, const struct json_tree **ret,
                       struct problem *problem) MUST_CHECK;
/* The same for what this program wrote, however many values that has. */
enum rc json_tree_read_own(struct str text, struct arena *a,
                           const struct json_tree **ret) MUST_CHECK;
/* The member of that name, or NULL; also when `t` is NULL or no object. */
const struct json_tree *json_tree_get(const struct json_tree *t, struct str name);

#endif
