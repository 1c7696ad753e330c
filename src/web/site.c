/* The way of a request through the site, and what is made once. */
#include "web/site.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/log.h"
#include "community/comment/copies.h"
#include "community/account/session.h"
#include "web/api.h"
#include "web/aside.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/errors.h"
#include "web/handed_over.h"
#include "web/pages.h"
#include "web/request.h"
#include "web/signed_in.h"
#include "web/site_state.h"
#include "web/timezone.h"

#define SITE_ARENA_MAX ((size_t)8 * 1024 * 1024)

static void article_changed(int64_t article_id, void *ctx)
{
    struct site *s = ctx;
    if (article_id == 0) {
        page_cache_bump_all(s->cache);
        return;
    }
    page_cache_bump(s->cache, SITE_PAGE_ARTICLE, article_id);
    page_cache_bump(s->cache, SITE_PAGE_FRONT, 0);
    page_cache_bump(s->cache, SITE_PAGE_LIST, 0);
}

void site_tick(struct site *s, int64_t now_ms)
{
    epochs_collect(community_epochs(s->config.community));
    int64_t today = dates_day_number(s->zone, now_ms);
    if (today == s->today)
        return;
    s->today = today;
    page_cache_bump_all(s->cache);
}

static void dispose_settings(void *settings)
{
    config_free(settings);
}

void site_adjust(struct site *s, const struct config *settings, struct config *before)
{
    atomic_store(&s->settings, settings);
    epochs_retire(community_epochs(s->config.community), dispose_settings, before);
    page_cache_bump_all(s->cache);
}

static unsigned loops_of(const struct site_config *config)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned loops = config->loops != 0 ? config->loops : (unsigned)(cores > 0 ? cores : 1);
    return loops < SITE_LOOPS_MAX ? loops : SITE_LOOPS_MAX;
}

enum rc site_new(const struct site_config *config, struct site **ret, struct problem *problem)
{
    struct arena *arena = arena_new(SITE_ARENA_MAX);
    struct site *s = arena != NULL ? ARENA_NEW(arena, struct site) : NULL;
    if (s == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "No memory for the site.");
    }
    s->arena = arena;
    s->config = *config;
    s->config.base_url = arena_dup(arena, config->base_url);
    atomic_init(&s->settings, config->settings);
    s->started_ms = community_now_ms(config->community);
    enum rc rc =
        timezone_load(community_site(config->community)->time_zone, arena, &s->zone, problem);
    if (rc == RC_OK)
        s->today = dates_day_number(s->zone, s->started_ms);
    if (rc == RC_OK)
        rc = aside_new(arena, &s->batches);
    if (rc == RC_OK)
        rc = aside_new(arena, &s->long_texts);
    if (rc == RC_OK)
        rc = copies_new(&s->checked);
    if (rc == RC_OK)
        rc = page_cache_new(config->cache_bytes_max, loops_of(config), &s->cache);
    for (unsigned i = 0; rc == RC_OK && i < loops_of(config); i++)
        s->loops[i].slugs = ARENA_ARRAY(arena, SITE_SLUGS, struct site_slug);
    if (rc != RC_OK) {
        arena_free(arena);
        return problem_set(problem, rc, "The page cache could not be made: %s.", rc_text(rc));
    }
    community_on_change(config->community, article_changed, s);
    *ret = s;
    return RC_OK;
}

void site_listens_at(struct site *s, struct str base_url)
{
    s->config.base_url = base_url;
}

void site_end(struct site *s, unsigned grace_ms)
{
    int64_t end_ns = clock_monotonic_ns() + (int64_t)grace_ms * 1000 * 1000;
    if (s == NULL)
        return;
    aside_end_at(s->batches, end_ns);
    aside_end_at(s->long_texts, end_ns);
}

void site_free(struct site *s)
{
    if (s == NULL)
        return;
    community_on_change(s->config.community, NULL, NULL);
    aside_free(s->batches);
    aside_free(s->long_texts);
    copies_free(s->checked);
    for (unsigned i = 0; i < SITE_LOOPS_MAX; i++) {
        if (s->loops[i].open)
            community_reader_close(&s->loops[i].reader);
    }
    page_cache_free(s->cache);
    arena_free(s->arena);
}

/* Each loop opens its connection when it first needs one. */
static enum rc open_reader(struct request *r)
{
    unsigned loop = http_loop(r->x);
    if (loop >= SITE_LOOPS_MAX || r->site->loops[loop].slugs == NULL)
        return RC_BUG;
    struct site_loop *l = &r->site->loops[loop];
    if (!l->open) {
        enum rc rc = community_reader_open(r->site->config.community, &l->reader, &r->problem);
        if (rc != RC_OK)
            return rc;
        l->open = true;
    }
    r->reader = &l->reader;
    return RC_OK;
}

static enum rc find_actor(struct request *r)
{
    bool touch = false;
    struct str token =
        http_cookie(r->x, r->site->config.tls ? STR("__Host-session") : STR("session"));
    if (token.n == 0)
        return RC_OK;
    enum rc rc = session_find(r->reader, token, r->arena, &r->actor, &touch);
    if (rc == RC_OK && touch)
        session_touch(request_community(r), &r->actor);
    if (rc == RC_OK && r->actor.language.n > 0)
        r->words = words_for(r->actor.language);
    return rc;
}

/* Who may do it to nothing at all is kept out here; whether this thing is theirs, the handler asks. */
static enum rc check_room(const struct request *r)
{
    switch (r->route->access) {
    case ROUTE_PUBLIC:
    case ROUTE_LINK: /* the handler asks for the link */
        return RC_OK;
    case ROUTE_ACTION:
        return access_check_any(&r->actor, r->route->action);
    case ROUTE_ANALYZE_KEY: /* of kind API alone: api_handle asks for the key */
    case ROUTE_SUGGEST_KEY:
    case ROUTE_BATCH_KEY:
    case ROUTE_AKISMET_KEY:
    case ROUTE_CORAL_SIGNATURE:
        break;
    }
    return RC_BUG;
}

/* Whoever owes a second step is led to it from staff's rooms, not sent away. */
static bool asks_step(struct request *r)
{
    bool staff = r->route->access == ROUTE_ACTION &&
                 access_table[r->route->action].grant[ROLE_READER] == GRANT_NO &&
                 !access_precedes_step(r->route->action);
    if (!staff || !r->actor.awaits_step)
        return false;
    struct url here = url_local(r->arena, http_path(r->x));
    signed_in_ask_step(r, r->route->get != NULL ? here : url_local(r->arena, STR("/")));
    return true;
}

/* A form that a session outlived comes back filled in, where its address has a page to show it on. */
static void show_form_again(struct request *r, enum rc rc)
{
    bool other;
    struct route_params params;
    const struct route *page = routes_match(HTTP_GET, http_path(r->x), &params, &other);
    if (page == NULL || r->given == NULL || rc == RC_INVALID || rc == RC_NO_MEMORY) {
        request_fail(r, rc);
        return;
    }
    r->route = page;
    enum rc room = check_room(r);
    if (room != RC_OK) {
        request_fail(r, room);
        return;
    }
    r->status = errors_for(rc).status;
    page->get(r);
}

/* Blocked, suspended or not confirmed yet: what was written is given back, with why it cannot be sent. */
static bool is_restricted(const struct request *r)
{
    return actor_signed_in(&r->actor) &&
           access_table[r->route->action].grant[ROLE_READER] != GRANT_NO;
}

static void take_form(struct request *r)
{
    const struct checked_form *form;
    enum rc room = check_room(r);
    if (room != RC_OK)
        problem_set(&r->problem, room, "%s",
                    access_reason(&r->actor, "Your account may not do this."));
    enum rc rc = checked_form_make(r, &form, &r->problem);
    bool returns = r->given != NULL && (room == RC_UNAUTHENTICATED || is_restricted(r));
    if (room != RC_OK && !returns)
        request_fail(r, room);
    else if (room != RC_OK)
        show_form_again(r, room);
    else if (rc != RC_OK)
        show_form_again(r, rc);
    else
        r->route->post(r, form);
}

static void take_handover(struct request *r)
{
    const struct handed_over *form;
    enum rc rc = handed_over_make(r, &form, &r->problem);
    if (rc == RC_OK)
        r->route->handover(r, form);
    else
        request_fail(r, rc);
}

/* Numbers that a person did not type: a link holds them, so a faulty one is said and not guessed at. Pages the same
 * for everybody check their own cursor, which is no number. */
static enum rc check_numbers(struct request *r)
{
    static const char *const names[] = {"after", "article", "before", "decision", "id", "reply"};
    for (size_t i = 0; r->route->kind != ROUTE_PAGE && i < sizeof(names) / sizeof(names[0]); i++) {
        struct str text = form_get(&r->query, names[i]);
        int64_t number;
        if (text.n > 0 && (str_to_i64(text, &number) != RC_OK || number <= 0))
            return problem_set(&r->problem, RC_INVALID,
                               "In the address, \"%s\" is not a number that a page here has made.",
                               names[i]);
    }
    return RC_OK;
}

/* The token of a mail's link goes nowhere from the page it opens: neither to other hosts nor, beside every picture, into logs. The
 * sign-in page on the way to such a page holds it too. */
static void keep_token(struct request *r)
{
    bool holds = request_query(r, "token").n > 0 ||
                 str_find(request_query(r, "back"), STR("token="), 0) != STR_NONE;
    if (holds)
        http_set_header(r->x, STR("Referrer-Policy"), STR("no-referrer"));
}

static void dispatch(struct request *r)
{
    enum rc rc = RC_OK;
    if (r->route->kind == ROUTE_FILE) {
        r->route->get(r);
        return;
    }
    if (r->route->kind != ROUTE_PAGE && r->route->kind != ROUTE_HANDOVER)
        rc = find_actor(r);
    if (rc == RC_OK)
        rc = form_read_query(r->x, &r->query, &r->problem);
    if (rc == RC_OK) {
        keep_token(r);
        rc = check_numbers(r);
    }
    if (rc == RC_OK && asks_step(r))
        return;
    if (rc == RC_OK && r->route->handover != NULL) {
        take_handover(r);
        return;
    }
    if (rc == RC_OK && r->route->post != NULL) {
        take_form(r);
        return;
    }
    if (rc == RC_OK)
        rc = check_room(r);
    if (rc == RC_UNAUTHENTICATED)
        pages_send_to_sign_in(r);
    else if (rc != RC_OK)
        request_fail(r, rc);
    else
        r->route->get(r);
}

/* What is replaced while a request runs stays until it is over. */
struct pin {
    struct epochs *epochs;
    struct epoch *epoch;
};

static void unpin(void *ctx)
{
    struct pin *pin = ctx;
    epoch_unpin(pin->epochs, pin->epoch);
}

static bool pin_until_end(struct http_exchange *x, struct epochs *epochs)
{
    struct pin *pin = ARENA_NEW(http_arena(x), struct pin);
    if (pin == NULL)
        return false;
    *pin = (struct pin){epochs, epochs_pin(epochs)};
    bool kept = http_at_end(x, unpin, pin);
    if (!kept)
        unpin(pin);
    return kept;
}

static struct request *make(struct http_exchange *x, struct site *s)
{
    struct request *r = ARENA_NEW(http_arena(x), struct request);
    if (r == NULL || !pin_until_end(x, community_epochs(s->config.community)))
        return NULL;
    r->settings = atomic_load(&s->settings);
    r->x = x;
    r->site = s;
    r->arena = http_arena(x);
    r->words = words_for(community_site(s->config.community)->language);
    return r;
}

/* RFC 9110, section 15.5.6: a 405 says what the address takes instead. */
static void refuse_method(struct request *r)
{
    bool other;
    struct route_params params;
    bool get = routes_match(HTTP_GET, http_path(r->x), &params, &other) != NULL;
    bool post = routes_match(HTTP_POST, http_path(r->x), &params, &other) != NULL;
    http_set_header(r->x, STR("Allow"),
                    get && post ? STR("GET, HEAD, POST")
                    : get       ? STR("GET, HEAD")
                                : STR("POST"));
    pages_error(r, errors_for_status(405));
}

/* Programs ask the engine, not the database: nothing is opened for them. True when that is who asks. */
static bool handle_api(struct request *r)
{
    if (r->route != NULL && r->route->kind == ROUTE_API)
        api_handle(r);
    else if (http_method(r->x) == HTTP_OPTIONS && api_is_address(http_path(r->x)))
        api_handle_options(r);
    else
        return false;
    return true;
}

/* Of a program that scores only, the rooms of the site are shut: there is no such address. */
static const struct route *find_route(struct request *r, bool *ret_other_method)
{
    const struct route *route =
        routes_match(http_method(r->x), http_path(r->x), &r->params, ret_other_method);
    bool for_programs = route != NULL && (route->kind == ROUTE_API || route->kind == ROUTE_SERVICE);
    if (!r->site->config.scoring_only || for_programs)
        return route;
    *ret_other_method = *ret_other_method && api_is_address(http_path(r->x));
    return NULL;
}

void site_handle(struct http_exchange *x, void *site)
{
    bool other = false;
    struct request *r = make(x, site);
    if (r == NULL)
        return;
    r->route = find_route(r, &other);
    if (handle_api(r))
        return;
    enum rc rc = open_reader(r);
    if (rc != RC_OK) {
        log_event(LOG_ERROR, STR("reader_failed"), LOG_STR("rc", str_from_cstr(rc_name(rc))));
        request_fail(r, rc);
        return;
    }
    if (r->route != NULL)
        dispatch(r);
    else if (other)
        refuse_method(r);
    else
        request_fail(r, RC_NOT_FOUND);
}

void site_error(struct http_exchange *x, int status, struct str reason, void *site)
{
    struct request *r = make(x, site);
    if (r == NULL)
        return;
    if (open_reader(r) != RC_OK)
        r->reader = NULL; /* the page does without */
    struct error_words words = errors_for_status(status);
    if (reason.n > 0)
        words.message = reason;
    pages_error(r, words);
}
