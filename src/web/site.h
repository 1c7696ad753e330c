/*
 * The site: everything between a parsed request and its answer.
 *
 *   site_handle ── match route ── who asks ── may they enter ── (POST: check the form) ── handler ── answer
 *
 * Ownership: the site outlives the http server that calls it; site_free after http_server_stop. What the config points
 * to outlives the site, but for settings that were replaced.
 *
 * Invariants:
 *  1. Pages of kind PAGE are rendered without knowing who asks; all others are answered no-store.
 *  2. A changed article is never shown older than its acknowledgement: the community's change hook bumps the cache.
 *
 * Must not: hold state of a reader between requests.
 */
#ifndef COMITY_WEB_SITE_H
#define COMITY_WEB_SITE_H

#include "base/config.h"
#include "community/community.h"
#include "http/http.h"

struct site;

struct site_config {
    struct community *community; /* with its standards loaded */
    const struct signals *signals;
    const struct config *settings; /* until site_adjust brings others */
    struct str base_url;           /* "https://courier.example", without a slash at the end */
    bool tls;                      /* the site is reached over TLS: __Host- cookies */
    unsigned loops;                /* as http_server_loops will say; 0: one per core */
    size_t cache_bytes_max;
    bool
        scoring_only; /* nothing but the routes for programs and for those who watch over the server */
};

/* The site's time zone comes from its row; an unknown one is an error naming it. Sets the community's change hook. */
enum rc site_new(const struct site_config *config, struct site **ret,
                 struct problem *problem) MUST_CHECK;
/* The process ends: after `grace_ms` no work of programs is begun any more. Accepts NULL. */
void site_end(struct site *s, unsigned grace_ms);
void site_free(struct site *s); /* accepts NULL */
/* Where the port was free to choose, the address was not known before: once it is, and before the first request. */
void site_listens_at(struct site *s, struct str base_url);

/* The http server's handler and error page; ctx is the site. */
void site_handle(struct http_exchange *x, void *site);
void site_error(struct http_exchange *x, int status, struct str reason, void *site);
/* Now and then, from one thread: at the site's midnight every kept page is made anew, for the date it bears. */
void site_tick(struct site *s, int64_t now_ms);
/* After a reload: other settings for the requests that begin from now on, and every kept page is made anew. Those before
 * are freed when no request sees them any more; from the thread of site_tick. */
void site_adjust(struct site *s, const struct config *settings, struct config *before);

#endif
