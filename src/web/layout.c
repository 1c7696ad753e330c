/* Heads and feet. */
#include "web/layout.h"

#include "community/article/article.h"
#include "web/back.h"
#include "web/dates.h"
#include "web/say.h"
#include "web/site_state.h"

struct str layout_direction(struct str language)
{
    static const char *const codes[] = {"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi"};
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (str_eq(str_slice(language, 0, strlen(codes[i])), str_from_cstr(codes[i])) &&
            (language.n == strlen(codes[i]) || language.p[strlen(codes[i])] == '-'))
            return STR("rtl");
    }
    return STR("ltr");
}

struct url layout_absolute(const struct request *r, struct str path)
{
    struct str base = r->site->config.base_url;
    struct url local = url_local(r->arena, path);
    return url_checked(arena_printf(r->arena, "%.*s%.*s", STR_ARG(base), STR_ARG(local.s)));
}

static enum rc list_sections(struct request *r, struct str current, struct view_page_head *head)
{
    struct article_section *sections;
    size_t count;
    enum rc rc = article_sections(r->reader, r->arena, &sections, &count);
    if (rc != RC_OK)
        return rc;
    struct view_nav_item *items = ARENA_ARRAY(r->arena, count, struct view_nav_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        items[i].name = sections[i].title;
        items[i].current = str_eq(sections[i].slug, current);
        items[i].address =
            url_local(r->arena, arena_printf(r->arena, "/section/%.*s", STR_ARG(sections[i].slug)));
    }
    head->sections = items;
    head->sections_count = count;
    return RC_OK;
}

enum rc layout_make(struct request *r, const struct layout *in,
                    const struct view_page_head **ret_head, const struct view_page_foot **ret_foot)
{
    const struct community_site *site = request_site(r);
    struct view_page_head *head = ARENA_NEW(r->arena, struct view_page_head);
    struct view_page_foot *foot = ARENA_NEW(r->arena, struct view_page_foot);
    int64_t now = community_now_ms(request_community(r));
    if (head == NULL || foot == NULL)
        return RC_NO_MEMORY;
    enum rc rc = in->bare ? RC_OK : list_sections(r, in->section, head);
    if (rc != RC_OK)
        return rc;
    bool is_chosen = r->actor.language.n > 0;
    head->language = is_chosen ? words_language(r->words) : site->language;
    head->direction = is_chosen ? words_direction(r->words) : layout_direction(site->language);
    head->site = site->title;
    head->title =
        in->front ? site->title
                  : arena_printf(r->arena, "%.*s – %.*s", STR_ARG(in->title), STR_ARG(site->title));
    head->description = in->description;
    head->kind = in->article ? STR("article") : STR("website");
    if (in->path.p != NULL)
        head->canonical = layout_absolute(r, in->path);
    head->alternates = in->alternates;
    head->alternates_count = in->alternate_count;
    if (in->picture.n > 0)
        head->picture =
            in->picture.p[0] == '/' ? layout_absolute(r, in->picture) : url_checked(in->picture);
    head->date = say_long_day(r, now);
    head->date_iso = str_slice(dates_iso(request_zone(r), now, r->arena), 0, 10);
    head->inside = !in->front;
    head->staff = in->staff;
    head->captcha = in->captcha;
    head->passkeys = in->passkeys;
    head->charter = in->charter;
    head->noindex = in->noindex || in->staff;
    head->account = url_local(r->arena, STR("/account"));
    if (actor_signed_in(&r->actor))
        head->viewer = r->actor.name;
    else if (in->path.p != NULL)
        head->account = back_carry(r, head->account, url_local(r->arena, in->path).s);
    foot->site = site->title;
    *ret_head = head;
    *ret_foot = foot;
    return RC_OK;
}
