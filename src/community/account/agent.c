#include "community/account/agent.h"

/* The more particular first: every browser also names the ones it descends from. */
static const struct str browsers[][2] = {
    {STR_INIT("SamsungBrowser/"), STR_INIT("Samsung Internet")},
    {STR_INIT("YaBrowser/"), STR_INIT("Yandex Browser")},
    {STR_INIT("Vivaldi/"), STR_INIT("Vivaldi")},
    {STR_INIT("DuckDuckGo/"), STR_INIT("DuckDuckGo")},
    {STR_INIT("EdgiOS/"), STR_INIT("Edge")},
    {STR_INIT("EdgA/"), STR_INIT("Edge")},
    {STR_INIT("Edg/"), STR_INIT("Edge")},
    {STR_INIT("OPR/"), STR_INIT("Opera")},
    {STR_INIT("FxiOS/"), STR_INIT("Firefox")},
    {STR_INIT("Firefox/"), STR_INIT("Firefox")},
    {STR_INIT("CriOS/"), STR_INIT("Chrome")},
    {STR_INIT("Chrome/"), STR_INIT("Chrome")},
    {STR_INIT("Safari/"), STR_INIT("Safari")},
};
static const struct str systems[][2] = {
    {STR_INIT("iPhone"), STR_INIT("iPhone")},   {STR_INIT("iPad"), STR_INIT("iPad")},
    {STR_INIT("Android"), STR_INIT("Android")}, {STR_INIT("Windows"), STR_INIT("Windows")},
    {STR_INIT("Macintosh"), STR_INIT("macOS")}, {STR_INIT("CrOS"), STR_INIT("ChromeOS")},
    {STR_INIT("Linux"), STR_INIT("Linux")},
};

static struct str find(const struct str (*table)[2], size_t count, struct str said)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(said, table[i][0], 0) != STR_NONE)
            return table[i][1];
    return STR("");
}

struct agent agent_read(struct str user_agent)
{
    return (struct agent){
        .browser = find(browsers, sizeof browsers / sizeof browsers[0], user_agent),
        .system = find(systems, sizeof systems / sizeof systems[0], user_agent),
    };
}
