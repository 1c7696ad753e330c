#include "signals/false_friend.h"

struct friend
{
    struct str word, languages; /* codes with a space behind each */
};

static const struct friend friends[] = {
    {STR_INIT("slut"), STR_INIT("sv da no ")},   {STR_INIT("fick"), STR_INIT("sv ")},
    {STR_INIT("hoe"), STR_INIT("nl ")},          {STR_INIT("kunt"), STR_INIT("nl ")},
    {STR_INIT("huren"), STR_INIT("nl ")},        {STR_INIT("dick"), STR_INIT("de ")},
    {STR_INIT("retard"), STR_INIT("fr ro ")},    {STR_INIT("retards"), STR_INIT("fr ")},
    {STR_INIT("pede"), STR_INIT("pt es it ")},   {STR_INIT("foder"), STR_INIT("sv da no ")},

    {STR_INIT("fart"), STR_INIT("sv da no ")},   {STR_INIT("ass"), STR_INIT("it de ")},

    {STR_INIT("transe"), STR_INIT("fr pt es ")},

};

bool false_friend(struct str word, struct str language)
{
    for (size_t i = 0; i < sizeof(friends) / sizeof(friends[0]); i++) {
        if (str_eq(word, friends[i].word))
            return language.n == 2 && str_find(friends[i].languages, language, 0) != STR_NONE;
    }
    return false;
}
