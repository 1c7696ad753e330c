#include "web/brakes.h"

#include "web/dates.h"
#include "web/views.h"

#define MINUTE_MS (60 * 1000)

struct str brakes_numbers(const struct request *r, const struct brake_view *b)
{
    return arena_printf(r->arena, "%lld of %lld comments in %lld minutes; %.3g %% are allowed",
                        (long long)b->acted, (long long)b->judged,
                        (long long)(b->window_ms / MINUTE_MS), (double)b->share_milli / 10);
}

struct str brakes_words(const struct request *r, const struct brake_view *b)
{
    struct str since = dates_time(request_zone(r), b->since_ms, r->arena);
    return arena_printf(r->arena,
                        "only flags since %.*s, because it held or removed %.*s. What it would "
                        "have stopped is published and stands in the queue.",
                        STR_ARG(since), STR_ARG(brakes_numbers(r, b)));
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
        banners[i] = (struct view_brake_banner){.clause = views_clause_title(r, brakes[i].clause),
                                                .words = brakes_words(r, &brakes[i])};
    *ret_count = banners != NULL ? count : 0;
    return banners;
}
