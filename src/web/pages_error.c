/* Errors as a page, or as JSON for those who asked for that. */
#include "base/json.h"
#include "web/api.h"
#include "web/api_error.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/site_state.h"

#define JSON_ERROR_MAX 4096

static bool wants_json(const struct request *r)
{
    if (r->route != NULL)
        return r->route->kind == ROUTE_JSON;
    return str_starts(http_header(r->x, STR("Accept")), STR("application/json"));
}

static void reply_json(struct request *r, const struct error_words *words)
{
    struct buf out;
    struct json j;
    buf_init(&out, JSON_ERROR_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    JSON_STR(&j, "error", words->heading);
    JSON_STR(&j, "message", words->message);
    JSON_STR(&j, "request", http_request_id(r->x));
    json_end(&j);
    request_json(r, &out);
}

/* A form that failed before it was read (no database, no session) is read now: its text is given back all the same. */
static struct str text_sent(struct request *r)
{
    struct form *form = ARENA_NEW(r->arena, struct form);
    struct problem faulty;
    if (r->given == NULL && form != NULL && http_method(r->x) == HTTP_POST &&
        form_read_body(r->x, form, &faulty) == RC_OK)
        r->given = form;
    return request_given(r, "text");
}

static enum rc make_layout(struct request *r, struct layout *layout, struct view_error *view)
{
    layout->bare = r->reader == NULL;
    enum rc rc = layout_make(r, layout, &view->head, &view->foot);
    if (rc == RC_OK || layout->bare)
        return rc;
    layout->bare = true;
    return layout_make(r, layout, &view->head, &view->foot);
}

/* The last resort when there is not even memory for a page. */
static void reply_text(struct request *r, const struct error_words *words)
{
    struct str text = arena_printf(r->arena, "%.*s\n%.*s\nRequest %.*s\n", STR_ARG(words->heading),
                                   STR_ARG(words->message), STR_ARG(http_request_id(r->x)));
    http_set_header(r->x, STR("Cache-Control"), STR("no-store"));
    http_reply(r->x, words->status, STR("text/plain; charset=utf-8"), text);
}

/* Also where a program took a wrong turn below its API, and where only programs come. */
static bool for_program(const struct request *r)
{
    if (r->site->config.scoring_only)
        return true;
    if (r->route != NULL)
        return r->route->kind == ROUTE_API;
    return str_starts(http_path(r->x), STR("/v1alpha1/")) || api_is_address(http_path(r->x));
}

void pages_error(struct request *r, struct error_words words)
{
    if (for_program(r)) {
        if (r->site->config.scoring_only && words.status == 404)
            words.message = STR("There is nothing at this address: Comity only scores here. "
                                "/$discovery/rest?version=v1alpha1 says what can be asked.");
        api_reply_words(r, &words);
        return;
    }
    words.heading = words_say_text(r->words, words.heading);
    words.message = words_say_text(r->words, words.message);
    words.remedy = words_say_text(r->words, words.remedy);
    struct view_error view = {
        .heading = words.heading,
        .message = words.message,
        .remedy = words.remedy.n > 0 ? words.remedy : (struct str){.p = NULL},
        .request = http_request_id(r->x),
    };
    struct layout layout = {.title = words.heading, .noindex = true};
    struct str text = text_sent(r);
    r->status = words.status;
    if (text.n > 0)
        view.given_back = text;
    if (wants_json(r))
        reply_json(r, &words);
    else if (make_layout(r, &layout, &view) != RC_OK)
        reply_text(r, &words);
    else
        REQUEST_RENDER(r, view_error_render, &view);
}
