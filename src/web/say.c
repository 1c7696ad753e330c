#include "web/say.h"

#include "web/dates.h"

static struct str date(const struct request *r, enum words_date form, int64_t ms)
{
    struct civil c = dates_local(request_zone(r), ms);
    return words_date(r->words, form,
                      &(struct words_moment){.year = c.year,
                                             .month = c.month,
                                             .day = c.day,
                                             .weekday = c.weekday,
                                             .hour = c.hour,
                                             .minute = c.minute},
                      r->arena);
}

/* A page of comments has two hundred of these: English does without patterns. */
struct str say_time(const struct request *r, int64_t ms)
{
    if (words_are_english(r->words))
        return dates_time(request_zone(r), ms, r->arena);
    return date(r, WORDS_MOMENT, ms);
}

struct str say_day(const struct request *r, int64_t ms)
{
    return date(r, WORDS_DAY, ms);
}

struct str say_long_day(const struct request *r, int64_t ms)
{
    return date(r, WORDS_LONG_DAY, ms);
}

struct str say_number(const struct request *r, int64_t n)
{
    return words_number(r->words, n, r->arena);
}

struct str say_fixed(const struct request *r, double value, int places)
{
    return words_figure(r->words, arena_printf(r->arena, "%.*f", places, value), r->arena);
}

struct str say_measured(const struct request *r, double value)
{
    return words_figure(r->words, arena_printf(r->arena, "%.6g", value), r->arena);
}

struct str say_signed(const struct request *r, double value)
{
    return words_figure(r->words, arena_printf(r->arena, "%+.3g", value), r->arena);
}

struct str say_list(const struct request *r, const struct str *items, size_t count)
{
    struct str list = count > 0 ? items[0] : (struct str){0};
    for (size_t i = 1; i < count; i++)
        list = i + 1 < count ? SAY_WITH(r, "{0}, {1}", list, items[i])
                             : SAY_WITH(r, "{0} and {1}", list, items[i]);
    return list;
}
