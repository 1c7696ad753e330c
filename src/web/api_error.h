/*
 * Errors as the clients of Google's APIs know them (google.rpc.Status as JSON):
 *
 *   {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT", "details": [{"@type": "…", …}]}}
 *
 * Invariants:
 *  1. `status` follows from `code`: clients look at either.
 *  2. What a client sent stands in a message at most API_ECHO_MAX bytes long, and never as markup: the JSON writer
 *     escapes "<", and the answer says it is JSON.
 */
#ifndef COMITY_WEB_API_ERROR_H
#define COMITY_WEB_API_ERROR_H

#include "base/json.h"
#include "web/errors.h"
#include "web/request.h"

#define API_ECHO_MAX 120

/* The name in google.rpc.Code for an HTTP status. */
struct str api_status_name(int code);

struct api_error {
    int code;
    struct str message;
    /* Writes the elements of "details"; NULL: there are none. */
    void (*put_details)(struct json *j, const void *of);
    const void *of;
};
void api_reply_error(struct request *r, const struct api_error *e);
/* The same from a code and r->problem. */
void api_fail(struct request *r, enum rc rc);
/* The same from the words a page would show. */
void api_reply_words(struct request *r, const struct error_words *words);
/* google.rpc.BadRequest: one field that is wrong, named as in "comment.text"; `field` may be empty. */
void api_reply_bad_field(struct request *r, struct str field, struct str message);

/* The beginning of what a client sent, for a message. */
struct str api_echo(struct str sent);

#endif
