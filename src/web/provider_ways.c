#include "web/provider_ways.h"

struct view_provider_button provider_ways_button(struct request *r, const struct provider *p,
                                                 struct str csrf, struct str back,
                                                 struct str intent)
{
    struct str path = arena_printf(r->arena, "/sign-in/with/%.*s", STR_ARG(p->slug));
    return (struct view_provider_button){
        .csrf = csrf,
        .action = url_local(r->arena, path),
        .title = p->title,
        .back = back.n > 0 ? back : (struct str){0},
        .intent = intent,
    };
}

const struct view_provider_ways *provider_ways(struct request *r, struct str csrf, struct str back)
{
    const struct providers *providers = identity_providers(request_community(r));
    size_t count = providers != NULL ? providers->count : 0;
    struct view_provider_ways *ways = ARENA_NEW(r->arena, struct view_provider_ways);
    struct view_provider_button *buttons =
        ARENA_ARRAY(r->arena, count, struct view_provider_button);
    struct view_publisher_link *links = ARENA_ARRAY(r->arena, count, struct view_publisher_link);
    if (count == 0 || ways == NULL || buttons == NULL || links == NULL)
        return NULL;
    ways->buttons = buttons;
    ways->links = links;
    for (size_t i = 0; i < count; i++) {
        const struct provider *p = &providers->list[i];
        if (p->kind != PROVIDER_SSO)
            buttons[ways->buttons_count++] = provider_ways_button(r, p, csrf, back, STR("sign-in"));
        else if (p->sign_in.n > 0)
            links[ways->links_count++] =
                (struct view_publisher_link){.address = url_checked(p->sign_in), .title = p->title};
    }
    return ways->buttons_count + ways->links_count > 0 ? ways : NULL;
}
