/* Downloading all that is stored of oneself. */
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/takeout_file.h"

static void show(struct request *r)
{
    struct view_data view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Your data"), .noindex = true};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/data", &view.tabs_count);
    if (r->problem.message[0] != '\0')
        view.problem = str_from_cstr(r->problem.message);
    REQUEST_RENDER(r, view_data_render, &view);
}

void pages_data(struct request *r)
{
    show(r);
}

static void made(struct request *r, enum rc rc)
{
    struct takeout_order *op = (struct takeout_order *)r->job;
    if (rc == RC_OK) {
        http_set_header(r->x, STR("Content-Disposition"),
                        arena_printf(r->arena, "attachment; filename=\"account-%lld.zip\"",
                                     (long long)r->actor.account_id));
        request_file(r, STR("application/zip"), &op->ret_file);
        return;
    }
    buf_release(&op->ret_file);
    r->status = errors_for(rc).status;
    show(r);
}

void pages_data_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {NULL};
    if (!checked_form_only(r, form, fields, NULL) || !fresh_or_ask(r))
        return;
    struct takeout_order *op = ARENA_NEW(r->arena, struct takeout_order);
    struct takeout_setting *with = ARENA_NEW(r->arena, struct takeout_setting);
    if (op == NULL || with == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    *with = (struct takeout_setting){
        .words = r->words, .zone = request_zone(r), .site = request_site(r)->title};
    op->actor = r->actor;
    op->base_url = r->site->config.base_url;
    op->pack = takeout_file_pack;
    op->pack_ctx = with;
    request_wait(r, &op->job, made);
    request_submitted(r, takeout_submit(op));
}
