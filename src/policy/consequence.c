#include "policy/consequence.h"

static const struct str names[] = {
    [CONSEQUENCE_PUBLISH] = STR_INIT("publish"), [CONSEQUENCE_FLAG] = STR_INIT("flag"),
    [CONSEQUENCE_NUDGE] = STR_INIT("nudge"),     [CONSEQUENCE_HOLD] = STR_INIT("hold"),
    [CONSEQUENCE_REMOVE] = STR_INIT("remove"),
};

struct str consequence_name(enum consequence c)
{
    return names[c];
}

enum rc consequence_parse(struct str name, enum consequence *ret)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, names[i])) {
            *ret = (enum consequence)i;
            return RC_OK;
        }
    }
    return RC_INVALID;
}
