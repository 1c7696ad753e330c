/*
 * Requests of programs: rows of kind API in routes.def. No cookie, no form token, no session; a key instead.
 *
 *   api_handle ── query ── key check (community/program/api_key.h) ── handler(r, caller) ── api_reply / api_reply_error
 *
 * A POST handler of kind API takes a `struct api_caller`, which only the key check here makes: a handler without it does
 * not compile. The ACCESS column of such a row names what the key must be allowed.
 *
 * Browsers on other sites may read an answer only where the key names their origin (CORS); the key is the only
 * credential, so a request that a foreign page makes a browser send carries nothing of the reader's.
 *
 * Invariants:
 *  1. Nothing is read from the database on the way to a handler.
 *  2. Every refusal has the body that clients of Google's APIs know, see api_error.h.
 *  3. A query parameter that the API does not know is refused, and none is taken twice.
 */
#ifndef COMITY_WEB_API_H
#define COMITY_WEB_API_H

#include "base/json_tree.h"
#include "web/request.h"

struct api_caller;

/* Answers a request whose route is of kind API. */
void api_handle(struct request *r);
/* OPTIONS on such an address: what a browser asks before the request itself. */
void api_handle_options(struct request *r);
/* Whether the address is an API's, for whatever method. */
bool api_is_address(struct str path);

int64_t api_caller_key_id(const struct api_caller *c);
/* The only makers of a caller. api_handle calls the first where the key stands in the query or a header; protocols that
 * carry theirs elsewhere (Akismet in the form, Coral in a signature) call one themselves, and say a refusal in their own
 * words. `grant` is filled in every case. */
struct api_key_query;
struct api_key_grant;
enum rc api_caller_make(struct request *r, const struct api_key_query *query,
                        const struct api_caller **ret, struct api_key_grant *grant) MUST_CHECK;
enum rc api_caller_make_signed(struct request *r, struct str signature,
                               const struct api_caller **ret,
                               struct api_key_grant *grant) MUST_CHECK;
/* Protocols that carry their key elsewhere and have errors of their own answer their rows themselves. */
void akismet_handle(struct request *r);
void coral_handle(struct request *r);
/* Says to whom a refusal by quota is due when it may ask again: the header Retry-After. */
void api_set_retry_after(struct request *r, const struct api_key_grant *grant);

/* The body as JSON, in the request's arena. Content-Type application/json, text/plain or none; Content-Encoding gzip or none.
 * RC_UNSUPPORTED, RC_INVALID, RC_TOO_LARGE, each with its reason in r->problem. */
#define API_BODY_MAX ((size_t)1024 * 1024) /* unpacked */
enum rc api_read_json(struct request *r, const struct json_tree **ret) MUST_CHECK;

/* 200 with what was written to `body` (compact JSON, released here), as the query's prettyPrint and fields say. */
void api_reply(struct request *r, struct buf *body);

#endif
