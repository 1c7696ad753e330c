#include "community/record/staff_action.h"

const struct staff_action_row staff_action_table[STAFF_ACTION_COUNT] = {
#define STAFF_ACTION(id, name_, target_, detail_, text_)                                           \
    [STAFF_##id] = {.name = STR_INIT(name_),                                                       \
                    .target = STAFF_TARGET_##target_,                                              \
                    .detail = STAFF_DETAIL_##detail_,                                              \
                    .text = text_},
#include "community/record/staff_action.def"
#undef STAFF_ACTION
};

enum staff_action staff_action_find(struct str name)
{
    for (int i = STAFF_NOTHING + 1; i < STAFF_ACTION_COUNT; i++)
        if (str_eq(staff_action_table[i].name, name))
            return (enum staff_action)i;
    return STAFF_NOTHING;
}
