#include "web/admin_tabs.h"

const struct view_nav_item *admin_tabs_make(struct request *r, enum admin_tab now,
                                            size_t *ret_count)
{
    static const char *const names[] = {SAID("Overview"), SAID("Users"), SAID("Log")};
    static const char *const paths[] = {"/admin", "/admin/users", "/admin/log"};
    struct view_nav_item *tabs = ARENA_ARRAY(r->arena, ADMIN_TAB_COUNT, struct view_nav_item);
    *ret_count = 0;
    if (tabs == NULL)
        return NULL;
    for (size_t i = 0; i < ADMIN_TAB_COUNT; i++)
        tabs[i] = (struct view_nav_item){.name = SAY(r, names[i]),
                                         .address = url_local(r->arena, str_from_cstr(paths[i])),
                                         .current = i == (size_t)now};
    *ret_count = ADMIN_TAB_COUNT;
    return tabs;
}
