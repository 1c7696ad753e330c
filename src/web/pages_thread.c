/* Opening and closing a discussion. */
#include "community/comment/discussion.h"
#include "community/moderation/moderation.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

static const struct {
    enum thread_mode mode;
    struct str name, label, hint;
} modes[] = {
    {THREAD_OPEN, STR_INIT("open"), STR_INIT(SAID("Open")),
     STR_INIT(SAID("Readers comment; the standards judge."))},
    {THREAD_PREMODERATED, STR_INIT("premoderated"),
     STR_INIT(SAID("Open, every comment held first")),
     STR_INIT(SAID("Nothing appears before a moderator has approved it."))},
    {THREAD_CLOSED, STR_INIT("closed"), STR_INIT(SAID("Closed")),
     STR_INIT(SAID("What was written can be read; nothing is added."))},
    {THREAD_OFF, STR_INIT("off"), STR_INIT(SAID("Off")),
     STR_INIT(SAID("The article shows no discussion. Nothing is deleted."))},
};
#define MODES (sizeof modes / sizeof modes[0])

static void fill_choices(struct request *r, enum thread_mode now, struct view_thread_mode *view)
{
    struct view_choice *choices = ARENA_ARRAY(r->arena, MODES, struct view_choice);
    for (size_t i = 0; choices != NULL && i < MODES; i++)
        choices[i] = (struct view_choice){.group = STR("mode"),
                                          .name = modes[i].name,
                                          .label = words_say_text(r->words, modes[i].label),
                                          .hint = words_say_text(r->words, modes[i].hint),
                                          .chosen = modes[i].mode == now};
    view->choices = choices;
    view->choices_count = choices != NULL ? MODES : 0;
}

static struct str path_of(const struct request *r)
{
    return arena_printf(r->arena, "/moderation/article/%.*s", STR_ARG(r->params.name));
}

void pages_thread(struct request *r)
{
    struct article_view article;
    struct view_thread_mode view = {.csrf = request_csrf(r),
                                    .action = url_local(r->arena, path_of(r))};
    struct layout layout = {.title = SAY(r, "Open or close a discussion"), .staff = true};
    enum rc rc = article_get_by_slug(r->reader, r->params.name, r->arena, &article);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.headline = article.item.headline;
    view.address = views_article_url(r, article.item.slug);
    fill_choices(r, article.thread.mode, &view);
    if (str_eq(request_query(r, "done"), STR("1")))
        view.notice = SAY(r, "Saved. Readers see it at once.");
    REQUEST_RENDER(r, view_thread_mode_render, &view);
}

static void saved(struct request *r, enum rc rc)
{
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        request_redirect(
            r, url_with_query(r->arena, url_local(r->arena, path_of(r)), STR("done"), STR("1")));
}

static enum rc mode_parse(struct str name, int *ret)
{
    for (size_t i = 0; i < MODES; i++) {
        if (str_eq(name, modes[i].name)) {
            *ret = modes[i].mode;
            return RC_OK;
        }
    }
    return RC_INVALID;
}

void pages_thread_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"mode", NULL};
    struct moderation_thread_mode *op = ARENA_NEW(r->arena, struct moderation_thread_mode);
    if (!checked_form_only(r, form, fields, "mode"))
        return;
    enum rc rc = op != NULL ? mode_parse(checked_form_get(form, "mode"), &op->mode) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = article_find_id(r->reader, r->params.name, &op->article_id);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    op->actor = r->actor;
    request_wait(r, &op->job, saved);
    request_submitted(r, moderation_thread_mode_submit(&op->job));
}
