/*
 * Forms: application/x-www-form-urlencoded bodies and query strings, by the same code.
 *
 * Strict where a browser is strict: every value is valid UTF-8 without NUL, every '%' is followed
 * by two digits, line ends are LF (browsers send CRLF). What is wrong is named with its field, so
 * that a page can say it beside the input and give the rest back.
 *
 * Ownership: everything lives in the arena given to form_parse, values too.
 *
 * Invariants:
 *  1. At most FORM_FIELDS_MAX fields, names of at most FORM_NAME_MAX bytes; a form past that is
 * RC_TOO_LARGE.
 *  2. After form_parse returned RC_OK, names and values are valid UTF-8 without NUL.
 *  3. A field sent twice is not silently dropped: form_get gives the first, form_repeated tells.
 *
 * Must not: know which fields a page has, or turn problems into pages.
 */
#ifndef COMITY_HTTP_FORMS_H
#define COMITY_HTTP_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "http/http.h"

#define FORM_FIELDS_MAX 64
#define FORM_NAME_MAX   64

struct form_field {
    struct str name, value;
};
struct form {
    const struct form_field *fields; /* in the order sent */
    size_t count;
};

/* Parses `text`. RC_INVALID (malformed percent-encoding, invalid UTF-8, NUL), RC_TOO_LARGE or
 * RC_NO_MEMORY, each named in `problem`. An empty text is an empty form. */
enum rc form_parse(struct str text, struct arena *a, struct form *ret,
                   struct problem *problem) MUST_CHECK;
/* The request's body as a form. RC_UNSUPPORTED when its Content-Type is another one (multipart is,
 * so far). */
enum rc form_read_body(struct http_exchange *x, struct form *ret,
                       struct problem *problem) MUST_CHECK;
/* The request's query as a form. */
enum rc form_read_query(struct http_exchange *x, struct form *ret,
                        struct problem *problem) MUST_CHECK;

/* The first value of a field; empty with p == NULL when it was not sent. */
struct str form_get(const struct form *form, const char *name);
bool form_has(const struct form *form, const char *name);
/* The name of a field sent more than once, or empty. */
struct str form_repeated(const struct form *form);
/* RC_INVALID when a field is not in `names` (NULL-terminated), or any was sent twice; the problem
 * names it. */
enum rc form_reject_unknown(const struct form *form, const char *const *names,
                            struct problem *problem) MUST_CHECK;

/* Whether `content_type` names `type` ("application/json"), whatever parameters follow. */
bool content_type_is(struct str content_type, struct str type);

#endif
