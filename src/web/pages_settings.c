/* What readers choose for themselves: language, what they are written about, what others see, whom they mute. */
#include "community/account/choice.h"
#include "community/mail/mail.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/edition_words.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

/* Offered as far as they are translated to. */
static const struct str LANGUAGES[] = {STR_INIT("en"), STR_INIT("de"), STR_INIT("fr"),
                                       STR_INIT("es"), STR_INIT("ru"), STR_INIT("ar")};
#define LANGUAGE_COUNT (sizeof LANGUAGES / sizeof LANGUAGES[0])

static bool is_spoken(struct str language)
{
    return str_eq(words_language(words_for(language)), language);
}

static void list_languages(struct request *r, struct str chosen, struct view_settings *view)
{
    struct view_option *items = ARENA_ARRAY(r->arena, LANGUAGE_COUNT + 1, struct view_option);
    if (items == NULL)
        return;
    struct str own = edition_words_own_name(request_site(r)->language);
    items[0] = (struct view_option){
        .name = STR(""), .label = SAY_WITH(r, "As the site: {0}", own), .selected = chosen.n == 0};
    size_t count = 1;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (is_spoken(LANGUAGES[i]))
            items[count++] = (struct view_option){.name = LANGUAGES[i],
                                                  .label = edition_words_own_name(LANGUAGES[i]),
                                                  .language = LANGUAGES[i],
                                                  .selected = str_eq(chosen, LANGUAGES[i])};
    view->languages = items;
    view->languages_count = count;
}

/* A choice about mails is none where no mail is sent; and staff are told of all sign-ins. */
static bool is_offered(const struct request *r, enum choice which)
{
    if (which == CHOICE_MAIL_SIGN_INS && r->actor.role >= ROLE_AUTHOR)
        return false;
    return choice_table[which].mail[0] == '\0' || mail_is_on(request_community(r));
}

static void list_boxes(struct request *r, const struct choices *now, struct view_settings *view)
{
    struct view_check_box *items = ARENA_ARRAY(r->arena, CHOICE_COUNT, struct view_check_box);
    size_t count = 0;
    for (int i = 0; items != NULL && i < CHOICE_COUNT; i++)
        if (is_offered(r, (enum choice)i))
            items[count++] = (struct view_check_box){.name = str_from_cstr(choice_table[i].name),
                                                     .label = SAY(r, choice_table[i].text),
                                                     .checked = now->on[i]};
    view->boxes = items;
    view->boxes_count = count;
}

static enum rc list_muted(struct request *r, struct view_settings *view)
{
    struct choice_muted *muted;
    size_t count;
    enum rc rc = choice_muted_list(r->reader, &r->actor, r->arena, &muted, &count);
    struct view_muted_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_muted_item) : NULL;
    if (rc != RC_OK || items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct url profile = views_profile_url(r, muted[i].account_id);
        items[i] = (struct view_muted_item){
            .csrf = view->csrf,
            .action = url_local(r->arena, arena_printf(r->arena, "%.*s/mute", STR_ARG(profile.s))),
            .profile = profile,
            .name = muted[i].name.n > 0 ? muted[i].name : SAY(r, "An account that is deleted"),
            .since = say_day(r, muted[i].since_ms),
            .since_iso = dates_iso(request_zone(r), muted[i].since_ms, r->arena),
        };
    }
    view->muted = items;
    view->muted_count = count;
    return RC_OK;
}

static void show(struct request *r)
{
    struct choices now;
    struct view_settings view = {.csrf = request_csrf(r),
                                 .has_mail = mail_is_on(request_community(r))};
    struct layout layout = {.title = SAY(r, "Settings"), .noindex = true};
    if (str_eq(request_query(r, "done"), STR("saved")))
        view.notice = SAY(r, "Saved.");
    if (str_eq(request_query(r, "done"), STR("unmuted")))
        view.notice = SAY(r, "You see their comments again.");
    view.problem = request_problem(r);
    enum rc rc =
        choice_read(request_community(r), r->reader->db, r->actor.account_id, r->arena, &now);
    if (rc == RC_OK)
        rc = list_muted(r, &view);
    if (rc == RC_OK) {
        list_languages(r, now.language, &view);
        list_boxes(r, &now, &view);
        view.tabs = account_rooms_tabs(r, "/account/settings", &view.tabs_count);
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_settings_render, &view);
}

void pages_settings(struct request *r)
{
    show(r);
}

static void go_to_settings(struct request *r, struct str done)
{
    struct url here = url_local(r->arena, STR("/account/settings"));
    request_redirect(r, url_with_query(r->arena, here, STR("done"), done));
}

static void saved(struct request *r, enum rc rc)
{
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        go_to_settings(r, STR("saved"));
}

/* The names of the boxes, and the language's; NULL at the end. */
static const char *const *field_names(struct arena *a)
{
    const char **names = ARENA_ARRAY(a, CHOICE_COUNT + 2, const char *);
    if (names == NULL)
        return NULL;
    for (int i = 0; i < CHOICE_COUNT; i++)
        names[i] = choice_table[i].name;
    names[CHOICE_COUNT] = "language";
    names[CHOICE_COUNT + 1] = NULL;
    return names;
}

void pages_settings_post(struct request *r, const struct checked_form *form)
{
    const char *const *fields = field_names(r->arena);
    struct choice_change *op = ARENA_NEW(r->arena, struct choice_change);
    if (op == NULL || fields == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    if (!checked_form_only(r, form, fields, "language"))
        return;
    struct str language = checked_form_get(form, "language");
    if (language.n > 0 && !is_spoken(language)) {
        r->status = 400;
        problem_set(&r->problem, RC_INVALID, "This language is not among those offered.");
        show(r);
        return;
    }
    struct choices now;
    enum rc rc =
        choice_read(request_community(r), r->reader->db, r->actor.account_id, r->arena, &now);
    op->actor = r->actor;
    op->wanted.language = language;
    /* What was not offered stays as it is. */
    for (int i = 0; rc == RC_OK && i < CHOICE_COUNT; i++)
        op->wanted.on[i] = is_offered(r, (enum choice)i)
                               ? checked_form_has(form, choice_table[i].name)
                               : now.on[i];
    request_wait(r, &op->job, saved);
    request_submitted(r, rc == RC_OK ? choice_change_submit(&op->job) : rc);
}

/* --- muting, from a profile page or the list --- */

static void muted(struct request *r, enum rc rc)
{
    const struct choice_mute *op = (const struct choice_mute *)r->job;
    if (rc != RC_OK)
        request_fail(r, rc);
    else if (op->ends)
        go_to_settings(r, STR("unmuted"));
    else
        request_redirect(r, url_with_query(r->arena, views_profile_url(r, op->muted_id),
                                           STR("done"), STR("muted")));
}

void pages_mute_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"mute", NULL};
    struct choice_mute *op = CHECKED_FORM_OPERATION(r, form, fields, "mute", struct choice_mute);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->muted_id = r->params.id;
    op->ends = str_eq(checked_form_get(form, "mute"), STR("no"));
    request_wait(r, &op->job, muted);
    request_submitted(r, choice_mute_submit(&op->job));
}
