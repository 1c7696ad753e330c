/* To a provider and back. */
#include "web/back.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/provider_ways.h"
#include "web/signed_in.h"
#include "web/site_state.h"

/* The provider of the address, but none of kind SSO: a publisher is not asked, it sends. */
static const struct provider *asked_provider(struct request *r)
{
    const struct provider *p =
        provider_find(identity_providers(request_community(r)), r->params.name);
    if (p != NULL && p->kind != PROVIDER_SSO)
        return p;
    request_fail(r, RC_NOT_FOUND);
    return NULL;
}

static struct str field(const struct request *r, const char *name)
{
    return r->given != NULL ? request_given(r, name) : request_query(r, name);
}

static bool is_again(const struct request *r)
{
    return str_eq(field(r, "intent"), STR("again")) && actor_signed_in(&r->actor);
}

static void show(struct request *r, const struct provider *p)
{
    bool again = is_again(r);
    struct view_provider_button button = provider_ways_button(
        r, p, request_csrf(r), field(r, "back"), again ? STR("again") : STR("sign-in"));
    struct view_provider view = {.title = p->title, .again = again, .button = &button};
    struct layout layout = {.title = SAY_WITH(r, "Sign in with {0}", p->title), .noindex = true};
    if (r->problem.message[0] != '\0')
        view.problem = str_from_cstr(r->problem.message);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_provider_render, &view);
}

void pages_provider(struct request *r)
{
    const struct provider *p = asked_provider(r);
    if (p != NULL)
        show(r, p);
}

/* --- going --- */

/* The provider knows this address by heart: it is built from the site's, never from what was asked. */
static struct str return_address(const struct request *r, const struct provider *p)
{
    return arena_printf(r->arena, "%.*s/sign-in/return/%.*s", STR_ARG(r->site->config.base_url),
                        STR_ARG(p->slug));
}

/* A page in between, not a redirect: browsers let no form end on another site (form-action of our CSP). */
static void leave(struct request *r, const struct identity_begin *op)
{
    struct view_provider_leaving view = {.title = op->provider->title,
                                         .address = url_checked(op->ret_address)};
    struct layout layout = {.title = SAY_WITH(r, "Off to {0}", op->provider->title),
                            .noindex = true};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    http_set_header(r->x, STR("Refresh"),
                    arena_printf(r->arena, "0;url=%.*s", STR_ARG(view.address.s)));
    REQUEST_RENDER(r, view_provider_leaving_render, &view);
}

static void begun(struct request *r, enum rc rc)
{
    const struct identity_begin *op = (const struct identity_begin *)r->job;
    if (rc == RC_OK) {
        leave(r, op);
        return;
    }
    if (op->intent == IDENTITY_CONNECT) {
        request_fail(r, rc);
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->provider);
}

void provider_ways_begin(struct request *r, const struct provider *p, enum identity_intent intent,
                         struct str back)
{
    struct identity_begin *op = ARENA_NEW(r->arena, struct identity_begin);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->provider = p;
    op->intent = intent;
    op->actor = r->actor;
    op->browser = request_browser(r);
    op->back = back;
    op->return_address = return_address(r, p);
    op->address = http_client(r->x);
    request_wait(r, &op->job, begun);
    request_submitted(r, identity_begin_submit(&op->job));
}

void pages_provider_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back", "intent", NULL};
    const struct provider *p = asked_provider(r);
    if (p == NULL || !checked_form_only(r, form, fields, "intent"))
        return;
    provider_ways_begin(r, p, is_again(r) ? IDENTITY_AGAIN : IDENTITY_SIGN_IN,
                        checked_form_get(form, "back"));
}

/* --- coming back --- */

static void returned(struct request *r, enum rc rc)
{
    const struct identity_return *op = (const struct identity_return *)r->job;
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    switch (op->ret_outcome) {
    case IDENTITY_ENTERED:
        signed_in_go_on(r, op->ret_token, back_to(r, op->ret_back, "/"));
        return;
    case IDENTITY_RENEWED:
        request_set_session(r, op->ret_token);
        request_redirect(r, back_to(r, op->ret_back, "/"));
        return;
    case IDENTITY_CONNECTED:
        request_redirect(r, back_to(r, op->ret_back, "/"));
        return;
    case IDENTITY_ARRIVED:
        request_set_arrival(r, op->ret_token);
        request_redirect(r, url_local(r->arena, STR("/join/provider")));
        return;
    }
    request_fail(r, RC_BUG);
}

void pages_provider_return(struct request *r)
{
    const struct provider *p = asked_provider(r);
    struct identity_return *op = ARENA_NEW(r->arena, struct identity_return);
    struct str twice = form_repeated(&r->query);
    if (p == NULL)
        return;
    if (op == NULL || twice.n > 0) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->provider = p;
    op->state = request_query(r, "state");
    op->code = request_query(r, "code");
    op->issuer = request_query(r, "iss");
    op->error = request_query(r, "error");
    if (p->given_back.n > 0)
        op->given_back = request_query(r, p->given_back.p);
    op->browser = request_browser(r);
    op->actor = r->actor;
    op->return_address = return_address(r, p);
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->registration = config_bool(r->settings, SET_ACCOUNTS_REGISTRATION);
    request_wait(r, &op->job, returned);
    request_submitted(r, identity_return_submit(&op->job));
}

/* --- as a factor given again --- */

void again_way_providers(struct request *r, struct fresh_ways *ways)
{
    struct identity_view *list;
    size_t count = 0;
    if (identity_list(r->reader, &r->actor, r->arena, &list, &count) != RC_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct provider *p = list[i].provider;
        if (p == NULL || p->kind != PROVIDER_OPENID)
            continue;
        struct str path = arena_printf(r->arena, "/sign-in/with/%.*s", STR_ARG(p->slug));
        struct url start =
            url_with_query(r->arena, url_local(r->arena, path), STR("intent"), STR("again"));
        fresh_offer(ways, SAY_WITH(r, "Show it with {0}", p->title),
                    url_with_query(r->arena, start, STR("back"), ways->back));
    }
}
