#include "web/account_rooms.h"

struct room {
    const char *address, *name, *text;
};

static const struct room ROOMS[] = {
#define ROOM(address_, name_, text_) {.address = address_, .name = name_, .text = text_},
#include "web/account_rooms.def"
#undef ROOM
};

#define ROOM_COUNT (sizeof ROOMS / sizeof ROOMS[0])

const struct view_nav_item *account_rooms_tabs(struct request *r, const char *address,
                                               size_t *ret_count)
{
    struct view_nav_item *items = ARENA_ARRAY(r->arena, ROOM_COUNT, struct view_nav_item);
    struct str here = str_from_cstr(address);
    *ret_count = items != NULL ? ROOM_COUNT : 0;
    for (size_t i = 0; i < *ret_count; i++)
        items[i] = (struct view_nav_item){
            .name = SAY(r, ROOMS[i].name),
            .address = url_local(r->arena, str_from_cstr(ROOMS[i].address)),
            .current = str_eq(here, str_from_cstr(ROOMS[i].address)),
        };
    return items;
}

const struct view_account_room *account_rooms_list(struct request *r, size_t *ret_count)
{
    struct view_account_room *items = ARENA_ARRAY(r->arena, ROOM_COUNT, struct view_account_room);
    *ret_count = items != NULL ? ROOM_COUNT - 1 : 0;
    for (size_t i = 0; i < *ret_count; i++)
        items[i] = (struct view_account_room){
            .name = SAY(r, ROOMS[i + 1].name),
            .text = SAY(r, ROOMS[i + 1].text),
            .address = url_local(r->arena, str_from_cstr(ROOMS[i + 1].address)),
        };
    return items;
}
