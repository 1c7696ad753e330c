/*
 * One request as the pages see it: who asks, with what, and how it is answered.
 *
 * site_handle makes one per request in the request's arena; it lives until the answer is sent, also across a wait.
 *
 * Waiting for the community: a handler fills an operation, calls request_wait with what shall happen then, submits,
 * and tells request_submitted what submit said. `then` runs once, on the request's loop.
 *
 *     request_wait(r, &op->job, signed_in);
 *     request_submitted(r, account_sign_in_submit(r->reader, op));
 *
 * Invariants:
 *  1. Every handler answers exactly once through request_reply*, request_page or request_fail.
 *  2. What depends on who asks is answered with no-store.
 *
 * Must not: know the domain's rules.
 */
#ifndef COMITY_WEB_REQUEST_H
#define COMITY_WEB_REQUEST_H

#include "base/buf.h"
#include "base/config.h"
#include "community/account/browser.h"
#include "community/community.h"
#include "http/forms.h"
#include "http/http.h"
#include "web/page_cache.h"
#include "web/routes.h"
#include "web/url.h"
#include "words/words.h"

struct akismet_form;
struct site;
struct timezone;

#define REQUEST_PAGE_MAX ((size_t)4 * 1024 * 1024)

typedef void (*request_then_fn)(struct request *r, enum rc rc);

struct request {
    struct http_exchange *x;
    struct site *site;
    struct arena *arena;
    const struct config *settings;   /* as they were when it began */
    struct community_reader *reader; /* this loop's */
    const struct route *route;
    struct route_params params;
    const struct words *words; /* the reader's language on personal pages, else the site's */
    struct actor actor;        /* anonymous on pages that are the same for everybody */
    struct str stranger;       /* the cookie value for a stranger's forms; made when first needed */
    struct str known;          /* the cookie this browser is known by, while somebody signs in */
    struct form query;
    const struct form
        *given; /* what a refused form held, to give it back; NULL when there is none */
    const struct akismet_form *akismet; /* what an Akismet client sent; NULL on other addresses */
    struct problem problem;             /* why it was refused, in words */
    int status;                         /* of the page; 0 is 200 */
    /* while waiting */
    struct community_job *job;
    request_then_fn then;
    enum rc rc;
};

struct community *request_community(const struct request *r);
const struct community_site *request_site(const struct request *r);
const struct timezone *request_zone(const struct request *r);

/* A query parameter, empty when absent. */
struct str request_query(const struct request *r, const char *name);
int64_t request_query_id(const struct request *r,
                         const char *name); /* 0 when absent or malformed */
/* What the refused form held in this field, to fill it again; empty when nothing. */
struct str request_given(const struct request *r, const char *name);

/* What a person reads, in their language: English is the key. SAY_WITH fills {0}, {1} ... with texts. */
#define SAY(r, message) words_say((r)->words, (message))
/* With what tells it from the same English elsewhere: SAY_IN(r, "a tab", "Held"). */
#define SAY_IN(r, context, message) words_say((r)->words, SAID_IN(context, message))
#define SAY_WITH(r, message, ...)                                                                  \
    words_fill((r)->words, (r)->arena, (message), (const struct str[]){__VA_ARGS__},               \
               sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

/* The same for a message with a plural that the whole number {0} decides. */
#define SAY_COUNT(r, message, n) SAY_WITH(r, message, words_digits((r)->arena, (n)))
/* Why it was refused, in the reader's language; p is NULL when nothing was said, so that a view's `problem` is absent. */
struct str request_problem(const struct request *r);

/* The token for forms on a personal page; sets the stranger's cookie when there is none yet. */
struct str request_csrf(struct request *r);
struct str request_stranger_cookie(struct request *r);
/* The browser's cookie that links in mails are bound to; made when there is none, for signed-in readers too. */
struct str request_browser(struct request *r);
/* What names somebody who has shown who they are elsewhere (community/identity/identity_arrival.h); an empty token forgets it. */
struct str request_arrival(const struct request *r);
void request_set_arrival(struct request *r, struct str token);
/* What the browser shows when somebody signs in with it. With the session it gets the cookie that it is known by then (community/account/browser.h);
 * nobody who does not sign in gets one. */
struct browser_shown request_shown(struct request *r);
/* An empty token ends the session at the browser. */
void request_set_session(struct request *r, struct str token);

/* --- answers --- */
/* A page rendered into `body` (released here): HTML, no-store. A failed buffer is answered 500.
 * REQUEST_RENDER does both: `render` is a view's function. */
void request_page(struct request *r, struct buf *body);
#define REQUEST_RENDER(r, render, view)                                                            \
    do {                                                                                           \
        struct buf body_;                                                                          \
        buf_init(&body_, REQUEST_PAGE_MAX);                                                        \
        render(&body_, (r)->words, (view));                                                        \
        request_page((r), &body_);                                                                 \
    } while (0)
/* JSON, no-store. */
void request_json(struct request *r, struct buf *body);
/* Bytes of any type, no-store. */
void request_file(struct request *r, struct str content_type, struct buf *body);
void request_redirect(struct request *r, struct url to);
/* The error's page (or JSON where that was asked for), see errors.h. */
void request_fail(struct request *r, enum rc rc);
/* A form that comes back: its page has the error's status, and says what is known of the error where nothing better was
 * said. */
void request_note_refusal(struct request *r, enum rc rc);
/* The same for everybody, from the page cache. */
void request_cached(struct request *r, uint32_t kind, int64_t id, struct str variant,
                    enum rc (*render)(struct request *r, struct buf *out));

/* The same as JSON, or as any other type. */
void request_cached_as(struct request *r, struct str content_type, const struct page_key *key,
                       enum rc (*render)(struct request *r, struct buf *out));
void request_cached_json(struct request *r, uint32_t kind, int64_t id, struct str variant,
                         enum rc (*render)(struct request *r, struct buf *out));

/* --- waiting --- */
void request_wait(struct request *r, struct community_job *job, request_then_fn then);
void request_submitted(struct request *r, enum rc rc);

#endif
