#include "policy/trust.h"

#include <math.h>

#include "base/clock.h"

int64_t trust_points(const struct standards_trust *t, const struct trust_event *events,
                     size_t count, int64_t now_ms)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double weight =
            events[i].kind == TRUST_VERIFIED_COMMENT ? t->verified_comment : t->upheld_removal;
        double days =
            events[i].at_ms < now_ms ? (double)(now_ms - events[i].at_ms) / (double)DAY_MS : 0;
        sum += weight * exp2(-days / (double)t->half_life_days);
    }
    return (int64_t)floor(sum + 0.5);
}

size_t trust_level_index(const struct standards_trust *t, int64_t points)
{
    size_t level = 0;
    while (level + 1 < t->level_count && points >= t->levels[level + 1].points)
        level++;
    return level;
}

struct str trust_level(const struct standards_trust *t, int64_t points)
{
    return t->levels[trust_level_index(t, points)].name;
}
