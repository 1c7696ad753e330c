#include "web/account_rooms.h"

#include "community/identity/identity.h"

struct room {
    const char *address, *name, *text;
};

static const struct room ROOMS[] = {
#define ROOM(address_, name_, text_) {.address = address_, .name = name_, .text = text_},
#include "web/account_rooms.def"
#undef ROOM
};

#define ROOM_COUNT (sizeof ROOMS / sizeof ROOMS[0])

/* Where the site has no way in through others, there is no room for them. */
static bool is_shown(const struct request *r, size_t room)
{
    return identity_providers(request_community(r)) != NULL ||
           !str_eq(str_from_cstr(ROOMS[room].address), STR("/account/identities"));
}

const struct view_nav_item *account_rooms_tabs(struct request *r, const char *address,
                                               size_t *ret_count)
{
    struct view_nav_item *items = ARENA_ARRAY(r->arena, ROOM_COUNT, struct view_nav_item);
    struct str here = str_from_cstr(address);
    size_t count = 0;
    for (size_t i = 0; items != NULL && i < ROOM_COUNT; i++)
        if (is_shown(r, i))
            items[count++] = (struct view_nav_item){
                .name = SAY(r, ROOMS[i].name),
                .address = url_local(r->arena, str_from_cstr(ROOMS[i].address)),
                .current = str_eq(here, str_from_cstr(ROOMS[i].address)),
            };
    *ret_count = count;
    return items;
}

const struct view_account_room *account_rooms_list(struct request *r, size_t *ret_count)
{
    struct view_account_room *items = ARENA_ARRAY(r->arena, ROOM_COUNT, struct view_account_room);
    size_t count = 0;
    for (size_t i = 1; items != NULL && i < ROOM_COUNT; i++)
        if (is_shown(r, i))
            items[count++] = (struct view_account_room){
                .name = SAY(r, ROOMS[i].name),
                .text = SAY(r, ROOMS[i].text),
                .address = url_local(r->arena, str_from_cstr(ROOMS[i].address)),
            };
    *ret_count = count;
    return items;
}
