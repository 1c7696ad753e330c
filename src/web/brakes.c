#include "web/brakes.h"

#include "web/say.h"
#include "web/views.h"

struct str brakes_numbers(const struct request *r, const struct brake_view *b)
{
    return SAY_WITH(r,
                    "{0} of {1, plural, one {# comment} other {# comments}} in {2, plural, one "
                    "{# minute} other {# minutes}}; {3} % are allowed",
                    say_number(r, b->acted), words_digits(r->arena, b->judged),
                    words_digits(r->arena, b->window_ms / MINUTE_MS),
                    words_decimal(r->words, (double)b->share_milli / 10, r->arena));
}

struct str brakes_words(const struct request *r, const struct brake_view *b)
{
    struct str since = say_time(r, b->since_ms);
    return SAY_WITH(r,
                    "only flags since {0}, because it held or removed {1}. What it would have "
                    "stopped is published and stands in the queue.",
                    since, brakes_numbers(r, b));
}

const struct view_brake_banner *brakes_banners(struct request *r, size_t *ret_count)
{
    struct brake_view *brakes;
    size_t count;
    *ret_count = 0;
    if (brake_list(r->reader, &r->actor, true, r->arena, &brakes, &count) != RC_OK)
        return NULL;
    struct view_brake_banner *banners = ARENA_ARRAY(r->arena, count, struct view_brake_banner);
    for (size_t i = 0; banners != NULL && i < count; i++)
        banners[i] = (struct view_brake_banner){
            .clause = views_clause_title(r, brakes[i].clause),
            .clause_language = views_clause_language(r, brakes[i].clause),
            .words = brakes_words(r, &brakes[i]),
        };
    *ret_count = banners != NULL ? count : 0;
    return banners;
}
