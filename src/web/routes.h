/*
 * The table of routes (routes.def) as data, and the matcher over it.
 *
 * Invariants:
 *  1. A path matches at most one row for a method; literal segments win over parameters.
 *  2. A parameter handed to a handler has been checked: {name} is a slug, {id} a positive 63-bit number, {file...}
 *     has no empty, "." or ".." segment. A path whose parameter fails matches nothing.
 *  3. A POST row's handler takes a checked form; a GET row's does not.
 *
 * Must not: know what a handler does.
 */
#ifndef COMITY_WEB_ROUTES_H
#define COMITY_WEB_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "http/http.h"

struct request;
struct checked_form;

enum route_access { ROUTE_PUBLIC, ROUTE_READER, ROUTE_MODERATOR, ROUTE_ADMINISTRATOR };
enum route_kind { ROUTE_PAGE, ROUTE_PERSONAL, ROUTE_FORM, ROUTE_JSON, ROUTE_FILE, ROUTE_SERVICE };

typedef void (*route_get_fn)(struct request *r);
typedef void (*route_post_fn)(struct request *r, const struct checked_form *form);

struct route {
    enum http_method method; /* HTTP_GET or HTTP_POST */
    const char *path;
    route_get_fn get;   /* NULL in a POST row */
    route_post_fn post; /* NULL in a GET row */
    enum route_access access;
    enum route_kind kind;
    const char *text;
};

extern const struct route routes_table[];
extern const size_t routes_count;

const char *routes_access_name(enum route_access a); /* "public", ... */
const char *routes_kind_name(enum route_kind k);     /* "page", ... */

struct route_params {
    struct str name; /* of {name} or {file...} */
    int64_t id;      /* of {id} */
};

/* HEAD asks as GET. NULL when nothing matches; then `ret_other_method` says whether another method would. */
const struct route *routes_match(enum http_method method, struct str path,
                                 struct route_params *ret_params, bool *ret_other_method);

/* Lower-case letters, digits and single hyphens inside, at most 80 bytes. */
bool routes_is_slug(struct str s);

#define ROUTE_ARGUMENTS_GET                              struct request *r
#define ROUTE_ARGUMENTS_POST                             struct request *r, const struct checked_form *form
#define ROUTE(method, path, handler, access, kind, text) void handler(ROUTE_ARGUMENTS_##method);
#include "web/routes.def"
#undef ROUTE

#endif
