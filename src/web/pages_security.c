/* The room of passkeys and codes. */
#include "community/key/factor.h"
#include "web/account_rooms.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/passkey_form.h"
#include "web/say.h"

static enum rc list_passkeys(struct request *r, struct view_security *view)
{
    struct passkey_view *found;
    size_t count;
    enum rc rc = passkey_list(r->reader, &r->actor, r->actor.account_id, r->arena, &found, &count);
    struct view_passkey_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_passkey_item) : NULL;
    if (items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct passkey_view *p = &found[i];
        items[i] = (struct view_passkey_item){
            .name = p->name,
            .made = say_time(r, p->made_ms),
            .made_iso = dates_iso(request_zone(r), p->made_ms, r->arena),
            .used_iso = dates_iso(request_zone(r), p->used_ms, r->arena),
            .backed_up = p->is_backed_up,
        };
        if (view->can_change)
            items[i].address =
                url_local(r->arena, arena_printf(r->arena, "/account/security/passkey/%lld",
                                                 (long long)p->id));
        if (p->used_ms != 0)
            items[i].used = say_time(r, p->used_ms);
    }
    view->passkeys = items;
    view->passkeys_count = count;
    view->has_passkeys = count > 0;
    return RC_OK;
}

static void fill_staff(struct request *r, const struct factor_view *f, struct view_security *view)
{
    view->is_staff = f->is_staff;
    view->offers_codes = f->can_seal;
    view->has_factor = f->factors != 0;
    view->recovery = SAY_COUNT(
        r, "{0, plural, one {# of them is left.} other {# of them are left.}}", f->recovery_left);
    view->codes_since_iso = dates_iso(request_zone(r), f->codes_made_ms, r->arena);
    if (f->codes_made_ms != 0)
        view->codes_since = say_time(r, f->codes_made_ms);
    if (!f->is_staff || f->factors != 0)
        return;
    enum factor_policy policy = community_limits(request_community(r)).staff_second_factor;
    if (policy == FACTOR_REQUIRED)
        view->asked = SAY(r, "Until you add a passkey or set up codes, your rooms stay closed.");
    else if (policy == FACTOR_ASKED)
        view->asked =
            SAY(r, "Your account can do more than others. Please add a passkey or set up codes, so "
                   "that a password alone does not open it.");
}

static struct str done_words(struct request *r)
{
    static const char *const words[][2] = {
        {"added", SAID("The passkey is added. It signs you in from now on.")},
        {"renamed", SAID("The passkey has its new name.")},
        {"removed", SAID("The passkey is removed.")},
        {"codes-off", SAID("Codes are off.")},
    };
    struct str done = request_query(r, "done");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(done, str_from_cstr(words[i][0])))
            return SAY(r, words[i][1]);
    return (struct str){0};
}

void pages_security(struct request *r)
{
    struct factor_view factors;
    struct webauthn_party party;
    int64_t me = r->actor.account_id;
    struct view_security view = {.can_change = access_allows(&r->actor, ACTION_CHANGE_FACTORS, me)};
    struct layout layout = {.title = SAY(r, "Security"), .noindex = true};
    enum rc rc = factor_get(r->reader, &r->actor, me, r->arena, &factors);
    if (rc == RC_OK)
        rc = list_passkeys(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.owes_step = r->actor.awaits_step && factors.factors != 0;
    if (view.owes_step)
        view.can_change = false;
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    view.offers_passkeys = passkey_form_party(r, &party) == RC_OK;
    view.notice = done_words(r);
    fill_staff(r, &factors, &view);
    REQUEST_RENDER(r, view_security_render, &view);
}
