/* Cookies, answers and waiting. */
#include "web/request.h"

#include "base/log.h"
#include "community/account/session.h"
#include "web/errors.h"
#include "web/pages.h"
#include "web/site_state.h"

#define SESSION_COOKIE_AGE_S (90 * 24 * 3600)
#define ARRIVAL_COOKIE_AGE_S (30 * 60)

struct community *request_community(const struct request *r)
{
    return r->site->config.community;
}

const struct community_site *request_site(const struct request *r)
{
    return community_site(r->site->config.community);
}

const struct timezone *request_zone(const struct request *r)
{
    return r->site->zone;
}

struct str request_query(const struct request *r, const char *name)
{
    return form_get(&r->query, name);
}

int64_t request_query_id(const struct request *r, const char *name)
{
    int64_t id = 0;
    if (str_to_i64(form_get(&r->query, name), &id) != RC_OK || id < 0)
        return 0;
    return id;
}

struct str request_given(const struct request *r, const char *name)
{
    struct str value = {.n = 0};
    if (r->given != NULL)
        value = form_get(r->given, name);
    return value.p != NULL ? value : STR("");
}

struct str request_problem(const struct request *r)
{
    return r->problem.message[0] != '\0' ? words_problem(r->words, &r->problem, r->arena)
                                         : (struct str){.p = NULL};
}

/* --- cookies --- */
static void set_cookie(struct request *r, const char *name, struct str value, int age_s)
{
    bool tls = r->site->config.tls;
    struct str cookie =
        arena_printf(r->arena, "%s%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                     tls ? "__Host-" : "", name, STR_ARG(value), age_s, tls ? "; Secure" : "");
    http_set_header(r->x, STR("Set-Cookie"), cookie);
}

struct browser_shown request_shown(struct request *r)
{
    r->known = http_cookie(r->x, r->site->config.tls ? STR("__Host-known") : STR("known"));
    if (r->known.n != BEARER_TEXT)
        r->known = session_stranger_cookie(request_community(r), r->arena);
    return (struct browser_shown){.agent = http_header(r->x, STR("User-Agent")), .token = r->known};
}

void request_set_session(struct request *r, struct str token)
{
    set_cookie(r, "session", token, token.n > 0 ? SESSION_COOKIE_AGE_S : 0);
    if (token.n > 0 && r->known.n > 0)
        set_cookie(r, "known", r->known, (int)(BROWSERS_KEPT_MS / 1000));
}

struct str request_stranger_cookie(struct request *r)
{
    if (r->stranger.n == 0)
        r->stranger =
            http_cookie(r->x, r->site->config.tls ? STR("__Host-visitor") : STR("visitor"));
    return r->stranger;
}

struct str request_browser(struct request *r)
{
    if (request_stranger_cookie(r).n == 0) {
        r->stranger = session_stranger_cookie(request_community(r), r->arena);
        set_cookie(r, "visitor", r->stranger, 24 * 3600);
    }
    return r->stranger;
}

struct str request_arrival(const struct request *r)
{
    return http_cookie(r->x, r->site->config.tls ? STR("__Host-arrival") : STR("arrival"));
}

void request_set_arrival(struct request *r, struct str token)
{
    set_cookie(r, "arrival", token, token.n > 0 ? ARRIVAL_COOKIE_AGE_S : 0);
}

struct str request_csrf(struct request *r)
{
    if (!actor_signed_in(&r->actor))
        (void)request_browser(r);
    return session_form_token(request_community(r), &r->actor, r->stranger, r->arena);
}

/* --- answers --- */
static void reply(struct request *r, struct str type, struct buf *body)
{
    int status = r->status != 0 ? r->status : 200;
    if (buf_status(body) != RC_OK || arena_failed(r->arena)) {
        log_event(LOG_ERROR, STR("page_failed"), LOG_STR("request", http_request_id(r->x)));
        status = 500;
        type = STR("text/plain; charset=utf-8");
        buf_clear(body);
        BUF_PUT(body, "This page could not be made. Try again in a moment.\n");
    }
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, status, type, buf_str(body));
    buf_release(body);
}

void request_page(struct request *r, struct buf *body)
{
    reply(r, STR("text/html; charset=utf-8"), body);
}

void request_json(struct request *r, struct buf *body)
{
    reply(r, STR("application/json; charset=utf-8"), body);
}

void request_file(struct request *r, struct str content_type, struct buf *body)
{
    reply(r, content_type, body);
}

void request_redirect(struct request *r, struct url to)
{
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_redirect(r->x, to.s.n > 0 && to.s.p[0] == '/' ? to.s : STR("/"));
}

void request_note_refusal(struct request *r, enum rc rc)
{
    r->status = errors_for(rc).status;
    if (r->problem.message[0] == '\0')
        problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
}

void request_fail(struct request *r, enum rc rc)
{
    struct error_words words = errors_for(rc);
    if (words.status >= 500)
        log_event(LOG_ERROR, STR("request_failed"), LOG_STR("rc", str_from_cstr(rc_name(rc))),
                  LOG_STR("request", http_request_id(r->x)),
                  LOG_STR("problem", str_from_cstr(r->problem.message)));
    else if (r->problem.message[0] != '\0')
        words.message = request_problem(r);
    pages_error(r, words);
}

/* --- pages that are the same for everybody --- */
struct cached {
    struct request *r;
    struct str content_type; /* empty: HTML */
    enum rc (*render)(struct request *r, struct buf *out);
};

static enum rc render_cached(struct http_exchange *x, struct page *page, void *ctx)
{
    struct cached *c = ctx;
    if (c->content_type.n > 0)
        page->content_type = c->content_type;
    enum rc rc = c->render(c->r, &page->body);
    if (rc == RC_OK)
        rc = buf_status(&page->body);
    return rc == RC_OK && arena_failed(c->r->arena) ? RC_NO_MEMORY : rc;
}

static void fail_cached(struct http_exchange *x, enum rc rc, void *ctx)
{
    struct cached *c = ctx;
    request_fail(c->r, rc);
}

static void reply_cached(struct request *r, const struct page_key *key, struct cached wanted)
{
    struct cached *c = ARENA_NEW(r->arena, struct cached);
    if (c == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    *c = wanted;
    page_cache_reply(r->site->cache, r->x, key,
                     &(struct page_source){.render = render_cached, .fail = fail_cached, .ctx = c});
}

void request_cached(struct request *r, uint32_t kind, int64_t id, struct str variant,
                    enum rc (*render)(struct request *r, struct buf *out))
{
    reply_cached(r, &(struct page_key){.kind = kind, .id = id, .variant = variant},
                 (struct cached){.r = r, .render = render});
}

void request_cached_as(struct request *r, struct str content_type, const struct page_key *key,
                       enum rc (*render)(struct request *r, struct buf *out))
{
    reply_cached(r, key, (struct cached){.r = r, .content_type = content_type, .render = render});
}

void request_cached_json(struct request *r, uint32_t kind, int64_t id, struct str variant,
                         enum rc (*render)(struct request *r, struct buf *out))
{
    request_cached_as(r, STR("application/json; charset=utf-8"),
                      &(struct page_key){.kind = kind, .id = id, .variant = variant}, render);
}

/* --- waiting --- */
static void go_on(struct http_exchange *x, void *ctx)
{
    struct request *r = ctx;
    if (http_gone(x))
        return; /* all of it is in the request's arena */
    if (r->job != NULL && r->rc != RC_OK && r->problem.message[0] == '\0')
        r->problem = r->job->problem;
    /* Handlers may show the form again instead of failing: the log says what the writer could not do. */
    if (r->rc != RC_OK && errors_for(r->rc).status >= 500)
        log_event(LOG_ERROR, STR("write_failed"), LOG_STR("rc", str_from_cstr(rc_name(r->rc))),
                  LOG_STR("request", http_request_id(x)));
    r->then(r, r->rc);
}

static void job_done(struct community_job *job, enum rc rc)
{
    struct request *r = job->ctx;
    r->rc = rc;
    http_continue(r->x, go_on, r);
}

void request_wait(struct request *r, struct community_job *job, request_then_fn then)
{
    r->job = job;
    r->then = then;
    job->community = request_community(r);
    job->arena = r->arena;
    job->done = job_done;
    job->ctx = r;
    http_wait(r->x);
}

void request_submitted(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        return; /* job_done goes on, perhaps already has */
    r->rc = rc;
    http_continue(r->x, go_on, r);
}
