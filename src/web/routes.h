/*
 * The table of routes (routes.def) as data, and the matcher over it.
 *
 * Invariants:
 *  1. A path matches at most one row for a method; literal segments win over parameters.
 *  2. A parameter handed to a handler has been checked: {name} is a slug, {id} a positive 63-bit number, {file...}
 *     has no empty, "." or ".." segment. A path whose parameter fails matches nothing.
 *  3. A POST row's handler takes a checked form, the caller's checked key where it is of kind API, or what another
 *     site handed over where it is of kind HANDOVER; a GET row's none of them.
 *
 * Must not: know what a handler does.
 */
#ifndef COMITY_WEB_ROUTES_H
#define COMITY_WEB_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "community/access.h"
#include "http/http.h"

struct request;
struct checked_form;
struct api_caller;
struct handed_over;

enum route_access {
    ROUTE_PUBLIC,
    ROUTE_ACTION, /* whoever access.def gives the row's action, on anything or on what is their own */
    ROUTE_LINK, /* the token of a mail's link in the address, sent by mail programs by themselves */
    ROUTE_ANALYZE_KEY, /* a key that may do this: only rows of kind API */
    ROUTE_SUGGEST_KEY,
    ROUTE_BATCH_KEY,
    ROUTE_AKISMET_KEY,
    ROUTE_CORAL_SIGNATURE, /* a body signed with a secret in force */
};
enum route_kind {
    ROUTE_PAGE,
    ROUTE_PERSONAL,
    ROUTE_FORM,
    ROUTE_JSON,
    ROUTE_FILE,
    ROUTE_SERVICE,
    ROUTE_API,
    ROUTE_HANDOVER,
};

typedef void (*route_get_fn)(struct request *r);
typedef void (*route_post_fn)(struct request *r, const struct checked_form *form);
typedef void (*route_api_fn)(struct request *r, const struct api_caller *caller);
typedef void (*route_handover_fn)(struct request *r, const struct handed_over *form);

struct route {
    enum http_method method; /* HTTP_GET or HTTP_POST */
    const char *path;
    route_get_fn get;           /* NULL in a POST row */
    route_post_fn post;         /* NULL in a GET row and one of kind API */
    route_api_fn api;           /* of a POST row of kind API */
    route_handover_fn handover; /* of a POST row of kind HANDOVER */
    enum route_access access;
    enum action action; /* of ROUTE_ACTION */
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

/* What a handler takes, by method and kind. */
#define ROUTE_ARGUMENTS_GET_PAGE      struct request *r
#define ROUTE_ARGUMENTS_GET_PERSONAL  struct request *r
#define ROUTE_ARGUMENTS_GET_JSON      struct request *r
#define ROUTE_ARGUMENTS_GET_FILE      struct request *r
#define ROUTE_ARGUMENTS_GET_SERVICE   struct request *r
#define ROUTE_ARGUMENTS_GET_API       struct request *r
#define ROUTE_ARGUMENTS_POST_FORM     struct request *r, const struct checked_form *form
#define ROUTE_ARGUMENTS_POST_API      struct request *r, const struct api_caller *caller
#define ROUTE_ARGUMENTS_POST_HANDOVER struct request *r, const struct handed_over *form

#define ROUTE(method, path, handler, access, kind, text)                                           \
    void handler(ROUTE_ARGUMENTS_##method##_##kind);
#include "web/routes.def"
#undef ROUTE

#endif
